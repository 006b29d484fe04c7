"""Which fragments are one plume: an intermittent plume has gaps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
DOWNWIND_HALF_ANGLE_DEG = 40.0
GAP_PER_LENGTH = 0.5


def join_fragments(points: dict[int, Array], downwind: Array, bridged: float) -> list[list[int]]:
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
