"""An area on the ground: one simple polygon in longitude and latitude."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any, ClassVar

from attrs import Attribute, field, frozen
from shapely import LineString, Point, Polygon
from shapely.validation import explain_validity

from cathartes.errors import RecordError
from cathartes.model.campaign.checks import is_written, refuse
from cathartes.model.campaign.record import Record

Ring = tuple[tuple[float, float], ...]
"""Corners as (longitude, latitude) in degrees WGS84; anticlockwise, the first is not repeated."""

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def normal_ring(corners: Iterable[Sequence[float]]) -> Ring:
    """Return a ring in one order, so that the same outline is the same record.

    Anticlockwise, from the most western corner (of these the most southern), not closed.
    """
    ring = [(float(corner[0]) + 0.0, float(corner[1]) + 0.0) for corner in corners]
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    if len(ring) < 3:
        return tuple(ring)
    shifted = zip(ring, ring[1:] + ring[:1], strict=True)
    # Relative to a corner: a small area far from the origin loses its sign to cancellation.
    west, south = ring[0]
    twice_area = sum(
        (x1 - west) * (y2 - south) - (x2 - west) * (y1 - south) for (x1, y1), (x2, y2) in shifted
    )
    if twice_area < 0:
        ring.reverse()
    first = ring.index(min(ring))
    return tuple(ring[first:] + ring[:first])


def is_simple_polygon(instance: Any, attribute: Attribute[Any], ring: Ring) -> None:
    """Refuse an outline that encloses nothing, crosses itself or leaves the map."""
    for longitude, latitude in ring:
        if not (-180.0 <= longitude <= 180.0 and -90.0 <= latitude <= 90.0):
            refuse(
                instance,
                attribute.name,
                f"corner ({longitude:g}, {latitude:g})",
                "longitude -180 to 180 and latitude -90 to 90, in this order",
                "Give degrees WGS84, longitude first; project other coordinates before.",
            )
    if len(ring) < 3:
        refuse(instance, attribute.name, f"{len(ring)} corners", "at least 3", "Add corners.")
    west, _, east, _ = bounds_of(ring)
    if east - west > 180.0:
        refuse(
            instance,
            attribute.name,
            f"longitudes from {west:g} to {east:g}",
            "less than half the globe",
            "Split an area that crosses the 180th meridian into one on each side.",
        )
    polygon = Polygon(ring)
    if not polygon.is_valid or polygon.area == 0.0:
        refuse(
            instance,
            attribute.name,
            explain_validity(polygon) if not polygon.is_valid else "no area",
            "an outline that does not cross or touch itself",
            "Put its corners in the order in which one walks round it.",
        )


def bounds_of(ring: Ring) -> Box:
    """Return west, south, east, north of a ring."""
    longitudes, latitudes = zip(*ring, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


@frozen(kw_only=True)
class Area(Record):
    """A named area.

    Attributes
    ----------
    name : str
    polygon : tuple of (longitude, latitude)
        Degrees WGS84; any order and either way round is accepted, see ``normal_ring``.
    """

    kind: ClassVar[str] = "area"
    name: str = field(validator=is_written)
    polygon: Ring = field(converter=normal_ring, validator=is_simple_polygon)

    @property
    def bounds(self) -> Box:
        """West, south, east, north."""
        return bounds_of(self.polygon)

    def covers_place(self, longitude: float, latitude: float) -> bool:
        """Tell whether a place is inside or on the edge."""
        return bool(Polygon(self.polygon).covers(Point(longitude, latitude)))

    def covers_line(self, places: Sequence[tuple[float, float]]) -> bool:
        """Tell whether all of a line (longitude, latitude) is inside, not only its ends."""
        if len(places) < 2:
            return all(self.covers_place(*place) for place in places)
        return bool(Polygon(self.polygon).covers(LineString(places)))


def refuse_overlapping(areas: Sequence[Area]) -> None:
    """Refuse areas of which two overlap: what lies in both would be asked for twice.

    Raises
    ------
    RecordError
        If two share ground; a common edge is allowed.
    """
    for one, other in combinations(areas, 2):
        shared = Polygon(one.polygon).intersection(Polygon(other.polygon)).area
        if shared > 0.0:
            raise RecordError.about(
                f"areas {one.name!r} and {other.name!r}",
                "polygon",
                found=f"{shared:.3g} square degrees in both",
                expected="areas that do not overlap",
                remedy="Cut one of them back to the edge of the other.",
            )
