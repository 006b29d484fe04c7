"""Spatial integration of score maps: separable Gaussians over (line, sample, gas) arrays."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def gaussian_taps(sigma: float) -> Floats:
    """Return the taps of a unit-sum Gaussian out to three sigma."""
    radius = max(1, int(np.ceil(3.0 * sigma)))
    offsets = np.arange(-radius, radius + 1)
    taps = np.exp(-0.5 * (offsets / sigma) ** 2)
    return np.asarray(taps / taps.sum(), dtype=np.float32)


@njit(cache=True, fastmath=True, nogil=True)
def smooth_maps(maps: Floats, taps: Floats, step: int) -> Floats:  # pragma: no cover - compiled
    """Smooth along lines and samples, keeping every ``step``-th pixel of the result.

    Parameters
    ----------
    maps : (line, sample, gas) float32
    taps : (tap,) float32
        Odd number; beyond the border the nearest pixel is repeated.
    step : int
        1 keeps the size; 2 halves both axes.

    Returns
    -------
    (ceil(line / step), ceil(sample / step), gas) float32
    """
    n_lines, n_samples, n_gases = maps.shape
    radius = len(taps) // 2
    out_lines = (n_lines + step - 1) // step
    out_samples = (n_samples + step - 1) // step
    result = np.empty((out_lines, out_samples, n_gases), np.float32)
    row = np.empty((n_samples, n_gases), np.float32)
    for i in range(out_lines):
        row[:] = 0.0
        for t in range(-radius, radius + 1):
            source = min(max(i * step + t, 0), n_lines - 1)
            weight = taps[t + radius]
            for s in range(n_samples):
                for g in range(n_gases):
                    row[s, g] += weight * maps[source, s, g]
        for j in range(out_samples):
            for g in range(n_gases):
                result[i, j, g] = 0.0
            for t in range(-radius, radius + 1):
                source = min(max(j * step + t, 0), n_samples - 1)
                weight = taps[t + radius]
                for g in range(n_gases):
                    result[i, j, g] += weight * row[source, g]
    return result


@njit(cache=True, nogil=True)
def strongest_gas(
    fine: Floats, coarse: Floats, fine_scale: Floats, coarse_scale: Floats, one_sided: bool
) -> tuple[Floats, NDArray[np.int16]]:  # pragma: no cover - compiled
    """Return the largest normalised score over gases and both scales, and whose it is.

    Parameters
    ----------
    fine : (line, sample, gas) float32
    coarse : (line / 2, sample / 2, gas) float32
    fine_scale, coarse_scale : (gas,) float32
        One over the plume-free standard deviation of each map.
    one_sided : bool
        True where only positive scores can be gas (sunlight); else the sign is free.
    """
    n_lines, n_samples, n_gases = fine.shape
    strongest = np.empty((n_lines, n_samples), np.float32)
    gas = np.empty((n_lines, n_samples), np.int16)
    for i in range(n_lines):
        for j in range(n_samples):
            best = np.float32(-1e30)
            which = 0
            for g in range(n_gases):
                a = fine[i, j, g] * fine_scale[g]
                b = coarse[i // 2, j // 2, g] * coarse_scale[g]
                if not one_sided:
                    a = abs(a)
                    b = abs(b)
                value = max(a, b)
                if value > best:
                    best = value
                    which = g
            strongest[i, j] = best
            gas[i, j] = which
    return strongest, gas


@njit(cache=True, fastmath=True, nogil=True)
def level_columns(
    maps: Floats, clip: np.float32, tolerance: np.float32
) -> None:  # pragma: no cover - compiled
    """Take each detector column's own offset and excess noise out of score maps, in place.

    Parameters
    ----------
    maps : (line, sample, gas) float32
        About N(0, 1) where there is no plume.
    clip : float32
        Scores count up to this, so that a plume along the track hardly moves its columns.
    tolerance : float32
        Columns noisier than the usual column by more than this factor are scaled down.
    """
    n_lines, n_samples, n_gases = maps.shape
    mean = np.zeros((n_samples, n_gases))
    size = np.zeros((n_samples, n_gases))
    for i in range(n_lines):
        for s in range(n_samples):
            for g in range(n_gases):
                value = min(max(maps[i, s, g], -clip), clip)
                mean[s, g] += value
                size[s, g] += abs(value)
    mean /= n_lines
    size /= n_lines
    trust = np.float32(n_lines / (n_lines + 30.0))
    factor = np.ones((n_samples, n_gases), np.float32)
    offset = np.empty((n_samples, n_gases), np.float32)
    for g in range(n_gases):
        usual = max(np.median(size[:, g]), 1e-6)
        for s in range(n_samples):
            ratio = size[s, g] / usual
            if ratio > tolerance:
                factor[s, g] = np.float32(1.0 / ratio)
            offset[s, g] = np.float32(mean[s, g]) * trust
    for i in range(n_lines):
        for s in range(n_samples):
            for g in range(n_gases):
                maps[i, s, g] = (maps[i, s, g] - offset[s, g]) * factor[s, g]


@njit(cache=True, nogil=True)
def flood(
    magnitude: Floats,
    taken: NDArray[np.int32],
    line: int,
    sample: int,
    threshold: float,
    reach: int,
) -> NDArray[np.intp]:  # pragma: no cover - compiled
    """Return free pixels over a threshold that are linked to a seed by steps of few pixels.

    Parameters
    ----------
    magnitude : (line, sample) float32
    taken : (line, sample) int32
        Non-zero pixels are not entered.
    line, sample : int
        The seed, which always belongs.
    threshold : float
    reach : int
        Longest step along either axis; 1 is plain connection through sides and corners.

    Returns
    -------
    (member, 2) intp
    """
    n_lines, n_samples = magnitude.shape
    seen = np.zeros((n_lines, n_samples), np.bool_)
    stack = [(line, sample)]
    members = [(line, sample)]
    seen[line, sample] = True
    while len(stack) > 0:
        here_line, here_sample = stack.pop()
        for i in range(max(here_line - reach, 0), min(here_line + reach + 1, n_lines)):
            for j in range(max(here_sample - reach, 0), min(here_sample + reach + 1, n_samples)):
                if seen[i, j] or taken[i, j] != 0 or not magnitude[i, j] > threshold:
                    continue
                seen[i, j] = True
                stack.append((i, j))
                members.append((i, j))
    result = np.empty((len(members), 2), np.intp)
    for m in range(len(members)):
        result[m, 0] = members[m][0]
        result[m, 1] = members[m][1]
    return result
