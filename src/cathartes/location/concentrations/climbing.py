"""Uphill on a posterior that is costly to weigh and rough on a small scale."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

STEP = 1e-3
LONGEST_STEP = 3.0
"""Of any scaled parameter in one go: the slope says nothing of what is farther away."""
HALVINGS = 6
ENOUGH_SLOPE, ENOUGH_GAIN = 0.3, 0.02
SUFFICIENT = 1e-4
LEAST_CURVATURE = 1e-2
"""Of a step, as a share of its length squared: less teaches nothing."""


def climb(
    weigh: Callable[[Array], Array],
    start: Array,
    order: NDArray[np.int64],
    most_steps: int,
    covariance: Array | None = None,
) -> tuple[Array, float, Array]:
    """Return a place uphill, its height, and the covariance that the climb has learnt.

    Parameters
    ----------
    weigh : callable
        Heights, (place,), of places, (place, parameter).
    start : (parameter,) float64
        In parameters of order one.
    order : (parameter,) int64
        In which slopes are taken: what is cheap to change first.
    most_steps : int
    covariance : (parameter, parameter) float64, optional
        Inverse of the curvature, where it is known about.

    Notes
    -----
    BFGS (Nocedal and Wright 2006, section 6.1) with slopes by central differences. A slope costs
    two heights for each parameter, so that along the way only heights are looked at: the step is
    halved until it gains, and is never longer than ``LONGEST_STEP``.
    """
    size = start.size
    steps = np.repeat(np.eye(size)[order], 2, axis=0) * np.tile([STEP, -STEP], size)[:, None]

    def slope_at(place: Array) -> Array:
        heights = weigh(place + steps)
        slope = np.empty(size)
        slope[order] = (heights[::2] - heights[1::2]) / (2.0 * STEP)
        return slope

    inverse = np.eye(size) if covariance is None else covariance.copy()
    place, is_scaled = start.copy(), covariance is not None
    height = float(weigh(place[None])[0])
    slope = slope_at(place)
    for _ in range(most_steps):
        if np.max(np.abs(slope)) < ENOUGH_SLOPE:
            break
        way = inverse @ slope
        if way @ slope <= 0.0:
            inverse, is_scaled = np.eye(size), False
            way = slope
        way = way * min(1.0, LONGEST_STEP / float(np.max(np.abs(way))))
        share, found = _share_that_gains(weigh, place, way, height, float(way @ slope))
        if share == 0.0:
            if not is_scaled:
                break
            inverse, is_scaled = np.eye(size), False
            continue
        gained, moved = found - height, share * way
        place, height = place + moved, found
        before, slope = slope, slope_at(place)
        bent = before - slope
        along = float(bent @ moved)
        if along > LEAST_CURVATURE * float(moved @ moved):
            if not is_scaled:
                inverse, is_scaled = np.eye(size) * along / float(bent @ bent), True
            one = np.eye(size) - np.outer(moved, bent) / along
            inverse = one @ inverse @ one.T + np.outer(moved, moved) / along
        if gained < ENOUGH_GAIN:
            break
    return place, height, inverse


def _share_that_gains(
    weigh: Callable[[Array], Array], place: Array, way: Array, height: float, promised: float
) -> tuple[float, float]:
    """Return the share of a way that gains enough, 0 for none, and the height there."""
    share = 1.0
    for _ in range(HALVINGS):
        found = float(weigh((place + share * way)[None])[0])
        if found > height + SUFFICIENT * share * promised:
            return share, found
        share *= 0.4
    return 0.0, height
