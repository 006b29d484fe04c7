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
    top = float(values.max())
    return top + float(np.log(np.exp(values - top).mean()))


def signal_log_evidence(
    explained: Array, n_gases: int, distance: float, log_determinant: float, degrees: float, k: int
) -> Array:
    """Return the evidence of linear signals of ``n_gases`` strengths each.

    Parameters
    ----------
    explained : (signal,) float64
        What the best fit of each signal explains of ``distance``.
    n_gases : int
    distance : float
        Squared Mahalanobis distance of the spectrum.
    log_determinant, degrees, k
        Of the clutter's scatter, its degrees of freedom, and the dimension.

    Returns
    -------
    (signal,) float64

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
    left = np.maximum(distance - np.asarray(explained)[:, None] * (g / (1 + g)), 0.0)
    spread = -(degrees + k) / 2 * np.log1p(left / degrees) - 0.5 * n_gases * np.log1p(g)
    top = spread.max(1, keepdims=True)
    averaged = top[:, 0] + np.log(np.exp(spread - top).mean(1))
    constant = student_log_density(0.0, log_determinant, degrees, k)
    return np.asarray(constant + averaged)


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


def band_log_evidence(
    whitened: Array, factors: Array, log_determinant: float, degrees: float
) -> Array:
    """Return the evidence of added shapes of low rank, each of unknown size.

    Parameters
    ----------
    whitened : (coordinate,) float64
        The spectrum, whitened by the clutter's scatter.
    factors : (shape, coordinate, rank) float64
        Factors of the shapes' covariances, in the same coordinates.

    Returns
    -------
    (shape,) float64

    Notes
    -----
    As :func:`shape_log_evidence`, in the few dimensions that each shape has (Woodbury).
    """
    gram = np.swapaxes(factors, 1, 2) @ factors
    values, vectors = np.linalg.eigh(gram)
    values = np.maximum(values, 1e-10 * values[:, -1:])
    projected = np.einsum("srq,sr->sq", vectors, np.swapaxes(factors, 1, 2) @ whitened)
    explained = projected**2 / values
    sizes = np.exp(SHAPE_GRID) / values.sum(1, keepdims=True)
    widened = sizes[:, :, None] * values[:, None, :]
    distance = float(whitened @ whitened) - (explained[:, None] * widened / (1.0 + widened)).sum(2)
    density = student_log_density(
        np.maximum(distance, 0.0),
        log_determinant + np.log1p(widened).sum(2),
        degrees,
        len(whitened),
    )
    return np.asarray(logsumexp(density, axis=1) - np.log(len(SHAPE_GRID)))
