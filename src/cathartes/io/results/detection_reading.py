"""``detection.nc`` back into records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import InputError
from cathartes.io.results.detection_netcdf import PICTURE_SCALE
from cathartes.io.results.ground_coordinates import read_ground_coordinates
from cathartes.io.results.plume_records import (
    plume_from_json,
    provenance_from_json,
    rejection_from_json,
    time_from_json,
)
from cathartes.model.plume import Detection, PlumeSpectrum
from cathartes.model.scene import Georeference


def read_detection(path: Path) -> Detection:
    """Read everything that was found in one scene.

    All numbers come back as they were written, except the picture, which is kept in 8 bits.

    Raises
    ------
    InputError
        If this is not a ``detection.nc`` that cathartes wrote.
    """
    with _opened(path) as file:
        record = json.loads(_text(file, "record"))
        gases = [_decoded(name) for name in file.variables["gas"][...]]
        spectra = _read_spectra(file, record["plumes"])
        plume_id = np.asarray(file.variables["plume_id"][...], np.int32)
        lines, samples = plume_id.shape
        maps = {
            name: {
                gas: np.asarray(file.variables[name][gases.index(gas)], np.float32)
                for gas in record["gases_with"][name]
            }
            for name in ("score", "column", "column_std")
        }
        return Detection(
            scene_name=record["scene_name"],
            shape=(lines, samples),
            plumes=tuple(map(plume_from_json, record["plumes"], spectra)),
            rejections=tuple(map(rejection_from_json, record["rejections"])),
            plume_id=plume_id,
            **maps,
            quality=np.asarray(file.variables["quality"][...], np.uint8),
            picture=file.variables["picture"][...].astype(np.float32) * np.float32(PICTURE_SCALE),
            picture_caption=record["picture_caption"],
            invisible=record["invisible"],
            groups=tuple(tuple(group) for group in record["groups"]),
            remarks=tuple(record["remarks"]),
            score_at_rate={rate: dict(by_gas) for rate, by_gas in record["score_at_rate"]},
            provenance=provenance_from_json(json.loads(_text(file, "provenance"))),
            # Results of older versions do not hold them.
            acquired_at=time_from_json(record.get("acquired_at")),
            instrument=str(record.get("instrument", "")),
        )


def read_georeference(path: Path) -> Georeference | None:
    """Read where the scene of a ``detection.nc`` lies on the Earth; None where it did not say.

    Raises
    ------
    InputError
        If this is not a ``detection.nc`` that cathartes wrote.
    """
    with _opened(path) as file:
        return read_ground_coordinates(file)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    import h5netcdf  # type: ignore[import-untyped]

    try:
        with h5netcdf.File(path, "r") as file:
            yield file
    except (OSError, KeyError, ValueError, TypeError, IndexError) as error:
        raise InputError.about(
            path,
            "the file",
            found=f"{type(error).__name__}: {error}",
            expected="a whole detection.nc that this version of cathartes can read",
            remedy="Run `cathartes detect` on the scene again.",
        ) from error


def _read_spectra(file: Any, plumes: list[dict[str, Any]]) -> list[PlumeSpectrum]:
    nothing = np.zeros(0)
    if "spectrum_wavelength" not in file.variables:
        return [PlumeSpectrum(nothing, nothing, nothing, {}) for _ in plumes]
    fitted_names = [_decoded(name) for name in file.variables["fitted_gas"][...]]
    spectra = []
    for index, plume in enumerate(plumes):
        wavelength: NDArray[np.float64] = file.variables["spectrum_wavelength"][index]
        given = np.isfinite(wavelength)
        spectra.append(
            PlumeSpectrum(
                wavelength_um=wavelength[given],
                difference=file.variables["spectrum_difference"][index][given],
                difference_std=file.variables["spectrum_difference_std"][index][given],
                fitted={
                    gas: file.variables["spectrum_fitted"][index, fitted_names.index(gas)][given]
                    for gas in plume["fitted_gases"]
                },
                unit=plume["spectrum_unit"],
            )
        )
    return spectra


def _text(file: Any, name: str) -> str:
    return _decoded(file.variables[name][...])


def _decoded(value: Any) -> str:
    if isinstance(value, np.ndarray):
        value = value.item()
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)
