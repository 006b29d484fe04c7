"""The rectangle in which sources are looked for, held against the sensors."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.tables.ground import coordinate_system, is_local
from cathartes.model.location.observations import Observations

Array = NDArray[np.float64]
Corners = tuple[float, float, float, float]
LEAST_MARGIN_M, MARGIN_SIZES = 50.0, 1.0
"""Around the sensors, where no search area is given: their own extent, this much at least."""
LEAST_SIDE_M = 1.0
FAR_SIZES = 3.0
SHARE_OUTSIDE = 0.05
HOPELESS_M, HOPELESS_SIZES = 2e4, 30.0
"""From so far away nothing can be said of the area: one of the two is somewhere else."""


def area_around(observations: Observations) -> Corners:
    """Return the sensors' extent with as much again on each side, and 50 m at least."""
    ends = np.concatenate([observations.begin_m[:, :2], observations.end_m[:, :2]])
    low, high = ends.min(axis=0), ends.max(axis=0)
    margin = max(LEAST_MARGIN_M, MARGIN_SIZES * float((high - low).max()))
    return (
        float(low[0] - margin),
        float(low[1] - margin),
        float(high[0] + margin),
        float(high[1] + margin),
    )


def check_area(where: object, field: str, area: Corners) -> None:
    """Refuse corners that make no area in metres.

    Raises
    ------
    CaseError
        If a number is none, the corners are in the wrong order, or a side is under a metre.
    """
    east, north, east_end, north_end = area
    if not all(map(math.isfinite, area)) or not (east < east_end and north < north_end):
        raise CaseError.about(
            where,
            field,
            found=", ".join(f"{one:g}" for one in area),
            expected="easting and northing of the lower left, then of the upper right corner",
            remedy="Put the smaller numbers first.",
        )
    if min(east_end - east, north_end - north) < LEAST_SIDE_M:
        raise CaseError.about(
            where,
            field,
            found=", ".join(f"{one:.8g}" for one in area) + ", less than a metre across",
            expected="metres in the coordinates of the sensors, a metre each way at least",
            remedy="Convert degrees to the case's coordinate system, or give a wider area.",
        )


def check_sensors(path: Path, observations: Observations, area: Corners, crs: str) -> list[str]:
    """Return warnings about sensors that do not fit the area.

    Raises
    ------
    CaseError
        If all sensors are outside, and inside once easting and northing are exchanged; or all are
        so far away that one of the two must be wrong.
    """
    places = np.concatenate([observations.begin_m[:, :2], observations.end_m[:, :2]])
    if not _inside(places, area).any() and _inside(places[:, ::-1], area).all():
        raise CaseError.about(
            path,
            "easting_m, northing_m",
            found=f"sensors at {places[0, 0]:g}, {places[0, 1]:g}, all outside of the search area "
            f"({', '.join(f'{one:g}' for one in area)}), and inside with the two exchanged",
            expected="the easting first",
            remedy="Exchange the columns, or correct search_area.",
        )
    size = max(area[2] - area[0], area[3] - area[1])
    low, high = np.array(area[:2]), np.array(area[2:])
    away = np.maximum(np.maximum(low - places, places - high), 0.0)
    distance = np.hypot(*away.T)
    if distance.min() > max(HOPELESS_M, HOPELESS_SIZES * size):
        raise CaseError.about(
            path,
            "position",
            found=f"sensors at {places[0, 0]:.0f}, {places[0, 1]:.0f}, the nearest "
            f"{distance.min() / 1000.0:.0f} km from the search area "
            f"({', '.join(f'{one:g}' for one in area)})",
            expected="sensors in or around the search area",
            remedy="Look whether easting and northing, or longitude and latitude, are exchanged, "
            "and whether both are in the coordinate system of the case.",
        )
    told = _outside_of_crs(path, places, crs)
    outside = ~_inside(places, area)
    if outside.mean() > SHARE_OUTSIDE and _inside(places[:, ::-1], area).all():
        told.append(
            f"{path.name}: {100.0 * outside.mean():.0f} % of the sensors are outside of the search "
            "area, and none would be with easting and northing exchanged; if they are, the answer "
            "is wrong."
        )
    far = distance > FAR_SIZES * size
    if far.any() and not far.all():
        sensor = np.concatenate([observations.sensor, observations.sensor])[far]
        names = sorted({observations.sensor_names[int(one)] for one in sensor})
        shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        told.append(
            f"{path.name}: {shown} stand further than {FAR_SIZES:g} times the search area away "
            "from it; if that is a mistake in their coordinates, the answer is wrong."
        )
    return told


def _inside(places: Array, area: Corners) -> NDArray[np.bool_]:
    low, high = np.array(area[:2]), np.array(area[2:])
    return np.asarray(np.all((places >= low) & (places <= high), axis=1))


def _outside_of_crs(path: Path, places: Array, crs: str) -> list[str]:
    """Warn where the metres are not in the area for which their coordinate system is meant."""
    if is_local(crs):
        return []
    from pyproj import Transformer

    system = coordinate_system(path, crs)
    meant = system.area_of_use
    if meant is None:
        return []
    to_degrees = Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    longitude, latitude = to_degrees.transform(*places.mean(axis=0))
    west, east = meant.west, meant.east + (360.0 if meant.east < meant.west else 0.0)
    margin = 3.0
    along = west - margin + (longitude - west + margin) % 360.0 if math.isfinite(longitude) else 0.0
    if (
        math.isfinite(longitude)
        and along <= east + margin
        and meant.south - margin <= latitude <= meant.north + margin
    ):
        return []
    told = (
        f"{path.name}: the sensors lie outside of the area for which {crs} is meant ({meant.name});"
        " if easting and northing are exchanged, or it is another coordinate system, the answer "
        "lies elsewhere on the Earth."
    )
    return [told]
