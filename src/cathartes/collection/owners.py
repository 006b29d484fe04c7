"""Which line each step of a track was flown for: the nearest of those it goes along."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.collection.options import CoverageOptions
from cathartes.collection.steps import (
    LineFrame,
    level_steps,
    step_speeds,
    steps_beside,
    unbroken_steps,
)
from cathartes.kernels.flight.local_plane import geocentric
from cathartes.model.flight.track import Track

NOBODY = -1


@frozen(eq=False)
class OwnedTrack:
    """A track with what is the same for all lines.

    Attributes
    ----------
    track : Track
    position : (3, point) m
        Geocentric.
    owner : (point - 1,) int64
        Number of the line each step was flown for, or :data:`NOBODY`.
    is_unbroken, is_level : (point - 1,) bool
    speed_m_s : (point - 1,) float64 or None
    """

    track: Track
    position: NDArray[np.float64]
    owner: NDArray[np.int64]
    is_unbroken: NDArray[np.bool_]
    is_level: NDArray[np.bool_]
    speed_m_s: NDArray[np.float64] | None


def find_owners(
    track: Track, frames: Sequence[LineFrame], swaths_m: Sequence[float], options: CoverageOptions
) -> OwnedTrack:
    """Say of each step which line it was flown for.

    Parameters
    ----------
    track : Track
    frames : sequence of LineFrame
    swaths_m : sequence of float
        A step that has the line outside its swath is not flown for it.
    options : CoverageOptions
    """
    position = geocentric(track.longitude, track.latitude)
    is_unbroken = unbroken_steps(track, options)
    nearest = np.full(track.n_points - 1, np.inf)
    owner = np.full(track.n_points - 1, NOBODY, np.int64)
    for number, (frame, swath) in enumerate(zip(frames, swaths_m, strict=True)):
        steps = steps_beside(position, frame, options)
        distance = np.where(steps.is_along & is_unbroken, steps.cross_m, np.inf)
        is_nearer = (distance <= 0.5 * swath) & (distance < nearest)
        nearest[is_nearer], owner[is_nearer] = distance[is_nearer], number
    return OwnedTrack(
        track, position, owner, is_unbroken, level_steps(track, options), step_speeds(track)
    )
