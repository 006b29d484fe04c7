"""What each look at a site could have seen of its plumes."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MIXED = 1.02
"""Names that add up to more are of several gases at once; those that do not exclude each other."""
SAME_PLUME = 0.5
"""Cosine between names from which on two finds are of one plume of the site."""


@njit(cache=True, error_model="numpy", nogil=True)
def _largest(row: Floats) -> float:
    """Return the largest of some probabilities, 0 where there are none."""
    largest = 0.0
    for value in row:
        largest = max(largest, value)
    return largest


@njit(cache=True, error_model="numpy", nogil=True)
def distinct_plumes(
    offsets: Ints, gases: Floats, probability: Floats
) -> tuple[Ints, Floats, Floats]:
    """Return the plumes of each site that are not the same one found again.

    Parameters
    ----------
    offsets : (site + 1,) int
        Finds of each site.
    gases : (find, gas)
        Probabilities of names. They exclude each other, unless they add up to more than one:
        then each gas is a plume of its own.
    probability : (find,)
        That there is a source.

    Returns
    -------
    plume_offsets : (site + 1,) int64
    names : (plume, gas) float64
        Probabilities of names that exclude each other.
    presence : (plume,) float64
        Probability that the site emits it, given that it emits: the surest of its finds over the
        surest of all.

    Notes
    -----
    The surest named first: each find joins the plume whose mean names are most like its own, or
    begins one where none is like it.
    """
    n_gases = gases.shape[1]
    n_rows = 0
    for i in range(len(gases)):
        n_rows += n_gases if gases[i].sum() > MIXED else 1
    names, presence = np.zeros((n_rows, n_gases)), np.zeros(n_rows)
    plume_offsets = np.zeros(len(offsets), np.int64)
    n_plumes = 0
    row, counts = np.empty(n_gases), np.zeros(n_rows)
    for s in range(len(offsets) - 1):
        first = n_plumes
        low, high = offsets[s], offsets[s + 1]
        surest = np.zeros(high - low)
        for i in range(low, high):
            surest[i - low] = -_largest(gases[i])
        for i in np.argsort(surest, kind="mergesort") + low:
            is_mixed = gases[i].sum() > MIXED
            for only in range(n_gases if is_mixed else 1):
                row[:] = gases[i]
                if is_mixed:
                    row[:] = 0.0
                    row[only] = min(gases[i, only], 1.0)
                if _largest(row) <= 0.0:
                    continue
                best, like = n_plumes, SAME_PLUME
                for j in range(first, n_plumes):
                    cosine = _cosine(row, names[j])
                    if cosine > like:
                        best, like = j, cosine
                if best == n_plumes:
                    n_plumes += 1
                counts[best] += 1.0
                for g in range(n_gases):
                    names[best, g] += (row[g] - names[best, g]) / counts[best]
                presence[best] = max(presence[best], probability[i])
        most = 0.0
        for j in range(first, n_plumes):
            most = max(most, presence[j])
        for j in range(first, n_plumes):
            presence[j] = presence[j] / most if most > 0.0 else 1.0
        plume_offsets[s + 1] = n_plumes
    return plume_offsets, names[:n_plumes].copy(), presence[:n_plumes].copy()


@njit(cache=True, error_model="numpy", nogil=True)
def finding_probability(
    look_offsets: Ints,
    pair_look: Ints,
    plume_offsets: Ints,
    names: Floats,
    presence: Floats,
    log_rate: Floats,
    site_log_std: Floats,
    rate_log_std: float,
    log_limit: Floats,
    limit_log_std: Floats,
    clear_share: Floats,
) -> Floats:
    """Return how probably each look would have found its site, had it emitted.

    Parameters
    ----------
    look_offsets : (site + 1,) int
        Pairs of each site.
    pair_look : (pair,) int
    plume_offsets, names, presence
        See :func:`distinct_plumes`.
    log_rate, site_log_std : (site, gas)
        Of kg/h; NaN where no rate is known.
    rate_log_std : float
        Spread of the rate from time to time.
    log_limit : (look, gas)
        Infinite where a gas cannot be seen.
    limit_log_std, clear_share : (look,)

    Notes
    -----
    Of one plume: ``P = u sum_g q_g Phi((ln Q_g - ln L_g) / s)`` over its names, which exclude each
    other; ``s`` adds the spread of the limit, of rates from time to time, and of what is known of
    the site's own. Plumes of one source are found together, and their shares of the limit
    add up as squares, as in a mixture (ADR 0052): a plume has the share ``r`` that would be found
    with ``P``, ``ln r = s Phi^-1(P)``, and the site is found with
    ``clear Phi(ln sqrt(sum r^2) / s)``. It rises with each rate and with each plume, and falls
    with each limit. Without a rate a plume is taken to be at the limit.
    """
    found = np.zeros(len(pair_look))
    for s in range(len(look_offsets) - 1):
        low, high = plume_offsets[s], plume_offsets[s + 1]
        own = _own_variance(names[low:high], site_log_std[s])
        for j in range(look_offsets[s], look_offsets[s + 1]):
            look = pair_look[j]
            spread = math.sqrt(limit_log_std[look] ** 2 + rate_log_std**2 + own)
            squares, only, n_seen = 0.0, 0.0, 0
            for i in range(low, high):
                chance = 0.0
                for g in range(names.shape[1]):
                    if names[i, g] <= 0.0 or math.isinf(log_limit[look, g]):
                        continue
                    z = 0.0
                    if not math.isnan(log_rate[s, g]):
                        z = (log_rate[s, g] - log_limit[look, g]) / spread
                    chance += names[i, g] * _normal_cdf(z)
                chance *= presence[i]
                if chance > 1e-12:
                    n_seen += 1
                    only = chance
                    squares += math.exp(2.0 * spread * _normal_quantile(chance))
            if n_seen > 1:
                only = _normal_cdf(0.5 * math.log(squares) / spread)
            found[j] = clear_share[look] * min(only, 1.0)
    return found


@njit(cache=True, error_model="numpy")
def _own_variance(names: Floats, log_std: Floats) -> float:
    """Return the mean variance of the logarithms of known rates, by how sure their names are."""
    total, weight = 0.0, 0.0
    for i in range(len(names)):
        for g in range(names.shape[1]):
            if names[i, g] > 0.0 and not math.isnan(log_std[g]):
                total += names[i, g] * log_std[g] ** 2
                weight += names[i, g]
    return total / weight if weight > 0.0 else 0.0


@njit(cache=True, error_model="numpy")
def _cosine(a: Floats, b: Floats) -> float:
    product, left, right = 0.0, 0.0, 0.0
    for g in range(len(a)):
        product += a[g] * b[g]
        left += a[g] * a[g]
        right += b[g] * b[g]
    return product / math.sqrt(left * right)


@njit(cache=True, error_model="numpy")
def _normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


@njit(cache=True, error_model="numpy")
def _normal_quantile(p: float) -> float:
    """Return the z of a probability: a start from the tails, then Newton steps in the logarithm.

    Steps in ``ln p`` of the smaller tail converge from everywhere, as its logarithm is concave.
    """
    tail = max(min(p, 1.0 - p), 1e-15)
    z = -math.sqrt(max(-2.0 * math.log(2.0 * tail), 0.0))
    for _ in range(8):
        cdf = _normal_cdf(z)
        density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
        step = (math.log(cdf) - math.log(tail)) * cdf / density
        z -= step
        if abs(step) < 1e-12:
            break
    return z if p < 0.5 else -z
