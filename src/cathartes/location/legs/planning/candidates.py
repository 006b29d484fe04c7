"""Cross-wind legs worth a thought: where the worlds say that plumes pass."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cathartes.location.legs.worlds.draws import Air, Worlds
from cathartes.model.location.legs import Leg
from cathartes.model.location.platform import Platform

Float = NDArray[np.float64]

STATION_SHARES = (0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97)
"""Along-wind places, as shares of worlds whose source is upwind of them."""
STATION_OFFSETS_M = (15.0, 40.0, 100.0, 250.0, 600.0)
"""And distances downwind of nearly all of them."""
HEIGHT_STEPS = (1.0, 2.0, 4.0)
SPANS = ((0.02, 0.98), (0.15, 0.85), (0.02, 0.5), (0.5, 0.98))
"""Parts of the plumes' places that a leg covers."""
BREADTHS_BEYOND = 1.5
LEAST_LENGTH_M = 40.0
FAR_M = 3000.0


def cross_wind_legs(
    worlds: Worlds,
    air: Air,
    platform: Platform,
    *,
    speed_m_s: float,
    from_direction_deg: float,
    flight_area_m: tuple[float, float, float, float] | None,
) -> list[Leg]:
    """Return cross-wind legs at graded distances, lengths and heights.

    Parameters
    ----------
    worlds : Worlds
    air : Air
    platform : Platform
    speed_m_s, from_direction_deg : float
        Wind of now; the worlds' own offset is added to the direction.
    flight_area_m : (float, float, float, float) or None
        Legs are cut to it.

    Returns
    -------
    list of Leg
        None of them upwind of every world, where nothing can be learnt.
    """
    there = worlds.rate_kg_s > 0.0
    if not there.any():
        return []
    direction = np.radians(from_direction_deg + float(np.mean(worlds.direction_offset_deg)))
    toward = np.array([-np.sin(direction), -np.cos(direction)])
    across = np.array([-toward[1], toward[0]])
    place = worlds.position_m[:, :, :2][there]
    centre = np.median(place, axis=0)
    along = (place - centre) @ toward
    farthest = float(np.quantile(along, STATION_SHARES[-1]))
    stations = np.concatenate(
        [
            np.quantile(along, STATION_SHARES),
            [farthest + offset for offset in STATION_OFFSETS_M],
        ]
    )
    stations = _apart(stations)
    heights = _heights(platform)
    lines = [_line(centre, toward, across, s, -FAR_M, FAR_M, heights[0]) for s in stations]
    wind = np.full(len(lines), speed_m_s), np.full(len(lines), from_direction_deg)
    seen = worlds.passages(lines, air, *wind, np.full(len(lines), platform.is_imager))
    found: list[Leg] = []
    for k, station in enumerate(stations):
        passing = seen.whole[k] > 0.0
        if not passing.any():
            continue
        middle, breadth = seen.middle[k][passing] - FAR_M, seen.breadth[k][passing]
        for first, last in _spans(middle, breadth):
            for height in heights:
                line = _line(centre, toward, across, station, first, last, height)
                found.extend(_cut(line, flight_area_m))
    return found


def _heights(platform: Platform) -> list[float]:
    if platform.is_imager:
        # An image is taken from where the swath is given for.
        return [platform.position_m[2]]
    lowest = max(platform.minimum_height_m, 1.0)
    return [lowest * s for s in HEIGHT_STEPS if lowest * s <= platform.maximum_height_m] or [
        platform.minimum_height_m
    ]


def _apart(stations: Float) -> Float:
    ordered = np.sort(stations)
    spacing = max(3.0, 0.01 * float(ordered[-1] - ordered[0]))
    kept = [float(ordered[0])]
    for s in ordered[1:]:
        if s - kept[-1] >= spacing:
            kept.append(float(s))
    return np.array(kept)


def _spans(middle: Float, breadth: Float) -> Iterator[tuple[float, float]]:
    wide = float(np.quantile(middle, 0.98) - np.quantile(middle, 0.02))
    margin = BREADTHS_BEYOND * float(np.median(breadth))
    for k, (low, high) in enumerate(SPANS):
        # Halves of what is narrow against the plume itself are not legs of their own.
        if k >= 2 and wide < 4.0 * margin:
            continue
        first = float(np.quantile(middle, low)) - margin
        last = float(np.quantile(middle, high)) + margin
        lacking = max(LEAST_LENGTH_M - (last - first), 0.0)
        yield first - 0.5 * lacking, last + 0.5 * lacking


def _line(
    centre: Float,
    toward: Float,
    across: Float,
    station: float,
    first: float,
    last: float,
    height: float,
) -> Leg:
    begin = centre + station * toward + first * across
    end = centre + station * toward + last * across
    return Leg(
        begin_m=(float(begin[0]), float(begin[1]), float(height)),
        end_m=(float(end[0]), float(end[1]), float(height)),
    )


def _cut(leg: Leg, area: tuple[float, float, float, float] | None) -> Iterator[Leg]:
    """Cut a leg to a rectangle (Liang and Barsky 1984); none where too little is left."""
    if area is None:
        yield leg
        return
    begin, end = np.array(leg.begin_m[:2]), np.array(leg.end_m[:2])
    step = end - begin
    low, high = np.array(area[:2]), np.array(area[2:])
    first, last = 0.0, 1.0
    for axis in range(2):
        if abs(step[axis]) < 1e-9:
            if not low[axis] <= begin[axis] <= high[axis]:
                return
            continue
        enter, leave = sorted(
            [(low[axis] - begin[axis]) / step[axis], (high[axis] - begin[axis]) / step[axis]]
        )
        first, last = max(first, enter), min(last, leave)
    if (last - first) * leg.length_m < 0.5 * LEAST_LENGTH_M:
        return
    a, b = begin + first * step, begin + last * step
    yield Leg(
        begin_m=(float(a[0]), float(a[1]), leg.begin_m[2]),
        end_m=(float(b[0]), float(b[1]), leg.end_m[2]),
    )
