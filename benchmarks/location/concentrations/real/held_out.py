"""Departures of the spreads without what a group of runs taught, for a fair look at that group.

The scheme's departures were set on the even Prairie Grass runs. Here they are fitted from moments
alone, at the known source, with and without a group; the difference is taken off the scheme's
while the group is located. Their spreads, and what strong convection adds, stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import numpy as np
from attrs import evolve
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gamma

from benchmarks.location.concentrations.case_list import CaseList
from benchmarks.location.concentrations.judged import TrueSource
from benchmarks.location.concentrations.real import prairie_grass
from cathartes.model.location.case import SourceCase
from cathartes.model.location.dispersion import DispersionTable
from cathartes.physics.turbulence import departure, similarity

SECONDS_PER_HOUR = 3600.0
SOURCE_HEIGHT_M = 0.46
"""Of the release in all but the last runs."""
LEAST_SAMPLERS = 6
LEAST_SHARE_OF_PEAK = 0.02
FACTORS = (0.4, 4.0)
"""Between which the vertical spread is looked for, times the table's."""

Array = NDArray[np.float64]


def departures_of_run(case: SourceCase, source: TrueSource) -> tuple[Array, float] | None:
    """Return the four departures of one run and its Obukhov length; None if they cannot be told.

    Notes
    -----
    Cross-wind: square root of the second moment of an arc. Vertical: the spread at which the
    table's profile and speed give the cross-wind integral of the arc. Each against the table by a
    straight line in the logarithm of the distance.
    """
    table = similarity.similarity_spreads(case.wind)
    seen = case.observations
    at = seen.begin_m[:, :2] - (source.easting_m, source.northing_m)
    radius = np.hypot(*at.T)
    angle = np.unwrap(np.arctan2(at[:, 0], at[:, 1]))
    mass = seen.value * seen.kg_m3_per_unit
    points: list[tuple[float, float, float]] = []
    for ring in np.unique(np.round(radius / 10.0)):
        own = np.flatnonzero(np.round(radius / 10.0) == ring)
        own = own[np.argsort(angle[own])]
        weight = np.where(mass[own] > LEAST_SHARE_OF_PEAK * mass[own].max(), mass[own], 0.0)
        if np.count_nonzero(weight) < LEAST_SAMPLERS:
            continue
        distance, turned = float(np.median(radius[own])), angle[own]
        area = weight * np.gradient(turned)
        middle = np.average(turned, weights=area)
        sigma_y = distance * np.sqrt(np.average((turned - middle) ** 2, weights=area))
        through = float(distance * np.trapezoid(mass[own], turned))
        log_z = _log_vertical_factor(table, distance, through, source.emission_rate_kg_per_h,
                                     float(np.median(seen.begin_m[own, 2])))  # fmt: skip
        if log_z is not None:
            at_table = _at(table, table.sigma_y_m, distance)
            points.append((distance, float(np.log(sigma_y / at_table)), log_z))
    if len(points) < 2:
        return None
    distance_m, log_y, log_up = np.array(points).T
    line = np.log(distance_m / departure.REFERENCE_DISTANCE_M)
    (slope_y, at_y), (slope_z, at_z) = np.polyfit(line, log_y, 1), np.polyfit(line, log_up, 1)
    length = float(np.nanmedian(case.wind.obukhov_length_m))
    return np.array([at_y, at_z, slope_y, slope_z]), length


def _at(table: DispersionTable, spread: Array, distance: float) -> float:
    return float(np.interp(np.log(distance), np.log(table.distance_m), spread[0]))


def _log_vertical_factor(
    table: DispersionTable, distance: float, through: float, rate: float, up_m: float
) -> float | None:
    power = float(table.profile_exponent[0])
    sigma, speed = (
        _at(table, field, distance) for field in (table.sigma_z_m, table.transport_speed_m_s)
    )
    wanted = through * speed * SECONDS_PER_HOUR / rate

    def surplus(log_factor: float) -> float:
        scale = sigma * np.exp(log_factor) * np.sqrt(gamma(1.0 / power) / gamma(3.0 / power))
        away = np.abs(np.array([up_m - SOURCE_HEIGHT_M, up_m + SOURCE_HEIGHT_M])) / scale
        profile = np.exp(-(away**power)).sum() / (2.0 * gamma(1.0 + 1.0 / power) * scale)
        return float(profile - wanted)

    low, high = np.log(FACTORS)
    if surplus(low) * surplus(high) >= 0.0:
        return None
    return float(brentq(surplus, low, high))


@cache
def _of_all_runs() -> tuple[tuple[int, Array, float], ...]:
    found = []
    for number in range(prairie_grass.N_RUNS):
        case, truth = prairie_grass.all_arcs(number)
        departures = departures_of_run(case, truth[0])
        if departures is not None:
            found.append((number, *departures))
    return tuple(found)


def middle_departures(left_out: int | None) -> dict[str, tuple[Array, int]]:
    """Return median departures of stable and unstable runs, and their number, without one group."""
    means = {}
    for name, is_stable in (("stable", True), ("unstable", False)):
        own = [
            departures
            for number, departures, length in _of_all_runs()
            if (length > 0.0) == is_stable
            and (left_out is None or prairie_grass.group_of(number) != left_out)
        ]
        means[name] = (np.median(own, axis=0), len(own))
    return means


@contextmanager
def without_group(group: int) -> Iterator[None]:
    """Shift the scheme's departures by what leaving a group of runs out shifts the fit."""
    if not hasattr(departure, "_STABLE"):
        raise RuntimeError("the scheme has other departures by now: held_out.py must follow it")
    whole, part = middle_departures(None), middle_departures(group)
    kept = departure._STABLE, departure._UNSTABLE
    moved = [
        evolve(one, mean=tuple(np.array(one.mean) + part[name][0] - whole[name][0]))
        for one, name in zip(kept, ("stable", "unstable"), strict=True)
    ]
    departure._STABLE, departure._UNSTABLE = moved
    try:
        yield
    finally:
        departure._STABLE, departure._UNSTABLE = kept


HELD_OUT = tuple(
    CaseList(
        f"{cases.name}_held_out", f"{cases.what}, its group held out", cases.make, cases.numbers,
        is_simulated=False, around=lambda number: without_group(prairie_grass.group_of(number)),
    )
    for cases in prairie_grass.PRAIRIE_GRASS
    if cases.make in (prairie_grass.far_arcs, prairie_grass.all_arcs)
)  # fmt: skip
