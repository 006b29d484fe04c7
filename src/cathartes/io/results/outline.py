"""Outlines as GeoJSON geometries: valid, wound as RFC 7946 asks, cut at the antimeridian."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.io.results.placement import place_points
from cathartes.model.scene import Georeference

_DECIMALS_OF_DEGREE = 8  # about a millimetre
_DECIMALS_OF_PIXEL = 4


def pixel_outline(pixel_polygon: NDArray[np.float64]) -> dict[str, Any] | None:
    """Return the outline in pixel coordinates as a GeoJSON geometry.

    Parameters
    ----------
    pixel_polygon : (vertex, 2) float64
        Corners as (sample, line).

    Returns
    -------
    dict or None
        Polygon or MultiPolygon; None where the outline encloses nothing.
    """
    corners = np.asarray(pixel_polygon, dtype=np.float64)
    return _as_geometry(_valid_polygons(corners), _DECIMALS_OF_PIXEL)


def ground_outline(
    pixel_polygon: NDArray[np.float64], georeference: Georeference
) -> dict[str, Any] | None:
    """Return the outline on the Earth, WGS84 longitude and latitude.

    Returns
    -------
    dict or None
        Polygon or MultiPolygon; None where the scene cannot place the outline.

    Notes
    -----
    RFC 7946: section 3.1.6 asks for counterclockwise outer rings, section 3.1.9 for a cut at
    the antimeridian.
    """
    corners = np.asarray(pixel_polygon, dtype=np.float64)
    longitude, latitude = place_points(georeference, corners[:, 0] - 0.5, corners[:, 1] - 0.5)
    if longitude.size == 0 or not np.isfinite(longitude + latitude).all():
        return None
    longitude = (longitude - longitude[0] + 180.0) % 360.0 - 180.0 + longitude[0]
    polygons = _valid_polygons(np.stack([longitude, latitude], axis=1))
    return _as_geometry(_cut_at_antimeridian(polygons), _DECIMALS_OF_DEGREE)


def _cut_at_antimeridian(polygons: Any) -> Any:
    import shapely

    world = shapely.box(-180.0, -90.0, 180.0, 90.0)
    if polygons.is_empty or world.contains(polygons):
        return polygons
    turn = 360.0 if polygons.bounds[0] < -180.0 else -360.0
    moved = shapely.transform(polygons, lambda points: points + np.array([turn, 0.0]))
    return _polygons_of(shapely.intersection(polygons, world), shapely.intersection(moved, world))


def _valid_polygons(corners: NDArray[np.float64]) -> Any:
    import shapely

    if len(corners) < 3:
        return shapely.MultiPolygon()
    return _polygons_of(shapely.make_valid(shapely.Polygon(corners)))


def _polygons_of(*geometries: Any) -> Any:
    """Keep what has an area: repaired outlines may leave lines and points behind."""
    import shapely

    pieces = shapely.get_parts(shapely.get_parts(list(geometries)))
    return shapely.MultiPolygon(
        [one for one in pieces if one.geom_type == "Polygon" and one.area > 0.0]
    )


def _as_geometry(polygons: Any, decimals: int) -> dict[str, Any] | None:
    import shapely

    if polygons.is_empty:
        return None
    parts = [
        [
            np.round(np.asarray(ring.coords), decimals).tolist()
            for ring in (part.exterior, *part.interiors)
        ]
        for part in shapely.orient_polygons(polygons).geoms
    ]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}
