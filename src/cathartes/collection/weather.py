"""The weather at a time and a place, from records of other times and places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from attrs import evolve

from cathartes.kernels.flight.local_plane import geodetic_to_local
from cathartes.model.campaign.product import WeatherRecord
from cathartes.model.wind import Wind

LONGEST_S, FURTHEST_M = 21_600.0, 100_000.0
"""Older or further weather says nothing of a flight."""
CHANGE_LOG_STD, CHANGE_LOG_S = 0.30, 1200.0
CHANGE_DEG, CHANGE_DEG_S = 45.0, 2400.0
"""How a wind departs with time: 10-minute means of the two Chilbolton 2017 records differ by 0.19
and 23 degrees after 10 minutes, 0.21 and 30 after 30, 0.24 and 47 after an hour."""
SLOWEST_M_S = 2.0
"""Weather is carried along by the wind: a distance counts as the time that takes."""
FREE_S = {"metar": 1800.0, "model": 1800.0}
"""Sources whose error holds some distance already."""
MOST_DEG = 104.0
"""Spread of a direction that may be any, 360 / sqrt(12)."""


def weather_at(
    records: Sequence[WeatherRecord], at: datetime, longitude: float, latitude: float
) -> WeatherRecord | None:
    """Return the most trusted wind for a time and a place, with the spread it has there.

    Parameters
    ----------
    records : sequence of WeatherRecord
        Any order.
    at : datetime
        With its zone.
    longitude, latitude : float

    Returns
    -------
    WeatherRecord or None
        The record as it stands, its own place and time, with spreads grown by how far both are;
        None where all are more than six hours or 100 km away.

    Notes
    -----
    A record counts as old as the time from its interval plus its distance over its speed (the
    air that is there now was here then). The variance of the logarithm of the speed grows by
    ``0.30^2 (1 - exp(-t / 20 min))``, that of the direction by ``45^2 (1 - exp(-t / 40 min))``.
    The record with the least sum of both variances (radians) is taken: a mast half an hour ago
    goes before a forecast for now, and a forecast before a mast of this morning.
    """
    near = [
        (record, apart_s) for record in records if (apart_s := _apart_s(record, at)) <= LONGEST_S
    ]
    if not near:
        return None
    places = np.array([(record.longitude, record.latitude) for record, _ in near])
    east, north = geodetic_to_local(places[:, 0], places[:, 1], longitude, latitude)
    apart = np.hypot(east, north).round(2).tolist()
    best: tuple[tuple[float, float, str], WeatherRecord, tuple[float, float]] | None = None
    for (record, apart_s), apart_m in zip(near, apart, strict=True):
        if not apart_m <= FURTHEST_M:
            continue
        spreads = _grown(record, apart_s + apart_m / max(record.wind.speed_m_s, SLOWEST_M_S))
        key = (
            spreads[0] ** 2 + math.radians(spreads[1]) ** 2,
            apart_s,
            f"{record.source}{record.longitude}{record.latitude}{record.begins_at}",
        )
        if best is None or key < best[0]:
            best = key, record, spreads
    return None if best is None else _with_spreads(best[1], best[2])


def _apart_s(record: WeatherRecord, at: datetime) -> float:
    nothing = timedelta(0)
    return max(record.begins_at - at, at - record.ends_at, nothing).total_seconds()


def _spreads(record: WeatherRecord) -> tuple[float, float]:
    """Return the spread of the logarithm of the speed and that of the direction in degrees."""
    speed, turn = record.wind.speed_std_m_s, record.wind.from_direction_std_deg
    assert speed is not None  # a weather record has both
    assert turn is not None
    return speed / max(record.wind.speed_m_s, 1e-3), turn


def _grown(record: WeatherRecord, age_s: float) -> tuple[float, float]:
    """Return the spreads that are left of a record after so long."""
    log_std, direction_std = _spreads(record)
    beyond = max(age_s - FREE_S.get(record.source, 0.0), 0.0)
    if beyond == 0.0:
        return log_std, direction_std
    log_std = math.hypot(log_std, CHANGE_LOG_STD * math.sqrt(-math.expm1(-beyond / CHANGE_LOG_S)))
    direction_std = math.hypot(
        direction_std, CHANGE_DEG * math.sqrt(-math.expm1(-beyond / CHANGE_DEG_S))
    )
    return log_std, min(direction_std, MOST_DEG)


def _with_spreads(record: WeatherRecord, spreads: tuple[float, float]) -> WeatherRecord:
    if spreads == _spreads(record):
        return record
    wind = record.wind
    return evolve(
        record,
        wind=Wind(
            wind.speed_m_s,
            wind.from_direction_deg,
            speed_std_m_s=spreads[0] * max(wind.speed_m_s, 1e-3),
            from_direction_std_deg=spreads[1],
        ),
    )
