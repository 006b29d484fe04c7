"""Covariance from few samples, shrunk as far as the samples ask for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

DEGREES = np.array([3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 14.0, 20.0, 30.0, 50.0, 100.0])


def ledoit_wolf_shrinkage(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the covariance of zero-mean rows, shrunk towards a multiple of the identity.

    Parameters
    ----------
    samples : (sample, dimension) float64

    References
    ----------
    .. [1] Ledoit and Wolf 2004, A well-conditioned estimator for large-dimensional covariance
       matrices.
    """
    n, p = samples.shape
    covariance = samples.T @ samples / n
    mean = np.trace(covariance) / p
    distance = float(((covariance - mean * np.eye(p)) ** 2).sum())
    squares = samples**2
    scatter = float(((squares.T @ squares) / n - covariance**2).sum()) / n
    share = min(scatter, distance) / max(distance, 1e-300)
    return np.asarray((1 - share) * covariance + share * mean * np.eye(p))


def student_scatter(samples: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return scatter matrix and degrees of freedom of a multivariate t, judged out of sample.

    Parameters
    ----------
    samples : (sample, dimension) float64
        Zero mean.

    Returns
    -------
    scatter : (dimension, dimension) float64
    degrees : float
        Between 3 and 100.

    Notes
    -----
    For a multivariate t of dimension p, ``d2 / p`` follows F(p, nu). Each half of the samples is
    measured with the covariance of the other half (in-sample distances are far too small when
    p is near n); the ratio of its 95 % point to its median gives nu, the median the scale.
    """
    n, p = samples.shape
    half = n // 2
    distances = []
    for train, test in ((samples[:half], samples[half:]), (samples[half:], samples[:half])):
        factor = np.linalg.cholesky(ledoit_wolf_shrinkage(train))
        distances.append((np.linalg.solve(factor, test.T) ** 2).sum(0))
    middle, high = np.quantile(np.concatenate(distances) / p, [0.5, 0.95])
    ratios = stats.f.ppf(0.95, p, DEGREES) / stats.f.ppf(0.5, p, DEGREES)
    degrees = float(np.interp(-high / middle, -ratios, DEGREES))
    scale = middle / stats.f.ppf(0.5, p, degrees)
    return ledoit_wolf_shrinkage(samples) * scale, degrees
