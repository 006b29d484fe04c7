"""EMIT L1B at-sensor radiance (NetCDF4, LP DAAC).

Written to the published layout (LP DAAC product page EMITL1BRAD v001 and the emit-sds
converters that make the files); this reader has not met a real file yet.

Notes
-----
``/radiance`` (downtrack, crosstrack, bands) in uW cm-2 sr-1 nm-1 with fill -9999; group
``sensor_band_parameters`` holds ``wavelengths`` and ``fwhm`` in nm (``radiance_wl``,
``radiance_fwhm`` in the first releases) and sometimes ``good_wavelengths``; group
``location`` holds ``lon``, ``lat``, ``elev`` of every pixel and the lookup tables ``glt_x``,
``glt_y``, which are not needed where every pixel has its position.
"""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from cathartes.io.scenes.acquisition import parse_time, scene_name
from cathartes.io.scenes.channels import read_channels
from cathartes.io.scenes.hdf5.attributes import text
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

FORMAT = "EMIT L1B"
_RADIANCE = "radiance"
_BANDS = "sensor_band_parameters"
_CENTRE_NAMES = (f"{_BANDS}/wavelengths", f"{_BANDS}/radiance_wl")
_WIDTH_NAMES = (f"{_BANDS}/fwhm", f"{_BANDS}/radiance_fwhm")


def recognises(path: Path) -> bool:
    """Return True for a file with EMIT's radiance and band parameters."""
    return any(has_datasets(path, _RADIANCE, name) for name in _CENTRE_NAMES)


def open_scene(path: Path) -> Scene:
    """Open an EMIT L1B radiance granule.

    Raises
    ------
    SceneError
        If the file is damaged or contradicts itself.
    """
    with opened(path) as file:
        stored = dataset(path, file, _RADIANCE, n_dims=3)
        lines, samples, channels = stored.shape
        unit, scale, remarks = declared_unit(path, _RADIANCE, stored, "uW cm-2 sr-1 nm-1")
        fills = fill_values(stored, -9999.0)
        centre_um, width_um, channel_remarks = read_channels(
            path,
            _first(file, _CENTRE_NAMES),
            values(path, file, _first(file, _CENTRE_NAMES)),
            _optional(path, file, _first(file, _WIDTH_NAMES)),
            unit="nm",
            n_channels=channels,
        )
        good = _optional(path, file, f"{_BANDS}/good_wavelengths", (channels,))
        longitude = values(path, file, "location/lon", shape=(lines, samples))
        latitude = values(path, file, "location/lat", shape=(lines, samples))
        elevation = _optional(path, file, "location/elev", (lines, samples))
        acquired_at = parse_time(text(file, "time_coverage_start"))
    georeference, pixel_size_m, place_remarks = swath_georeference(
        path, "location", longitude, latitude
    )
    cube = Hdf5Cube(path, _RADIANCE, scale=scale, fill_values=fills)
    return Scene(
        name=scene_name(path),
        source=cube,
        instrument=Instrument("EMIT", centre_um, width_um),
        good_bands=np.ones(channels, bool) if good is None else good != 0.0,
        file_format=FORMAT,
        radiance_unit_in_file=unit,
        georeference=georeference,
        pixel_size_m=pixel_size_m,
        acquired_at=acquired_at,
        ground_elevation_m=_median(elevation),
        inputs=(InputFile(path.name, "", path.stat().st_size),),
        remarks=(*remarks, *channel_remarks, *place_remarks, *chunk_remark(cube)),
    )


def _first(file: h5py.File, names: tuple[str, ...]) -> str:
    return next((name for name in names if is_own_dataset(file, name)), names[0])


def _optional(
    path: Path, file: h5py.File, name: str, shape: tuple[int, ...] | None = None
) -> NDArray[np.float64] | None:
    return values(path, file, name, shape=shape) if is_own_dataset(file, name) else None


def _median(elevation: NDArray[np.float64] | None) -> float | None:
    if elevation is None:
        return None
    known = elevation[np.isfinite(elevation)]
    return float(np.median(known)) if known.size else None
