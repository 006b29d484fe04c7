"""Where the pixels of a result lie on the Earth, as CF coordinates, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cathartes.io.results.placement import place_points
from cathartes.model.scene import Georeference

_LINES_AT_ONCE = 512


def write_ground_coordinates(
    file: Any,
    georeference: Georeference | None,
    shape: tuple[int, int],
    compression: Mapping[str, Any],
) -> dict[str, str]:
    """Write coordinates and grid mapping into an open file.

    An unrotated map gets one easting per sample and one northing per line; everything else
    gets latitude and longitude of each pixel.

    Returns
    -------
    dict of str to str
        The attributes that tie a map to these coordinates; empty without a georeference.
    """
    if georeference is None:
        return {}
    placing: dict[str, str] = {}
    affine = georeference.affine
    if affine is not None and georeference.crs_wkt:
        from pyproj import CRS

        crs = CRS.from_wkt(georeference.crs_wkt)
        mapping = file.create_variable("crs", (), np.int32)
        mapping.attrs.update({k: v for k, v in crs.to_cf().items() if _is_attribute(v)})
        # Once more in GDAL's words, and exactly: this is what is read back.
        mapping.attrs["spatial_ref"] = georeference.crs_wkt
        a, b, c, d, e, f = affine
        mapping.attrs["GeoTransform"] = " ".join(repr(float(v)) for v in (c, a, b, f, d, e))
        placing["grid_mapping"] = "crs"
        if b == 0.0 and d == 0.0:
            _write_map_axes(file, shape, affine, is_geographic=crs.is_geographic)
            return {**placing, "coordinates": "northing easting"}
    _write_latitude_longitude(file, georeference, shape, compression)
    return {**placing, "coordinates": "latitude longitude"}


def _is_attribute(value: object) -> bool:
    return isinstance(value, str | int | float | list | tuple)


def _write_map_axes(
    file: Any, shape: tuple[int, int], affine: tuple[float, ...], *, is_geographic: bool
) -> None:
    a, _, c, _, e, f = affine
    lines, samples = shape
    axes = {
        "easting": ("sample", a * (np.arange(samples) + 0.5) + c, "projection_x_coordinate", "m"),
        "northing": ("line", e * (np.arange(lines) + 0.5) + f, "projection_y_coordinate", "m"),
    }
    geographic = {
        "easting": ("longitude", "degrees_east"),
        "northing": ("latitude", "degrees_north"),
    }
    for name, (dimension, values, standard_name, units) in axes.items():
        axis = file.create_variable(name, (dimension,), np.float64)
        if is_geographic:
            standard_name, units = geographic[name]
        axis.attrs.update({"standard_name": standard_name, "units": units})
        axis[...] = values


def _write_latitude_longitude(
    file: Any,
    georeference: Georeference,
    shape: tuple[int, int],
    compression: Mapping[str, Any],
) -> None:
    lines, samples = shape
    variables = []
    for name, units in (("longitude", "degrees_east"), ("latitude", "degrees_north")):
        variable = file.create_variable(
            name,
            ("line", "sample"),
            np.float64,
            fillvalue=np.nan,
            chunks=(min(lines, 256), min(samples, 1024)),
            **compression,
        )
        variable.attrs.update({"standard_name": name, "units": units})
        variables.append(variable)
    for first in range(0, lines, _LINES_AT_ONCE):
        last = min(first + _LINES_AT_ONCE, lines)
        if georeference.longitude is not None and georeference.latitude is not None:
            block = georeference.longitude[first:last], georeference.latitude[first:last]
        else:
            line, sample = np.mgrid[first:last, 0:samples]
            longitude, latitude = place_points(georeference, sample.ravel(), line.ravel())
            block = longitude.reshape(line.shape), latitude.reshape(line.shape)
        for variable, values in zip(variables, block, strict=True):
            variable[first:last] = values


def read_ground_coordinates(file: Any) -> Georeference | None:
    """Return the georeference that :func:`write_ground_coordinates` wrote."""
    if "crs" in file.variables:
        attributes = file.variables["crs"].attrs
        c, a, b, f, d, e = map(float, str(attributes["GeoTransform"]).split())
        return Georeference(crs_wkt=str(attributes["spatial_ref"]), affine=(a, b, c, d, e, f))
    if "longitude" in file.variables and "latitude" in file.variables:
        return Georeference(
            longitude=np.asarray(file.variables["longitude"][...], np.float64),
            latitude=np.asarray(file.variables["latitude"][...], np.float64),
        )
    return None
