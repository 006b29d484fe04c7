"""Cautions about the day: ground, wind, instruments."""

from __future__ import annotations

import numpy as np

from cathartes.location.cautions.caution import Caution
from cathartes.location.cautions.used_wind import used_rows
from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import SourceLocation

STEEP, VERY_STEEP = 0.10, 0.25
LIGHT_M_S = 1.0
_SHARE_OF_LIGHT_WIND = 0.3
_FAR_M, _FAR_SIZES = 1000.0, 3.0
_LEAST_REPEATS, _SHARE_OF_REPEATS = 5, 0.03
_LEVELS_BELOW, _MORE_THAN_BELOW = 3, 3


def steep_terrain(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where the ground is steeper than 10 %: a plume follows it, the model does not."""
    slope = case.terrain_slope
    if slope is None or not np.isfinite(slope) or slope <= STEEP:
        return None
    factor = 2.0 if slope > VERY_STEEP else 1.5
    return Caution(
        f"The ground is as steep as {100.0 * slope:.0f} %: wind follows slopes and valleys, which "
        "the flat ground of the model does not know, so the source may lie beside the region and "
        f"the rate may be off by more than its interval; the regions were made {factor:g} times as "
        "wide.",
        widen_position=factor,
        widen_rate=1.5,
    )


def all_sensors_outside(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where no sensor stands in the search area: it may be another place altogether."""
    seen = case.observations
    east, north, east_end, north_end = case.search_area_m
    places = np.concatenate([seen.begin_m[:, :2], seen.end_m[:, :2]])
    away_e = np.maximum(np.maximum(east - places[:, 0], places[:, 0] - east_end), 0.0)
    away_n = np.maximum(np.maximum(north - places[:, 1], places[:, 1] - north_end), 0.0)
    nearest = float(np.min(np.hypot(away_e, away_n)))
    if nearest <= 0.0:
        return None
    return Caution(
        f"Every sensor lies outside the search area, the nearest {nearest:.0f} m from it: a source "
        "outside the area was not looked for. Where that is not meant, correct search_area, or "
        "look whether easting and northing are exchanged or given in degrees."
    )


def light_wind(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where the wind was below 1 m/s for more than 30 % of the time."""
    speed = case.wind.speed_m_s[used_rows(case)]
    speed = speed[np.isfinite(speed)]
    if speed.size == 0:
        return None
    share = float(np.mean(speed < LIGHT_M_S))
    if share <= _SHARE_OF_LIGHT_WIND:
        return None
    return Caution(
        f"The wind was below {LIGHT_M_S:g} m/s for {100.0 * share:.0f} % of the time: gas then "
        "collects and drifts instead of following the wind, and speed and direction are hardly "
        "known; the regions were made 1.5 times as wide and the interval of the rate wider.",
        widen_position=1.5,
        widen_rate=1.5,
    )


def wind_far_away(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where the wind was measured further away than a kilometre and three layouts."""
    place = case.wind.position_m[used_rows(case)][:, :2]
    place = place[np.isfinite(place).all(axis=1)]
    if place.size == 0:
        return None
    middle = 0.5 * (case.observations.begin_m + case.observations.end_m)[:, :2]
    size = float(np.linalg.norm(np.ptp(middle, axis=0)))
    distance = float(np.median(np.linalg.norm(place - middle.mean(axis=0), axis=1)))
    if distance <= max(_FAR_M, _FAR_SIZES * size):
        return None
    return Caution(
        f"The wind was measured {distance / 1000.0:.1f} km away from the sensors: it may have "
        "been another one here, and position and rate follow it; a wind on site would narrow both "
        "most.",
        widen_position=1.2,
        widen_rate=1.2,
    )


def saturated_sensors(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where a sensor gave its very highest value again and again."""
    o = case.observations
    full = []
    for sensor in np.unique(o.sensor):
        for gas in np.unique(o.gas):
            value = o.value[(o.sensor == sensor) & (o.gas == gas)]
            if value.size < 2 * _LEAST_REPEATS:
                continue
            levels, counts = np.unique(value, return_counts=True)
            repeats = int(counts[-1])
            # Steps of a coarse instrument repeat too, but not the highest most of all.
            below = int(counts[-1 - _LEVELS_BELOW : -1].max()) if levels.size > 1 else repeats
            enough = max(_LEAST_REPEATS, _SHARE_OF_REPEATS * value.size)
            if repeats >= enough and repeats >= _MORE_THAN_BELOW * below:
                name = o.sensor_names[int(sensor)]
                full.append(f"{name} ({levels[-1]:g} {o.unit}, {repeats} times)")
    if not full:
        return None
    named = ", ".join(full[:4]) + (f" and {len(full) - 4} more" if len(full) > 4 else "")
    return Caution(
        f"The highest value of {named} repeats exactly, as at the end of an instrument's range: "
        "there was more gas than was read, so the rate is too low, and the source may be nearer "
        "to it.",
        widen_rate=1.5,
    )
