"""Mean residual spectra of blobs, and of the same blobs laid elsewhere."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@njit(cache=True, fastmath=True, nogil=True)  # type: ignore[untyped-decorator]
def blob_differences(
    rows: Floats,
    labels: NDArray[np.uint8],
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
    """
    n_lines, n_samples = shape
    n_channels = rows.shape[1]
    result = np.zeros((len(shifts), n_channels))
    total = np.empty(n_channels, np.float32)
    for j in range(len(shifts)):
        for part in range(2):
            members = inside if part == 0 else around
            total[:] = 0.0
            for m in range(len(members)):
                line = (members[m, 0] * flips[j, 0] + shifts[j, 0]) % n_lines
                sample = (members[m, 1] * flips[j, 1] + shifts[j, 1]) % n_samples
                p = line * n_samples + sample
                label = labels[p]
                sign = signs[m] if part == 0 else np.float32(1.0)
                for k in range(n_channels):
                    total[k] += sign * (
                        rows[p, k] - means[label, k] - column_offsets[sample, k]
                    )
            weight = 1.0 / len(members) if part == 0 else -signs.mean() / max(len(members), 1)
            for k in range(n_channels):
                result[j, k] += weight * total[k]
    return result
