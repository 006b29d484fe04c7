"""What may be a plume in a map of scores, and the signs that part gas from ground."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import ndimage
from scipy.special import expit

from cathartes.location.images.evidence.fragments import join_fragments
from cathartes.location.images.evidence.score import smoothed_score
from cathartes.location.images.options import ImageOptions

Array = NDArray[np.float64]
FRAGMENT_SCORE = 3.5
HIGHEST_SCORE = 12.0
"""Beyond it a peak says no more: ground can be as bright as it likes."""
PARTS, PIXELS_OF_PART = 4, 5
SPOT_RADIUS_PIXELS = 4.0
BORDER_PIXELS = 2
MOST_AT_BORDER = 0.4
LEAST_OPPOSITE = 5.0
_EIGHT = np.ones((3, 3), np.bool_)


@frozen(eq=False)
class Suspect:
    """Patches that may together be one plume.

    Attributes
    ----------
    pixels : (pixel, 2) int64
        Line and sample.
    mass : float
        Sum of smoothed scores over the edge.
    signs : (sign,) float64
        A constant; logarithms of peak, length, length over width, level in the weaker half,
        mass, and mass over that of the largest patch of less gas than none; share of
        pixels at the border of the image; share of the mass in the brightest spot.
    """

    pixels: NDArray[np.int64]
    mass: float
    signs: Array

    def probability(self, weights: Array) -> float:
        """Return the probability that this is gas: a logistic regression on the signs."""
        return float(expit(self.signs @ weights))


def find_suspects(score: Array, downwind: Array, options: ImageOptions) -> tuple[Suspect, ...]:
    """Return what may be plumes of a score map, the one of most gas first.

    Parameters
    ----------
    score : (line, sample) float64
    downwind : (2,) float64
        Unit vector (line, sample).
    options : ImageOptions

    Notes
    -----
    Patches of a smoothed score above ``edge_score``, joined where one lies down the wind of
    another since an intermittent plume has gaps, that reach ``seed_score``. What parts gas
    from ground is physics: gas is drawn out down the wind; it stands out all along, where a spot
    of odd ground beside clutter is bright at one place only; noise makes patches of either
    sign, gas of one only; and at the border a smoothed map is noisier.
    """
    smooth = smoothed_score(score)
    patches, count = ndimage.label(smooth > options.edge_score, _EIGHT)
    if count == 0:
        return ()
    numbers = np.arange(1, count + 1)
    peak = ndimage.maximum(smooth, patches, numbers)
    negative, n_negative = ndimage.label(smooth < -options.edge_score, _EIGHT)
    excess = np.abs(smooth) - options.edge_score
    opposite = ndimage.sum_labels(excess, negative, np.arange(1, n_negative + 1))
    largest = float(np.max(opposite, initial=0.0))
    points = {
        int(n): np.argwhere(patches == n).astype(np.float64)
        for n in numbers[peak >= FRAGMENT_SCORE]
    }
    suspects = []
    for members in join_fragments(points, downwind, options.bridged_pixels):
        pixels = np.concatenate([points[n] for n in members]).astype(np.int64)
        level = smooth[tuple(pixels.T)]
        if level.max() < options.seed_score:
            continue
        mass = float(np.sum(level - options.edge_score))
        suspects.append(
            Suspect(pixels, mass, _signs(pixels, level, mass, largest, downwind, smooth.shape))
        )
    return tuple(sorted(suspects, key=lambda one: -one.mass))


def _signs(
    pixels: NDArray[np.int64],
    level: Array,
    mass: float,
    opposite: float,
    downwind: Array,
    shape: tuple[int, ...],
) -> Array:
    centred = pixels - pixels.mean(axis=0)
    along = centred @ downwind
    across = centred @ np.array([-downwind[1], downwind[0]])
    length = max(float(np.ptp(along)), 0.5)
    slender = max(float(along.std() / max(float(across.std()), 0.5)), 1e-3)
    edges = np.linspace(along.min() - 0.5, along.max() + 0.5, PARTS + 1)
    part = np.clip(np.searchsorted(edges, along, side="right") - 1, 0, PARTS - 1)
    levels = [
        float(np.sort(level[part == k])[-PIXELS_OF_PART:].mean()) if (part == k).any() else 0.0
        for k in range(PARTS)
    ]
    weaker = max(sorted(levels)[1], 1e-3)
    last = np.array(shape) - 1 - BORDER_PIXELS
    at_border = ((pixels < BORDER_PIXELS) | (pixels > last)).any(axis=1)
    spot = np.hypot(*(pixels - pixels[int(np.argmax(level))]).T) < SPOT_RADIUS_PIXELS
    return np.array(
        [
            1.0,
            np.log(min(float(level.max()), HIGHEST_SCORE) / 5.0),
            np.log(length / 20.0),
            np.log(slender),
            np.log(weaker / 4.0),
            np.log(max(mass, 1.0) / 100.0),
            np.log(max(mass, 1.0) / max(opposite, LEAST_OPPOSITE)),
            min(float(at_border.mean()), MOST_AT_BORDER),
            float(level[spot].sum() / level.sum()),
        ]
    )
