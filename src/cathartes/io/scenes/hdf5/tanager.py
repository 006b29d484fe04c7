"""Tanager basic radiance (HDF-EOS5, Planet).

Written to Planet's Tanager product specification (November 2025); this reader has not met a
real file yet.

Notes
-----
``/HDFEOS/SWATHS/HYP/Data Fields/toa_radiance`` (band, line, sample) in W m-2 sr-1 um-1,
float32, with the attributes ``wavelengths`` and ``fwhm`` in nm; ``nodata_pixels`` (line,
sample) is 1 where there are no data; ``Geolocation Fields`` hold ``Latitude``, ``Longitude``
(line, sample) and ``Time`` (line), seconds since 1970 UTC, fill -9999. The ortho product is
a grid (``/HDFEOS/GRIDS``) with its own layout, not read here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.acquisition import scene_name, unix_time
from cathartes.io.scenes.channels import read_channels
from cathartes.io.scenes.hdf5.attributes import numbers
from cathartes.io.scenes.hdf5.cube_source import Hdf5Cube, chunk_remark
from cathartes.io.scenes.hdf5.declared_unit import declared_unit
from cathartes.io.scenes.hdf5.hdf5_file import (
    dataset,
    fill_values,
    has_datasets,
    is_own_dataset,
    opened,
    values,
)
from cathartes.io.scenes.swath import swath_georeference
from cathartes.model import InputFile, Instrument, Scene

FORMAT = "Tanager basic radiance"
_FIELDS = "HDFEOS/SWATHS/HYP/Data Fields"
_PLACES = "HDFEOS/SWATHS/HYP/Geolocation Fields"
_RADIANCE = f"{_FIELDS}/toa_radiance"
_FILL = -9999.0


def recognises(path: Path) -> bool:
    """Return True for an HDF-EOS5 swath named HYP with top-of-atmosphere radiance."""
    return has_datasets(path, _RADIANCE)


def open_scene(path: Path) -> Scene:
    """Open a Tanager basic radiance scene.

    Raises
    ------
    SceneError
        If the file is damaged or contradicts itself.
    """
    with opened(path) as file:
        stored = dataset(path, file, _RADIANCE, n_dims=3)
        channels, lines, samples = stored.shape
        unit, scale, remarks = declared_unit(path, _RADIANCE, stored, "W m-2 sr-1 um-1")
        fills = fill_values(stored, _FILL)
        centre_um, width_um, channel_remarks = read_channels(
            path,
            "toa_radiance attribute wavelengths",
            _attribute(path, stored, "wavelengths"),
            _attribute(path, stored, "fwhm") if "fwhm" in stored.attrs else None,
            unit="nm",
            n_channels=channels,
        )
        good = _good_bands(path, stored, channels)
        no_data = None
        if is_own_dataset(file, f"{_FIELDS}/nodata_pixels"):
            mask = values(path, file, f"{_FIELDS}/nodata_pixels", shape=(lines, samples))
            no_data = mask == 1.0
        longitude = _place(path, file, "Longitude", (lines, samples))
        latitude = _place(path, file, "Latitude", (lines, samples))
        acquired_at = None
        if is_own_dataset(file, f"{_PLACES}/Time"):
            seconds = values(path, file, f"{_PLACES}/Time")
            seconds = seconds[np.isfinite(seconds) & (seconds > 0.0)]
            acquired_at = unix_time(float(seconds.min())) if seconds.size else None
    georeference, pixel_size_m, place_remarks = swath_georeference(
        path, "Geolocation Fields", longitude, latitude
    )
    cube = Hdf5Cube(path, _RADIANCE, (1, 2, 0), scale=scale, fill_values=fills, no_data=no_data)
    return Scene(
        name=scene_name(path),
        source=cube,
        instrument=Instrument("Tanager", centre_um, width_um),
        good_bands=good,
        file_format=FORMAT,
        radiance_unit_in_file=unit,
        georeference=georeference,
        pixel_size_m=pixel_size_m,
        acquired_at=acquired_at,
        inputs=(InputFile(path.name, "", path.stat().st_size),),
        remarks=(*remarks, *channel_remarks, *place_remarks, *chunk_remark(cube)),
    )


def _attribute(path: Path, stored: Any, name: str) -> NDArray[np.float64]:
    """Return a numeric attribute of the radiance as a vector."""
    found = numbers(stored, name)
    if found is None or found.size == 0:
        raise SceneError.about(
            path,
            f"toa_radiance attribute {name}",
            found="no such attribute" if name not in stored.attrs else "no numbers",
            expected="one number for each band",
            remedy="Without its wavelengths the cube says nothing; fetch the file again.",
        )
    return found


def _good_bands(path: Path, stored: Any, channels: int) -> NDArray[np.bool_]:
    if "good_wavelengths" not in stored.attrs:
        return np.ones(channels, bool)
    flags = _attribute(path, stored, "good_wavelengths")
    if flags.size != channels:
        raise SceneError.about(
            path,
            "toa_radiance attribute good_wavelengths",
            found=f"{flags.size} flags",
            expected=f"{channels}, one for each band",
            remedy="The parts of this file contradict each other; ask its maker.",
        )
    return np.asarray(flags != 0.0)


def _place(path: Path, file: h5py.File, name: str, shape: tuple[int, int]) -> NDArray[np.float64]:
    degrees = values(path, file, f"{_PLACES}/{name}", shape=shape)
    degrees[degrees == _FILL] = np.nan
    return degrees
