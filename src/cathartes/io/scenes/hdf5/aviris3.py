"""AVIRIS-3 (and AVIRIS-5) L1B calibrated radiance (NetCDF4, ORNL DAAC).

Written to the layout that the JPL distribution document and readers of the files describe;
this reader has not met a real file yet.

Notes
-----
Group ``radiance`` holds ``radiance`` (wavelength, lines, samples) in uW cm-2 sr-1 nm-1 with
fill -9999, ``wavelength`` and ``fwhm`` in nm. The image is in sensor geometry; group
``geolocation_lookup_table`` gives ``line`` and ``sample`` for each cell of a map grid (from
1; 0 none; negative: filled from a neighbour) with ``easting`` and ``northing`` of the cells,
and the variable ``transverse_mercator`` carries ``crs_wkt`` (or ``spatial_ref``) and
``GeoTransform``. Where the radiance has the size of the map grid it is an orthorectified
image and lies on that grid itself.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from cathartes.errors import SceneError
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
from cathartes.io.scenes.lookup_table import invert_lookup_table
from cathartes.io.scenes.swath import swath_georeference
from cathartes.model import Georeference, InputFile, Instrument, Scene

FORMAT = "AVIRIS-3 L1B"
_RADIANCE, _CENTRES, _WIDTHS = "radiance/radiance", "radiance/wavelength", "radiance/fwhm"
_TABLE = "geolocation_lookup_table"
_GRID = "transverse_mercator"

Placed = tuple[Georeference | None, float | None, tuple[str, ...]]


def recognises(path: Path) -> bool:
    """Return True for a file with a group ``radiance`` that has its own wavelengths."""
    return has_datasets(path, _RADIANCE, _CENTRES)


def open_scene(path: Path) -> Scene:
    """Open an AVIRIS-3 L1B radiance file.

    Raises
    ------
    SceneError
        If the file is damaged or contradicts itself.
    """
    with opened(path) as file:
        stored = dataset(path, file, _RADIANCE, n_dims=3)
        channels, lines, samples = stored.shape
        unit, scale, remarks = declared_unit(path, _RADIANCE, stored, "uW cm-2 sr-1 nm-1")
        fills = fill_values(stored, -9999.0)
        widths = values(path, file, _WIDTHS) if is_own_dataset(file, _WIDTHS) else None
        centre_um, width_um, channel_remarks = read_channels(
            path,
            _CENTRES,
            values(path, file, _CENTRES),
            widths,
            unit="nm",
            n_channels=channels,
        )
        placed = _place(path, file, (lines, samples))
        acquired_at = parse_time(text(file, "time_coverage_start"))
        instrument = text(file, "instrument") or text(file, "sensor") or "AVIRIS-3"
    cube = Hdf5Cube(path, _RADIANCE, (1, 2, 0), scale=scale, fill_values=fills)
    return Scene(
        name=scene_name(path),
        source=cube,
        instrument=Instrument(instrument[:80], centre_um, width_um),
        good_bands=np.ones(channels, bool),
        file_format=FORMAT,
        radiance_unit_in_file=unit,
        georeference=placed[0],
        pixel_size_m=placed[1],
        acquired_at=acquired_at,
        inputs=(InputFile(path.name, "", path.stat().st_size),),
        remarks=(*remarks, *channel_remarks, *placed[2], *chunk_remark(cube)),
    )


def _place(path: Path, file: h5py.File, shape: tuple[int, int]) -> Placed:
    """Return where the pixels lie: on the map grid, or through the lookup table."""
    if all(is_own_dataset(file, f"{_TABLE}/{name}") for name in ("line", "sample")):
        table = file[f"{_TABLE}/line"].shape
        if table != shape:
            return _through_table(path, file, shape)
    grid = _map_grid(file)
    if grid is None or "GeoTransform" not in grid.attrs:
        return None, None, (f"{path.name} has neither a lookup table nor a map grid.",)
    affine = _affine(path, text(grid, "GeoTransform"))
    crs = _coordinate_system(path, grid)
    pixel_size_m = float(np.hypot(affine[0], affine[3])) if crs.is_projected else None
    return Georeference(crs_wkt=crs.to_wkt(), affine=affine), pixel_size_m, ()


def _map_grid(file: h5py.File) -> Any:
    return file[_GRID] if isinstance(file.get(_GRID, getlink=True), h5py.HardLink) else None


def _affine(path: Path, given: str) -> tuple[float, float, float, float, float, float]:
    """Return GDAL's GeoTransform in the order of ``Georeference.affine``."""
    try:
        origin_e, step_e, shear_e, origin_n, shear_n, step_n = map(float, given.split())
        area = abs(step_e * step_n - shear_e * shear_n)
        sound = math.isfinite(area) and area > 0 and math.isfinite(origin_e + origin_n)
    except ValueError:
        sound = False
    if not sound:
        raise SceneError.about(
            path,
            f"{_GRID} attribute GeoTransform",
            found=given,
            expected="six finite numbers that span a pixel",
            remedy="The map grid is damaged; fetch the file again.",
        )
    return (step_e, shear_e, origin_e, shear_n, step_n, origin_n)


def _through_table(path: Path, file: h5py.File, shape: tuple[int, int]) -> Placed:
    table_shape = file[f"{_TABLE}/line"].shape
    glt_line = values(path, file, f"{_TABLE}/line", shape=table_shape)
    glt_sample = values(path, file, f"{_TABLE}/sample", shape=table_shape)
    if glt_line.ndim != 2:
        raise SceneError.about(
            path,
            f"{_TABLE}/line",
            found=f"shape {table_shape}",
            expected="two dimensions, northing and easting",
            remedy="The lookup table is damaged; fetch the file again.",
        )
    easting = values(path, file, f"{_TABLE}/easting", shape=table_shape[1:])
    northing = values(path, file, f"{_TABLE}/northing", shape=table_shape[:1])
    crs = _coordinate_system(path, _map_grid(file))
    east, north = invert_lookup_table(glt_line, glt_sample, easting, northing, shape)
    try:
        to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        longitude, latitude = to_degrees.transform(east, north)
    except ProjError as error:
        raise SceneError.about(
            path,
            f"{_GRID} attribute crs_wkt",
            found=str(error),
            expected="a coordinate system that converts to longitude and latitude",
            remedy="The map grid is damaged; fetch the file again.",
        ) from error
    longitude[~np.isfinite(longitude)] = np.nan
    latitude[~np.isfinite(latitude)] = np.nan
    return swath_georeference(path, _TABLE, longitude, latitude)


def _coordinate_system(path: Path, grid: Any) -> CRS:
    given = "" if grid is None else text(grid, "crs_wkt") or text(grid, "spatial_ref")
    try:
        return CRS.from_wkt(given)
    except CRSError as error:
        raise SceneError.about(
            path,
            f"{_GRID} attribute crs_wkt",
            found=given or "nothing",
            expected="a coordinate system as well-known text",
            remedy="The lookup table cannot be used without its map grid; fetch the file again.",
        ) from error
