"""Mean residual spectra of blobs, and of the same blobs laid elsewhere."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@njit(cache=True, fastmath=True, nogil=True)
def blob_differences(
    rows: Floats,
    labels: NDArray[np.uint8],
    distances: Floats,
    means: Floats,
    column_offsets: Floats,
    shape: tuple[int, int],
    inside: NDArray[np.intp],
    signs: Floats,
    around: NDArray[np.intp],
    shifts: NDArray[np.intp],
    flips: NDArray[np.intp],
) -> NDArray[np.float64]:  # pragma: no cover - compiled
    """Return, for each shift, mean residual inside the blob minus that of its surroundings.

    Parameters
    ----------
    rows : (pixel, wavelength) float32
        Working units of the block, pixel = line * samples + sample.
    labels, means, column_offsets
        Of the background; the residual is row - mean of class - offset of column.
    distances : (pixel,) float32
        Squared Mahalanobis distance of each row within its class.
    shape : (line, sample)
    inside, around : (member, 2) intp
        Line and sample of members relative to the blob's centre.
    signs : (member,) float32
        Sign of the expected contrast of each inside member.
    shifts : (shift, 2) intp
        Where the centre is laid; the block is wrapped around at its borders.
    flips : (shift, 2) intp
        1 or -1 for each axis.

    Returns
    -------
    (shift, wavelength) float64

    Notes
    -----
    Means are weighted by ``2 / (1 + d2 / median d2)`` of the blob's own members: a few pixels
    of a metal roof inside a plume differ from their class by more than the whole plume does.
    """
    n_lines, n_samples = shape
    n_channels = rows.shape[1]
    result = np.zeros((len(shifts), n_channels))
    total = np.empty(n_channels, np.float32)
    pixels = np.empty(max(len(inside), len(around)), np.intp)
    far = np.empty(max(len(inside), len(around)), np.float32)
    for j in range(len(shifts)):
        mean_sign = 0.0
        for part in range(2):
            members = inside if part == 0 else around
            n_members = len(members)
            for m in range(n_members):
                line = (members[m, 0] * flips[j, 0] + shifts[j, 0]) % n_lines
                sample = (members[m, 1] * flips[j, 1] + shifts[j, 1]) % n_samples
                pixels[m] = line * n_samples + sample
                far[m] = distances[pixels[m]]
            usual = max(np.median(far[:n_members]), np.float32(1e-6))
            total[:] = 0.0
            weights = 0.0
            signed = 0.0
            for m in range(n_members):
                p = pixels[m]
                label = labels[p]
                sample = p % n_samples
                weight = np.float32(2.0) / (np.float32(1.0) + far[m] / usual)
                weights += weight
                if part == 0:
                    weight *= signs[m]
                signed += weight
                for k in range(n_channels):
                    total[k] += weight * (rows[p, k] - means[label, k] - column_offsets[sample, k])
            if part == 0:
                mean_sign = signed / weights
                scale = 1.0 / weights
            else:
                scale = -mean_sign / weights
            for k in range(n_channels):
                result[j, k] += scale * total[k]
    return result
