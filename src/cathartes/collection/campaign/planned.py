"""Planned lines as strips on the ground, for asking which of them something belongs to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from attrs import frozen
from shapely import Polygon, box

from cathartes.collection.steps import LineFrame
from cathartes.kernels.flight.line_geometry import along_and_cross
from cathartes.kernels.flight.local_plane import geodetic_to_local
from cathartes.model.campaign.area import Ring
from cathartes.model.campaign.flight import FlightLine, FlightPlan
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.planned_line import LinePlan, PlannedLine
from cathartes.model.identity import content_id

Swaths = Mapping[tuple[str, str], float]
"""Breadth of a planned line in metres, by name of the flight and name of the line."""


def line_plan(plan: FlightPlan, swaths_m: Swaths, swath_m: float | None = None) -> LinePlan:
    """Return a flight plan as the lines that tracks are matched to.

    Parameters
    ----------
    plan : FlightPlan
    swaths_m : mapping
        Of the lines.
    swath_m : float, optional
        Of lines that are not in it; NaN where this is not given either.
    """
    fallback = math.nan if swath_m is None else swath_m
    lines = tuple(
        _planned_line(line, swaths_m.get((plan.name, line.name), fallback)) for line in plan.lines
    )
    return LinePlan(plan.name, lines)


def _planned_line(line: FlightLine, swath_m: float) -> PlannedLine:
    begin, end = line.places
    bare = PlannedLine(line.name, begin, end)
    seconds = (line.ends_at - line.begins_at).total_seconds()
    return PlannedLine(
        line.name,
        begin,
        end,
        height_m=line.altitude_m,
        height_reference=HeightReference.MEAN_SEA_LEVEL,
        swath_m=swath_m,
        speed_m_s=LineFrame.of(bare).length_m / seconds,
    )


@frozen
class Strip:
    """One planned line with its frame.

    Attributes
    ----------
    plan : FlightPlan
    flight_id : str
    line : FlightLine
    planned : PlannedLine
    frame : LineFrame
    """

    plan: FlightPlan
    flight_id: str
    line: FlightLine
    planned: PlannedLine
    frame: LineFrame

    def away_s(self, at: datetime) -> float:
        """Return how long before or after the planned time of the line an instant is."""
        early = (self.line.begins_at - at).total_seconds()
        late = (at - self.line.ends_at).total_seconds()
        return max(early, late, 0.0)

    def see(self, footprint: Ring) -> SeenOnStrip | None:
        """Return where a footprint lies on the strip, None where it is far from it."""
        longitude, latitude = np.array(footprint).T
        east, north = geodetic_to_local(longitude, latitude, *self.frame.middle)
        if not np.isfinite(east + north).all():
            return None
        along, cross, length = along_and_cross(east, north, self.frame.begin_m, self.frame.end_m)
        ground = Polygon(np.column_stack([along, cross]))
        swath = self.planned.swath_m
        if not swath > 0.0:
            swath = float(np.ptp(cross))
        share = ground.intersection(box(0.0, -0.5 * swath, length, 0.5 * swath)).area / ground.area
        middle = ground.centroid
        return SeenOnStrip(
            overlap=float(share),
            along_0_m=float(along.min()),
            along_1_m=float(along.max()),
            cross_m=float(middle.y),
            breadth_m=float(np.ptp(cross)),
        )


@frozen
class SeenOnStrip:
    """Where a footprint lies on the strip of a line.

    Attributes
    ----------
    overlap : float
        Share of the footprint inside the strip.
    along_0_m, along_1_m : float
        Its ends along the line.
    cross_m : float
        Of its middle, to the right of the line.
    breadth_m : float
        Across the line.
    """

    overlap: float
    along_0_m: float
    along_1_m: float
    cross_m: float
    breadth_m: float


def strips_of(plans: Sequence[FlightPlan], swaths_m: Swaths, swath_m: float | None) -> list[Strip]:
    """Return all lines of all flights, in one order whatever the order of the plans."""
    strips = []
    for plan in plans:
        flight = content_id(plan)
        lines = zip(plan.lines, line_plan(plan, swaths_m, swath_m).lines, strict=True)
        for line, planned in lines:
            strips.append(Strip(plan, flight, line, planned, LineFrame.of(planned)))
    return sorted(strips, key=lambda one: (one.flight_id, one.line.begins_at, one.line.name))
