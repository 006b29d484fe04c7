"""The authority under which a flight is flown and processed: without one, neither is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Literal, get_args

from attrs import field, frozen

from cathartes.errors import AuthorityError
from cathartes.model.campaign.area import Area
from cathartes.model.campaign.checks import (
    check_order,
    is_aware,
    is_one_of,
    is_written,
    utc_time,
)
from cathartes.model.campaign.record import Record

Purpose = Literal["locate", "inform", "verify"]
"""The only purposes there are."""

PURPOSES: tuple[str, ...] = get_args(Purpose)


@frozen(kw_only=True)
class Authority(Record):
    """Who allowed what, where, when and for what.

    Attributes
    ----------
    approved_by : str
        The person or court that approved it.
    legal_basis : str
        The law or order it rests on.
    area : Area
        Where; its edge is inside.
    begins_at, ends_at : datetime
        When, UTC: from ``begins_at`` on, until just before ``ends_at``.
    purpose : {"locate", "inform", "verify"}
    reference : str
        The number under which the decision is filed, where it has one.
    """

    kind: ClassVar[str] = "authority"
    approved_by: str = field(validator=is_written)
    legal_basis: str = field(validator=is_written)
    area: Area
    begins_at: datetime = field(converter=utc_time, validator=is_aware)
    ends_at: datetime = field(converter=utc_time, validator=is_aware)
    purpose: Purpose = field(validator=is_one_of(PURPOSES))
    reference: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        check_order(self, "begins_at", self.begins_at, "ends_at", self.ends_at)

    def covers_time(self, at: datetime) -> bool:
        """Tell whether an instant (with its zone) is within the period."""
        return self.begins_at <= at < self.ends_at

    def covers(self, at: datetime, longitude: float, latitude: float) -> bool:
        """Tell whether a time and a place are both covered."""
        return self.covers_time(at) and self.area.covers_place(longitude, latitude)

    def refuse_uncovered(
        self,
        what: str,
        begins_at: datetime | None,
        ends_at: datetime | None,
        places: Sequence[tuple[float, float]],
    ) -> None:
        """Refuse what leaves the area or the period.

        Parameters
        ----------
        what : str
            Its name, for the message.
        begins_at, ends_at : datetime or None
            First and last instant; None is not covered, for nobody knows.
        places : sequence of (longitude, latitude)
            A line; all of it must be inside.

        Raises
        ------
        AuthorityError
            If any of it is outside.
        """
        period = f"{self.begins_at.isoformat()} to {self.ends_at.isoformat()}"
        for name, at in (("begins_at", begins_at), ("ends_at", ends_at)):
            if at is None or at.tzinfo is None or not self.covers_time(at):
                raise AuthorityError.about(
                    what,
                    name,
                    found="no time with a zone"
                    if at is None or at.tzinfo is None
                    else at.isoformat(),
                    expected=f"a time within the authority of {self.approved_by}, {period}",
                    remedy="Ask for an authority that covers it; it is not flown or processed.",
                )
        if not places or not self.area.covers_line(places):
            raise AuthorityError.about(
                what,
                "place",
                found=f"a line that leaves the area {self.area.name!r}" if places else "none",
                expected=f"all of it inside the area that {self.approved_by} approved",
                remedy="Ask for an authority that covers it; it is not flown or processed.",
            )
