"""Positions in any coordinate system, brought to metres."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.model.location.case import LOCAL_CRS

Array = NDArray[np.float64]
LARGEST_SCALE_ERROR = 0.01
"""Metres of a projection may be this much too long or too short; Web Mercator's are not metres."""


def coordinate_system(where: object, given: object) -> Any:
    """Return pyproj's record of a coordinate system.

    Raises
    ------
    CaseError
        If pyproj does not know it.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(given)
    except CRSError as error:
        raise CaseError.about(
            where,
            "crs",
            found=repr(given),
            expected=f'a coordinate system pyproj understands ("EPSG:32613") or "{LOCAL_CRS}"',
            remedy="Correct crs in case.json, or --crs.",
        ) from error


def is_local(crs: str | None) -> bool:
    """Return whether these are metres whose place on the Earth nobody has told."""
    return crs is None or crs.strip() in ("", LOCAL_CRS)


def check_metric(where: object, crs: str) -> None:
    """Refuse a coordinate system of a case that is not one of metres.

    Raises
    ------
    CaseError
        If it is not known, or is in degrees or feet.
    """
    if is_local(crs):
        return
    found = coordinate_system(where, crs)
    if not _has_metres(found):
        raise CaseError.about(
            where,
            "crs",
            found=f"{crs} ({found.name}), whose unit is the "
            + (found.axis_info[0].unit_name if found.axis_info else "nothing"),
            expected="a projected coordinate system in metres",
            remedy="Give one in metres, as UTM: EPSG:326.. north, EPSG:327.. south of the equator; "
            "degrees are read from columns longitude and latitude, or from a GeoPackage.",
        )


def to_metres(
    path: Path, first: Array, second: Array, source: Any, wanted: str | None
) -> tuple[Array, Array, str]:
    """Return easting, northing and their coordinate system.

    Parameters
    ----------
    path : Path
        Named in errors.
    first, second : (point,) float64
        Easting and northing, or longitude and latitude.
    source : pyproj.CRS
        Of ``first`` and ``second``.
    wanted : str or None
        Coordinate system of the answer. Where there is none, that of the source if it is one of
        true metres, else the UTM zone of the middle.

    Raises
    ------
    CaseError
        If longitudes and latitudes are none, or a point cannot be projected.
    """
    from pyproj import Transformer

    known = np.isfinite(first) & np.isfinite(second)
    if source.is_geographic:
        _check_degrees(path, first[known], second[known])
    if is_local(wanted):
        wanted = None if known.any() else "EPSG:32631"
    if wanted is None and _has_metres(source) and _scale_is_true(source, first, second, known):
        return first, second, name_of(source)
    if wanted is None:
        to_degrees = Transformer.from_crs(source, "EPSG:4326", always_xy=True)
        degrees = to_degrees.transform(np.mean(first[known]), np.mean(second[known]))
        wanted = _utm_zone(path, *degrees)
    check_metric(path, wanted)
    target = coordinate_system(path, wanted)
    if target == source:
        return first, second, wanted
    project = Transformer.from_crs(source, target, always_xy=True)
    easting, northing = project.transform(first, second)
    if not (np.isfinite(easting[known]).all() and np.isfinite(northing[known]).all()):
        raise CaseError.about(
            path,
            "position",
            found=f"a point that has no place in {wanted}",
            expected="positions within the area of the coordinate system",
            remedy="Check crs, and whether longitude and latitude are exchanged.",
        )
    nowhere = np.where(known, 0.0, np.nan)
    return easting + nowhere, northing + nowhere, wanted


def name_of(crs: Any) -> str:
    """Return a short name of a pyproj coordinate system, or its whole text."""
    authority = crs.to_authority()
    return ":".join(authority) if authority else str(crs.to_wkt())


def _has_metres(crs: Any) -> bool:
    axes = crs.axis_info[:2]
    return bool(crs.is_projected) and all(
        axis.unit_conversion_factor == 1.0 and axis.unit_name in ("metre", "meter") for axis in axes
    )


def _scale_is_true(crs: Any, first: Array, second: Array, known: NDArray[np.bool_]) -> bool:
    from pyproj import Proj, Transformer

    if not known.any():
        return True
    to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    longitude, latitude = to_degrees.transform(np.mean(first[known]), np.mean(second[known]))
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        return True
    factors = Proj(crs).get_factors(longitude, latitude)
    scales = (float(factors.meridional_scale), float(factors.parallel_scale))
    return all(abs(scale - 1.0) <= LARGEST_SCALE_ERROR for scale in scales)


def _check_degrees(path: Path, longitude: Array, latitude: Array) -> None:
    if np.all(np.abs(latitude) <= 90.0) and np.all(np.abs(longitude) <= 360.0):
        return
    exchanged = np.all(np.abs(longitude) <= 90.0) and np.all(np.abs(latitude) <= 360.0)
    raise CaseError.about(
        path,
        "position",
        found=f"latitudes from {latitude.min():g} to {latitude.max():g} and longitudes from "
        f"{longitude.min():g} to {longitude.max():g}",
        expected="degrees, latitudes between -90 and 90",
        remedy="Longitude and latitude seem to be exchanged: put the longitude first."
        if exchanged
        else "Give degrees, or name the coordinate system of the metres.",
    )


def _utm_zone(path: Path, longitude: float, latitude: float) -> str:
    if not abs(latitude) < 84.0:
        raise CaseError.about(
            path,
            "crs",
            found=f"none, at latitude {latitude:.2f}",
            expected="a projected coordinate system where UTM has none",
            remedy="Give --crs, or crs in case.json.",
        )
    zone = int((longitude + 180.0) % 360.0 // 6.0) + 1
    return f"EPSG:{(32600 if latitude >= 0.0 else 32700) + zone}"
