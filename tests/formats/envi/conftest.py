"""Small ENVI images, thermal and sunlit, written by the package's own writer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cathartes.io.scenes.envi import write_envi
from cathartes.kernels.planck import planck_radiance

THERMAL_UM = np.linspace(7.6, 12.9, 24)
UNIT = {"data units": "W m-2 sr-1 um-1"}


@pytest.fixture
def thermal_cube() -> NDArray[np.float64]:
    """(line, sample, wavelength) radiance of surfaces of 285 to 305 K, W m-2 sr-1 um-1."""
    rng = np.random.default_rng(8)
    return planck_radiance(THERMAL_UM, rng.uniform(285.0, 305.0, (11, 13, 1)))


@pytest.fixture
def write(tmp_path: Path, thermal_cube: NDArray[np.float64]) -> Callable[..., Path]:
    """``write(cube=..., name=..., **options)``: an image with wavelengths and a unit."""

    def write_image(
        cube: NDArray[Any] | None = None, name: str = "scene.img", **options: Any
    ) -> Path:
        cube = thermal_cube if cube is None else cube
        options.setdefault("wavelength_um", np.linspace(7.6, 12.9, cube.shape[2]))
        options.setdefault("extra", UNIT)
        return write_envi(tmp_path / name, cube, **options)[0]

    return write_image


@pytest.fixture
def edit_header() -> Callable[..., None]:
    """``edit_header(image, key=value)``: replace, add or (None) remove fields."""

    def edit(image: Path, fields: dict[str, str | None]) -> None:
        header = image.with_suffix(".hdr")
        kept = [
            line
            for line in header.read_text().splitlines()
            if line.split(" = ")[0].strip() not in fields
        ]
        kept += [f"{key} = {text}" for key, text in fields.items() if text is not None]
        header.write_text("\n".join(kept) + "\n")

    return edit
