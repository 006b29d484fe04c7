"""Sources and wind as plain JSON values, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from cathartes.model.location.source import PlumeDrift, Rings, SourceEstimate, WindFit
from cathartes.model.wind import Wind

COORDINATES_ARE_LOCAL = (
    "local east-north metres: the case does not say where they lie on the Earth, so longitude and "
    "latitude are null"
)
_NUMBERS = (
    "emission_rate_kg_per_h",
    "emission_rate_std_kg_per_h",
    "emission_rate_q05",
    "emission_rate_q95",
)
_PLACE = ("easting_m", "northing_m", "height_m")
_WIND = (
    "given_speed_m_s",
    "given_from_direction_deg",
    "speed_factor",
    "speed_factor_std",
    "direction_offset_deg",
    "direction_offset_std_deg",
)


def source_to_json(source: SourceEstimate, longitude: float, latitude: float) -> dict[str, Any]:
    """Return one entry of ``sources``; metres to the millimetre, degrees to about as much."""
    return {
        **{name: number(getattr(source, name), 3) for name in _PLACE},
        "longitude": number(longitude, 8),
        "latitude": number(latitude, 8),
        "region_50": rings_to_json(source.region_50),
        "region_90": rings_to_json(source.region_90),
        **{name: number(getattr(source, name)) for name in _NUMBERS},
        "gas": source.gas,
        "emitter": int(source.emitter),
        "probability": number(source.probability),
    }


def source_from_json(values: Mapping[str, Any]) -> SourceEstimate:
    """Return the entry again."""
    return SourceEstimate(
        gas=str(values["gas"]),
        emitter=int(values["emitter"]),
        region_50=rings_from_json(values["region_50"]),
        region_90=rings_from_json(values["region_90"]),
        probability=_or_nan(values["probability"]),
        **{name: _or_nan(values[name]) for name in (*_PLACE, *_NUMBERS)},
    )


def rings_to_json(rings: Rings) -> list[list[list[float]]]:
    """Return rings as lists of [easting, northing]."""
    return [np.round(np.asarray(ring, np.float64), 3).tolist() for ring in rings]


def rings_from_json(rings: list[list[list[float]]]) -> Rings:
    """Return the rings again, each (vertex, 2)."""
    return tuple(np.array(ring, np.float64).reshape(-1, 2) for ring in rings)


def wind_to_json(wind: WindFit) -> dict[str, Any]:
    """Return the wind given, the wind that the data ask for, and that of a plume's drift."""
    fitted_from = (wind.given_from_direction_deg + wind.direction_offset_deg) % 360.0
    fitted = {
        "fitted_speed_m_s": wind.given_speed_m_s * wind.speed_factor,
        "fitted_speed_std_m_s": wind.given_speed_m_s * wind.speed_factor_std,
        "fitted_from_direction_deg": fitted_from,
        "fitted_from_direction_std_deg": wind.direction_offset_std_deg,
    }
    given = {name: getattr(wind, name) for name in _WIND}
    told: dict[str, Any] = {name: number(value) for name, value in {**given, **fitted}.items()}
    if wind.drift:
        told["drift"] = [_drift_to_json(one) for one in wind.drift]
    return told


def wind_from_json(values: Mapping[str, Any]) -> WindFit:
    """Return the wind again."""
    drift = tuple(_drift_from_json(one) for one in values.get("drift", ()))
    return WindFit(**{name: _or_nan(values[name]) for name in _WIND}, drift=drift)


def _drift_to_json(drift: PlumeDrift) -> dict[str, Any]:
    wind = drift.wind
    spreads = (None, None) if wind is None else (wind.speed_std_m_s, wind.from_direction_std_deg)
    return {
        "from_time": _time_to_json(drift.from_time_s),
        "to_time": _time_to_json(drift.to_time_s),
        "speed_m_s": None if wind is None else number(wind.speed_m_s),
        "speed_std_m_s": spreads[0],
        "from_direction_deg": None if wind is None else number(wind.from_direction_deg),
        "from_direction_std_deg": spreads[1],
        "is_used": drift.is_used,
        "remark": drift.remark,
    }


def _drift_from_json(values: Mapping[str, Any]) -> PlumeDrift:
    wind = None
    if values["speed_m_s"] is not None:
        wind = Wind(
            values["speed_m_s"],
            values["from_direction_deg"],
            values["speed_std_m_s"],
            values["from_direction_std_deg"],
        )
    return PlumeDrift(
        datetime.fromisoformat(values["from_time"]).timestamp(),
        datetime.fromisoformat(values["to_time"]).timestamp(),
        wind,
        bool(values["is_used"]),
        str(values["remark"]),
    )


def _time_to_json(time_s: float) -> str:
    return datetime.fromtimestamp(time_s, UTC).isoformat()


def number(value: float, digits: int | None = None) -> float | None:
    """JSON has no NaN: what is not a number is null."""
    value = float(value)
    if not math.isfinite(value):
        return None
    return value if digits is None else round(value, digits)


def _or_nan(value: Any) -> float:
    return math.nan if value is None else float(value)
