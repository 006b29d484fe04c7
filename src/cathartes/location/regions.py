"""Regions of cells as rings, and draws inside them; of images and of concentrations."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from cathartes.model.location.source import Rings

Array = NDArray[np.float64]


def cell_rings(easting_m: Array, northing_m: Array, axes_m: Array) -> Rings:
    """Return the outer rings of a union of cells, the largest first.

    Parameters
    ----------
    easting_m, northing_m : (cell,) float64
        Centres.
    axes_m : (2, 2) float64
        Ground vectors of the two sides of a cell, in columns.
    """
    # Cells are made a little larger, so that rounding leaves no gaps between neighbours.
    corners = 0.5005 * (axes_m @ np.array([[-1, 1, 1, -1], [-1, -1, 1, 1]], np.float64))
    squares = [
        shapely.Polygon(np.stack([east + corners[0], north + corners[1]], axis=1))
        for east, north in zip(easting_m, northing_m, strict=True)
    ]
    union = shapely.union_all(squares).simplify(0.002 * float(np.abs(axes_m).max()))
    parts = [one for one in shapely.get_parts(union) if one.geom_type == "Polygon"]
    parts.sort(key=lambda one: -float(one.area))
    return tuple(
        np.asarray(shapely.orient_polygons(shapely.Polygon(one.exterior)).exterior.coords)
        for one in parts
    )


def draw_positions(
    easting_m: Array,
    northing_m: Array,
    probability: Array,
    axes_m: Array,
    count: int,
    rng: np.random.Generator,
) -> Array:
    """Return draws of the position, (draw, 2): a cell by its probability, anywhere in it."""
    cell = rng.choice(probability.size, size=count, p=probability / probability.sum())
    inside = axes_m @ rng.uniform(-0.5, 0.5, (2, count))
    return np.stack([easting_m[cell] + inside[0], northing_m[cell] + inside[1]], axis=1)
