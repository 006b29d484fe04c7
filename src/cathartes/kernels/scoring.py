"""A whole gas library scored in one pass: one whitening and one product for all gases."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cathartes.kernels.background import Background

Floats = NDArray[np.float32]
TILE_PIXELS = 16384


@njit(cache=True, fastmath=True, nogil=True)
def _finish(
    products: Floats,
    pixels: NDArray[np.intp],
    n_gases: int,
    degrees: np.float32,
    scores: Floats,
    distances: Floats,
) -> None:  # pragma: no cover - compiled
    """Turn (z, whitened row) products into heavy-tailed scores, scattered to their pixels."""
    n_rows, n_columns = products.shape
    n_channels = n_columns - n_gases
    for i in range(n_rows):
        square = np.float32(0.0)
        for k in range(n_gases, n_columns):
            square += products[i, k] * products[i, k]
        p = pixels[i]
        distances[p] = square
        for g in range(n_gases):
            z = products[i, g]
            rest = max(square - z * z, np.float32(0.0))
            scores[p, g] = z * np.sqrt((degrees + n_channels) / (degrees + rest))


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
        d2.
    labels : (pixel,) uint8
        Class of each pixel.

    References
    ----------
    .. [1] Theiler and Foy 2006, Effect of signal contamination in matched-filter detection:
       the elliptically-contoured t model behind the normalisation.
    """
    n_pixels, n_channels = rows.shape
    n_classes, n_gases, _ = targets.shape
    filters = np.empty((n_classes, n_channels, n_gases + n_channels), np.float32)
    biases = np.empty((n_classes, n_gases + n_channels), np.float32)
    for k in range(n_classes):
        values, vectors = np.linalg.eigh(background.covariances[k])
        whitener = vectors / np.sqrt(np.maximum(values, values[-1] * 1e-9))
        whitened = targets[k] @ whitener
        norm = np.maximum(np.linalg.norm(whitened, axis=1, keepdims=True), 1e-30)
        filters[k, :, :n_gases] = whitener @ (whitened / norm).T
        filters[k, :, n_gases:] = whitener
        biases[k] = background.means[k].astype(np.float64) @ filters[k]
    scores = np.empty((n_pixels, n_gases), np.float32)
    distances = np.empty(n_pixels, np.float32)
    labels = np.empty(n_pixels, np.uint8)
    degrees = np.float32(degrees_of_freedom)
    for start in range(0, n_pixels, TILE_PIXELS):
        stop = min(start + TILE_PIXELS, n_pixels)
        tile = rows[start:stop]
        found = background.classify(tile)
        labels[start:stop] = found
        flat = tile - background.column_offsets[columns[start:stop]]
        order = np.argsort(found, kind="stable")
        edges = np.searchsorted(found[order], np.arange(n_classes + 1))
        for k in map(int, np.flatnonzero(np.diff(edges))):
            members = order[edges[k] : edges[k + 1]]
            products = (flat[members]) @ filters[k]
            products -= biases[k]
            _finish(products, members + start, n_gases, degrees, scores, distances)
    return scores, distances, labels
