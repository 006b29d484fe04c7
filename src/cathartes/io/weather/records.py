"""Rows of wind made into records, each with the spread that its source has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from cathartes.errors import RecordError
from cathartes.io.cases.wind.series import CALM_LOG_STD, CALM_M_S, NO_DIRECTION_DEG
from cathartes.model.campaign.product import WeatherRecord
from cathartes.model.campaign.record import Marking
from cathartes.model.location.wind_series import WIND_ERRORS, WindSeries
from cathartes.model.provenance import InputFile, Provenance
from cathartes.model.wind import Wind


def weather_record(
    *,
    where: object,
    longitude: float,
    latitude: float,
    begin_s: float,
    end_s: float,
    speed_m_s: float,
    from_direction_deg: float,
    source: str,
    speed_std_m_s: float = math.nan,
    from_direction_std_deg: float = math.nan,
    air_temperature_k: float = math.nan,
    inputs: Sequence[InputFile] = (),
    marking: Marking | None = None,
    is_simulated: bool,
) -> WeatherRecord:
    """Return a record; a spread that is NaN is the one ``WIND_ERRORS`` has for the source.

    A speed of nothing is less than a knot: a quarter of a metre a second from anywhere is taken.

    Raises
    ------
    RecordError
        If the source is not known, or a value is none.
    """
    if source not in WIND_ERRORS:
        raise RecordError.about(
            where,
            "source",
            found=repr(source),
            expected="one of " + ", ".join(WIND_ERRORS),
            remedy="Say where the wind is from: it tells how far it is trusted.",
        )
    log_std, direction_std = WIND_ERRORS[source]
    if speed_m_s == 0.0:
        speed_m_s, log_std, direction_std = CALM_M_S, CALM_LOG_STD, NO_DIRECTION_DEG
        speed_std_m_s = from_direction_std_deg = math.nan
    if math.isnan(speed_std_m_s):
        speed_std_m_s = speed_m_s * log_std
    if math.isnan(from_direction_std_deg):
        from_direction_std_deg = direction_std
    return WeatherRecord(
        is_simulated=is_simulated,
        marking=marking or Marking(),
        provenance=Provenance(inputs=tuple(inputs)),
        longitude=longitude,
        latitude=latitude,
        begins_at=_utc(begin_s),
        ends_at=_utc(end_s),
        wind=Wind(
            speed_m_s,
            from_direction_deg,
            speed_std_m_s=round(speed_std_m_s, 6),
            from_direction_std_deg=round(from_direction_std_deg, 6),
        ),
        source=source,
        air_temperature_k=None if math.isnan(air_temperature_k) else air_temperature_k,
    )


def records_of_series(
    wind: WindSeries,
    longitude: float,
    latitude: float,
    *,
    where: object,
    inputs: Sequence[InputFile],
    marking: Marking | None,
    is_simulated: bool,
) -> list[WeatherRecord]:
    """Return each row of a series at one place that has a speed and a direction."""
    records = []
    for row in range(wind.size):
        if not np.isfinite(wind.speed_m_s[row] + wind.from_direction_deg[row]):
            continue
        begin = float(wind.time_s[row])
        speed = float(wind.speed_m_s[row])
        records.append(
            weather_record(
                where=where,
                longitude=longitude,
                latitude=latitude,
                begin_s=begin,
                end_s=begin + max(float(wind.averaging_s[row]), 1.0),
                speed_m_s=round(speed, 6),
                from_direction_deg=round(float(wind.from_direction_deg[row]), 6),
                speed_std_m_s=speed * float(wind.speed_log_std[row]),
                from_direction_std_deg=float(wind.from_direction_error_deg[row]),
                air_temperature_k=round(float(wind.temperature_k[row]), 3),
                source=wind.kind,
                inputs=inputs,
                marking=marking,
                is_simulated=is_simulated,
            )
        )
    return records


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(round(seconds, 3), UTC)
