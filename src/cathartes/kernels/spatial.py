"""Spatial integration of score maps: separable Gaussians over (line, sample, gas) arrays."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float32]
PIECE = 2048
"""Numbers of a row worked on at once: a few such pieces fit the nearest cache."""
LINES_FOR_HALF_AN_OFFSET = 30.0
"""A column's mean over so many lines is half believed to be an offset of the column."""


def gaussian_taps(sigma: float) -> Floats:
    """Return the taps of a unit-sum Gaussian out to three sigma."""
    radius = max(1, int(np.ceil(3.0 * sigma)))
    offsets = np.arange(-radius, radius + 1)
    taps = np.exp(-0.5 * (offsets / sigma) ** 2)
    return np.asarray(taps / taps.sum(), dtype=np.float32)


def smooth_maps(
    maps: Floats, taps: Floats, offset: Floats | None = None, factor: Floats | None = None
) -> None:
    """Smooth along lines and samples, in place, each column levelled on the way.

    Parameters
    ----------
    maps : (line, sample, gas) float32
        C order; overwritten. A second array of this size would cost more time to be had from
        the system than the smoothing itself.
    taps : (tap,) float32
        Odd number, symmetric, of unit sum; beyond the border the nearest pixel is repeated.
    offset, factor : (sample, gas) float32, optional
        From :func:`column_levels`; ``(map - offset) * factor`` is smoothed.
    """
    n_lines, _, n_gases = maps.shape
    columns = maps.shape[1:]
    offset = np.zeros(columns, np.float32) if offset is None else offset
    factor = np.ones(columns, np.float32) if factor is None else factor
    _smooth_flat(maps.reshape(n_lines, -1), taps, offset.ravel(), factor.ravel(), n_gases)


@njit(cache=True, fastmath=True, nogil=True)
def _scale_into(total: Floats, centre: Floats, weight: np.float32) -> None:  # pragma: no cover
    for i in range(len(total)):
        total[i] = weight * centre[i]


@njit(cache=True, fastmath=True, nogil=True)
def _add_pair(
    total: Floats, before: Floats, after: Floats, weight: np.float32
) -> None:  # pragma: no cover - compiled
    for i in range(len(total)):
        total[i] += weight * (before[i] + after[i])


@njit(cache=True, fastmath=True, nogil=True)
def _add_two_pairs(
    total: Floats,
    before: Floats,
    after: Floats,
    weight: np.float32,
    far_before: Floats,
    far_after: Floats,
    far_weight: np.float32,
) -> None:  # pragma: no cover - compiled
    for i in range(len(total)):
        total[i] += weight * (before[i] + after[i]) + far_weight * (far_before[i] + far_after[i])


@njit(cache=True, fastmath=True, nogil=True)
def _level(total: Floats, offset: Floats, factor: Floats) -> None:  # pragma: no cover - compiled
    for i in range(len(total)):
        total[i] = (total[i] - offset[i]) * factor[i]


@njit(cache=True, fastmath=True, nogil=True)
def _add_taps(
    total: Floats, rows: Floats, before: NDArray[np.intp], after: NDArray[np.intp], taps: Floats
) -> None:  # pragma: no cover - compiled
    """Set ``total`` to the sum of pieces of flat ``rows``, tap by tap from the middle outwards.

    Parameters
    ----------
    before, after : (radius + 1,) intp
        Where the pieces that share a tap begin; entry 0 is the middle one.
    """
    n = len(total)
    radius = len(taps) // 2
    _scale_into(total, rows[before[0] : before[0] + n], taps[radius])
    t = 1
    while t < radius:
        _add_two_pairs(
            total,
            rows[before[t] : before[t] + n],
            rows[after[t] : after[t] + n],
            taps[radius + t],
            rows[before[t + 1] : before[t + 1] + n],
            rows[after[t + 1] : after[t + 1] + n],
            taps[radius + t + 1],
        )
        t += 2
    if t == radius:
        _add_pair(
            total,
            rows[before[t] : before[t] + n],
            rows[after[t] : after[t] + n],
            taps[radius + t],
        )


@njit(cache=True, fastmath=True, nogil=True)
def _smooth_flat(
    maps: Floats, taps: Floats, offset: Floats, factor: Floats, n_gases: int
) -> None:  # pragma: no cover - compiled
    """Smooth (line, sample * gas) maps, first over lines, then over samples.

    Notes
    -----
    A sample's neighbour lies ``n_gases`` further on in the same row, so that both passes are
    sums of shifted rows, at full vector width whatever the number of gases. Rows are taken in
    pieces that stay in the nearest cache while taps are added up. Levels are taken out between
    the passes: smoothing along a column leaves its offset as it is.

    Lines still needed lie in a ring of ``2 radius + 1``: a line of ``maps`` is overwritten as
    soon as it has been copied there.
    """
    n_lines, width = maps.shape
    radius = len(taps) // 2
    margin = radius * n_gases
    size = 2 * radius + 1
    ring = np.empty((size, width), np.float32)
    flat_ring = ring.reshape(-1)
    row = np.empty(width + 2 * margin, np.float32)
    before = np.empty(radius + 1, np.intp)
    after = np.empty(radius + 1, np.intp)
    for i in range(min(radius, n_lines)):
        ring[i % size] = maps[i]
    for i in range(n_lines):
        if i + radius < n_lines:
            ring[(i + radius) % size] = maps[i + radius]
        for start in range(0, width, PIECE):
            stop = min(start + PIECE, width)
            for t in range(radius + 1):
                before[t] = (max(i - t, 0) % size) * width + start
                after[t] = (min(i + t, n_lines - 1) % size) * width + start
            total = row[margin + start : margin + stop]
            _add_taps(total, flat_ring, before, after, taps)
            _level(total, offset[start:stop], factor[start:stop])
        for r in range(radius):
            row[r * n_gases : (r + 1) * n_gases] = row[margin : margin + n_gases]
            end = margin + width + r * n_gases
            row[end : end + n_gases] = row[margin + width - n_gases : margin + width]
        for start in range(0, width, PIECE):
            stop = min(start + PIECE, width)
            for t in range(radius + 1):
                before[t] = margin + start - t * n_gases
                after[t] = margin + start + t * n_gases
            _add_taps(maps[i, start:stop], row, before, after, taps)


def strongest_score(
    fine: Floats, coarse: Floats, fine_scale: Floats, coarse_scale: Floats, one_sided: bool
) -> Floats:
    """Return the largest normalised score over gases and both scales.

    Parameters
    ----------
    fine : (line, sample, gas) float32
    coarse : (line / 2, sample / 2, gas) float32
    fine_scale, coarse_scale : (gas,) float32
        One over the plume-free standard deviation of each map, positive.
    one_sided : bool
        True where only positive scores can be gas (sunlight); else the sign is free.

    Returns
    -------
    (line, sample) float32
    """
    largest = _largest_positive if one_sided else _largest_magnitude
    lines, samples, gases = fine.shape
    wide = largest(coarse.reshape(-1, gases), coarse_scale).reshape(coarse.shape[:2])
    narrow = largest(fine.reshape(-1, gases), fine_scale).reshape(lines, samples)
    for i in range(2):
        for j in range(2):
            part = narrow[i::2, j::2]
            np.maximum(part, wide[: part.shape[0], : part.shape[1]], out=part)
    return narrow


@njit(cache=True, fastmath=True, nogil=True)
def _largest_magnitude(maps: Floats, scale: Floats) -> Floats:  # pragma: no cover - compiled
    n_pixels, n_gases = maps.shape
    largest = np.empty(n_pixels, np.float32)
    for p in range(n_pixels):
        best = np.float32(0.0)
        for g in range(n_gases):
            best = max(best, abs(maps[p, g] * scale[g]))
        largest[p] = best
    return largest


@njit(cache=True, fastmath=True, nogil=True)
def _largest_positive(maps: Floats, scale: Floats) -> Floats:  # pragma: no cover - compiled
    n_pixels, n_gases = maps.shape
    largest = np.empty(n_pixels, np.float32)
    for p in range(n_pixels):
        best = maps[p, 0] * scale[0]
        for g in range(1, n_gases):
            best = max(best, maps[p, g] * scale[g])
        largest[p] = best
    return largest


def column_levels(maps: Floats, clip: float, tolerance: float) -> tuple[Floats, Floats]:
    """Return each detector column's own offset in score maps, and what tames its excess noise.

    Parameters
    ----------
    maps : (line, sample, gas) float32
        About N(0, 1) where there is no plume.
    clip : float
        Scores count up to this, so that a plume along the track hardly moves its columns.
    tolerance : float
        Columns noisier than the usual column by more than this factor are scaled down.

    Returns
    -------
    offset, factor : (sample, gas) float32
        Levelled maps are ``(maps - offset) * factor``.
    """
    n_lines, n_samples, n_gases = maps.shape
    total = np.zeros(n_samples * n_gases, np.float32)
    size = np.zeros(n_samples * n_gases, np.float32)
    _add_clipped(maps.reshape(n_lines, -1), np.float32(clip), total, size)
    offset = (total / (n_lines + LINES_FOR_HALF_AN_OFFSET)).reshape(n_samples, n_gases)
    ratio = size.reshape(n_samples, n_gases)
    ratio = ratio / np.maximum(np.median(ratio, axis=0), 1e-6 * n_lines)
    factor = np.where(ratio > tolerance, 1.0 / np.maximum(ratio, 1.0), 1.0)
    return offset.astype(np.float32), factor.astype(np.float32)


@njit(cache=True, fastmath=True, nogil=True)
def _add_clipped(
    maps: Floats, clip: np.float32, total: Floats, size: Floats
) -> None:  # pragma: no cover - compiled
    n_lines, width = maps.shape
    for start in range(0, width, PIECE):
        stop = min(start + PIECE, width)
        for i in range(n_lines):
            _add_clipped_row(maps[i, start:stop], clip, total[start:stop], size[start:stop])


@njit(cache=True, fastmath=True, nogil=True)
def _add_clipped_row(
    row: Floats, clip: np.float32, total: Floats, size: Floats
) -> None:  # pragma: no cover - compiled
    for i in range(len(row)):
        value = min(max(row[i], -clip), clip)
        total[i] += value
        size[i] += abs(value)


@njit(cache=True, nogil=True)
def flood(
    fine: Floats,
    coarse: Floats,
    fine_scale: np.float32,
    coarse_scale: np.float32,
    one_sided: bool,
    taken: NDArray[np.int32],
    line: int,
    sample: int,
    threshold: float,
    reach: int,
) -> tuple[NDArray[np.intp], Floats]:  # pragma: no cover - compiled
    """Return free pixels over a threshold that are linked to a seed by steps of few pixels.

    Parameters
    ----------
    fine : (line, sample) float32
        Map of one gas; scores are worked out only where the flood comes by.
    coarse : (line / 2, sample / 2) float32
    fine_scale, coarse_scale : float32
        Score = map * scale; of both scales the one further from zero counts.
    one_sided : bool
        True where only positive scores can be gas.
    taken : (line, sample) int32
        Non-zero pixels are not entered.
    line, sample : int
        The seed, which always belongs.
    threshold : float
    reach : int
        Longest step along either axis; 1 is plain connection through sides and corners.

    Returns
    -------
    members : (member, 2) intp
    scores : (member,) float32
        Signed.
    """
    n_lines, n_samples = fine.shape
    seen = np.zeros((n_lines, n_samples), np.bool_)
    stack = [(line, sample)]
    members = [(line, sample)]
    scores = [_larger(fine, coarse, fine_scale, coarse_scale, line, sample)]
    seen[line, sample] = True
    while len(stack) > 0:
        here_line, here_sample = stack.pop()
        for i in range(max(here_line - reach, 0), min(here_line + reach + 1, n_lines)):
            for j in range(max(here_sample - reach, 0), min(here_sample + reach + 1, n_samples)):
                if seen[i, j] or taken[i, j] != 0:
                    continue
                score = _larger(fine, coarse, fine_scale, coarse_scale, i, j)
                magnitude = score if one_sided else abs(score)
                if not magnitude > threshold:
                    continue
                seen[i, j] = True
                stack.append((i, j))
                members.append((i, j))
                scores.append(score)
    result = np.empty((len(members), 2), np.intp)
    values = np.empty(len(members), np.float32)
    for m in range(len(members)):
        result[m, 0] = members[m][0]
        result[m, 1] = members[m][1]
        values[m] = scores[m]
    return result, values


@njit(cache=True, nogil=True)
def larger_scale(
    fine: Floats, coarse: Floats, fine_scale: np.float32, coarse_scale: np.float32
) -> Floats:  # pragma: no cover - compiled
    """Return the signed score of one gas, of the scale further from zero, (line, sample).

    Parameters
    ----------
    fine, coarse, fine_scale, coarse_scale
        As in :func:`flood`.
    """
    n_lines, n_samples = fine.shape
    score = np.empty((n_lines, n_samples), np.float32)
    for i in range(n_lines):
        for j in range(n_samples):
            score[i, j] = _larger(fine, coarse, fine_scale, coarse_scale, i, j)
    return score


@njit(cache=True, nogil=True)
def _larger(
    fine: Floats,
    coarse: Floats,
    fine_scale: np.float32,
    coarse_scale: np.float32,
    line: int,
    sample: int,
) -> np.float32:  # pragma: no cover - compiled
    narrow = fine[line, sample] * fine_scale
    wide = coarse[line // 2, sample // 2] * coarse_scale
    return np.float32(wide if abs(wide) > abs(narrow) else narrow)
