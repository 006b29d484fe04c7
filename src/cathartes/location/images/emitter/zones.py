"""What lies down and up the wind of every pixel: sums over zones of a cone, for all at once."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray
from scipy import fft

Array = NDArray[np.float64]
NEAR_PIXELS = 0.75
DOWNWIND_EDGES = (0.75, 2.0, 4.0, 8.0, 16.0, 32.0)
UPWIND_EDGES = (0.75, 2.0, 4.0, 8.0, 16.0)
CORE = (0.5, 0.25)
FLANK = (1.0, 0.7)
"""Half-widths of core and flank, pixels: first at the source, then per pixel of distance."""
REACH_PIXELS = int(DOWNWIND_EDGES[-1] * 1.3) + 2
N_ZONES = 1 + 2 * (len(DOWNWIND_EDGES) - 1) + len(UPWIND_EDGES) - 1


def zone_kernels(downwind: Array, axes: Array) -> NDArray[np.float32]:
    """Return which offsets from a pixel fall into which zone, each zone adding up to one.

    Parameters
    ----------
    downwind : (2,) float64
        Unit vector on the ground, east and north.
    axes : (2, 2) float64
        Ground vectors of one step along line and along sample, in pixel sizes.

    Returns
    -------
    (zone, line, sample) float32
        Centre at ``REACH_PIXELS``. The near disc, then core and flank of each downwind bin, then
        the upwind bins.
    """
    reach = REACH_PIXELS
    line, sample = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    ground = np.tensordot(axes, np.stack([line, sample]).astype(np.float64), axes=1)
    along = downwind[0] * ground[0] + downwind[1] * ground[1]
    across = np.abs(-downwind[1] * ground[0] + downwind[0] * ground[1])
    zones = [np.hypot(along, across) <= NEAR_PIXELS]
    for low, high in itertools.pairwise(DOWNWIND_EDGES):
        between = (along > low) & (along <= high)
        core = across <= CORE[0] + CORE[1] * along
        flank = across <= FLANK[0] + FLANK[1] * along
        zones += [between & core, between & flank & ~core]
    for low, high in itertools.pairwise(UPWIND_EDGES):
        between = (-along > low) & (-along <= high)
        zones.append(between & (across <= FLANK[0] + FLANK[1] * -along))
    kernels = np.array(zones, np.float32)
    size = np.maximum(kernels.sum(axis=(1, 2), keepdims=True), 1.0)
    return np.asarray(kernels / size, np.float32)


def zone_means(maps: Array, kernels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean of maps over the zones around every pixel.

    Parameters
    ----------
    maps : (map, line, sample) float64
        Zero where nothing is known, and beyond the border.
    kernels : (zone, line, sample) float32

    Returns
    -------
    (map, zone, line, sample) float32
    """
    reach = kernels.shape[1] // 2
    size = [fft.next_fast_len(n + 2 * reach, real=True) for n in maps.shape[1:]]
    seen = fft.rfft2(maps.astype(np.float32), size)
    # Correlation: the kernel turned round.
    shapes = fft.rfft2(kernels[:, ::-1, ::-1], size)
    full = fft.irfft2(seen[:, None] * shapes[None], size)
    lines, samples = maps.shape[1:]
    return np.asarray(full[:, :, reach : reach + lines, reach : reach + samples], np.float32)
