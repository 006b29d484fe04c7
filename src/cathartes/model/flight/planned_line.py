"""The lines that were asked for."""

from __future__ import annotations

import math

from attrs import frozen

from cathartes.errors import TrackError
from cathartes.model.flight.heights import HeightReference
from cathartes.model.provenance import InputFile

LonLat = tuple[float, float]
"""Longitude and latitude in degrees, WGS84."""


@frozen
class PlannedLine:
    """A straight, level line to be flown with the sensor on.

    Attributes
    ----------
    name : str
    begin, end : (longitude, latitude)
        Degrees, WGS84.
    height_m : float
        NaN where the plan has none.
    height_reference : HeightReference
    swath_m : float
        Breadth of ground to be seen, across the line; NaN where the plan does not tell.
    speed_m_s : float
        Over ground; NaN where the plan does not tell.
    """

    name: str
    begin: LonLat
    end: LonLat
    height_m: float = math.nan
    height_reference: HeightReference = HeightReference.NOT_STATED
    swath_m: float = math.nan
    speed_m_s: float = math.nan

    def __attrs_post_init__(self) -> None:
        for word, (longitude, latitude) in (("begin", self.begin), ("end", self.end)):
            if not (abs(longitude) <= 360.0 and abs(latitude) <= 90.0):
                raise TrackError.about(
                    f"line {self.name}",
                    word,
                    found=f"longitude {longitude:g}, latitude {latitude:g}",
                    expected="degrees, latitude within 90 of the equator",
                    remedy="Look whether longitude and latitude are exchanged.",
                )
        if self.begin == self.end:
            raise TrackError.about(
                f"line {self.name}",
                "ends",
                found="both at one place",
                expected="a line with a length",
                remedy="Take the line out of the plan.",
            )


@frozen
class LinePlan:
    """Lines in the order of the plan.

    Attributes
    ----------
    name : str
    lines : tuple of PlannedLine
    take_off_height_m : float
        Height of the place of take-off above mean sea level; NaN where the plan does not tell.
    cautions : tuple of str
        What was left out or assumed while reading; whole sentences.
    inputs : tuple of InputFile
    """

    name: str
    lines: tuple[PlannedLine, ...]
    take_off_height_m: float = math.nan
    cautions: tuple[str, ...] = ()
    inputs: tuple[InputFile, ...] = ()
