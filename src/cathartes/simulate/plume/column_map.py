"""Columns on the pixel grid, every puff integrated over every pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

REACH_SIGMA = 5.0
"""Puffs are cut here; 6e-7 of their amount lies beyond."""


def _pixel_shares(centre: float, sigma: float, size: int) -> tuple[int, NDArray[np.float64]]:
    """Return the first pixel and each pixel's share of a Gaussian, in pixel units."""
    first = max(0, int(np.floor(centre - REACH_SIGMA * sigma)))
    last = min(size, int(np.ceil(centre + REACH_SIGMA * sigma)) + 2)
    if first >= last:
        return 0, np.empty(0)
    edges = np.arange(first, last + 1) - 0.5
    return first, 0.5 * np.diff(erf((edges - centre) / (np.sqrt(2.0) * sigma)))


def column_map(
    line: NDArray[np.float64],
    sample: NDArray[np.float64],
    sigma_pixels: NDArray[np.float64],
    amounts: NDArray[np.float64],
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    """Add up puffs; the sum over a large enough map is the sum of the amounts.

    Parameters
    ----------
    line, sample : (puff,) float64
        Centres, pixel-centre coordinates.
    sigma_pixels : (puff,) float64
    amounts : (puff, quantity) float64
        What each puff carries.
    shape : (int, int)
        Lines and samples.

    Returns
    -------
    (quantity, line, sample) float64
        Amount in each pixel.
    """
    total = np.zeros((amounts.shape[1], *shape))
    for index in range(line.size):
        first_line, over_lines = _pixel_shares(line[index], sigma_pixels[index], shape[0])
        first_sample, over_samples = _pixel_shares(sample[index], sigma_pixels[index], shape[1])
        if over_lines.size == 0 or over_samples.size == 0:
            continue
        footprint = np.outer(over_lines, over_samples)
        window = total[
            :,
            first_line : first_line + over_lines.size,
            first_sample : first_sample + over_samples.size,
        ]
        window += amounts[index][:, None, None] * footprint
    return total
