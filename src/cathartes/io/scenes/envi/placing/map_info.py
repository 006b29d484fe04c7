"""``map info`` and ``coordinate system string``: an image that lies on a map."""

from __future__ import annotations

import math

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.envi.header_text import EnviHeader

Affine = tuple[float, float, float, float, float, float]

_UTM_EPSG_BY_DATUM = {
    "wgs-84": (32600, 32700),
    "wgs84": (32600, 32700),
    "north america 1983": (26900, None),
    "nad83": (26900, None),
    "nad-83": (26900, None),
    "north america 1927": (26700, None),
}
_METRES_PER_UNIT = {
    "meters": 1.0,
    "metres": 1.0,
    "m": 1.0,
    "feet": 0.3048,
    "km": 1000.0,
    "kilometers": 1000.0,
}


@frozen
class MapInfo:
    """Where the image lies.

    Attributes
    ----------
    affine : tuple of 6 float
        Pixel corners to map coordinates, in rasterio's order.
    crs_wkt : str or None
        None where the projection is arbitrary or not known here.
    pixel_size_m : float or None
        As the header states it; None for degrees.
    remarks : tuple of str
    """

    affine: Affine
    crs_wkt: str | None
    pixel_size_m: float | None
    remarks: tuple[str, ...] = ()


def read_map_info(header: EnviHeader) -> MapInfo | None:
    """Read ``map info``, None where the header has none.

    Raises
    ------
    SceneError
        If its numbers cannot be a place and a pixel size.
    """
    parts = header.items("map info")
    if parts is None:
        return None
    if len(parts) < 7:
        raise _nonsense(header, f"{len(parts)} parts", "at least 7 parts")
    try:
        column, row, easting, northing, width, height = (float(part) for part in parts[1:7])
    except ValueError as error:
        raise _nonsense(header, ", ".join(parts[1:7]), "six numbers after the name") from error
    options = _options(parts[7:])
    try:
        rotation = math.radians(float(options.get("rotation", "0")))
    except ValueError as error:
        raise _nonsense(header, options["rotation"], "a rotation in degrees") from error
    numbers = (column, row, easting, northing, width, height, rotation)
    if not all(math.isfinite(n) and abs(n) < 1e12 for n in numbers) or width <= 0 or height <= 0:
        raise _nonsense(header, ", ".join(parts[1:7]), "a place and a positive pixel size")
    # Turned counter-clockwise by the rotation, as GDAL reads it. The reference pixel counts
    # from 1 at the upper left corner of the first pixel.
    cosine, sine = math.cos(rotation), math.sin(rotation)
    a, b, d, e = width * cosine, height * sine, width * sine, -height * cosine
    affine = (
        a,
        b,
        easting - a * (column - 1.0) - b * (row - 1.0),
        d,
        e,
        northing - d * (column - 1.0) - e * (row - 1.0),
    )
    crs_wkt, remarks = _coordinate_system(header, parts)
    metres = _METRES_PER_UNIT.get(options.get("units", "meters").lower())
    if "lat/lon" in parts[0].lower() or options.get("units", "").lower() == "degrees":
        metres = None
    size = None if metres is None else math.sqrt(width * height) * metres
    return MapInfo(affine, crs_wkt, size, remarks)


def _options(parts: list[str]) -> dict[str, str]:
    pairs = (part.split("=", 1) for part in parts if "=" in part)
    return {key.strip().lower(): value.strip() for key, value in pairs}


def _coordinate_system(header: EnviHeader, parts: list[str]) -> tuple[str | None, tuple[str, ...]]:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    stated = header.get("coordinate system string")
    if stated is not None and len(stated) < 20_000:
        try:
            return CRS.from_wkt(stated).to_wkt(), ()
        except CRSError:
            pass
    code = _epsg_code(parts)
    if code is not None:
        try:
            return CRS.from_epsg(code).to_wkt(), ()
        except CRSError:
            pass
    remark = (
        f"The map projection {parts[0][:80]!r} of {header.path.name} is not understood; results "
        "are in pixel coordinates. A `coordinate system string` in the header would help."
    )
    return None, (remark,)


def _epsg_code(parts: list[str]) -> int | None:
    name = parts[0].lower()
    if "lat/lon" in name:
        return 4326
    if name != "utm" or len(parts) < 9 or not parts[7].isdecimal():
        return None
    zone, is_south = int(parts[7][:3]), parts[8].lower().startswith("s")
    datum = parts[9].lower() if len(parts) > 9 and "=" not in parts[9] else "wgs-84"
    code = _UTM_EPSG_BY_DATUM.get(datum, (None, None))[is_south]
    return None if code is None or not 1 <= zone <= 60 else code + zone


def map_positions(
    affine: Affine, sample: NDArray[np.float64], line: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return easting and northing of corner coordinates."""
    a, b, c, d, e, f = affine
    return a * sample + b * line + c, d * sample + e * line + f


def _nonsense(header: EnviHeader, found: str, expected: str) -> SceneError:
    return SceneError.about(
        header.path,
        "map info",
        found=found,
        expected=expected,
        remedy="Correct this field, or remove it: without it results are in pixel coordinates.",
    )
