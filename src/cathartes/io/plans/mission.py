"""From the way points of a mission to the lines that it was made to fly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from attrs import frozen

from cathartes.kernels.flight.local_plane import geodetic_to_local
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.planned_line import LonLat, PlannedLine

WAYPOINT, SPLINE_WAYPOINT = 16, 82
RETURN_HOME, LAND, TAKE_OFF = 20, 21, 22
CHANGE_SPEED, TRIGGER_DISTANCE = 178, 206
_PLACED = {WAYPOINT, 17, 18, 19, RETURN_HOME, LAND, TAKE_OFF, 31, SPLINE_WAYPOINT}
_REFERENCES = {
    0: HeightReference.MEAN_SEA_LEVEL, 5: HeightReference.MEAN_SEA_LEVEL,
    3: HeightReference.TAKE_OFF, 6: HeightReference.TAKE_OFF,
    10: HeightReference.GROUND, 11: HeightReference.GROUND,
}  # fmt: skip
_ALONG_DEG = 20.0
_SHORT = 0.5


@frozen
class MissionItem:
    """One item of a mission, as MAVLink numbers commands and frames.

    Attributes
    ----------
    command, frame : int
    parameters : tuple of 4 float
        NaN where the file has none.
    longitude, latitude, height_m : float
    """

    command: int
    frame: int
    parameters: tuple[float, ...]
    longitude: float = math.nan
    latitude: float = math.nan
    height_m: float = math.nan

    @property
    def has_place(self) -> bool:
        """Whether it has a place of its own; 0, 0 stands for where the vehicle is."""
        zero = self.longitude == 0.0 and self.latitude == 0.0
        return not zero and math.isfinite(self.longitude + self.latitude)


@frozen
class _Leg:
    begin: MissionItem
    end: MissionItem
    is_triggered: bool
    speed_m_s: float
    length_m: float
    axis_deg: float


def lines_of_mission(items: Sequence[MissionItem]) -> tuple[tuple[PlannedLine, ...], list[str]]:
    """Return the lines of a mission without the ways between them.

    Parameters
    ----------
    items : sequence of MissionItem

    Returns
    -------
    lines : tuple of PlannedLine
    cautions : list of str
        What was left out.

    Notes
    -----
    A leg between two way points is a line where the camera is triggered on it, in missions that
    switch the trigger. In others, a leg is a way between lines where it is both shorter than
    half of the median line and more than 20 degrees off the direction of most of the length.
    """
    legs = _legs(items)
    cautions: list[str] = []
    triggered = [leg for leg in legs if leg.is_triggered]
    if triggered and len(triggered) < len(legs):
        kept, why = triggered, "the camera is not triggered on them"
    else:
        kept, why = _by_shape(legs), "they are short and run across the others"
    if left := len(legs) - len(kept):
        cautions.append(f"{left} of {len(legs)} legs were taken as ways between the lines: {why}.")
    lines = tuple(_line(leg, number) for number, leg in enumerate(kept, start=1))
    return lines, cautions


def _legs(items: Sequence[MissionItem]) -> list[_Leg]:
    legs: list[_Leg] = []
    before: MissionItem | None = None
    is_triggered, speed = False, math.nan
    for item in items:
        if item.command == TRIGGER_DISTANCE:
            is_triggered = item.parameters[0] > 0.0
        elif item.command == CHANGE_SPEED and item.parameters[1] > 0.0:
            speed = item.parameters[1]
        elif item.command in _PLACED:
            is_corner = item.command in (WAYPOINT, SPLINE_WAYPOINT) and item.has_place
            if is_corner and before is not None:
                length, axis = _length_and_axis(before, item)
                if length > 0.1:
                    legs.append(_Leg(before, item, is_triggered, speed, length, axis))
            before = item if is_corner else None
    return legs


def _length_and_axis(one: MissionItem, other: MissionItem) -> tuple[float, float]:
    east, north = geodetic_to_local(other.longitude, other.latitude, one.longitude, one.latitude)
    return float(math.hypot(east, north)), math.degrees(math.atan2(east, north)) % 180.0


def _by_shape(legs: list[_Leg]) -> list[_Leg]:
    if len(legs) < 3:
        return legs
    # The direction of most length: axes are doubled, so that both ways are one.
    most = max(legs, key=lambda one: sum(o.length_m for o in legs if _between(o, one) < _ALONG_DEG))
    along = [leg for leg in legs if _between(leg, most) < _ALONG_DEG]
    least = _SHORT * median(leg.length_m for leg in along)
    return [leg for leg in legs if _between(leg, most) < _ALONG_DEG or leg.length_m >= least]


def _between(one: _Leg, other: _Leg) -> float:
    angle = abs(one.axis_deg - other.axis_deg)
    return min(angle, 180.0 - angle)


def _line(leg: _Leg, number: int) -> PlannedLine:
    def place(item: MissionItem) -> LonLat:
        return item.longitude, item.latitude

    return PlannedLine(
        name=str(number),
        begin=place(leg.begin),
        end=place(leg.end),
        height_m=0.5 * (leg.begin.height_m + leg.end.height_m)
        if leg.begin.frame == leg.end.frame
        else math.nan,
        height_reference=_REFERENCES.get(leg.end.frame, HeightReference.NOT_STATED),
        speed_m_s=leg.speed_m_s,
    )
