"""A score of gas for each pixel, and the smooth map in which plumes are looked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.model.location.plume_image import PlumeImage

Array = NDArray[np.float64]
SMOOTHING_PIXELS = 1.2
CLUTTER_PIXELS = 10.0
"""Slower changes of the background than this are taken off before plumes are looked for."""
CLUTTER_SCORE = 2.5


def standard_score(image: PlumeImage) -> Array:
    """Return columns over their spread, centred and scaled to the map's own scatter.

    The stated spread may be too small or too large; most of a map is background, whose
    quartiles tell. Labelled images have no background to learn from and are taken as stated.
    """
    ratio = image.column_ppm_m / image.column_std_ppm_m
    known = np.isfinite(ratio)
    if image.plume_label is not None:
        return _labelled_score(image, known)
    if not known.any():
        return np.zeros(image.shape)
    middle = float(np.median(ratio[known]))
    # The lower half has no gas in it, so the scatter is read from there.
    below = middle - ratio[known & (ratio < middle)]
    scatter = 1.4826 * float(np.median(below)) if below.size else 1.0
    return np.where(known, (np.where(known, ratio, 0.0) - middle) / max(scatter, 1e-9), 0.0)


def _labelled_score(image: PlumeImage, known: NDArray[np.bool_]) -> Array:
    """Return columns over the smallest spreads of their plume; 0 outside.

    The stated spread of a dense column is mostly an error of scale, which says nothing of where
    gas is; the smallest spreads of a plume are noise. A plume without a column of its gas is
    seen by its detection score, over that of its weakest pixels.
    """
    score = np.zeros(image.shape)
    label = np.zeros(image.shape, np.int32) if image.plume_label is None else image.plume_label
    for number in np.unique(label[(label > 0) & known]):
        plume = (label == number) & known
        noise = float(np.quantile(image.column_std_ppm_m[plume], 0.1))
        score[plume] = image.column_ppm_m[plume] / max(noise, 1e-12)
    if image.score is not None:
        for number in np.unique(label[label > 0]):
            plume = label == number
            if not known[plume].any():
                weakest = float(np.nanquantile(image.score[plume], 0.1))
                score[plume] = np.nan_to_num(image.score[plume]) / max(weakest, 1e-12)
    return score


def smoothed_score(score: Array) -> Array:
    """Return the score smoothed, slow clutter taken off, in units of its own scatter."""
    clipped = np.clip(score, -8.0, 12.0)
    smooth = ndimage.gaussian_filter(clipped, SMOOTHING_PIXELS, mode="nearest")
    smooth -= _slow_clutter(smooth)
    below = -smooth[smooth < 0.0]
    scatter = 1.4826 * float(np.median(below)) if below.size else 1.0
    return np.asarray(smooth / max(scatter, 1e-9))


def _slow_clutter(smooth: Array) -> Array:
    """Return what changes slowly, seen beside whatever stands out of it."""
    slow = np.full(smooth.shape, float(np.median(smooth)))
    for _ in range(2):
        rest = smooth - slow
        scatter = 1.4826 * float(np.median(np.abs(rest)))
        standing = ndimage.binary_dilation(rest > CLUTTER_SCORE * scatter, iterations=2)
        weight = ndimage.gaussian_filter((~standing).astype(np.float64), CLUTTER_PIXELS)
        total = ndimage.gaussian_filter(np.where(standing, 0.0, smooth), CLUTTER_PIXELS)
        slow = np.where(weight > 0.05, total / np.maximum(weight, 0.05), np.median(smooth))
    return np.asarray(slow)
