"""The matched filter of one gas, as fast as memory lets it be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

SAMPLES_PER_CHANNEL = 800
"""Pixels for each channel in the covariance: the loss of SNR is about one in this many."""


def column_matched_filter(
    cube: NDArray[np.floating], target: NDArray[np.float64], *, n_threads: int = 1
) -> NDArray[np.floating]:
    """Return the strength of a gas at every pixel.

    Parameters
    ----------
    cube : (line, sample, wavelength) float32 or float64
        C order; results and sums keep its type.
    target : (wavelength,) float64
        What one ppm m adds.
    n_threads : int
        The two passes over memory are shared between so many.

    Returns
    -------
    (line, sample)
        ``t'C^-1 (x - m_column) / t'C^-1 t``, in ppm m.

    Notes
    -----
    Each detector column has its own mean, over all lines; the covariance is the scene's, of a
    subset of lines around those means. A covariance for each column, as most tools have it,
    costs sixteen times the arithmetic here and is worse: too few lines for its many channels,
    and a plume along the track hides in it. Both passes over the cube are products of a
    matrix and a vector and run at the speed of memory. Sums of the covariance are taken of
    centred values: uncentred float32 sums would lose most of their digits.
    """
    n_lines, n_samples, n_channels = cube.shape
    kind = cube.dtype
    flat = cube.reshape(n_lines, n_samples * n_channels)
    average = np.full(n_lines, 1.0 / n_lines, kind)
    pieces = np.array_split(np.arange(n_samples * n_channels), n_threads)
    with threadpool_limits(1), ThreadPoolExecutor(n_threads) as pool:
        means = pool.map(lambda part: average @ flat[:, part[0] : part[-1] + 1], pieces)
        mean = np.concatenate(list(means)).reshape(n_samples, n_channels)
        wanted = SAMPLES_PER_CHANNEL * n_channels
        step = max(1, (n_lines * n_samples) // wanted)
        chosen = np.arange(step // 2, n_lines, step)

        def gram(lines: NDArray[np.intp]) -> NDArray[np.float64]:
            total = np.zeros((n_channels, n_channels))
            for few in np.array_split(lines, max(1, len(lines) * n_samples // 16384)):
                centred = (cube[few] - mean).reshape(-1, n_channels)
                total += centred.T @ centred
            return total

        grams = pool.map(gram, [part for part in np.array_split(chosen, n_threads) if len(part)])
        covariance = np.sum(list(grams), axis=0) / (len(chosen) * n_samples)
        covariance += 1e-9 * np.trace(covariance) / n_channels * np.eye(n_channels)
        weights = np.linalg.solve(covariance, target)
        weights = (weights / (target @ weights)).astype(kind)
        offset = mean @ weights
        bands = [part for part in np.array_split(np.arange(n_lines), n_threads) if len(part)]
        maps = pool.map(lambda part: cube[part[0] : part[-1] + 1] @ weights - offset, bands)
        return np.concatenate(list(maps))
