"""Which look an estimate was made in, and what each look at a site could have seen."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@njit(cache=True, error_model="numpy", nogil=True)
def claim_looks(
    estimate_offsets: Ints,
    estimate_time_s: Floats,
    estimate_flight: Ints,
    estimate_track: Ints,
    look_offsets: Ints,
    look_time_s: Floats,
    look_flight: Ints,
    look_track: Ints,
    tolerance_s: float,
) -> Ints:
    """Return the look that each estimate was made in, -1 where there is none.

    Parameters
    ----------
    estimate_offsets, look_offsets : (site + 1,) int
        Estimates of a site and looks at it.
    estimate_time_s, look_time_s : float
        Seconds.
    estimate_flight, look_flight, estimate_track, look_track : int
        Numbers of flights and tracks, -1 where unknown.
    tolerance_s : float
        Most that the times may differ where the track is not the same.
    """
    claimed = np.full(len(estimate_time_s), -1, np.int64)
    for s in range(len(estimate_offsets) - 1):
        for i in range(estimate_offsets[s], estimate_offsets[s + 1]):
            nearest = tolerance_s
            for j in range(look_offsets[s], look_offsets[s + 1]):
                if estimate_track[i] >= 0 and estimate_track[i] == look_track[j]:
                    claimed[i] = j
                    break
                if (
                    estimate_flight[i] >= 0
                    and look_flight[j] >= 0
                    and estimate_flight[i] != look_flight[j]
                ):
                    continue
                apart = abs(estimate_time_s[i] - look_time_s[j])
                if apart < nearest or (apart == nearest and claimed[i] < 0):
                    nearest = apart
                    claimed[i] = j
    return claimed


@njit(cache=True, error_model="numpy", nogil=True)
def finding_probability(
    look_offsets: Ints,
    pair_look: Ints,
    gas_weight: Floats,
    log_rate: Floats,
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
    gas_weight : (site, gas)
        Probability that the site emits the gas.
    log_rate : (site, gas)
        Of kg/h; NaN where no rate is known.
    rate_log_std : float
        Spread of the rate from time to time.
    log_limit : (look, gas)
        Infinite where a gas cannot be seen.
    limit_log_std, clear_share : (look,)

    Notes
    -----
    ``clear * max_g w_g Phi((ln Q - ln L) / s)``: the best gas, since gases of one source are found
    together. Without a rate the site is taken to emit at the limit.
    """
    found = np.zeros(len(pair_look))
    for s in range(len(look_offsets) - 1):
        for j in range(look_offsets[s], look_offsets[s + 1]):
            look = pair_look[j]
            spread = math.sqrt(limit_log_std[look] ** 2 + rate_log_std**2)
            best = 0.0
            for g in range(gas_weight.shape[1]):
                if gas_weight[s, g] <= best or math.isinf(log_limit[look, g]):
                    continue
                z = 0.0
                if not math.isnan(log_rate[s, g]):
                    z = (log_rate[s, g] - log_limit[look, g]) / spread
                best = max(best, gas_weight[s, g] * 0.5 * math.erfc(-z / math.sqrt(2.0)))
            found[j] = clear_share[look] * best
    return found
