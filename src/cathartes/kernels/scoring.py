"""A whole gas library scored in one pass: one whitening and one product for all gases."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cathartes.kernels.statistics.background import Background

Floats = NDArray[np.float32]
TILE_PIXELS = 32768


N_FACTORS = 24
"""Directions of clutter in the distance of a pixel from its class; the rest is channel noise."""


@njit(cache=True, fastmath=True, nogil=True, error_model="numpy")
def _gather(
    tile: Floats,
    members: NDArray[np.intp],
    columns: NDArray[np.intp],
    mean: Floats,
    offsets: Floats,
    precision: Floats,
    residual: Floats,
    energy: Floats,
) -> None:  # pragma: no cover - compiled
    """Write residuals of members, contiguous, and their energy in units of channel noise."""
    n_channels = tile.shape[1]
    for i in range(len(members)):
        p = members[i]
        s = columns[p]
        total = np.float32(0.0)
        for k in range(n_channels):
            value = tile[p, k] - mean[k] - offsets[s, k]
            residual[i, k] = value
            total += value * value * precision[k]
        energy[i] = total


@njit(cache=True, fastmath=True, nogil=True, error_model="numpy")
def _finish(
    products: Floats,
    energy: Floats,
    pixels: NDArray[np.intp],
    n_gases: int,
    n_channels: int,
    degrees: np.float32,
    scores: Floats,
    distances: Floats,
) -> None:  # pragma: no cover - compiled
    """Turn products into heavy-tailed scores, scattered to their pixels."""
    n_rows, n_columns = products.shape
    for i in range(n_rows):
        square = energy[i]
        for k in range(n_gases, n_columns):
            square -= products[i, k] * products[i, k]
        p = pixels[i]
        distances[p] = square
        above = degrees + np.float32(n_channels)
        for g in range(n_gases):
            z = products[i, g]
            rest = max(square - z * z, np.float32(0.0))
            scores[p, g] = z * np.sqrt(above / (degrees + rest))


def factor_precision(covariance: NDArray[np.float64], n_factors: int) -> tuple[Floats, Floats]:
    """Return diagonal and low-rank parts of a precision matrix.

    Returns
    -------
    diagonal : (wavelength,) float32
    loadings : (wavelength, n_factors) float32
        ``C^-1`` is near ``diag(diagonal) - loadings loadings'``.

    Notes
    -----
    With channels scaled to unit noise, ``C = V diag(v) V'`` and the small eigenvalues near their
    mean m, ``C^-1 = I / m - V_r diag(1 / m - 1 / v_r) V_r'`` (Woodbury): the distance of a pixel
    then costs ``n_factors`` products a channel instead of as many as there are channels.
    """
    n = len(covariance)
    precision = np.linalg.inv(covariance + 1e-9 * np.trace(covariance) / n * np.eye(n))
    scale = np.sqrt(np.maximum(np.diag(precision), 1e-300))
    values, vectors = np.linalg.eigh(covariance * np.outer(scale, scale))
    n_factors = min(n_factors, n - 1)
    small = float(values[: n - n_factors].mean())
    kept = slice(n - n_factors, n)
    weight = np.sqrt(np.maximum(1.0 / small - 1.0 / values[kept], 0.0))
    loadings = scale[:, None] * vectors[:, kept] * weight
    return (scale**2 / small).astype(np.float32), loadings.astype(np.float32)


def score_library(
    rows: Floats,
    columns: NDArray[np.intp],
    background: Background,
    targets: NDArray[np.float64],
    *,
    degrees_of_freedom: float = 40.0,
) -> tuple[Floats, Floats, NDArray[np.uint8]]:
    """Score every gas at every pixel.

    Parameters
    ----------
    rows : (pixel, wavelength) float32
    columns : (pixel,) intp
    background : Background
    targets : (class, gas, wavelength) float64
        Signature of each gas over each background class, any scale.
    degrees_of_freedom : float
        Of the multivariate t clutter; infinity gives the matched filter, 0 ACE.

    Returns
    -------
    scores : (pixel, gas) float32
        ``z sqrt((nu + K) / (nu + d2 - z2))`` with ``z = t'C^-1 r / sqrt(t'C^-1 t)`` and
        ``d2 = r'C^-1 r``: about N(0, 1) on plume-free pixels.
    distances : (pixel,) float32
        d2, by :func:`factor_precision`.
    labels : (pixel,) uint8
        Class of each pixel.

    References
    ----------
    .. [1] Theiler and Foy 2006, Effect of signal contamination in matched-filter detection:
       the elliptically-contoured t model behind the normalisation.
    """
    n_pixels, n_channels = rows.shape
    n_classes, n_gases, _ = targets.shape
    filters, precisions = [], []
    for k in range(n_classes):
        covariance = background.covariances[k]
        weighted = np.linalg.solve(covariance, targets[k].T)
        norm = np.sqrt(np.maximum(np.einsum("gk,kg->g", targets[k], weighted), 1e-60))
        diagonal, loadings = factor_precision(covariance, N_FACTORS)
        filters.append(np.hstack([(weighted / norm).astype(np.float32), loadings]))
        precisions.append(diagonal)
    scores = np.empty((n_pixels, n_gases), np.float32)
    distances = np.empty(n_pixels, np.float32)
    labels = np.empty(n_pixels, np.uint8)
    degrees = np.float32(degrees_of_freedom)
    residual = np.empty((TILE_PIXELS, n_channels), np.float32)
    energy = np.empty(TILE_PIXELS, np.float32)
    for start in range(0, n_pixels, TILE_PIXELS):
        stop = min(start + TILE_PIXELS, n_pixels)
        tile = rows[start:stop]
        offsets_of = columns[start:stop]
        found = background.classify(tile)
        labels[start:stop] = found
        order = np.argsort(found, kind="stable")
        edges = np.searchsorted(found[order], np.arange(n_classes + 1))
        for k in np.flatnonzero(np.diff(edges)).tolist():
            members = order[edges[k] : edges[k + 1]]
            few = residual[: len(members)]
            _gather(
                tile,
                members,
                offsets_of,
                background.means[k],
                background.column_offsets,
                precisions[k],
                few,
                energy,
            )
            _finish(
                few @ filters[k],
                energy,
                members + start,
                n_gases,
                n_channels,
                degrees,
                scores,
                distances,
            )
    return scores, distances, labels
