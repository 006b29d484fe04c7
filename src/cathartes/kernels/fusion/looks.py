"""Which look at a site an estimate was made in."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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
