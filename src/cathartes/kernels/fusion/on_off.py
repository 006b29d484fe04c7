"""Sources that come and go: likelihood of what looks found, missing it included."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@njit(cache=True, error_model="numpy", nogil=True)
def on_off_log_likelihood(
    offsets: Ints,
    time_h: Floats,
    found: Floats,
    hit: Floats,
    duty: Floats,
    duty_weight: Floats,
    spell_h: Floats,
    false_alarm: float,
) -> Floats:
    """Return the log likelihood of hits and misses, (site, profile).

    Parameters
    ----------
    offsets : (site + 1,) int
        Events of each site, in the order of time.
    time_h : (event,) h
    found : (event,)
        Probability that the look finds the source while it emits.
    hit : (event,)
        Probability that what the look found is a source; 0 for a look that found nothing.
    duty, duty_weight : (profile, node)
        Nodes of the prior of the share of time in which it emits; weights add up to one.
    spell_h : (profile,) h
        Mean length of an unbroken spell of emission.
    false_alarm : float
        Probability of a hit at that place while it is off.

    Notes
    -----
    Two states, stationary; it switches off at the rate ``1 / spell`` and on at such a rate that it
    is on for the share ``duty`` of time. Forward recursion over the events, the duty integrated
    out. Looks that can see nothing leave the likelihood as it is.

    A hit of probability ``p`` has the likelihood ``p L(hit) + (1 - p) L(miss)``: at one half it
    says nothing of whether the source was on, whatever the look could have seen.
    """
    n_profiles, n_nodes = duty.shape
    likelihood = np.zeros((len(offsets) - 1, n_profiles))
    for s in range(len(offsets) - 1):
        low, high = offsets[s], offsets[s + 1]
        for k in range(n_profiles):
            total = 0.0
            largest = -np.inf
            for node in range(n_nodes):
                d = duty[k, node]
                rate = 1.0 / (spell_h[k] * max(1.0 - d, 1e-9))
                on, log_sum = d, 0.0
                for e in range(low, high):
                    if e > low:
                        gap = time_h[e] - time_h[e - 1]
                        on = d + (on - d) * math.exp(-rate * gap)
                    p = hit[e]
                    if_on = p * max(found[e], false_alarm) + (1.0 - p) * (1.0 - found[e])
                    if_off = p * false_alarm + (1.0 - p)
                    seen = on * if_on + (1.0 - on) * if_off
                    log_sum += math.log(max(seen, 1e-300))
                    on = on * if_on / max(seen, 1e-300)
                value = log_sum + math.log(duty_weight[k, node])
                if value > largest:
                    total = total * math.exp(largest - value) + 1.0
                    largest = value
                else:
                    total += math.exp(value - largest)
            likelihood[s, k] = largest + math.log(total)
    return likelihood


@njit(cache=True, error_model="numpy", nogil=True)
def rhythm_log_likelihood(
    offsets: Ints,
    time_h: Floats,
    is_night: Flags,
    found: Floats,
    hit: Floats,
    duty: Floats,
    night_factor: Floats,
    day_factor: Floats,
    block_h: float,
) -> Floats:
    """Return what night and day add to the log likelihood, (site, profile).

    Parameters
    ----------
    offsets, time_h, found, hit
        See :func:`on_off_log_likelihood`.
    is_night : (event,) bool
    duty, night_factor, day_factor : (profile,)
        Mean share of time, and how much more often it emits at night and by day.
    block_h : float
        Events of one night or one day that follow each other within this time count as one.

    Notes
    -----
    With the factor ``m`` of its part of the day, a hit is ``m`` times as probable as without a
    rhythm, and a miss ``r = (1 - d m f) / (1 - d f)`` times. A block was a hit with the noisy-or
    ``p`` of its events, and adds ``log(p m + (1 - p) r)`` with the geometric mean of ``r``.
    """
    n_profiles = len(duty)
    likelihood = np.zeros((len(offsets) - 1, n_profiles))
    for s in range(len(offsets) - 1):
        start = offsets[s]
        while start < offsets[s + 1]:
            stop = start + 1
            while (
                stop < offsets[s + 1]
                and is_night[stop] == is_night[start]
                and time_h[stop] - time_h[stop - 1] < block_h
            ):
                stop += 1
            for k in range(n_profiles):
                factor = night_factor[k] if is_night[start] else day_factor[k]
                factor = min(factor, 0.99 / duty[k])
                total, none = 0.0, 1.0
                for e in range(start, stop):
                    none *= 1.0 - hit[e]
                    total += math.log(
                        (1.0 - duty[k] * factor * found[e]) / (1.0 - duty[k] * found[e])
                    )
                missed = math.exp(total / (stop - start))
                likelihood[s, k] += math.log((1.0 - none) * max(factor, 1e-3) + none * missed)
            start = stop
    return likelihood
