"""Pixel recall of a score map at a fixed false-positive rate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PLUME_FREE_SNR = 0.5
"""Below this true SNR (all gases together) a pixel counts as free of plume."""
POSITIVE_SNR = 5.0
"""From this true SNR of the scored gas on, a pixel ought to be found."""


def threshold_at_rate(
    score: NDArray[np.floating], plume_free: NDArray[np.bool_], rate: float
) -> float:
    """Return the score that at most a share ``rate`` of plume-free pixels exceeds.

    Parameters
    ----------
    score : (line, sample) floating
        Larger means more gas; NaN where there is no score.
    plume_free : (line, sample) bool
        Where no gas is.
    rate : float
        False-positive rate, share of the scored plume-free pixels.

    Raises
    ------
    ValueError
        When no plume-free pixel has a score.

    Notes
    -----
    With fewer than ``1 / rate`` pixels nothing may exceed the threshold, which is then the
    largest plume-free score: the rate is never exceeded, only undershot.
    """
    free_scores = score[plume_free & np.isfinite(score)]
    if free_scores.size == 0:
        raise ValueError("no plume-free pixel has a score")
    n_allowed = int(np.floor(rate * free_scores.size + 1e-9))
    position = free_scores.size - 1 - n_allowed
    return float(np.partition(free_scores, position)[position])


def count_found(
    score: NDArray[np.floating], positive: NDArray[np.bool_], threshold: float
) -> tuple[int, int]:
    """Return how many positive pixels exceed the threshold, and how many there are.

    A positive pixel without a score (masked, NaN) counts as not found.
    """
    with np.errstate(invalid="ignore"):
        found = positive & (score > threshold)
    return int(found.sum()), int(positive.sum())
