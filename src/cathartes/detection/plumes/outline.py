"""Outlines of pixel sets."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

BRIDGE_PIXELS = 1.0


def pixel_outline(members: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the outer ring around pixels, along pixel edges, closed.

    Parameters
    ----------
    members : (member, 2) intp
        Line and sample; connected through corners or small gaps.

    Returns
    -------
    (vertex, 2) float64
        Sample, line; pixel (0, 0) covers 0..1 in both. Fragments that do not touch are joined
        by strips over the gaps between them, so that one plume has one ring.
    """
    boxes = _runs(members)
    shape = shapely.union_all(boxes)
    while shape.geom_type != "Polygon":
        shape = _bridge_nearest(shape)
    ring = shapely.simplify(shapely.get_exterior_ring(shape), 0.0)
    return np.asarray(shapely.get_coordinates(ring), dtype=np.float64)


def _bridge_nearest(pieces: shapely.MultiPolygon) -> shapely.Geometry:
    """Join the largest piece to the one nearest to it by a strip as wide as a pixel."""
    parts = sorted(shapely.get_parts(pieces), key=lambda part: -part.area)
    host, others = parts[0], parts[1:]
    nearest = min(others, key=lambda part: shapely.distance(host, part))
    link = shapely.shortest_line(host, nearest)
    strip = shapely.buffer(link, BRIDGE_PIXELS / 2, cap_style="square")
    return shapely.union_all([*parts, strip])


def _runs(members: NDArray[np.intp]) -> NDArray[np.object_]:
    """Return one rectangle for each run of neighbouring samples in a line."""
    order = np.lexsort((members[:, 1], members[:, 0]))
    lines, samples = members[order, 0], members[order, 1]
    breaks = (np.diff(lines) != 0) | (np.diff(samples) != 1)
    starts = np.concatenate([[0], np.flatnonzero(breaks) + 1])
    ends = np.concatenate([starts[1:] - 1, [len(lines) - 1]])
    rectangles = shapely.box(
        samples[starts].astype(float),
        lines[starts].astype(float),
        samples[ends] + 1.0,
        lines[starts] + 1.0,
    )
    return np.asarray(rectangles, dtype=object)
