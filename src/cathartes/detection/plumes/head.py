"""Where a plume begins."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.io.georeference import bearing_in_pixels
from cathartes.model.scene import Georeference
from cathartes.model.wind import Wind

Array = NDArray[np.float64]
SMOOTHING_REACH = 2.5
"""Pixels by which spatial integration pushes the outline beyond the gas, upwind too."""
TIP_PIXELS = 5.0
"""The head's place across the wind is judged on this much of the plume's upwind end."""
STD_FLOOR_PIXELS = 2.0
STD_PER_ROOT_PIXEL = 0.2
"""Of the plume's size: set on development scenes so that two in three heads lie within 1.5 standard
deviations. The rest is heavy-tailed: an intermittent plume whose first puff is not seen begins
far from its source."""
STD_PER_LENGTH_WITHOUT_WIND = 0.20


@frozen
class Head:
    """Most upwind point of a plume, pixel-centre coordinates, and its error along one axis."""

    line: float
    sample: float
    std_pixels: float
    remark: str


def downwind_direction(
    wind: Wind | None, georeference: Georeference | None, sample: float, line: float
) -> Array | None:
    """Return the unit vector (line, sample) that the wind blows towards at a place, or None.

    Notes
    -----
    Without a georeference lines run south and samples east, as they do in a north-up image.
    """
    if wind is None:
        return None
    towards = wind.from_direction_deg + 180.0
    placed = bearing_in_pixels(georeference, towards, sample, line)
    if placed is not None:
        return np.array([placed[1], placed[0]])
    if georeference is not None:
        return None
    return np.array([-np.cos(np.deg2rad(towards)), np.sin(np.deg2rad(towards))])


def find_head(members: NDArray[np.intp], strength: Array, downwind: Array | None) -> Head:
    """Return the head of a plume.

    Parameters
    ----------
    members : (member, 2) intp
        Line and sample.
    strength : (member,) float64
        Positive; score or column.
    downwind : (2,) float64 or None
        Unit vector (line, sample); None where the wind is not known.

    Notes
    -----
    With wind: the centre of the plume's most upwind pixels, moved downwind by what smoothing
    added. Without: the axis is the plume's own longest; the
    end nearer its strongest part is taken, since gas thins downwind.
    """
    points = members.astype(np.float64)
    weight = np.maximum(strength, 1e-6)
    centre = np.average(points, axis=0, weights=weight)
    spread = np.cov((points - centre).T, aweights=weight) if len(points) > 2 else np.eye(2)
    values, vectors = np.linalg.eigh(spread + 1e-9 * np.eye(2))
    length = 2.0 * float(np.sqrt(values[1]))
    known = downwind is not None
    if downwind is None:
        axis = vectors[:, 1]
        along = (points - centre) @ axis
        strong = np.average(along, weights=weight**2)
        middle = (along.min() + along.max()) / 2
        downwind = axis if strong < middle else -axis
        remark = "Wind unknown: the end nearer the strongest part was taken."
    else:
        remark = "Most upwind part by the wind given."
    along = (points - centre) @ downwind
    end = float(np.sort(along)[min(len(along) - 1, max(2, len(along) // 100))])
    tip = along <= end + TIP_PIXELS
    middle = np.average(points[tip], axis=0, weights=weight[tip])
    back = end + SMOOTHING_REACH - float((middle - centre) @ downwind)
    head = middle + back * downwind
    std = STD_FLOOR_PIXELS + STD_PER_ROOT_PIXEL * float(np.sqrt(len(points)))
    if not known:
        std += STD_PER_LENGTH_WITHOUT_WIND * length
    return Head(float(head[0]), float(head[1]), float(std), remark)
