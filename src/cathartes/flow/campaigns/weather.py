"""The wind and the air that held for a scene, from everything that was measured or forecast."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cathartes.collection.weather import weather_at
from cathartes.flow.campaigns.work.tasks import PassWeather
from cathartes.model.campaign import SceneRecord, WeatherRecord

LARGEST_GAP_S = 2.0 * 3600.0
"""An air temperature that is older says nothing of the contrast."""


def weather_of_scene(scene: SceneRecord, weather: Sequence[WeatherRecord]) -> PassWeather | None:
    """Return the wind at the middle of a scene, with the spread it has there, and the air.

    Parameters
    ----------
    scene : SceneRecord
    weather : sequence of WeatherRecord

    Returns
    -------
    PassWeather or None
        None where nothing near enough is known, or where the scene has no place. The air is that
        of the nearest record in time, within two hours, where that of the wind does not tell it.
    """
    if scene.bounds is None:
        return None
    at = scene.begins_at + (scene.ends_at - scene.begins_at) / 2
    west, south, east, north = scene.bounds
    record = weather_at(weather, at, (west + east) / 2.0, (south + north) / 2.0)
    if record is None:
        return None
    air = record.air_temperature_k
    if air is None:
        airs = (
            (_gap_s(one, at), one.source, one.air_temperature_k)
            for one in weather
            if one.air_temperature_k is not None and _gap_s(one, at) <= LARGEST_GAP_S
        )
        air = min(airs, default=(0.0, "", None))[2]
    return PassWeather(wind=record.wind, source=record.source, air_temperature_k=air)


def _gap_s(record: WeatherRecord, at: datetime) -> float:
    early = (record.begins_at - at).total_seconds()
    late = (at - record.ends_at).total_seconds()
    return max(early, late, 0.0)
