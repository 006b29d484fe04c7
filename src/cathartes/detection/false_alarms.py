"""How often plume-free pixels of this very scene score this high."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

TAIL_PIXELS = 60
"""Beyond the score that this many plume-free pixels reach, the tail is extrapolated."""
SMALLEST_RATE = 1e-12


@frozen(eq=False)
class FalseAlarmCurve:
    """Share of plume-free pixels at or above a score.

    Attributes
    ----------
    sorted_scores : (pixel,) float32
        Plume-free scores, ascending.
    tail_start, tail_scale : float
        Beyond ``tail_start`` the share falls as ``exp(-(score - tail_start) / tail_scale)``.
    """

    sorted_scores: NDArray[np.float32]
    tail_start: float
    tail_scale: float

    def rate(self, score: float) -> float:
        """Return the expected share of plume-free pixels that score at least ``score``."""
        n = len(self.sorted_scores)
        if n == 0:
            return 1.0
        if score <= self.tail_start:
            above = n - int(np.searchsorted(self.sorted_scores, score, side="left"))
            return max(above, 1) / n
        start = min(TAIL_PIXELS, n) / n
        return max(start * float(np.exp(-(score - self.tail_start) / self.tail_scale)), SMALLEST_RATE)

    def score_at(self, rate: float) -> float:
        """Return the score that a share ``rate`` of plume-free pixels is expected to reach."""
        n = len(self.sorted_scores)
        start = min(TAIL_PIXELS, n) / max(n, 1)
        if n == 0:
            return float("inf")
        if rate < start:
            return self.tail_start + self.tail_scale * float(np.log(start / rate))
        return float(self.sorted_scores[max(0, n - max(1, round(rate * n)))])


def false_alarm_curve(plume_free_scores: NDArray[np.float32]) -> FalseAlarmCurve:
    """Build the curve from scores of plume-free pixels.

    Notes
    -----
    Empirical down to ``TAIL_PIXELS`` pixels, then an exponential whose scale is the mean
    excess over the tail's start (the maximum-likelihood exponential of the peaks-over-threshold
    model [1]_).

    References
    ----------
    .. [1] Pickands 1975, Statistical inference using extreme order statistics.
    """
    scores = np.sort(plume_free_scores[np.isfinite(plume_free_scores)].ravel())
    tail = scores[-TAIL_PIXELS:]
    if len(tail) == 0:
        return FalseAlarmCurve(scores, 0.0, 1.0)
    start = float(tail[0])
    scale = float(max(tail.mean() - start, 1e-3))
    return FalseAlarmCurve(scores, start, scale)
