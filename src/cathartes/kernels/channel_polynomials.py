"""Monotone channel-wise transforms of a cube, evaluated in place as polynomials."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit
from numpy.typing import NDArray

DEGREE = 4


def fit_channel_polynomials(
    transform: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> tuple[NDArray[np.float32], float]:
    """Fit ``transform`` in each channel by a polynomial over that channel's range.

    Parameters
    ----------
    transform : callable
        Takes and gives (node, wavelength) arrays.
    low, high : (wavelength,) float64
        Range of each channel; values outside are clipped to it on evaluation.

    Returns
    -------
    coefficients : (DEGREE + 3, wavelength) float32
        Row 0 the centre of the range, row 1 one over its half width, then the power-basis
        coefficients of degree 0 up in the scaled variable.
    error : float
        Largest absolute error on a grid four times denser than the nodes.

    Notes
    -----
    Interpolation at Chebyshev nodes, converted to the power basis: at degree 4 the loss of
    digits by that conversion is below float32's own rounding.
    """
    centre = (low + high) / 2
    half = np.maximum((high - low) / 2, 1e-12 * np.maximum(np.abs(centre), 1e-30))
    nodes = np.cos(np.pi * (np.arange(DEGREE + 1) + 0.5) / (DEGREE + 1))
    values = transform(centre + nodes[:, None] * half)
    power = np.linalg.solve(np.vander(nodes, increasing=True), values)
    dense = np.linspace(-1, 1, 4 * (DEGREE + 1))
    exact = transform(centre + dense[:, None] * half)
    error = float(np.max(np.abs(np.vander(dense, DEGREE + 1, increasing=True) @ power - exact)))
    return np.vstack([centre, 1 / half, power]).astype(np.float32), error


@njit(cache=True, fastmath={"contract", "reassoc", "arcp"}, nogil=True)
def apply_channel_polynomials(
    pixels: NDArray[np.float32],
    coefficients: NDArray[np.float32],
    watched: NDArray[np.intp],
) -> NDArray[np.bool_]:  # pragma: no cover - compiled
    """Replace each value of ``pixels`` by its channel's polynomial, in place.

    Parameters
    ----------
    pixels : (pixel, wavelength) float32
        Overwritten. NaN stays NaN.
    coefficients : (DEGREE + 3, wavelength) float32
        From :func:`fit_channel_polynomials`.
    watched : (channel,) intp
        A pixel beyond the range in any of these channels is left as it is.

    Returns
    -------
    (pixel,) bool
        Which pixels were left.
    """
    n_pixels, n_channels = pixels.shape
    left = np.zeros(n_pixels, np.bool_)
    for i in range(n_pixels):
        for k in watched:
            if abs((pixels[i, k] - coefficients[0, k]) * coefficients[1, k]) > np.float32(1.0):
                left[i] = True
        if left[i]:
            continue
        for k in range(n_channels):
            u = (pixels[i, k] - coefficients[0, k]) * coefficients[1, k]
            u = min(max(u, np.float32(-1.0)), np.float32(1.0)) if u == u else u
            pixels[i, k] = coefficients[2, k] + u * (
                coefficients[3, k]
                + u * (coefficients[4, k] + u * (coefficients[5, k] + u * coefficients[6, k]))
            )
    return left


@njit(cache=True, nogil=True)
def keep_channels(
    pixels: NDArray[np.float32], kept: NDArray[np.intp]
) -> NDArray[np.float32]:  # pragma: no cover - compiled
    """Drop channels within the memory of ``pixels`` itself.

    Parameters
    ----------
    pixels : (pixel, wavelength) float32
        C order; its contents are lost.
    kept : (channel,) intp
        In any order.

    Returns
    -------
    (pixel, channel) float32
        The start of the same memory: a second copy of a block would double the peak.
    """
    n_pixels, n_channels = pixels.shape
    n_kept = len(kept)
    flat = pixels.reshape(-1)
    row = np.empty(n_kept, np.float32)
    for i in range(n_pixels):
        for k in range(n_kept):
            row[k] = flat[i * n_channels + kept[k]]
        for k in range(n_kept):
            flat[i * n_kept + k] = row[k]
    return flat[: n_pixels * n_kept].reshape(n_pixels, n_kept)
