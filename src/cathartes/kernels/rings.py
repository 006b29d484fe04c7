"""Areas bounded by rings of corners."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def rings_area(rings: Iterable[NDArray[np.float64]]) -> float:
    """Return the area inside rings that do not overlap, in the square of their unit.

    Parameters
    ----------
    rings : iterable of (vertex, 2) float64
        Closed or not, either way round.

    Notes
    -----
    Shoelace formula, ``A = |sum_i e_i n_{i+1} - n_i e_{i+1}| / 2``.
    """
    area = 0.0
    for ring in rings:
        east, north = np.asarray(ring, np.float64).T
        # Far from the origin the products lose digits: begin at the first corner.
        east, north = east - east[0], north - north[0]
        area += 0.5 * abs(float(east @ np.roll(north, -1) - north @ np.roll(east, -1)))
    return area
