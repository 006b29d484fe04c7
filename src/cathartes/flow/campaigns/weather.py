"""The wind that held for a scene, from everything that was measured or forecast about it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from cathartes.flow.campaigns.work.tasks import PassWeather
from cathartes.model.campaign import SceneRecord, WeatherRecord

LARGEST_GAP_S = 2.0 * 3600.0
LARGEST_DISTANCE_M = 60_000.0
GAP_S_PER_STD = 1800.0
"""After so long without a measurement the spread of the wind has grown by a half."""
DISTANCE_M_PER_STD = 15_000.0
EARTH_M_PER_DEG = 111_195.0


def weather_at(scene: SceneRecord, weather: Sequence[WeatherRecord]) -> PassWeather | None:
    """Return the wind at the middle of a scene.

    The record whose relative error is least there: its own spread, made larger by the time and
    by the distance from it.

    Parameters
    ----------
    scene : SceneRecord
    weather : sequence of WeatherRecord

    Returns
    -------
    PassWeather or None
        None where nothing was measured within two hours and 60 km.
    """
    at = scene.begins_at + (scene.ends_at - scene.begins_at) / 2
    place = _middle(scene)
    best = min(
        ((_error(one, at, place), one.source, one.begins_at, one) for one in weather),
        key=lambda item: item[:3],
        default=None,
    )
    if best is None or not math.isfinite(best[0]):
        return None
    record = best[3]
    air = record.air_temperature_k
    if air is None:
        airs = (
            (_gap_s(one, at), one.source, one.air_temperature_k)
            for one in weather
            if one.air_temperature_k is not None and _gap_s(one, at) <= LARGEST_GAP_S
        )
        air = min(airs, default=(0.0, "", None))[2]
    return PassWeather(wind=record.wind, source=record.source, air_temperature_k=air)


def _error(record: WeatherRecord, at: datetime, place: tuple[float, float] | None) -> float:
    gap_s = _gap_s(record, at)
    distance_m = 0.0 if place is None else _distance_m(record, place)
    if gap_s > LARGEST_GAP_S or distance_m > LARGEST_DISTANCE_M:
        return math.inf
    speed = (record.wind.speed_std_m_s or 0.0) / max(record.wind.speed_m_s, 0.5)
    direction = math.radians(record.wind.from_direction_std_deg or 0.0)
    away = math.hypot(gap_s / GAP_S_PER_STD, distance_m / DISTANCE_M_PER_STD)
    return math.hypot(speed, direction) * (1.0 + 0.5 * away) + 0.05 * away


def _gap_s(record: WeatherRecord, at: datetime) -> float:
    early = (record.begins_at - at).total_seconds()
    late = (at - record.ends_at).total_seconds()
    return max(early, late, 0.0)


def _middle(scene: SceneRecord) -> tuple[float, float] | None:
    if not scene.footprint:
        return None
    west, south, east, north = scene.bounds or (0.0, 0.0, 0.0, 0.0)
    return (west + east) / 2.0, (south + north) / 2.0


def _distance_m(record: WeatherRecord, place: tuple[float, float]) -> float:
    across = math.cos(math.radians(place[1]))
    return EARTH_M_PER_DEG * math.hypot(
        (record.longitude - place[0]) * across, record.latitude - place[1]
    )
