"""One plausible scene in every format, for what must hold of all of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

from cathartes.io.scenes.cf import write_scene
from cathartes.io.scenes.envi import write_envi
from cathartes.kernels.planck import planck_radiance
from cathartes.model import ArraySource, Instrument, Scene

SHAPE = (30, 20, 16)


def _neighbour(folder: str) -> ModuleType:
    """Load the writers of a neighbouring folder of tests."""
    path = Path(__file__).parents[1] / folder / "conftest.py"
    spec = importlib.util.spec_from_file_location(f"writers_of_{folder}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def thermal(low_um: float = 7.52, high_um: float = 12.01) -> NDArray[np.float64]:
    temperature_k = np.random.default_rng(2).uniform(285, 310, (*SHAPE[:2], 1))
    return planck_radiance(np.linspace(low_um, high_um, SHAPE[2]), temperature_k)


def sunlit(factor: float) -> NDArray[np.float64]:
    """Return the light of a tenth of the sun from 0.38 to 2.5 um, in a unit by its factor."""
    wavelength_um = np.linspace(0.38, 2.5, SHAPE[2])
    sun = planck_radiance(wavelength_um, 5800.0) * 6.8e-5  # at the Earth, over pi
    share = np.random.default_rng(2).uniform(0.05, 0.3, (*SHAPE[:2], 1))
    return sun * share / factor


def _spc_folder(path: Path) -> Path:
    path.mkdir()
    for minute in range(3):
        y = 100.0 + np.random.default_rng(minute).random(40)
        content = _neighbour("series").spc_bytes([y], date=(2021, 8, 11, 1, minute))
        (path / f"{minute}.spc").write_bytes(content)
    return path


def _spc(path: Path) -> Path:
    rng = np.random.default_rng(1)
    spectra = [100.0 + rng.random(40) for _ in range(3)]
    path.write_bytes(_neighbour("series").spc_bytes(spectra))
    return path


def _npz(path: Path) -> Path:
    spectra = np.random.default_rng(1).random((3, 40)) + 10
    with path.open("wb") as stream:
        np.savez(stream, wn=np.linspace(600, 4000, 40), spec=spectra)
    return path


def _ours(path: Path) -> Path:
    wavelength_um = np.linspace(7.52, 12.01, SHAPE[2])
    scene = Scene(
        "ours",
        ArraySource(thermal().astype(np.float32)),
        Instrument("any", wavelength_um, np.full(SHAPE[2], 0.1)),
        np.ones(SHAPE[2], bool),
    )
    write_scene(scene, path)
    return path


def _envi(path: Path) -> Path:
    extra = {"data units": "W m-2 sr-1 um-1"}
    wavelength_um = np.linspace(7.52, 12.01, SHAPE[2])
    return write_envi(path, thermal(), wavelength_um=wavelength_um, extra=extra)[0]


WRITERS: dict[str, Callable[[Path], Path]] = {
    "EMIT L1B": lambda path: _neighbour("hdf5").write_emit(path, sunlit(10.0)),
    "AVIRIS-3 L1B": lambda path: _neighbour("hdf5").write_aviris3(path, sunlit(10.0)),
    "HyTES L1": lambda path: _neighbour("hdf5").write_hytes(path, thermal()),
    "Tanager radiance": lambda path: _neighbour("hdf5").write_tanager(path, sunlit(1.0)),
    "cathartes CF NetCDF4": lambda path: _ours(path.with_suffix(".nc")),
    "cathartes CF Zarr": lambda path: _ours(path.with_suffix(".zarr")),
    "NPZ series of spectra": _npz,
    "ENVI": _envi,
    "GRAMS SPC": _spc,
    "a folder of GRAMS SPC": _spc_folder,
}


@pytest.fixture(params=WRITERS.items(), ids=WRITERS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """Return the name of each format and a scene in it."""
    name, write = request.param
    return name.removeprefix("a folder of "), write(tmp_path / "mission_7")
