"""Gases named at a site, gases missing there, and rates, under kinds of emitters."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
UNSEEN_SHARE = 0.5
LEAST_SHARE = 0.1
REFERENCE_LOG_RATE = 0.7
REFERENCE_LOG_STD = 2.0


@njit(cache=True, error_model="numpy", nogil=True)
def gas_terms(
    offsets: Ints,
    gases: Floats,
    source_probability: Floats,
    log_limit: Floats,
    limit_log_std: Floats,
    gas_weight: Floats,
    gas_seen: Floats,
    log_rate: Floats,
    rate_log_std: Floats,
    presence: Floats,
    profile_log_rate: Floats,
    profile_log_std: Floats,
    unlisted: Floats,
    unknown: float,
) -> tuple[Floats, Floats, Floats]:
    """Return log likelihoods of mixture, missing gases and rates, (site, profile) each.

    Parameters
    ----------
    offsets : (site + 1,) int
        Estimates of each site, with what drifted off it.
    gases : (estimate, gas)
        Probabilities; what is left to one is the unknown gas.
    source_probability : (estimate,)
    log_limit : (site, gas)
        Of the best look that found the site; infinite where it cannot see the gas.
    limit_log_std : (site,)
    gas_weight, log_rate, rate_log_std : (site, gas)
        Probability that the gas was found there, its rate (NaN where unknown) and spread.
    gas_seen : (site, gas)
        Probability that it was found there or in what drifted off.
    presence, profile_log_rate, profile_log_std : (profile, gas)
    unlisted : (profile,)
        Probability that an emitter of the kind shows a given gas that it is not known for.
    unknown : float
        The same of the unknown gas, for all kinds.

    Notes
    -----
    Gases of a kind are present independently. The visible share of gas ``g`` is
    ``v = presence Phi((ln r - ln L) / s)``: found gases give ``log sum_g q_g v_g``, estimates that
    name alike counting as one (each by ``1 / sum_j cos(q_i, q_j)``); gases not found give
    ``log(1 - (1 - D) v)`` with ``D`` of ``gas_seen``. Rates count
    against a wide reference, for gases of the kind alone.
    """
    n_sites, n_gases = gas_weight.shape
    n_profiles = len(unlisted)
    mixture = np.zeros((n_sites, n_profiles))
    missing = np.zeros((n_sites, n_profiles))
    rates = np.zeros((n_sites, n_profiles))
    visible, shown = np.empty(n_gases), np.empty(n_gases)
    for s in range(n_sites):
        low, high = offsets[s], offsets[s + 1]
        share = _shares(gases[low:high], source_probability[low:high])
        for k in range(n_profiles):
            for g in range(n_gases):
                if presence[k, g] <= 0.0:
                    visible[g], shown[g] = 0.0, 0.0
                    continue
                if gas_weight[s, g] > 0.05 and not math.isnan(log_rate[s, g]):
                    own = rate_log_std[s, g] ** 2
                    off = log_rate[s, g] - profile_log_rate[k, g]
                    wide = log_rate[s, g] - REFERENCE_LOG_RATE
                    rates[s, k] += gas_weight[s, g] * (
                        _log_normal(off, own + profile_log_std[k, g] ** 2)
                        - _log_normal(wide, own + REFERENCE_LOG_STD**2)
                    )
                if math.isinf(log_limit[s, g]):
                    visible[g], shown[g] = 0.0, presence[k, g] * UNSEEN_SHARE
                    continue
                spread = math.sqrt(profile_log_std[k, g] ** 2 + limit_log_std[s] ** 2)
                z = (profile_log_rate[k, g] - log_limit[s, g]) / spread
                seen = 0.5 * math.erfc(-z / math.sqrt(2.0))
                visible[g] = presence[k, g] * seen
                shown[g] = presence[k, g] * max(seen, LEAST_SHARE)
                missing[s, k] += math.log(max(1.0 - (1.0 - gas_seen[s, g]) * visible[g], 1e-3))
            for i in range(low, high):
                total, named = 0.0, 0.0
                for g in range(n_gases):
                    if gases[i, g] > 0.0:
                        named += gases[i, g]
                        total += gases[i, g] * (unlisted[k] + (1.0 - unlisted[k]) * shown[g])
                total += max(1.0 - named, 0.0) * unknown
                mixture[s, k] += share[i - low] * math.log(max(total, 1e-6))
    return mixture, missing, rates


@njit(cache=True, error_model="numpy")
def _shares(gases: Floats, source_probability: Floats) -> Floats:
    n, n_gases = gases.shape
    share = np.empty(n)
    norm = np.empty(n)
    for i in range(n):
        total = 0.0
        for g in range(n_gases):
            total += gases[i, g] ** 2
        norm[i] = math.sqrt(max(total, 1e-12))
    for i in range(n):
        alike = 0.0
        for j in range(n):
            product = 0.0
            for g in range(n_gases):
                product += gases[i, g] * gases[j, g]
            alike += source_probability[j] * product / (norm[i] * norm[j])
        share[i] = source_probability[i] / max(alike, 1.0)
    return share


@njit(cache=True, error_model="numpy")
def _log_normal(difference: float, variance: float) -> float:
    return -0.5 * (difference * difference / variance + math.log(variance))
