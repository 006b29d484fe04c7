"""Marginal likelihoods of a spectrum under heavy-tailed clutter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

Array = NDArray[np.float64]
SIGNAL_GRID = np.log(2.0) * np.arange(2, 18)
"""Log of the ratio of prior to sampling variance of a gas's strength, averaged over."""
SHAPE_GRID = np.log(2.0) * np.arange(2, 22)
"""Log of the total variance, in units of the clutter's, that a free shape adds."""


def student_log_density(
    distance: Array | float, log_determinant: Array | float, degrees: float, dimension: int
) -> Array:
    """Return the log density of a multivariate t from its squared Mahalanobis distance."""
    return np.asarray(
        gammaln((degrees + dimension) / 2)
        - gammaln(degrees / 2)
        - dimension / 2 * np.log(degrees * np.pi)
        - 0.5 * np.asarray(log_determinant)
        - (degrees + dimension) / 2 * np.log1p(np.asarray(distance) / degrees)
    )


def log_mean_exp(values: Array) -> float:
    """Return the log of the mean of exponentials."""
    return float(logsumexp(values) - np.log(len(values)))


def signal_log_evidence(
    explained: float, n_gases: int, distance: float, log_determinant: float, degrees: float, k: int
) -> float:
    """Return the evidence of a linear signal of ``n_gases`` strengths.

    Notes
    -----
    Zellner's g-prior on the strengths, ``a ~ N(0, g (D'S^-1 D)^-1)``: the scatter gains
    ``|I + g| = (1 + g)^n`` and the distance loses ``g / (1 + g)`` of what the best fit explains.
    g is averaged over a grid uniform in log g, so that neither weak nor strong plumes are
    preferred [1]_.

    References
    ----------
    .. [1] Liang et al. 2008, Mixtures of g priors for Bayesian variable selection.
    """
    g = np.exp(SIGNAL_GRID)
    density = student_log_density(
        distance - g / (1 + g) * explained, log_determinant + n_gases * np.log1p(g), degrees, k
    )
    return log_mean_exp(density)


def shape_log_evidence(
    whitened: Array, shape_covariance: Array, log_determinant: float, degrees: float
) -> float:
    """Return the evidence of an added random shape of given covariance and unknown size.

    Parameters
    ----------
    whitened : (wavelength,) float64
        The spectrum, whitened by the clutter's scatter.
    shape_covariance : (wavelength, wavelength) float64
        In the same whitened coordinates.
    """
    values, vectors = np.linalg.eigh((shape_covariance + shape_covariance.T) / 2)
    values = np.maximum(values, 0.0)
    projected = (vectors.T @ whitened) ** 2
    sizes = np.exp(SHAPE_GRID) / max(values.sum(), 1e-300)
    widened = 1.0 + sizes[:, None] * values
    density = student_log_density(
        (projected / widened).sum(1),
        log_determinant + np.log(widened).sum(1),
        degrees,
        len(whitened),
    )
    return log_mean_exp(density)
