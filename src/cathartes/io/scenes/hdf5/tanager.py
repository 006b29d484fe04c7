"""Tanager radiance, basic and ortho (HDF-EOS5, Planet).

Written to Planet's Tanager product specification (November 2025); this reader has not met a
real file yet.

Notes
-----
Basic, a swath: ``/HDFEOS/SWATHS/HYP/Data Fields/toa_radiance`` (band, line, sample) in
W m-2 sr-1 um-1, float32, with the attributes ``wavelengths`` and ``fwhm`` in nm;
``nodata_pixels`` (line, sample) is 1 where there are no data; ``Geolocation Fields`` hold
``Latitude``, ``Longitude`` (line, sample) and ``Time`` (line), seconds since 1970 UTC, fill -9999.

Ortho, a grid: the same fields under ``/HDFEOS/GRIDS/HYP``, ``time`` (line, sample) among them. The
outer corners of the grid are ``UpperLeftPointMtrs`` and ``LowerRightMtrs`` of
``/HDFEOS INFORMATION/StructMetadata.0``; the coordinate system is the group's attribute
``epsg_code`` or the UTM zone there (negative in the south).
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.georeference import pixel_size_m
from cathartes.io.scenes.acquisition import scene_name, unix_time
from cathartes.io.scenes.channels import read_channels
from cathartes.io.scenes.hdf5.attributes import dataset_text, numbers, text
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
from cathartes.model import Georeference, InputFile, Instrument, Scene

FORMAT = "Tanager radiance"
_SWATH, _GRID = "HDFEOS/SWATHS/HYP", "HDFEOS/GRIDS/HYP"
_PLACES = f"{_SWATH}/Geolocation Fields"
_STRUCTURE = "HDFEOS INFORMATION/StructMetadata.0"
_FILL = -9999.0
_ORTHO_REMARK = (
    "An ortho product: its samples are no detector columns any more, so stripes of the detector "
    "cannot be told from the ground. The basic product is the better one to detect in."
)


def recognises(path: Path) -> bool:
    """Return True for an HDF-EOS5 swath or grid named HYP with top-of-atmosphere radiance."""
    return any(has_datasets(path, _radiance(root)) for root in (_SWATH, _GRID))


def _radiance(root: str) -> str:
    return f"{root}/Data Fields/toa_radiance"


def open_scene(path: Path) -> Scene:
    """Open a Tanager radiance scene, basic or ortho.

    Raises
    ------
    SceneError
        If the file is damaged or contradicts itself.
    """
    is_grid = has_datasets(path, _radiance(_GRID)) and not has_datasets(path, _radiance(_SWATH))
    root = _GRID if is_grid else _SWATH
    radiance = _radiance(root)
    with opened(path) as file:
        stored = dataset(path, file, radiance, n_dims=3)
        channels, lines, samples = stored.shape
        unit, scale, remarks = declared_unit(path, radiance, stored, "W m-2 sr-1 um-1")
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
        if is_own_dataset(file, f"{root}/Data Fields/nodata_pixels"):
            mask = values(path, file, f"{root}/Data Fields/nodata_pixels", shape=(lines, samples))
            no_data = mask == 1.0
        if not is_grid:
            acquired_at = _first_moment(path, file, f"{_PLACES}/Time", None)
            georeference, pixel_size, place_remarks = swath_georeference(
                path,
                "Geolocation Fields",
                _place(path, file, "Longitude", (lines, samples)),
                _place(path, file, "Latitude", (lines, samples)),
            )
        else:
            acquired_at = _first_moment(path, file, f"{_GRID}/Data Fields/time", (lines, samples))
            georeference = _grid_georeference(path, file, (lines, samples))
            pixel_size = pixel_size_m(georeference, (lines, samples)) if georeference else None
            place_remarks = (_ORTHO_REMARK,)
    cube = Hdf5Cube(path, radiance, (1, 2, 0), scale=scale, fill_values=fills, no_data=no_data)
    return Scene(
        name=scene_name(path),
        source=cube,
        instrument=Instrument("Tanager", centre_um, width_um),
        good_bands=good,
        file_format=f"{FORMAT}, {'ortho' if is_grid else 'basic'}",
        radiance_unit_in_file=unit,
        georeference=georeference,
        pixel_size_m=pixel_size,
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


def _first_moment(
    path: Path, file: h5py.File, name: str, shape: tuple[int, int] | None
) -> datetime | None:
    if not is_own_dataset(file, name):
        return None
    seconds = values(path, file, name, shape=shape)
    seconds = seconds[np.isfinite(seconds) & (seconds > 0.0)]
    return unix_time(float(seconds.min())) if seconds.size else None


def _grid_georeference(path: Path, file: h5py.File, shape: tuple[int, int]) -> Georeference | None:
    """Return where the grid lies on the map; None where the file does not say."""
    if not is_own_dataset(file, _STRUCTURE):
        return None
    structure = dataset_text(file[_STRUCTURE])
    grids = re.findall(r"GROUP=(GRID_\d+)\b(.*?)END_GROUP=\1\b", structure, re.DOTALL)
    told = next((body for _, body in grids if re.search(r'GridName="HYP"', body)), "")
    upper_left, lower_right = (_corner(told, k) for k in ("UpperLeftPointMtrs", "LowerRightMtrs"))
    crs_wkt = _coordinate_system(path, file, told)
    if upper_left is None or lower_right is None or crs_wkt is None:
        return None
    in_structure = tuple(_integer(told, name) for name in ("YDim", "XDim"))
    turned = re.search(r"GridOrigin=(?!HE5_HDFE_GD_UL\b)(\w+)", told)
    (west, north), (east, south) = upper_left, lower_right
    if in_structure not in (shape, (None, None)) or turned or east <= west or north <= south:
        raise SceneError.about(
            path,
            _STRUCTURE,
            found=f"a grid of YDim, XDim = {in_structure} from {upper_left} to {lower_right}"
            + (f", origin {turned.group(1)}" if turned else ""),
            expected=f"{shape[0]} lines southwards, {shape[1]} samples eastwards, as the radiance",
            remedy="The parts of this file contradict each other; ask its maker.",
        )
    lines, samples = shape
    affine = ((east - west) / samples, 0.0, west, 0.0, (south - north) / lines, north)
    return Georeference(crs_wkt=crs_wkt, affine=affine)


def _coordinate_system(path: Path, file: h5py.File, told: str) -> str | None:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    code = text(file[_GRID], "epsg_code")
    zone = _integer(told, "ZoneCode")
    if not code and zone and "Projection=HE5_GCTP_UTM" in told:
        code = str((32600 if zone > 0 else 32700) + abs(zone))
    if not code:
        return None
    try:
        return str(CRS.from_epsg(int(float(code))).to_wkt())
    except (ValueError, CRSError) as error:
        raise SceneError.about(
            path,
            f"{_GRID} attribute epsg_code",
            found=code,
            expected="the EPSG code of a coordinate system, such as 32613",
            remedy="The file does not follow the published layout; ask its maker.",
        ) from error


def _corner(told: str, name: str) -> tuple[float, float] | None:
    number = r"\s*([-+]?\d+\.?\d*(?:[eE][-+]?\d+)?)\s*"
    found = re.search(rf"\b{name}=\({number},{number}\)", told)
    return (float(found.group(1)), float(found.group(2))) if found else None


def _integer(told: str, name: str) -> int | None:
    found = re.search(rf"\b{name}=(-?\d+)\b", told)
    return int(found.group(1)) if found else None
