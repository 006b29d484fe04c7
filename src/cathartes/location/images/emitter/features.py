"""Signs of an emitter for every candidate pixel and every direction of the wind."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.location.images.emitter.zones import N_ZONES, REACH_PIXELS, zone_kernels, zone_means
from cathartes.location.images.evidence import Evidence

Array = NDArray[np.float64]
DIRECTION_STEP_DEG = 12.0
DIRECTIONS_EACH_SIDE = 5
TURBULENT_DIRECTION_DEG = 14.0
"""How far the wind at one emitter in one moment is from the mean wind."""
CANDIDATE_PIXELS = 7.0
CANDIDATES_PER_LENGTH = 0.15
LONGEST_PIXELS = 90.0
"""Of a long plume only this much of the upwind end is looked at."""
SCORE_LIMITS = (-2.0, 4.0)
RELATIVE_LIMIT = 3.0
N_FEATURES = 3 * N_ZONES


@frozen(eq=False)
class Candidates:
    """Pixels that may be the emitter.

    Attributes
    ----------
    line, sample : (candidate,) int64
    features : (candidate, direction, feature) float32
    log_prior : (direction,) float64
        Of the wind's direction at the emitter.
    """

    line: NDArray[np.int64]
    sample: NDArray[np.int64]
    features: NDArray[np.float32]
    log_prior: Array


def find_candidates(
    evidence: Evidence,
    plume: int,
    toward_deg: float,
    direction_std_deg: float,
    axes: Array,
) -> Candidates:
    """Return candidates of one plume with their features.

    Parameters
    ----------
    evidence : Evidence
    plume : int
    toward_deg : float
        Direction the wind blows to, clockwise from north.
    direction_std_deg : float
        Standard deviation of its error.
    axes : (2, 2) float64
        Ground vectors of one step along line and along sample, in pixel sizes.

    Notes
    -----
    Three numbers for each zone of the cone: the mean score, limited, so that one bright pixel
    does not count for many; the mean of the score relative to the plume's own bright part,
    which for a strong plume shows its shape; and whether anything is there at all, as the
    hyperbolic tangent of the zone's score over its noise.
    """
    inside = evidence.label == plume
    members = np.argwhere(inside)
    down = _pixel_direction(toward_deg, axes)
    along = members @ down
    kept = members[along <= along.min() + LONGEST_PIXELS]
    margin = REACH_PIXELS + 4
    low = np.maximum(kept.min(axis=0) - margin, 0)
    high = np.minimum(kept.max(axis=0) + margin + 1, inside.shape)
    window = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
    others = (
        ndimage.binary_dilation((evidence.label[window] > 0) & ~inside[window], iterations=2)
        & ~inside[window]
    )
    score = np.where(others, 0.0, evidence.score[window])
    bright = ndimage.gaussian_filter(score, 0.7, mode="nearest")
    reference = max(float(np.quantile(bright[inside[window]], 0.8)), 1.0)
    maps = np.stack(
        [np.clip(score, *SCORE_LIMITS), np.clip(bright / reference, -1.0, RELATIVE_LIMIT)]
    )
    length = float(np.ptp(along))
    reach = CANDIDATE_PIXELS + CANDIDATES_PER_LENGTH * min(length, LONGEST_PIXELS)
    kept_map = np.zeros(score.shape, np.bool_)
    kept_map[tuple((kept - low).T)] = True
    distance = ndimage.distance_transform_edt(~kept_map)
    line, sample = np.nonzero(distance <= reach)
    offsets = DIRECTION_STEP_DEG * np.arange(-DIRECTIONS_EACH_SIDE, DIRECTIONS_EACH_SIDE + 1)
    spread = float(np.hypot(direction_std_deg, TURBULENT_DIRECTION_DEG))
    log_prior = np.asarray(-0.5 * (offsets / spread) ** 2, np.float64)
    features = np.empty((line.size, offsets.size, N_FEATURES), np.float32)
    for index, offset in enumerate(offsets):
        toward = np.radians(toward_deg + offset)
        kernels = zone_kernels(np.array([np.sin(toward), np.cos(toward)]), axes)
        area = 1.0 / kernels.max(axis=(1, 2))
        means = zone_means(maps, kernels)[:, :, line, sample]
        present = np.tanh(means[0] * np.sqrt(area)[:, None] / 4.0)
        features[:, index] = np.concatenate([means[0], means[1], present]).T
    return Candidates(np.asarray(line + low[0]), np.asarray(sample + low[1]), features, log_prior)


def _pixel_direction(toward_deg: float, axes: Array) -> Array:
    toward = np.radians(toward_deg)
    step = np.linalg.solve(axes, np.array([np.sin(toward), np.cos(toward)]))
    return np.asarray(step / np.linalg.norm(step))
