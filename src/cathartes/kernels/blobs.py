"""Mean residual spectra of blobs, and of the same blobs laid elsewhere."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MEDIAN_HALVINGS = 30
"""Of the interval between least and largest value: to the last digit of single precision."""


@njit(cache=True, nogil=True)
def overlaps_until_enough(
    numbers: NDArray[np.int32],
    valid: NDArray[np.bool_],
    members: NDArray[np.intp],
    shifts: NDArray[np.intp],
    flips: NDArray[np.intp],
    most_overlap: float,
    wanted: int,
) -> NDArray[np.float64]:  # pragma: no cover - compiled
    """Return which share of a blob, laid at each of many places, lies where it must not.

    Parameters
    ----------
    numbers : (line, sample) int32
        Above zero where another blob lies.
    valid : (line, sample) bool
    members : (member, 2) intp
        Line and sample relative to the blob's centre.
    shifts, flips : (place, 2) intp
        Where the centre is laid, and 1 or -1 for each axis.
    most_overlap : float
        A place with at most this share is free.
    wanted : int
        So many free places end the search.

    Returns
    -------
    (place looked at,) float64
    """
    n_lines, n_samples = numbers.shape
    overlap = np.empty(len(shifts))
    n_free = 0
    for j in range(len(shifts)):
        hits = 0
        for m in range(len(members)):
            line = (members[m, 0] * flips[j, 0] + shifts[j, 0]) % n_lines
            sample = (members[m, 1] * flips[j, 1] + shifts[j, 1]) % n_samples
            if numbers[line, sample] > 0 or not valid[line, sample]:
                hits += 1
        overlap[j] = hits / len(members)
        if overlap[j] <= most_overlap:
            n_free += 1
            if n_free == wanted:
                return overlap[: j + 1]
    return overlap


@njit(cache=True, fastmath=True, nogil=True)
def _add_weighted_rows(
    rows: Floats, pixels: NDArray[np.intp], weights: Floats, origin: Floats, total: Floats
) -> None:  # pragma: no cover - compiled
    """Add ``sum_i w_i (row_i - origin)`` to ``total``.

    Notes
    -----
    Four rows at a time: more reads from memory are under way at once. Summed over four rows
    only before the origin is taken off, so that no digits are lost to the mean level.
    """
    n_channels = rows.shape[1]
    n = len(pixels)
    for i in range(0, n - 3, 4):
        p, q, r, s = pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]
        a, b, c, d = weights[i], weights[i + 1], weights[i + 2], weights[i + 3]
        whole = a + b + c + d
        for k in range(n_channels):
            total[k] += (
                a * rows[p, k] + b * rows[q, k] + c * rows[r, k] + d * rows[s, k]
            ) - whole * origin[k]
    for i in range(n - n % 4, n):
        p, a = pixels[i], weights[i]
        for k in range(n_channels):
            total[k] += a * (rows[p, k] - origin[k])


@njit(cache=True, fastmath=True, nogil=True)
def _add_row(total: Floats, row: Floats, weight: np.float32) -> None:  # pragma: no cover
    for k in range(len(total)):
        total[k] += weight * row[k]


@njit(cache=True, fastmath=True, nogil=True)
def _median(values: Floats) -> np.float32:  # pragma: no cover - compiled
    """Return the lower median, by halving an interval: counting runs at full vector width."""
    low, high = values.min(), values.max()
    half = (len(values) + 1) // 2
    for _ in range(MEDIAN_HALVINGS):
        middle = (low + high) / np.float32(2.0)
        below = 0
        for i in range(len(values)):
            below += values[i] <= middle
        if below >= half:
            high = middle
        else:
            low = middle
    return np.float32(high)


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
    inside_ends: NDArray[np.intp],
    around: NDArray[np.intp],
    around_ends: NDArray[np.intp],
    blobs: NDArray[np.intp],
    shifts: NDArray[np.intp],
    flips: NDArray[np.intp],
) -> Floats:  # pragma: no cover - compiled
    """Return mean residuals inside blobs minus those of their surroundings, laid at places.

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
        Line and sample of members relative to their blob's centre, all blobs one after the
        other; those of a line side by side are fastest.
    signs : (member,) float32
        Sign of the expected contrast of each inside member.
    inside_ends, around_ends : (blob + 1,) intp
        Members of blob b are those from ``ends[b]`` to ``ends[b + 1]``.
    blobs : (place,) intp
        Which blob is laid at each place.
    shifts : (place, 2) intp
        Where the centre is laid; the block is wrapped around at its borders. Places close to
        each other, one after the other, share what has been read from memory.
    flips : (place, 2) intp
        1 or -1 for each axis.

    Returns
    -------
    (place, wavelength) float32

    Notes
    -----
    Means are weighted by ``2 / (1 + d2 / median d2)`` of the blob's own members: a few pixels
    of a metal roof inside a plume differ from their class by more than the whole plume does.

    Members share few classes and columns: what these add is taken off once for each class and
    column, weighted by the sum of their members' weights, not once for each member.
    """
    n_lines, n_samples = shape
    n_channels = rows.shape[1]
    n_most = max(np.diff(inside_ends).max(), np.diff(around_ends).max())
    result = np.zeros((len(shifts), n_channels), np.float32)
    total = np.empty(n_channels, np.float32)
    pixels = np.empty(n_most, np.intp)
    columns = np.empty(n_most, np.intp)
    far = np.empty(n_most, np.float32)
    weights = np.empty(n_most, np.float32)
    of_class = np.zeros(len(means), np.float32)
    of_column = np.zeros(n_samples, np.float32)
    origin = means[0]
    apart = means - origin
    for j in range(len(shifts)):
        blob = blobs[j]
        mean_sign = np.float32(0.0)
        for part in range(2):
            first = inside_ends[blob] if part == 0 else around_ends[blob]
            members = inside if part == 0 else around
            n_members = (inside_ends if part == 0 else around_ends)[blob + 1] - first
            for m in range(n_members):
                line = (members[first + m, 0] * flips[j, 0] + shifts[j, 0]) % n_lines
                columns[m] = (members[first + m, 1] * flips[j, 1] + shifts[j, 1]) % n_samples
                pixels[m] = line * n_samples + columns[m]
                far[m] = distances[pixels[m]]
            usual = max(_median(far[:n_members]), np.float32(1e-6))
            total[:] = 0.0
            of_class[:] = 0.0
            whole = np.float32(0.0)
            signed = np.float32(0.0)
            for m in range(n_members):
                weight = np.float32(2.0) / (np.float32(1.0) + far[m] / usual)
                whole += weight
                if part == 0:
                    weight *= signs[first + m]
                signed += weight
                weights[m] = weight
                of_class[labels[pixels[m]]] += weight
                of_column[columns[m]] += weight
            _add_weighted_rows(rows, pixels[:n_members], weights, origin, total)
            for k in range(len(means)):
                if of_class[k] != 0.0:
                    _add_row(total, apart[k], -of_class[k])
            for m in range(n_members):
                if of_column[columns[m]] != 0.0:
                    _add_row(total, column_offsets[columns[m]], -of_column[columns[m]])
                    of_column[columns[m]] = 0.0
            if part == 0:
                mean_sign = signed / whole
                _add_row(result[j], total, np.float32(1.0) / whole)
            else:
                _add_row(result[j], total, -mean_sign / whole)
    return result
