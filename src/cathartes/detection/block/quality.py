"""Which pixels, channels and detector elements may take part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Floats = NDArray[np.float32]
FILL, SATURATED, BAD_COLUMN, CLOUD, WATER = 1, 2, 4, 8, 16
LINES_LOOKED_AT = 48
PIXELS_LOOKED_AT = 4_000
COLUMN_WINDOW = 7


def usable_channels(cube: Floats) -> NDArray[np.bool_]:
    """Return which channels carry a signal.

    Parameters
    ----------
    cube : (line, sample, wavelength) float32
        A sample of lines is enough.

    Returns
    -------
    (wavelength,) bool
        False where most values are missing, where nothing varies, or where the channel
        disagrees with both neighbours by far more than channels usually do.
    """
    rows = cube.reshape(-1, cube.shape[-1])
    rows = rows[:: max(1, len(rows) // PIXELS_LOOKED_AT)]
    finite = np.isfinite(rows)
    share = finite.mean(0)
    filled = np.where(finite, rows, 0.0)
    alive: NDArray[np.bool_] = (share > 0.5) & (
        filled.std(0) > 1e-7 * np.maximum(np.abs(filled).mean(0), 1e-12)
    )
    kept = np.flatnonzero(alive)
    if len(kept) < 5:
        return alive
    values = np.where(finite[:, kept], rows[:, kept], np.nan)
    scale = np.nanmedian(np.abs(values), axis=0) + 1e-12
    relative = values / scale
    kink = relative[:, 1:-1] - 0.5 * (relative[:, :-2] + relative[:, 2:])
    spread = np.nanmedian(np.abs(kink - np.nanmedian(kink, axis=0)), axis=0)
    noisy = spread > 12.0 * np.median(spread) + 1e-6
    # The neighbours of a wild channel kink too: only local maxima are thrown out.
    padded = np.concatenate([[0.0], spread, [0.0]])
    peak = (spread >= padded[:-2]) & (spread >= padded[2:])
    alive[kept[1:-1][noisy & peak]] = False
    return alive


def bad_elements(cube: Floats) -> NDArray[np.bool_]:
    """Return detector elements (a channel of a column) that are dead, stuck or wild.

    Parameters
    ----------
    cube : (line, sample, wavelength) float32
        A sample of lines; finite.

    Notes
    -----
    The kink of an element against its spectral neighbours is compared with the same channel's
    neighbouring columns: its spread over lines (wild or stuck), and its mean (offset). Comparing
    within a channel leaves sharp atmospheric lines alone; comparing with columns nearby leaves
    a road along the track alone.
    """
    n_lines, n_samples, n_channels = cube.shape
    bad = np.zeros((n_samples, n_channels), bool)
    if n_lines < 8 or n_samples < 8 or n_channels < 5:
        return bad
    level = np.maximum(np.abs(cube).mean((0, 1)), 1e-12)
    relative = cube / level
    kink = relative[..., 1:-1] - 0.5 * (relative[..., :-2] + relative[..., 2:])
    spread = kink.std(0)
    usual = ndimage.median_filter(spread, (COLUMN_WINDOW, 1), mode="nearest")
    usual = np.maximum(usual, 0.5 * np.median(spread, axis=0))
    mean = kink.mean(0)
    away = np.abs(mean - ndimage.median_filter(mean, (COLUMN_WINDOW, 1), mode="nearest"))
    usual_away = 1.4826 * np.median(away, axis=0)
    wild = (spread > 4.0 * usual) | (away > 12.0 * usual_away + 3.0 * usual)
    padded = np.pad(np.where(wild, np.maximum(spread, away), 0.0), ((0, 0), (1, 1)))
    bad[:, 1:-1] = wild & (padded[:, 1:-1] >= padded[:, :-2]) & (padded[:, 1:-1] >= padded[:, 2:])
    varying = relative.std(0)
    stuck = varying < 1e-3 * np.median(varying, axis=0)
    return np.asarray(bad | stuck)


def repair_elements(cube: Floats, bad: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Interpolate lone bad elements over their channel neighbours, in place.

    Returns
    -------
    (sample,) bool
        Columns with so many bad elements (over 10 %) that they are left out instead.
    """
    hopeless: NDArray[np.bool_] = bad.mean(1) > 0.10
    for s in np.flatnonzero(bad.any(1) & ~hopeless):
        good = np.flatnonzero(~bad[s])
        for k in np.flatnonzero(bad[s]):
            right = int(np.searchsorted(good, k))
            if right == 0 or right == len(good):
                cube[:, s, k] = cube[:, s, good[min(right, len(good) - 1)]]
                continue
            a, b = good[right - 1], good[right]
            share = np.float32((k - a) / (b - a))
            cube[:, s, k] = (1 - share) * cube[:, s, a] + share * cube[:, s, b]
    return hopeless


def pixel_quality(cube: Floats, hopeless_columns: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return quality flags of each pixel: fill, saturation and bad columns.

    Parameters
    ----------
    cube : (line, sample, wavelength) float32
        NaN where there is no value.
    hopeless_columns : (sample,) bool
    """
    n_lines, n_samples, n_channels = cube.shape
    flags = np.zeros((n_lines, n_samples), np.uint8)
    rows = cube.reshape(-1, n_channels)
    total = rows @ np.ones(n_channels, np.float32)
    flags.reshape(-1)[~np.isfinite(total) | (total == 0.0)] |= FILL
    sample = rows[:: max(1, len(rows) // 20000)]
    sample = sample[np.isfinite(sample).all(1)]
    if len(sample) > 100:
        top = sample.max(0)
        clipped = np.flatnonzero((sample == top).sum(0) >= max(4, len(sample) // 2000))
        for k in clipped:
            flags[cube[..., k] >= top[k]] |= SATURATED
    flags[:, hopeless_columns] |= BAD_COLUMN
    return flags
