"""Expected calibration error: how far stated probabilities are from what came true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen


@frozen
class CalibrationBin:
    """One bin of the reliability diagram."""

    low: float
    high: float
    count: int
    mean_probability: float
    share_true: float


def reliability(
    probabilities: Sequence[float], is_true: Sequence[bool], n_bins: int = 10
) -> list[CalibrationBin]:
    """Sort statements into equal-width bins of stated probability; empty bins are left out.

    Raises
    ------
    ValueError
        When a probability lies outside [0, 1] or the lengths differ.
    """
    stated = np.asarray(probabilities, np.float64)
    came_true = np.asarray(is_true, np.float64)
    if stated.shape != came_true.shape:
        raise ValueError("as many probabilities as outcomes are needed")
    if stated.size and not (np.all(stated >= 0.0) and np.all(stated <= 1.0)):
        raise ValueError("a probability lies outside [0, 1]")
    index = np.minimum((stated * n_bins).astype(int), n_bins - 1)
    return [
        CalibrationBin(
            k / n_bins,
            (k + 1) / n_bins,
            int((index == k).sum()),
            float(stated[index == k].mean()),
            float(came_true[index == k].mean()),
        )
        for k in np.unique(index).tolist()
    ]


def expected_calibration_error(
    probabilities: Sequence[float], is_true: Sequence[bool], n_bins: int = 10
) -> float:
    """Return the count-weighted mean of |stated - realised| over the bins, NaN of nothing."""
    bins = reliability(probabilities, is_true, n_bins)
    total = sum(one.count for one in bins)
    if total == 0:
        return float("nan")
    return sum(one.count * abs(one.mean_probability - one.share_true) for one in bins) / total
