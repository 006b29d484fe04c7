"""A raster of columns: GeoTIFF, or NetCDF with one map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.plume_images.grid import metric_grid
from cathartes.model.location.plume_image import PlumeImage, kg_m2_per_ppm_m
from cathartes.model.scene import Georeference

Array = NDArray[np.float64]
COLUMN_UNITS = ("ppm m", "ppb m", "kg m-2", "g m-2", "mol m-2")
_NETCDF_SUFFIXES = (".nc", ".nc4", ".cdf")


def read_plume_raster(
    path: Path,
    gas: str,
    molar_mass_g_per_mol: float,
    *,
    unit: str = "ppm m",
    column_std: float | Path | None = None,
    variable: str | None = None,
    time_s: float | None = None,
    instrument: str = "",
    pixel_size_m: float | None = None,
) -> PlumeImage:
    """Read a map of columns, background taken off.

    Parameters
    ----------
    path : Path
        GeoTIFF or any raster GDAL reads, first band; or NetCDF.
    gas : str
    molar_mass_g_per_mol : float
    unit : str
        One of ``COLUMN_UNITS``; a NetCDF variable's own ``units`` go before it.
    column_std : float or Path, optional
        One standard deviation of a pixel, in the same unit, or a raster of it. Left out, it is
        read from the scatter of the map between neighbours.
    variable : str, optional
        Of a NetCDF file with several maps.
    time_s : float, optional
    instrument : str
    pixel_size_m : float, optional
        For a raster without georeference.

    Raises
    ------
    CaseError
        The file cannot be read, the unit is not known, the map is empty, or nothing tells the
        size of a pixel.
    """
    path = Path(path)
    column, georeference, stated = _read_map(path, variable)
    per_unit = _ppm_m_per(path, stated or unit, molar_mass_g_per_mol)
    if not np.isfinite(column).any():
        raise CaseError.about(
            path,
            "columns",
            found="no number at all",
            expected="a map of columns",
            remedy="Give the raster of columns, not a mask of fill values.",
        )
    if column_std is None:
        std = np.full(column.shape, scatter_of(column))
    elif isinstance(column_std, Path):
        std = _read_map(column_std, variable)[0]
    else:
        std = np.full(column.shape, float(column_std))
    if std.shape != column.shape or not (std[np.isfinite(std)] > 0.0).any():
        raise CaseError.about(
            path,
            "column_std",
            found=f"shape {std.shape}, largest {np.nanmax(std, initial=0.0):g}",
            expected=f"positive spreads of shape {column.shape}",
            remedy="Give the spread of a pixel's column, or leave it out.",
        )
    lines, samples = map(int, column.shape)
    grid = metric_grid(path, georeference, (lines, samples), pixel_size_m)
    return PlumeImage(
        name=path.stem,
        gas=gas,
        molar_mass_g_per_mol=molar_mass_g_per_mol,
        column_ppm_m=column * per_unit,
        column_std_ppm_m=np.where(std > 0.0, std, np.nan) * per_unit,
        affine=grid.affine,
        crs=grid.crs,
        time_s=time_s,
        instrument=instrument,
    )


def scatter_of(column: Array) -> float:
    """Return the spread of one pixel, from differences between neighbours along lines."""
    difference = np.diff(column, axis=1)
    difference = difference[np.isfinite(difference)]
    if difference.size == 0:
        return 1.0
    return max(float(1.4826 * np.median(np.abs(difference)) / np.sqrt(2.0)), 1e-12)


def _ppm_m_per(path: Path, unit: str, molar_mass_g_per_mol: float) -> float:
    plain = " ".join(unit.replace("*", " ").replace("^", "").replace(".", " ").split())
    plain = {"ppm-m": "ppm m", "ppmm": "ppm m", "kg/m2": "kg m-2", "g/m2": "g m-2"}.get(
        plain, plain
    )
    mass = kg_m2_per_ppm_m(molar_mass_g_per_mol)
    factors = {
        "ppm m": 1.0,
        "ppb m": 1e-3,
        "kg m-2": 1.0 / mass,
        "g m-2": 1e-3 / mass,
        "mol m-2": molar_mass_g_per_mol / 1000.0 / mass,
    }
    if plain not in factors:
        raise CaseError.about(
            path,
            "unit",
            found=repr(unit),
            expected="one of " + ", ".join(COLUMN_UNITS),
            remedy="Convert the map to one of these; a mixing ratio alone (ppm, ppb) is no column.",
        )
    return factors[plain]


def _read_map(path: Path, variable: str | None) -> tuple[Array, Georeference | None, str | None]:
    try:
        if path.suffix.lower() in _NETCDF_SUFFIXES:
            return _read_netcdf(path, variable)
        return _read_raster(path)
    except CaseError:
        raise
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise CaseError.about(
            path,
            "the file",
            found=f"{type(error).__name__}: {error}",
            expected="a raster that can be read",
            remedy="Give a GeoTIFF, or a NetCDF file with a map of columns.",
        ) from error


def _read_raster(path: Path) -> tuple[Array, Georeference | None, str | None]:
    import rasterio
    from rasterio.errors import RasterioError

    try:
        with rasterio.open(path) as file:
            column = file.read(1, masked=True).astype(np.float64).filled(np.nan)
            placed = file.crs is not None
            georeference = (
                Georeference(crs_wkt=file.crs.to_wkt(), affine=tuple(file.transform)[:6])
                if placed
                else None
            )
            return np.asarray(column), georeference, file.units[0] if file.units[0] else None
    except RasterioError as error:
        raise OSError(str(error)) from error


def _read_netcdf(path: Path, variable: str | None) -> tuple[Array, Georeference | None, str | None]:
    import xarray

    with xarray.open_dataset(path, engine="h5netcdf", decode_times=False) as data:
        maps = [str(name) for name, one in data.data_vars.items() if one.squeeze().ndim == 2]
        chosen = variable or (maps[0] if len(maps) == 1 else None)
        if chosen not in maps:
            raise CaseError.about(
                path,
                "variable",
                found=repr(chosen) if chosen else f"{len(maps)} maps: " + ", ".join(maps),
                expected="the name of one map",
                remedy="Name the variable that holds the columns.",
            )
        one = data[chosen].squeeze()
        unit = one.attrs.get("units")
        return np.asarray(one.values, np.float64), _netcdf_place(data, one), unit


def _netcdf_place(data: Any, one: Any) -> Georeference | None:
    line, sample = one.dims
    if {"longitude", "latitude"} <= set(data.variables) and data["longitude"].ndim == 2:
        return Georeference(
            longitude=np.asarray(data["longitude"].values, np.float64),
            latitude=np.asarray(data["latitude"].values, np.float64),
        )
    mapping = one.attrs.get("grid_mapping") or one.encoding.get("grid_mapping")
    for row, column, wkt in (
        ("northing", "easting", None),
        ("y", "x", None),
        ("lat", "lon", "EPSG:4326"),
        ("latitude", "longitude", "EPSG:4326"),
    ):
        if row not in data.variables or column not in data.variables:
            continue
        rows = np.asarray(data[row].values, np.float64)
        columns = np.asarray(data[column].values, np.float64)
        if rows.shape != (data.sizes[line],) or columns.shape != (data.sizes[sample],):
            continue
        if mapping in data.variables:
            attributes = data[mapping].attrs
            wkt = attributes.get("crs_wkt") or attributes.get("spatial_ref") or wkt
        if wkt is None:
            continue
        down, right = float(np.mean(np.diff(rows))), float(np.mean(np.diff(columns)))
        corner = columns[0] - 0.5 * right, rows[0] - 0.5 * down
        return Georeference(crs_wkt=wkt, affine=(right, 0.0, corner[0], 0.0, down, corner[1]))
    return None
