"""Which positions lie downwind of others: parts of plumes that drifted off."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
METRES_A_RADIAN = 6.371e6
MEANDER = 0.1
"""Spread across the wind, over the distance, of where plumes go beside their mean wind."""
FARTHEST_LENGTHS = 8.0
"""Mean distances beyond which nothing is looked at."""
LEAST_SHARE = 0.01
"""Sources upwind that a part is less probably of are left out."""
LEAST_LOG_DENSITY = -60.0
SELDOM = 4.0
"""Standard deviations across the wind beyond which nothing is looked at."""


@njit(cache=True, error_model="numpy")
def log_drift_density(
    downwind_m: float, crosswind_m: float, variance_m2: float, turn: float, length_m: float
) -> float:
    """Return the log density, per square metre, of parts of a plume about its source.

    Parameters
    ----------
    downwind_m, crosswind_m : float
        From the source to the part.
    variance_m2 : float
        Sum of the variances of both positions along one axis.
    turn : float
        Standard deviation of the direction of the wind, radians.
    length_m : float
        Mean distance of parts.

    Notes
    -----
    ``exp(-d / L) / L N(c; 0, s_c^2) Phi(d / s - 2)`` with
    ``s_c^2 = s^2 + d^2 (turn^2 + meander^2)``: what cannot be told from the source by its
    position, as at less than two standard deviations downwind, is no part of its own.
    """
    if downwind_m <= 0.0:
        return -np.inf
    across = variance_m2 + downwind_m * downwind_m * (turn * turn + MEANDER * MEANDER)
    if crosswind_m * crosswind_m > SELDOM * SELDOM * across:
        return -np.inf
    apart = 0.5 * math.erfc(-(downwind_m / math.sqrt(variance_m2) - 2.0) / math.sqrt(2.0))
    return (
        -downwind_m / length_m
        - math.log(length_m)
        - 0.5 * math.log(2.0 * math.pi * across)
        - 0.5 * crosswind_m * crosswind_m / across
        + math.log(max(apart, 1e-300))
    )


@njit(cache=True, error_model="numpy")
def _reach(
    east_m_s: float, north_m_s: float, within_s: float, length_m: float
) -> tuple[float, float, float]:
    """Return how far a part can have come, 0 where the wind is not known, and whither it blows."""
    speed = math.hypot(east_m_s, north_m_s)
    if not speed > 0.0:
        return 0.0, 0.0, 0.0
    farthest = min(speed * within_s, FARTHEST_LENGTHS * length_m)
    return farthest, east_m_s / speed, north_m_s / speed


@njit(cache=True, error_model="numpy")
def _between(
    longitude: Floats, latitude: Floats, i: int, j: int, east: float, north: float
) -> tuple[float, float]:
    """Return how far ``j`` lies downwind of ``i`` and beside it, metres."""
    along = math.radians(latitude[j] - latitude[i]) * METRES_A_RADIAN
    turned = (longitude[j] - longitude[i] + 540.0) % 360.0 - 180.0
    right = math.radians(turned) * math.cos(math.radians(latitude[j])) * METRES_A_RADIAN
    return right * east + along * north, right * north - along * east


@njit(cache=True, error_model="numpy")
def likeness(gases: Floats, mixed: Floats) -> float:
    """Return how much likelier a part's gases are if they came from a source than if not.

    Parameters
    ----------
    gases : (gas,)
        Probability that each is in the part; several may be surely there.
    mixed : (gas,)
        How much likelier each is by itself, from that source.

    Notes
    -----
    What the source may have speaks for it once, on the mean over those gases: they are of one
    source anyhow. What it can hardly have speaks against it gas by gas, ``prod (1 - p (1 - B))``:
    a plume with a gas of its own beside that of its neighbour is no part of the neighbour's.
    """
    against, for_it, weight = 1.0, 0.0, 0.0
    for g in range(len(gases)):
        if mixed[g] < 1.0:
            against *= 1.0 - min(gases[g], 1.0) * (1.0 - mixed[g])
        else:
            for_it += gases[g] * mixed[g]
            weight += gases[g]
    return against * (for_it / weight if weight > 0.0 else 1.0)


@njit(cache=True, error_model="numpy")
def drift_odds(
    time_s: Floats,
    longitude: Floats,
    latitude: Floats,
    variance_m2: Floats,
    probability: Floats,
    drift: Floats,
    turn: Floats,
    gases: Floats,
    mixed: Floats,
    within_s: float,
    length_m: float,
    least: float,
) -> tuple[Floats, Ints, Ints, Floats]:
    """Return for each position the sum over sources upwind of the density of their parts there.

    Parameters
    ----------
    time_s : (estimate,)
        Rising.
    longitude, latitude : (estimate,) degrees
    variance_m2 : (estimate,)
        Along one axis.
    probability : (estimate,)
        That there is a source.
    drift : (estimate, 2) m/s
        Velocity of the air; NaN where it is not known.
    turn : (estimate,) radians
    gases : (estimate, gas)
        Probability that each is there, all of them that are.
    mixed : (estimate, gas)
        ``B q``: how much likelier each gas is beside these from one emitter than from two.
    within_s, length_m : float
    least : float
        Densities in all, per square metre, of which nothing is told who they are of.

    Returns
    -------
    odds : (estimate,) float64
        Per square metre, for one part a plume.
    part, upwind : (entry,) int64
        Who may have drifted from whom, by part, then in the order of time.
    density : (entry,) float64
        The term of ``odds[part]`` that is of ``upwind``.
    """
    n = len(time_s)
    odds = np.zeros(n)
    own, who = np.empty(n), np.empty(n, np.int64)
    n_entries = 0
    part, upwind = np.empty(n + 1, np.int64), np.empty(n + 1, np.int64)
    told = np.empty(n + 1)
    first = 0
    for j in range(n):
        farthest, east, north = _reach(drift[j, 0], drift[j, 1], within_s, length_m)
        if farthest <= 0.0:
            continue
        while time_s[j] - time_s[first] > within_s:
            first += 1
        i, n_own = first, 0
        while i < n and time_s[i] - time_s[j] <= within_s:
            if i != j:
                downwind, crosswind = _between(longitude, latitude, i, j, east, north)
                if 0.0 < downwind < farthest:
                    variance = variance_m2[i] + variance_m2[j]
                    density = log_drift_density(downwind, crosswind, variance, turn[j], length_m)
                    if density > LEAST_LOG_DENSITY:
                        alike = likeness(gases[j], mixed[i])
                        own[n_own] = probability[i] * alike * math.exp(density)
                        who[n_own] = i
                        odds[j] += own[n_own]
                        n_own += 1
            i += 1
        if odds[j] <= least:
            continue
        if n_entries + n_own > len(part):
            size = 2 * (n_entries + n_own)
            part, upwind = _longer(part, size), _longer(upwind, size)
            told = _longer(told, size)
        for e in range(n_own):
            if own[e] >= LEAST_SHARE * odds[j]:
                part[n_entries], upwind[n_entries], told[n_entries] = j, who[e], own[e]
                n_entries += 1
    return odds, part[:n_entries].copy(), upwind[:n_entries].copy(), told[:n_entries].copy()


@njit(cache=True, error_model="numpy")
def is_linked(
    time_s: Floats,
    longitude: Floats,
    latitude: Floats,
    variance_m2: Floats,
    drift: Floats,
    turn: Floats,
    asked: Flags,
    within_s: float,
    length_m: float,
) -> Flags:
    """Tell which positions may have drifted from an asked one, or an asked one from them.

    The parameters are those of :func:`drift_odds`, which gives every other pair odds of nought;
    ``asked`` is (estimate,) bool.
    """
    n = len(time_s)
    linked = np.zeros(n, np.bool_)
    first = 0
    for j in range(n):
        farthest, east, north = _reach(drift[j, 0], drift[j, 1], within_s, length_m)
        if farthest <= 0.0:
            continue
        while time_s[j] - time_s[first] > within_s:
            first += 1
        i = first
        while i < n and time_s[i] - time_s[j] <= within_s:
            if i != j and (asked[i] or asked[j]):
                downwind, crosswind = _between(longitude, latitude, i, j, east, north)
                if 0.0 < downwind < farthest:
                    variance = variance_m2[i] + variance_m2[j]
                    density = log_drift_density(downwind, crosswind, variance, turn[j], length_m)
                    if density > LEAST_LOG_DENSITY:
                        linked[i] |= asked[j]
                        linked[j] |= asked[i]
            i += 1
    return linked


@njit(cache=True)
def _longer(values, size):  # type: ignore[no-untyped-def]
    longer = np.empty(size, values.dtype)
    longer[: len(values)] = values
    return longer
