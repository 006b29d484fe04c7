"""Agglomerative clustering of uncertain positions by the odds of one source against two."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
SMALLEST_FACTOR = 1e-6
NEVER = -1e300
NEVER_TOGETHER = 1e9


@njit(cache=True, error_model="numpy")
def log_odds_of_one(
    squared_distance_m2: float, variance_m2: float, log_density: float, dof: float
) -> float:
    """Return the log odds that two positions are of one source and not of two.

    Parameters
    ----------
    squared_distance_m2 : float
    variance_m2 : float
        Sum of the variances of both along one axis.
    log_density : float
        Logarithm of sources per square metre.
    dof : float
        Degrees of freedom of the two-dimensional t distribution of position errors.

    Notes
    -----
    ``t_2(d; v, dof) / rho``: the position of the one source is integrated out under a uniform
    density ``rho``. The heavy tail keeps one bad position from founding a site of its own.
    """
    spread = 1.0 + squared_distance_m2 / (dof * variance_m2)
    return (
        -math.log(2.0 * math.pi * variance_m2) - 0.5 * (dof + 2.0) * math.log(spread) - log_density
    )


@njit(cache=True, error_model="numpy")
def log_gas_factor(mixed: Floats, gases: Floats) -> float:
    """Return ``log(q_a' B q_b)`` from ``B' q_a`` and ``q_b``, (gas,) each."""
    total = 0.0
    for g in range(len(gases)):
        total += mixed[g] * gases[g]
    return math.log(max(total, SMALLEST_FACTOR))


@njit(cache=True, error_model="numpy")
def agglomerate(
    position: Floats,
    precision: Floats,
    members: Floats,
    gases: Floats,
    against: Floats,
    gas_factor: Floats,
    log_density: float,
    dof: float,
    floor_m2: float,
) -> Ints:
    """Join items, the surest pair first, while one source is likelier than two.

    Parameters
    ----------
    position : (item, 3) m
        Geocentric.
    precision : (item,) 1 / m^2
        Sum over members of one over the variance along one axis.
    members : (item,)
        Estimates an item is made of.
    gases : (item, gas)
        Probabilities, adding up to one.
    against : (item, item)
        Log odds that speak against each pair, added up over the pairs of two clusters; symmetric.
        ``NEVER_TOGETHER`` keeps them apart for good.
    gas_factor : (gas, gas)
        Probability of two gases from one source over that from two; symmetric.
    log_density, dof : float
        See :func:`log_odds_of_one`.
    floor_m2 : float
        Variance that more estimates of one source do not take away.

    Returns
    -------
    (item,) int
        Index of the first item of the cluster each item is in.

    Notes
    -----
    The greatest log odds join first; of equal ones the pair with the lowest indices, so that the
    result depends on the order of items only where two pairs are equally probable: callers put
    items in an order of their own.
    """
    n, n_gases = gases.shape
    labels = np.arange(n)
    if n == 1:
        return labels
    position, precision, members = position.copy(), precision.copy(), members.copy()
    gases, against = gases.copy(), against.copy()
    mixed = np.zeros((n, n_gases))
    alive = np.ones(n, np.bool_)
    odds = np.full((n, n), NEVER)
    for a in range(n):
        _mix(gas_factor, gases, mixed, a)
    for a in range(n):
        for b in range(a + 1, n):
            odds[a, b] = odds[b, a] = _odds(
                a, b, position, precision, gases, mixed, against, log_density, dof, floor_m2
            )
    best = np.zeros(n, np.int64)
    for a in range(n):
        best[a] = _best_of(odds, alive, a)
    while True:
        a, top = -1, 0.0
        for i in range(n):
            if alive[i] and odds[i, best[i]] > top:
                a, top = i, odds[i, best[i]]
        if a < 0:
            return labels
        b = best[a]
        if b < a:
            a, b = b, a
        _join(a, b, position, precision, members, gases, against, labels)
        alive[b] = False
        _mix(gas_factor, gases, mixed, a)
        odds[b, :] = NEVER
        odds[:, b] = NEVER
        for i in range(n):
            if alive[i] and i != a:
                odds[a, i] = odds[i, a] = _odds(
                    a, i, position, precision, gases, mixed, against, log_density, dof, floor_m2
                )
        for i in range(n):
            if not alive[i]:
                continue
            if i == a or best[i] == a or best[i] == b:
                best[i] = _best_of(odds, alive, i)
            elif odds[i, a] > odds[i, best[i]] or (odds[i, a] == odds[i, best[i]] and a < best[i]):
                best[i] = a


@njit(cache=True, error_model="numpy")
def _mix(gas_factor: Floats, gases: Floats, mixed: Floats, a: int) -> None:
    n_gases = gases.shape[1]
    mixed[a, :] = 0.0
    for g in range(n_gases):
        if gases[a, g] > 0.0:
            for h in range(n_gases):
                mixed[a, h] += gases[a, g] * gas_factor[g, h]


@njit(cache=True, error_model="numpy")
def _odds(
    a: int,
    b: int,
    position: Floats,
    precision: Floats,
    gases: Floats,
    mixed: Floats,
    against: Floats,
    log_density: float,
    dof: float,
    floor_m2: float,
) -> float:
    if against[a, b] >= NEVER_TOGETHER:
        return NEVER
    squared = 0.0
    for axis in range(3):
        squared += (position[a, axis] - position[b, axis]) ** 2
    variance = 1.0 / precision[a] + 1.0 / precision[b] + floor_m2
    odds: float = log_odds_of_one(squared, variance, log_density, dof)
    odds += log_gas_factor(mixed[a], gases[b])
    return odds - float(against[a, b])


@njit(cache=True, error_model="numpy")
def _best_of(odds: Floats, alive: Flags, a: int) -> int:
    best, top = a, NEVER
    for i in range(len(alive)):
        if alive[i] and i != a and odds[a, i] > top:
            best, top = i, odds[a, i]
    return best


@njit(cache=True, error_model="numpy")
def _join(
    a: int,
    b: int,
    position: Floats,
    precision: Floats,
    members: Floats,
    gases: Floats,
    against: Floats,
    labels: Ints,
) -> None:
    both = precision[a] + precision[b]
    for axis in range(3):
        position[a, axis] += (precision[b] / both) * (position[b, axis] - position[a, axis])
    precision[a] = both
    count = members[a] + members[b]
    for g in range(gases.shape[1]):
        gases[a, g] += (members[b] / count) * (gases[b, g] - gases[a, g])
    members[a] = count
    for i in range(len(labels)):
        if labels[i] == b:
            labels[i] = a
        against[a, i] += against[b, i]
        against[i, a] = against[a, i]


@njit(cache=True, error_model="numpy", nogil=True)
def agglomerate_components(
    offsets: Ints,
    position: Floats,
    precision: Floats,
    members: Floats,
    gases: Floats,
    scene: Ints,
    radius_m: Floats,
    pin: Ints,
    gas_factor: Floats,
    log_density: float,
    dof: float,
    floor_m2: float,
    twice_in_scene: float,
) -> Ints:
    """Cluster each component on its own, see :func:`agglomerate`.

    Parameters
    ----------
    offsets : (component + 1,) int
        Items of component ``c`` are ``offsets[c]`` to ``offsets[c + 1]``.
    scene : (item,) int
        Items of one number, 0 and more, were sensed at once: they are of two sources where their
        regions do not meet.
    radius_m : (item,) m
        Of the region of an item.
    pin : (item,) int
        Items with different numbers, 0 and more, never join.
    twice_in_scene : float
        Log odds against one source for two plumes of one gas that were sensed at once.
    position, precision, members, gases, gas_factor, log_density, dof, floor_m2
        See :func:`agglomerate`.

    Returns
    -------
    (item,) int
        Index of the first item of the cluster each item is in.
    """
    labels = np.empty(len(precision), np.int64)
    for c in range(len(offsets) - 1):
        low, high = offsets[c], offsets[c + 1]
        against = np.zeros((high - low, high - low))
        for i in range(low, high):
            for j in range(i + 1, high):
                value = 0.0
                if pin[i] >= 0 and pin[j] >= 0 and pin[i] != pin[j]:
                    value = NEVER_TOGETHER
                elif scene[i] >= 0 and scene[i] == scene[j]:
                    squared, alike = 0.0, 0.0
                    for axis in range(3):
                        squared += (position[i, axis] - position[j, axis]) ** 2
                    for g in range(gases.shape[1]):
                        alike += gases[i, g] * gases[j, g]
                    value = twice_in_scene * alike
                    if squared > (radius_m[i] + radius_m[j]) ** 2:
                        value = NEVER_TOGETHER
                against[i - low, j - low] = against[j - low, i - low] = value
        found = agglomerate(
            position[low:high],
            precision[low:high],
            members[low:high],
            gases[low:high],
            against,
            gas_factor,
            log_density,
            dof,
            floor_m2,
        )
        for i in range(low, high):
            labels[i] = found[i - low] + low
    return labels
