"""How often plume-free pixels of this very scene score this high."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

TAIL_PIXELS = 60
"""Beyond the score that this many plume-free pixels reach, the tail is extrapolated."""
TOP_SHARE = 0.02
"""Share of pixels whose scores are kept one by one."""
SMALLEST_RATE = 1e-12


@frozen(eq=False)
class FalseAlarmCurve:
    """Share of plume-free pixels at or above a score.

    Attributes
    ----------
    n_pixels : int
        Plume-free pixels.
    top_scores : (score,) float32
        The highest of their scores, ascending.
    levels, level_rates : (level,) float64
        Scores below the top ones, ascending, and the share of pixels at or above each.
    tail_scale : float
        Beyond the ``TAIL_PIXELS``-th highest score the share falls exponentially with it.
    """

    n_pixels: int
    top_scores: NDArray[np.float32]
    levels: NDArray[np.float64]
    level_rates: NDArray[np.float64]
    tail_scale: float

    @property
    def tail_start(self) -> float:
        """Score from which the tail is extrapolated."""
        return float(self.top_scores[-min(TAIL_PIXELS, len(self.top_scores))])

    @property
    def tail_rate(self) -> float:
        """Share of pixels beyond ``tail_start``."""
        return min(TAIL_PIXELS, len(self.top_scores)) / self.n_pixels

    def rate(self, score: float) -> float:
        """Return the expected share of plume-free pixels that score at least ``score``."""
        if self.n_pixels == 0:
            return 1.0
        if score > self.tail_start:
            beyond = np.exp(-(score - self.tail_start) / self.tail_scale)
            return max(self.tail_rate * float(beyond), SMALLEST_RATE)
        if score >= self.top_scores[0]:
            below = int(np.searchsorted(self.top_scores, score, side="left"))
            return (len(self.top_scores) - below) / self.n_pixels
        return float(np.interp(score, self.levels, self.level_rates))

    def score_at(self, rate: float) -> float:
        """Return the score that a share ``rate`` of plume-free pixels is expected to reach."""
        if self.n_pixels == 0:
            return float("inf")
        if rate < self.tail_rate:
            return self.tail_start + self.tail_scale * float(np.log(self.tail_rate / rate))
        wanted = max(1, round(rate * self.n_pixels))
        if wanted <= len(self.top_scores):
            return float(self.top_scores[-wanted])
        return float(np.interp(-rate, -self.level_rates, self.levels))


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
    scores = plume_free_scores[np.isfinite(plume_free_scores)].ravel()
    n = len(scores)
    if n == 0:
        nothing = np.zeros(0)
        return FalseAlarmCurve(0, np.zeros(0, np.float32), nothing, nothing, 1.0)
    n_top = min(n, max(TAIL_PIXELS, int(TOP_SHARE * n)))
    top = np.sort(np.partition(scores, n - n_top)[n - n_top :])
    tail = top[-min(TAIL_PIXELS, n_top) :]
    scale = float(max(tail.mean() - tail[0], 1e-3))
    rates = np.linspace(1.0, n_top / n, 200)
    thinned = np.sort(scores[:: max(1, n // 20_000)])
    levels = np.quantile(thinned, 1.0 - rates)
    levels[-1] = top[0]
    return FalseAlarmCurve(n, top, np.maximum.accumulate(levels), rates, scale)
