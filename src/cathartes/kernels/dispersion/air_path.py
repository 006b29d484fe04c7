"""Where the air came from that is sensed now: a wind that turns bends the plume."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

MOMENTS = 3
"""Moments within an interval whose paths are averaged."""
LONGEST_S = 3600.0
LARGEST_GAP_S = 90.0


@njit(cache=True, error_model="numpy")
def direction_by_distance(
    time_s: NDArray[np.float64],
    length_s: NDArray[np.float64],
    velocity_m_s: NDArray[np.float64],
    carried: NDArray[np.float64],
    distance_m: NDArray[np.float64],
    toward: NDArray[np.float64],
) -> None:
    """Write the direction in which air has moved since it was a given distance away.

    Parameters
    ----------
    time_s, length_s : (row,) float64
        Start and length of the intervals, in order.
    velocity_m_s : (2, row) float64
        Towards east and north; NaN where not known.
    carried : (row, distance) float64
        Speed of the gas as a share of this wind.
    distance_m : (distance,) float64
        Ascending.
    toward : (2, row, distance) float64
        Unit vectors, written; towards north where the wind is not known.

    Notes
    -----
    The displacement over the last t seconds, ``D(t) = integral of u from now - t to now``, is
    followed back until ``carried |D| = distance`` for the first time; its direction is that from
    the source to where the gas is now. In a steady wind it is the wind's at every distance. Where
    the record begins or breaks off, its oldest wind is taken to have blown before.
    """
    n_rows, n_nodes = toward.shape[1], toward.shape[2]
    for row in range(n_rows):
        if not (math.isfinite(velocity_m_s[0, row]) and math.isfinite(velocity_m_s[1, row])):
            for node in range(n_nodes):
                toward[0, row, node], toward[1, row, node] = 0.0, 1.0
            continue
        for node in range(n_nodes):
            toward[0, row, node], toward[1, row, node] = 0.0, 0.0
        for moment in range(MOMENTS):
            left = (moment + 0.5) / MOMENTS * length_s[row]
            _follow_back(
                row, left, time_s, length_s, velocity_m_s, carried[row], distance_m, toward
            )
        for node in range(n_nodes):
            east, north = toward[0, row, node], toward[1, row, node]
            size = math.sqrt(east * east + north * north)
            if size < 1e-9:
                east, north = velocity_m_s[0, row], velocity_m_s[1, row]
                size = math.sqrt(east * east + north * north)
            if size < 1e-9:
                east, north, size = 0.0, 1.0, 1.0
            toward[0, row, node], toward[1, row, node] = east / size, north / size


@njit(cache=True, error_model="numpy")
def _follow_back(
    row: int,
    left_s: float,
    time_s: NDArray[np.float64],
    length_s: NDArray[np.float64],
    velocity_m_s: NDArray[np.float64],
    carried: NDArray[np.float64],
    distance_m: NDArray[np.float64],
    toward: NDArray[np.float64],
) -> None:
    """Add the unit vectors of one moment of a row to ``toward``."""
    n_nodes = distance_m.size
    east, north, elapsed = 0.0, 0.0, 0.0
    at, node = row, 0
    while node < n_nodes:
        of_east, of_north = velocity_m_s[0, at], velocity_m_s[1, at]
        is_oldest = at == 0 or elapsed > LONGEST_S
        if not is_oldest:
            gap = time_s[at] - time_s[at - 1] - length_s[at - 1]
            is_oldest = gap > LARGEST_GAP_S or not math.isfinite(
                velocity_m_s[0, at - 1] + velocity_m_s[1, at - 1]
            )
        speed2 = of_east * of_east + of_north * of_north
        lasts = 1e12 if is_oldest else left_s
        after_e, after_n = east + lasts * of_east, north + lasts * of_north
        reached2 = after_e * after_e + after_n * after_n
        while node < n_nodes:
            wanted = distance_m[node] / carried[node]
            if reached2 < wanted * wanted:
                break
            # |D + s u| = wanted, the later of the two: D is still nearer.
            half = east * of_east + north * of_north
            rest = wanted * wanted - east * east - north * north
            share = (math.sqrt(max(half * half + speed2 * rest, 0.0)) - half) / max(speed2, 1e-12)
            toward[0, row, node] += (east + share * of_east) / wanted
            toward[1, row, node] += (north + share * of_north) / wanted
            node += 1
        if is_oldest:
            return
        east, north, elapsed = after_e, after_n, elapsed + lasts
        at -= 1
        # Running means overlap: a row is followed for as long as it is the newest one.
        left_s = min(length_s[at], time_s[at + 1] - time_s[at])
