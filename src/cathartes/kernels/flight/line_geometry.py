"""Distances along and across a line, and which steps of a track fly along it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Point = tuple[float, float]


def along_and_cross(
    east: Array, north: Array, begin: Point, end: Point
) -> tuple[Array, Array, float]:
    """Return each point's distance along a line and across it.

    Parameters
    ----------
    east, north : (point,) m
    begin, end : (east, north) m

    Returns
    -------
    along : (point,) m
        From ``begin`` towards ``end``; negative before it.
    cross : (point,) m
        Positive to the right of the line.
    length : float
        Of the line, m.
    """
    d_east, d_north = end[0] - begin[0], end[1] - begin[1]
    length = float(np.hypot(d_east, d_north))
    d_east, d_north = d_east / length, d_north / length
    x, y = east - begin[0], north - begin[1]
    return x * d_east + y * d_north, x * d_north - y * d_east, length


def steps_along(along: Array, cross: Array, *, largest_angle_deg: float) -> NDArray[np.bool_]:
    """Return which steps of a track go along a line, in either direction.

    Parameters
    ----------
    along, cross : (point,) m
    largest_angle_deg : float
        Between the step and the line.

    Returns
    -------
    (point - 1,) bool
        A step that stands still goes nowhere.
    """
    forward, sideward = np.abs(np.diff(along)), np.abs(np.diff(cross))
    steepest = np.tan(np.radians(largest_angle_deg))
    return np.asarray((forward > 0.0) & (sideward <= steepest * forward), np.bool_)


def clipped_steps(
    along: Array, cross: Array, low: float, high: float
) -> tuple[Array, Array, Array, Array]:
    """Cut every step of a track to the part between two places of a line.

    Parameters
    ----------
    along, cross : (point,) m
    low, high : float
        Distances along the line.

    Returns
    -------
    along_0, along_1, cross_0, cross_1 : (point - 1,) m
        Ends of each step after cutting, the lesser distance along first; equal distances where
        nothing is left.
    """
    a0, a1, c0, c1 = along[:-1], along[1:], cross[:-1], cross[1:]
    swap = a1 < a0
    a0, a1 = np.where(swap, a1, a0), np.where(swap, a0, a1)
    c0, c1 = np.where(swap, c1, c0), np.where(swap, c0, c1)
    cut0, cut1 = np.clip(a0, low, high), np.clip(a1, low, high)
    span = a1 - a0
    slope = np.divide(c1 - c0, span, out=np.zeros_like(span), where=span > 0.0)
    return cut0, cut1, c0 + slope * (cut0 - a0), c0 + slope * (cut1 - a0)
