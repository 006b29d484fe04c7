"""How far a count can be trusted: binomial and Poisson intervals."""

from __future__ import annotations

import numpy as np
from scipy.stats import beta, chi2


def binomial_interval(n_hits: int, n_trials: int, confidence: float = 0.9) -> tuple[float, float]:
    """Return the Jeffreys interval of a share; (0, 1) where nothing was tried."""
    if n_trials == 0:
        return 0.0, 1.0
    tail = (1.0 - confidence) / 2.0
    low, high = beta.ppf([tail, 1.0 - tail], n_hits + 0.5, n_trials - n_hits + 0.5)
    return (0.0 if n_hits == 0 else float(low)), (1.0 if n_hits == n_trials else float(high))


def poisson_interval(count: int, confidence: float = 0.9) -> tuple[float, float]:
    """Return the exact (Garwood) interval of a Poisson mean, given one count."""
    tail = (1.0 - confidence) / 2.0
    low = 0.0 if count == 0 else float(chi2.ppf(tail, 2 * count) / 2.0)
    return low, float(chi2.ppf(1.0 - tail, 2 * count + 2) / 2.0)


def share(n_hits: int, n_trials: int) -> float:
    """Return ``n_hits / n_trials``, NaN where nothing was tried."""
    return n_hits / n_trials if n_trials else float("nan")


def median(values: list[float]) -> float:
    """Return the median, NaN of nothing."""
    return float(np.median(values)) if values else float("nan")
