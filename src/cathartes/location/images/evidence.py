"""Which pixels hold gas: a score for each, and the plumes they form."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.location.images.options import ImageOptions
from cathartes.model.location.plume_image import PlumeImage

Array = NDArray[np.float64]
SMOOTHING_PIXELS = 1.2
CLUTTER_PIXELS = 10.0
"""Slower changes of the background than this are taken off before plumes are looked for."""
CLUTTER_SCORE = 2.5
FRAGMENT_SCORE = 3.5
DOWNWIND_HALF_ANGLE_DEG = 40.0
GAP_PER_LENGTH = 0.5
_EIGHT = np.ones((3, 3), np.bool_)


@frozen(eq=False)
class Evidence:
    """Score of gas for each pixel, and plumes.

    Attributes
    ----------
    score : (line, sample) float64
        Column over its spread, background taken off; 0 where nothing is known.
    label : (line, sample) int32
        Number of the plume, from 1; 0 for none.
    is_masked : bool
        Whether columns are known inside plumes only.
    """

    score: Array
    label: NDArray[np.int32]
    is_masked: bool

    @property
    def count(self) -> int:
        """Number of plumes."""
        return int(self.label.max(initial=0))


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


def find_evidence(images: Sequence[PlumeImage], downwind: Array, options: ImageOptions) -> Evidence:
    """Score the pixels of one scene, all its gases together, and find its plumes.

    Parameters
    ----------
    images : sequence of PlumeImage
        One for each gas, on the same grid.
    downwind : (2,) float64
        Unit vector (line, sample).
    options : ImageOptions
    """
    score = np.max([standard_score(image) for image in images], axis=0)
    if all(image.plume_label is not None for image in images):
        labels = [image.plume_label for image in images if image.plume_label is not None]
        return Evidence(score, _renumber(np.max(labels, axis=0)), is_masked=True)
    label = find_plumes(score, downwind, options)
    return Evidence(score, label, is_masked=False)


def find_plumes(score: Array, downwind: Array, options: ImageOptions) -> NDArray[np.int32]:
    """Return plumes of a score map, numbered from the strongest.

    Notes
    -----
    Patches of a smoothed score above ``edge_score`` that reach ``seed_score``, are drawn out down
    the wind, as carried gas is and spots of odd ground are not, and hold more than noise
    does. Noise and clutter make patches of either sign, gas of one only: the largest patch of
    the other sign is the measure. Fragments down the wind of a plume belong to it, since an
    intermittent plume has gaps.
    """
    smooth = _smoothed(score)
    patches, count = ndimage.label(smooth > options.edge_score, _EIGHT)
    if count == 0:
        return np.zeros(score.shape, np.int32)
    numbers = np.arange(1, count + 1)
    peak = ndimage.maximum(smooth, patches, numbers)
    excess = np.abs(smooth) - options.edge_score
    mass = ndimage.sum_labels(excess, patches, numbers)
    negative, n_negative = ndimage.label(smooth < -options.edge_score, _EIGHT)
    opposite = ndimage.sum_labels(excess, negative, np.arange(1, n_negative + 1))
    needed = options.over_negative * float(np.max(opposite, initial=0.0))
    fragments = [int(n) for n in numbers if peak[n - 1] >= FRAGMENT_SCORE]
    points = {n: np.argwhere(patches == n).astype(np.float64) for n in fragments}
    sure = {
        n
        for n in fragments
        if peak[n - 1] >= options.seed_score
        and mass[n - 1] > needed
        and peak[n - 1] * _standing_shape(points[n], downwind) >= options.least_standing
    }
    groups = [
        members
        for members in _join(points, downwind, options.bridged_pixels)
        if sure.intersection(members)
    ]
    groups.sort(key=lambda members: -sum(mass[n - 1] for n in members))
    result = np.zeros(score.shape, np.int32)
    for number, members in enumerate(groups, start=1):
        result[np.isin(patches, members)] = number
    return result


def _standing_shape(points: Array, downwind: Array) -> float:
    """Return length down the wind, in pixels, times the root of length over width."""
    centred = points - points.mean(axis=0)
    along = centred @ downwind
    across = centred @ np.array([-downwind[1], downwind[0]])
    return float(np.ptp(along) * np.sqrt(along.std() / max(float(across.std()), 0.5)))


def _smoothed(score: Array) -> Array:
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


def _renumber(label: NDArray[np.int32]) -> NDArray[np.int32]:
    present = np.unique(label[label > 0])
    return np.where(label > 0, np.searchsorted(present, label) + 1, 0).astype(np.int32)


def _join(points: dict[int, Array], downwind: Array, bridged: float) -> list[list[int]]:
    """Group fragments of one plume: close together, or one down the wind of the other."""
    parent = {n: n for n in points}

    def root(n: int) -> int:
        while parent[n] != n:
            n = parent[n]
        return n

    numbers = list(points)
    for i, first in enumerate(numbers):
        for second in numbers[i + 1 :]:
            if root(first) != root(second) and _are_one(
                points[first], points[second], downwind, bridged
            ):
                parent[root(second)] = root(first)
    groups: dict[int, list[int]] = {}
    for n in numbers:
        groups.setdefault(root(n), []).append(n)
    return list(groups.values())


def _are_one(first: Array, second: Array, downwind: Array, bridged: float) -> bool:
    along = [points @ downwind for points in (first, second)]
    if along[0].min() > along[1].min():
        first, second, along = second, first, along[::-1]
    apart = np.linalg.norm(first[:, None, :] - second[None, :, :], axis=2)
    nearest = np.unravel_index(int(np.argmin(apart)), apart.shape)
    gap = float(apart[nearest])
    if gap <= 3.0:
        return True
    length = float(np.ptp(along[0]))
    if gap > bridged + GAP_PER_LENGTH * length:
        return False
    # Seen from where the upwind fragment begins, the other lies down the wind.
    start = first[int(np.argmin(along[0]))]
    step = second.mean(axis=0) - start
    cosine = float(step @ downwind) / max(float(np.linalg.norm(step)), 1e-9)
    link = second[nearest[1]] - first[nearest[0]]
    forward = float(link @ downwind) / max(gap, 1e-9)
    return cosine > np.cos(np.radians(DOWNWIND_HALF_ANGLE_DEG)) and forward > 0.5
