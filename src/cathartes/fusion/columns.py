"""Records as columns: one array a field, rows sorted by id, gases numbered."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.kernels.flight.local_plane import geocentric
from cathartes.model.campaign import EstimateRecord
from cathartes.model.fusion import LookRecord
from cathartes.physics.profiles import ProfileTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
UNKNOWN = "unknown"
LEAST_STD_M = 0.1
"""Nobody knows a position better."""
Z_90 = 1.6448536269514722
UNSTATED_TURN_DEG = 15.0
"""Standard deviation of a wind's direction that does not state one."""


@frozen(eq=False)
class EstimateColumns:
    """Source estimates, rows in the order of ids.

    Attributes
    ----------
    ids : tuple of str
    position_m : (estimate, 3) m
        Geocentric.
    longitude, latitude, position_std_m : (estimate,)
    source_probability : (estimate,)
    time_s : (estimate,) s
    flight, track : (estimate,) int
        Number of the flight and of the first track, -1 where there is none.
    gases : (estimate, gas)
        Probabilities, at most one in all; the rest is the unknown gas.
    log_rate, rate_log_std : (estimate, gas)
        NaN where no rate is stated.
    drift_m_s : (estimate, 2)
        Velocity of the air to the east and to the north; NaN where the wind is not known.
    drift_std : (estimate,)
        Standard deviation of its direction, radians.
    """

    ids: tuple[str, ...]
    position_m: Floats
    longitude: Floats
    latitude: Floats
    position_std_m: Floats
    source_probability: Floats
    time_s: Floats
    flight: Ints
    track: Ints
    gases: Floats
    log_rate: Floats
    rate_log_std: Floats
    drift_m_s: Floats
    drift_std: Floats


@frozen(eq=False)
class LookColumns:
    """Looks, rows in the order of ids; see ``LookRecord``."""

    ids: tuple[str, ...]
    time_s: Floats
    flight: Ints
    track: Ints
    log_limit: Floats
    limit_log_std: Floats
    clear_share: Floats


class Numbers:
    """Numbers for names, in the order in which they come; -1 for None."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, name: str | None) -> int:
        """Return the number of a name."""
        if name is None:
            return -1
        return self._numbers.setdefault(name, len(self._numbers))


def gas_names(table: ProfileTable, estimates: Iterable[EstimateRecord]) -> tuple[str, ...]:
    """Return the gases of profiles and estimates, sorted; those of looks alone do not matter."""
    names = {gas.name for profile in table.profiles for gas in profile.gases}
    for estimate in estimates:
        names |= named_gases(estimate)
    return tuple(sorted(names))


def named_gases(estimate: EstimateRecord) -> set[str]:
    """Return the gases that an estimate names or states a rate of."""
    return {*estimate.gas_probabilities, *estimate.rates} - {UNKNOWN}


def estimate_columns(
    estimates: Mapping[str, EstimateRecord],
    gases: tuple[str, ...],
    flights: Numbers,
    tracks: Numbers,
) -> EstimateColumns:
    """Turn estimates into columns.

    Parameters
    ----------
    estimates : mapping of str to EstimateRecord
    gases : tuple of str
        From :func:`gas_names`.
    flights, tracks : Numbers
        Shared with the looks.
    """
    ids = tuple(sorted(estimates))
    number = {gas: index for index, gas in enumerate(gases)}
    n = len(ids)
    plain = np.empty((n, 5))
    coded = np.empty((n, 2), np.int64)
    probabilities = np.zeros((n, len(gases)))
    log_rate = np.full((n, len(gases)), np.nan)
    log_std = np.full((n, len(gases)), np.nan)
    drift = np.full((n, 3), np.nan)
    for row, estimate_id in enumerate(ids):
        one = estimates[estimate_id]
        plain[row] = (
            one.longitude,
            one.latitude,
            one.position_std_m,
            one.source_probability,
            one.sensed_at.timestamp(),
        )
        coded[row] = (
            flights.of(one.flight_id),
            tracks.of(one.track_ids[0] if one.track_ids else None),
        )
        if one.wind is not None:
            towards = math.radians(one.wind.from_direction_deg + 180.0)
            speed, std = one.wind.speed_m_s, one.wind.from_direction_std_deg
            turn = UNSTATED_TURN_DEG if std is None else std
            drift[row] = speed * math.sin(towards), speed * math.cos(towards), math.radians(turn)
        for gas, probability in one.gas_probabilities.items():
            if gas != UNKNOWN:
                probabilities[row, number[gas]] = probability
        for gas, rate in one.rates.items():
            median = rate.emission_rate_kg_per_h
            if gas == UNKNOWN or not median > 0.0:
                continue
            low, high = rate.emission_rate_q05, rate.emission_rate_q95
            spread = rate.emission_rate_std_kg_per_h / median
            if low > 0.0 and high > low:
                spread = float(np.log(high / low)) / (2.0 * Z_90)
            log_rate[row, number[gas]] = np.log(median)
            log_std[row, number[gas]] = min(max(spread, 0.05), 3.0)
    return EstimateColumns(
        ids=ids,
        position_m=np.ascontiguousarray(geocentric(plain[:, 0], plain[:, 1]).T),
        longitude=plain[:, 0].copy(),
        latitude=plain[:, 1].copy(),
        position_std_m=plain[:, 2].copy(),
        source_probability=plain[:, 3].copy(),
        time_s=plain[:, 4].copy(),
        flight=coded[:, 0].copy(),
        track=coded[:, 1].copy(),
        gases=probabilities,
        log_rate=log_rate,
        rate_log_std=log_std,
        drift_m_s=drift[:, :2].copy(),
        drift_std=drift[:, 2].copy(),
    )


def look_columns(
    looks: Mapping[str, LookRecord], gases: tuple[str, ...], flights: Numbers, tracks: Numbers
) -> LookColumns:
    """Turn looks into columns; parameters as in :func:`estimate_columns`."""
    ids = tuple(sorted(looks))
    number = {gas: index for index, gas in enumerate(gases)}
    plain = np.empty((len(ids), 3))
    coded = np.empty((len(ids), 2), np.int64)
    log_limit = np.full((len(ids), len(gases)), np.inf)
    for row, look_id in enumerate(ids):
        one = looks[look_id]
        plain[row] = (one.looked_at.timestamp(), one.limit_log_std, one.clear_share)
        coded[row] = (flights.of(one.flight_id), tracks.of(one.track_id))
        for gas, limit in one.limits_kg_per_h.items():
            if gas in number:
                log_limit[row, number[gas]] = np.log(limit)
    return LookColumns(
        ids=ids,
        time_s=plain[:, 0].copy(),
        flight=coded[:, 0].copy(),
        track=coded[:, 1].copy(),
        log_limit=log_limit,
        limit_log_std=plain[:, 1].copy(),
        clear_share=plain[:, 2].copy(),
    )


def scene_numbers(columns: EstimateColumns, same_scene_s: float) -> Ints:
    """Return a number for what one flight sensed at once; -1 where the flight is not known."""
    order = np.lexsort((columns.time_s, columns.flight))
    flight, time_s = columns.flight[order], columns.time_s[order]
    is_other = np.ones(len(order), bool)
    is_other[1:] = (np.diff(flight) != 0) | (np.diff(time_s) > same_scene_s)
    scene = np.empty(len(order), np.int64)
    scene[order] = np.cumsum(is_other) - 1
    return np.where(columns.flight >= 0, scene, -1)
