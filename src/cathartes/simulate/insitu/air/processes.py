"""Random series and draws that the simulator is made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter


def ornstein_uhlenbeck(
    rng: np.random.Generator, count: int, step_s: float, memory_s: float
) -> NDArray[np.float64]:
    """Draw a stationary series of variance 1 whose correlation falls as exp(-t / memory).

    Parameters
    ----------
    rng : numpy.random.Generator
    count : int
    step_s, memory_s : float

    Returns
    -------
    (count,) float64

    References
    ----------
    Uhlenbeck and Ornstein 1930.
    """
    keep = float(np.exp(-step_s / memory_s))
    kicks = rng.normal(0.0, np.sqrt(1.0 - keep**2), count)
    kicks[0] = rng.normal()
    return np.asarray(lfilter([1.0], [1.0, -keep], kicks), np.float64)


def draw_log_even(rng: np.random.Generator, bounds: tuple[float, float]) -> float:
    """Draw a number evenly in the logarithm between two positive bounds."""
    return float(np.exp(rng.uniform(np.log(bounds[0]), np.log(bounds[1]))))


def mean_over(series: NDArray[np.float64], n_each: int) -> NDArray[np.float64]:
    """Return means of ``n_each`` values in a row along the first axis; a rest is left out."""
    count = series.shape[0] // n_each
    kept = series[: count * n_each]
    return np.asarray(kept.reshape(count, n_each, *series.shape[1:]).mean(axis=1))
