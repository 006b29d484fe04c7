"""What came back from a flight: scenes, tracks and the weather, as the store keeps them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from attrs import field, frozen

from cathartes.model.campaign.area import Box, Ring, bounds_of, is_simple_polygon, normal_ring
from cathartes.model.campaign.checks import (
    check_order,
    is_aware,
    is_latitude,
    is_longitude,
    is_sha256,
    is_written,
    refuse,
    sorted_words,
    utc_time,
)
from cathartes.model.campaign.record import NOT_IN_ID, Marking, Record
from cathartes.model.wind import Wind


@frozen(kw_only=True)
class FileProduct(Record):
    """One file (or folder of files) that was sensed on a flight.

    Attributes
    ----------
    name : str
        Short name, for people; the same bytes under another name are the same product.
    path : str
        Where it lies, relative to the campaign's folder where it is inside; not part of the id.
    sha256 : str
        Digest of the bytes.
    begins_at, ends_at : datetime
        UTC; of one instant both are equal.
    footprint : tuple of (longitude, latitude)
        Outline of what was sensed; empty where the file does not say where it is.
    flight_id, line_name : str or None
        The plan and the line it was matched to; None where it was not. Not part of the id, and
        neither is the marking: the same bytes stay the same product when a plan is edited, an
        authority prolonged or the handling changed.
    quality : tuple of str
        Flags such as "off line", "cloud", sorted; not part of the id: a track that comes later
        may add one, and the scene stays the same.
    """

    marking: Marking = field(factory=Marking, metadata=NOT_IN_ID)
    name: str = field(validator=is_written, metadata=NOT_IN_ID)
    path: str = field(validator=is_written, metadata=NOT_IN_ID)
    sha256: str = field(validator=is_sha256)
    begins_at: datetime = field(converter=utc_time, validator=is_aware)
    ends_at: datetime = field(converter=utc_time, validator=is_aware)
    footprint: Ring = field(default=(), converter=normal_ring)
    flight_id: str | None = field(default=None, metadata=NOT_IN_ID)
    line_name: str | None = field(default=None, metadata=NOT_IN_ID)
    quality: tuple[str, ...] = field(default=(), converter=sorted_words, metadata=NOT_IN_ID)

    @footprint.validator
    def _is_an_outline(self, attribute: object, ring: Ring) -> None:
        if ring:
            is_simple_polygon(self, attribute, ring)  # type: ignore[arg-type]

    def __attrs_post_init__(self) -> None:
        """Refuse an end before the beginning."""
        if self.begins_at != self.ends_at:
            check_order(self, "begins_at", self.begins_at, "ends_at", self.ends_at)

    @property
    def bounds(self) -> Box | None:
        """West, south, east, north; None where the place is not known."""
        return bounds_of(self.footprint) if self.footprint else None


@frozen(kw_only=True)
class SceneRecord(FileProduct):
    """A cube of radiance, stored form of ``model.scene.Scene``.

    Attributes
    ----------
    instrument : str
    n_lines, n_samples, n_channels : int
    """

    kind: ClassVar[str] = "scene"
    instrument: str = ""
    n_lines: int = 0
    n_samples: int = 0
    n_channels: int = 0


@frozen(kw_only=True)
class TrackRecord(FileProduct):
    """Where an aircraft was, or what a sampler sensed along its way.

    Attributes
    ----------
    n_points : int
    gases : tuple of str
        Sensed along it; empty for a track of positions alone.
    """

    kind: ClassVar[str] = "track"
    n_points: int = 0
    gases: tuple[str, ...] = field(default=(), converter=sorted_words)


@frozen(kw_only=True)
class WeatherRecord(Record):
    """Wind near the ground at a place over a time.

    Attributes
    ----------
    longitude, latitude : float
    begins_at, ends_at : datetime
    wind : Wind
        With its spreads, which are asked for here: a wind without them weighs nothing.
    source : str
        ``"sonic"``, ``"mast"``, ``"metar"``, ``"model"`` ..., see ``WIND_ERRORS``.
    air_temperature_k : float or None
    """

    kind: ClassVar[str] = "weather"
    marking: Marking = field(factory=Marking, metadata=NOT_IN_ID)
    longitude: float = field(converter=float, validator=is_longitude)
    latitude: float = field(converter=float, validator=is_latitude)
    begins_at: datetime = field(converter=utc_time, validator=is_aware)
    ends_at: datetime = field(converter=utc_time, validator=is_aware)
    wind: Wind
    source: str = field(validator=is_written)
    air_temperature_k: float | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse times in the wrong order and a wind without spread."""
        check_order(self, "begins_at", self.begins_at, "ends_at", self.ends_at)
        if self.wind.speed_std_m_s is None or self.wind.from_direction_std_deg is None:
            refuse(self, "wind", "no spread", "a spread of speed and direction", "State both.")
