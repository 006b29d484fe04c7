"""Residual spectra of blobs class by class, and of the same blobs laid elsewhere."""

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
def blob_sums(
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
) -> tuple[Floats, Floats, Floats, Floats]:  # pragma: no cover - compiled
    """Return, for each shift, weighted residuals inside a blob by class, and their mean around it.

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
        Line and sample of members relative to the blob's centre; those of a line side by side
        are fastest.
    signs : (member,) float32
        Sign of the expected contrast of each inside member.
    shifts : (shift, 2) intp
        Where the centre is laid; the block is wrapped around at its borders.
    flips : (shift, 2) intp
        1 or -1 for each axis.

    Returns
    -------
    sums : (shift, class, wavelength) float32
        Of signed residuals inside, each times its weight.
    weights : (shift, class) float32
        Of the members inside, summed.
    mean_sign : (shift,) float32
    surroundings : (shift, wavelength) float32
        Mean residual around the blob.

    Notes
    -----
    Weights are ``2 / (1 + d2 / median d2)``, the lower median over the members of each part: a few
    pixels of a metal roof inside a plume differ from their class by more than the whole plume does.

    Members share few classes and columns: what these add is taken off once for each class and
    column, weighted by the sum of their members' weights, not once for each member.
    """
    n_lines, n_samples = shape
    n_channels, n_classes = rows.shape[1], len(means)
    n_most = max(len(inside), len(around))
    sums = np.zeros((len(shifts), n_classes, n_channels), np.float32)
    class_weights = np.zeros((len(shifts), n_classes), np.float32)
    mean_sign = np.zeros(len(shifts), np.float32)
    surroundings = np.zeros((len(shifts), n_channels), np.float32)
    pixels = np.empty(n_most, np.intp)
    grouped = np.empty(n_most, np.intp)
    far = np.empty(n_most, np.float32)
    weights = np.empty(n_most, np.float32)
    own_weights = np.empty(n_most, np.float32)
    of_column = np.zeros(n_samples, np.float32)
    for j in range(len(shifts)):
        for part in range(2):
            members = inside if part == 0 else around
            n_members = len(members)
            for m in range(n_members):
                line = (members[m, 0] * flips[j, 0] + shifts[j, 0]) % n_lines
                sample = (members[m, 1] * flips[j, 1] + shifts[j, 1]) % n_samples
                pixels[m] = line * n_samples + sample
                far[m] = distances[pixels[m]]
            usual = max(_median(far[:n_members]), np.float32(1e-6))
            whole, signed = np.float32(0.0), np.float32(0.0)
            for m in range(n_members):
                weight = np.float32(2.0) / (np.float32(1.0) + far[m] / usual)
                whole += weight
                if part == 0:
                    class_weights[j, labels[pixels[m]]] += weight
                    weight *= signs[m]
                signed += weight
                weights[m] = weight
            if part == 0:
                mean_sign[j] = signed / whole
            for label in range(n_classes):
                n_own = 0
                for m in range(n_members):
                    if labels[pixels[m]] == label:
                        grouped[n_own] = pixels[m]
                        own_weights[n_own] = weights[m]
                        of_column[pixels[m] % n_samples] += weights[m]
                        n_own += 1
                if n_own == 0:
                    continue
                total = sums[j, label] if part == 0 else surroundings[j]
                _add_weighted_rows(rows, grouped[:n_own], own_weights[:n_own], means[label], total)
                for m in range(n_own):
                    sample = grouped[m] % n_samples
                    if of_column[sample] != 0.0:
                        _add_row(total, column_offsets[sample], -of_column[sample])
                        of_column[sample] = 0.0
            if part == 1:
                for c in range(n_channels):
                    surroundings[j, c] /= whole
    return sums, class_weights, mean_sign, surroundings


@njit(cache=True, nogil=True)
def forward_substitution(
    factors: NDArray[np.float64], right: NDArray[np.float64]
) -> NDArray[np.float64]:  # pragma: no cover - compiled
    """Solve ``L x = b`` for many lower triangles, each with its own right-hand side.

    Parameters
    ----------
    factors : (system, row, column) float64
    right : (system, row) float64
    """
    solved = right.copy()
    n = right.shape[1]
    for j in range(len(right)):
        for row in range(n):
            left = solved[j, row]
            for column in range(row):
                left -= factors[j, row, column] * solved[j, column]
            solved[j, row] = left / factors[j, row, row]
    return solved
