"""Plumes and source estimates as the store keeps them: what they say, without their arrays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from attrs import field, frozen

from cathartes.model.campaign.area import Box, Ring, bounds_of, is_simple_polygon, normal_ring
from cathartes.model.campaign.checks import (
    are_probabilities,
    is_aware,
    is_latitude,
    is_longitude,
    is_not_negative,
    is_probability,
    is_written,
    refuse,
    sorted_words,
    utc_time,
)
from cathartes.model.campaign.record import Record
from cathartes.model.wind import Wind


@frozen(kw_only=True)
class PlumeRecord(Record):
    """A plume that was seen, stored form of ``model.plume.Plume`` or of another's list.

    Attributes
    ----------
    scene_id : str or None
        Of the scene it was found in; None for one that a third party reports.
    seen_at : datetime
    longitude, latitude : float
        Of its head, the most upwind point.
    position_std_m : float
        One standard deviation of the head along one axis.
    gas_probabilities : mapping of str to float
        ``"unknown"`` among them.
    plume_probability : float
    column_mean_ppm_m, column_std_ppm_m : float or None
        Of the surest gas.
    outline : tuple of (longitude, latitude)
        Empty where there is none.
    reported_by : str
        Empty for our own; otherwise who says so.
    grade : str
        How far that reporter is trusted, in the scheme of the user (Admiralty A1 to F6 ...).
    """

    kind: ClassVar[str] = "plume"
    scene_id: str | None = None
    seen_at: datetime = field(converter=utc_time, validator=is_aware)
    longitude: float = field(converter=float, validator=is_longitude)
    latitude: float = field(converter=float, validator=is_latitude)
    position_std_m: float = field(converter=float, validator=is_not_negative)
    gas_probabilities: Mapping[str, float] = field(validator=are_probabilities)
    plume_probability: float = field(converter=float, validator=is_probability)
    column_mean_ppm_m: float | None = None
    column_std_ppm_m: float | None = None
    outline: Ring = field(default=(), converter=normal_ring)
    reported_by: str = ""
    grade: str = ""

    @outline.validator
    def _is_an_outline(self, attribute: object, ring: Ring) -> None:
        if ring:
            is_simple_polygon(self, attribute, ring)  # type: ignore[arg-type]

    def __attrs_post_init__(self) -> None:
        """Refuse a plume that comes from nowhere, and a column without its spread."""
        if self.scene_id is None and not self.reported_by:
            refuse(self, "reported_by", "nobody", "a scene_id or who reports it", "Give one.")
        if (self.column_mean_ppm_m is None) != (self.column_std_ppm_m is None):
            refuse(self, "column_std_ppm_m", "one of two", "the mean with its spread", "Give both.")

    @property
    def bounds(self) -> Box:
        """West, south, east, north of the outline and the head."""
        return bounds_of((*self.outline, (self.longitude, self.latitude)))


@frozen(kw_only=True)
class GasRate:
    """How much of one gas a source emits.

    Attributes
    ----------
    emission_rate_kg_per_h, emission_rate_std_kg_per_h : float
        Posterior median and standard deviation.
    emission_rate_q05, emission_rate_q95 : float
        Bounds of the central 90 % interval, kg/h.
    """

    emission_rate_kg_per_h: float = field(converter=float, validator=is_not_negative)
    emission_rate_std_kg_per_h: float = field(converter=float, validator=is_not_negative)
    emission_rate_q05: float = field(converter=float, validator=is_not_negative)
    emission_rate_q95: float = field(converter=float, validator=is_not_negative)

    def __attrs_post_init__(self) -> None:
        """Refuse quantiles out of order."""
        if self.emission_rate_q95 < self.emission_rate_q05:
            found = (self.emission_rate_q05, self.emission_rate_q95)
            refuse(self, "emission_rate_q95", found, "at least emission_rate_q05", "Swap them.")


@frozen(kw_only=True)
class EstimateRecord(Record):
    """One source as one flight tells it, stored form of ``model.location.source``.

    Attributes
    ----------
    flight_id : str or None
        The flight it was sensed on.
    plume_ids, track_ids : tuple of str
        What it was made from, sorted.
    sensed_at : datetime
        Middle of the sensing.
    longitude, latitude : float
        Posterior median.
    position_std_m : float
        One standard deviation along one axis, model error included.
    region_90 : tuple of (longitude, latitude)
        Largest ring of the 90 % region; empty where only the spread is known.
    rates : mapping of str to GasRate
        By gas; empty where no rate can be stated.
    gas_probabilities : mapping of str to float
    source_probability : float
        That there is a source in the region at all.
    wind : Wind or None
        Mean wind it was sensed in; tells what lies downwind of what.
    """

    kind: ClassVar[str] = "estimate"
    flight_id: str | None = None
    plume_ids: tuple[str, ...] = field(default=(), converter=sorted_words)
    track_ids: tuple[str, ...] = field(default=(), converter=sorted_words)
    sensed_at: datetime = field(converter=utc_time, validator=is_aware)
    longitude: float = field(converter=float, validator=is_longitude)
    latitude: float = field(converter=float, validator=is_latitude)
    position_std_m: float = field(converter=float, validator=is_not_negative)
    region_90: Ring = field(default=(), converter=normal_ring)
    rates: Mapping[str, GasRate] = field(factory=dict)
    gas_probabilities: Mapping[str, float] = field(validator=are_probabilities)
    source_probability: float = field(default=1.0, converter=float, validator=is_probability)
    wind: Wind | None = None

    @region_90.validator
    def _is_an_outline(self, attribute: object, ring: Ring) -> None:
        if ring:
            is_simple_polygon(self, attribute, ring)  # type: ignore[arg-type]

    @property
    def bounds(self) -> Box:
        """West, south, east, north of the region and the position."""
        return bounds_of((*self.region_90, (self.longitude, self.latitude)))


@frozen(kw_only=True)
class ContextFeature(Record):
    """A permitted or known emitter, from a layer that a user supplies.

    Attributes
    ----------
    name : str
    layer : str
        The layer it stands in.
    profile : str
        Kind of facility, a name of the profiles table; empty where the layer does not say.
    is_permitted : bool
    longitude, latitude : float
    position_std_m : float
        How far the layer's position may be off.
    """

    kind: ClassVar[str] = "context"
    name: str = field(validator=is_written)
    layer: str = field(validator=is_written)
    profile: str = ""
    is_permitted: bool
    longitude: float = field(converter=float, validator=is_longitude)
    latitude: float = field(converter=float, validator=is_latitude)
    position_std_m: float = field(converter=float, validator=is_not_negative)

    @property
    def bounds(self) -> Box:
        """The point as a box."""
        return self.longitude, self.latitude, self.longitude, self.latitude
