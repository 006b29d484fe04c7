"""What flies, what it carries, and the lines it was asked to fly."""

from __future__ import annotations

import math
from datetime import datetime
from typing import ClassVar

from attrs import field, frozen

from cathartes.model.campaign.authority import Authority
from cathartes.model.campaign.checks import (
    check_order,
    is_aware,
    is_between,
    is_finite,
    is_latitude,
    is_longitude,
    is_not_negative,
    is_written,
    refuse,
    sorted_words,
    utc_time,
)
from cathartes.model.campaign.record import Record


@frozen(kw_only=True)
class Sensor(Record):
    """What senses gas: an imager that looks down, or a sampler of the air it flies in.

    Attributes
    ----------
    name : str
    gases : tuple of str
        Those it can tell, sorted.
    swath_deg : float
        Full field of view across the flight; 0 for a sampler of air.
    minimum_um, maximum_um : float
        Wavelengths it covers; 0 and 0 for one that is no spectrometer.
    detection_limit_kg_per_h : float or None
        Emission rate found half the time under the conditions it was planned for.
    """

    kind: ClassVar[str] = "sensor"
    name: str = field(validator=is_written)
    gases: tuple[str, ...] = field(default=(), converter=sorted_words)
    swath_deg: float = field(default=0.0, converter=float, validator=is_between(0.0, 180.0))
    minimum_um: float = field(default=0.0, converter=float, validator=is_not_negative)
    maximum_um: float = field(default=0.0, converter=float, validator=is_not_negative)
    detection_limit_kg_per_h: float | None = None


@frozen(kw_only=True)
class Platform(Record):
    """An aircraft of the fleet (what it does next is ``model.location.platform``'s matter).

    Attributes
    ----------
    name : str
        Tail number or call sign.
    sensor_ids : tuple of str
        Content ids of the sensors on board, sorted.
    speed_m_s : float
        Over ground while sensing.
    """

    kind: ClassVar[str] = "platform"
    name: str = field(validator=is_written)
    sensor_ids: tuple[str, ...] = field(default=(), converter=sorted_words)
    speed_m_s: float = field(converter=float, validator=is_between(0.1, 1000.0))


@frozen(kw_only=True)
class FlightLine:
    """One straight line with the sensor on.

    Attributes
    ----------
    name : str
        Unique within its plan.
    begin_longitude, begin_latitude, end_longitude, end_latitude : float
        Degrees WGS84.
    altitude_m : float
        Above mean sea level.
    begins_at, ends_at : datetime
        Planned, UTC.
    """

    name: str = field(validator=is_written)
    begin_longitude: float = field(converter=float, validator=is_longitude)
    begin_latitude: float = field(converter=float, validator=is_latitude)
    end_longitude: float = field(converter=float, validator=is_longitude)
    end_latitude: float = field(converter=float, validator=is_latitude)
    altitude_m: float = field(converter=float, validator=is_finite)
    begins_at: datetime = field(converter=utc_time, validator=is_aware)
    ends_at: datetime = field(converter=utc_time, validator=is_aware)

    def __attrs_post_init__(self) -> None:
        """Refuse a line that ends before it begins, or where it begins."""
        check_order(self, "begins_at", self.begins_at, "ends_at", self.ends_at)
        if math.dist(*self.places) == 0.0:
            refuse(self, "end", self.places[1], "another place than its beginning", "Give both.")

    @property
    def places(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Both ends as (longitude, latitude)."""
        return (
            (self.begin_longitude, self.begin_latitude),
            (self.end_longitude, self.end_latitude),
        )


@frozen(kw_only=True)
class FlightPlan(Record):
    """The lines that one aircraft is to fly under one authority.

    Attributes
    ----------
    name : str
    authority_id : str
        Content id of the authority; there is no plan without one.
    platform_id, sensor_id : str
        Content ids of what flies and what senses.
    lines : tuple of FlightLine
        In the order of flying, each name once.
    """

    kind: ClassVar[str] = "flight"
    name: str = field(validator=is_written)
    authority_id: str = field(validator=is_written)
    platform_id: str = field(validator=is_written)
    sensor_id: str = field(validator=is_written)
    lines: tuple[FlightLine, ...] = field(converter=tuple)

    def __attrs_post_init__(self) -> None:
        """Refuse a plan without lines or with two of one name."""
        names = [line.name for line in self.lines]
        if not names:
            refuse(self, "lines", "none", "at least one line", "Give what is to be flown.")
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            refuse(self, "lines", twice, "each name once", "Number the lines.")


def refuse_unauthorised(plan: FlightPlan, authority: Authority) -> None:
    """Refuse a plan of which any line leaves the authorised area or period.

    Raises
    ------
    AuthorityError
        For the first such line.
    """
    for line in plan.lines:
        what = f"flight {plan.name!r}, line {line.name!r}"
        authority.refuse_uncovered(what, line.begins_at, line.ends_at, line.places)
