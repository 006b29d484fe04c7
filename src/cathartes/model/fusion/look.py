"""What one pass over the ground could have seen, whether it saw something or not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from attrs import Attribute, field, frozen

from cathartes.model.campaign.area import Box, Ring, bounds_of, is_simple_polygon, normal_ring
from cathartes.model.campaign.checks import is_aware, is_probability, refuse, utc_time
from cathartes.model.campaign.record import Record


def _are_limits(instance: Any, attribute: Attribute[Any], limits: Mapping[str, float]) -> None:
    for gas, limit in limits.items():
        if not (math.isfinite(limit) and limit > 0.0):
            refuse(
                instance,
                f"{attribute.name}[{gas}]",
                limit,
                "a rate above 0 kg/h",
                "Leave out a gas that could not be seen at all.",
            )


@frozen(kw_only=True)
class LookRecord(Record):
    """One look at the ground: a scene that was searched, or the reach of a sampler's track.

    Attributes
    ----------
    flight_id : str or None
    scene_id, track_id : str or None
        What was searched; one of both.
    looked_at : datetime
        Middle of the sensing.
    footprint : tuple of (longitude, latitude)
        The ground on which a source would have been noticed.
    limits_kg_per_h : mapping of str to float
        By gas: the emission rate found half the time under the conditions of this look. A gas
        that is not in it could not be seen.
    limit_log_std : float
        Spread of the natural logarithm of the rate about its limit: a rate ``Q`` is found with
        probability ``clear_share * Phi(ln(Q / limit) / limit_log_std)``.
    clear_share : float
        Share of the footprint that was neither cloud, saturated nor missing.
    """

    kind: ClassVar[str] = "look"
    flight_id: str | None = None
    scene_id: str | None = None
    track_id: str | None = None
    looked_at: datetime = field(converter=utc_time, validator=is_aware)
    footprint: Ring = field(converter=normal_ring, validator=is_simple_polygon)
    limits_kg_per_h: Mapping[str, float] = field(validator=_are_limits)
    limit_log_std: float = field(converter=float)
    clear_share: float = field(default=1.0, converter=float, validator=is_probability)

    @limit_log_std.validator
    def _is_a_spread(self, attribute: object, value: float) -> None:
        if not (math.isfinite(value) and value > 0.0):
            refuse(self, "limit_log_std", value, "a spread above 0", "State it.")

    def __attrs_post_init__(self) -> None:
        """Refuse a look that was made with nothing, or with two things at once."""
        if (self.scene_id is None) == (self.track_id is None):
            refuse(self, "scene_id", "none or two", "a scene or a track", "Name one.")

    @property
    def bounds(self) -> Box:
        """West, south, east, north."""
        return bounds_of(self.footprint)

    def probability_of_finding(self, gas: str, emission_rate_kg_per_h: float) -> float:
        """Return the probability that a source of this rate would have been found."""
        limit = self.limits_kg_per_h.get(gas)
        if limit is None or emission_rate_kg_per_h <= 0.0:
            return 0.0
        z = math.log(emission_rate_kg_per_h / limit) / self.limit_log_std
        return self.clear_share * 0.5 * math.erfc(-z / math.sqrt(2.0))
