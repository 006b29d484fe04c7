"""What collecting a folder gives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from cathartes.model.campaign import (
    EstimateRecord,
    PlumeRecord,
    SceneRecord,
    TrackRecord,
    WeatherRecord,
)
from cathartes.model.collection import ClockOffset, Delivery
from cathartes.model.flight.coverage import FlownAgainstPlan
from cathartes.model.flight.track import Track
from cathartes.model.fusion.summary import Trouble


@frozen(kw_only=True, eq=False)
class Collected:
    """Everything of a folder that can be used, and what could not.

    Attributes
    ----------
    deliveries : tuple of Delivery
        All that was found, each once, refused ones too.
    scenes : tuple of SceneRecord
        With flight, line, footprint, quality; ``path`` is relative to the campaign's folder.
    tracks : tuple of (TrackRecord, Track)
    cases : tuple of (Path, TrackRecord)
        Folders of samplers' cases.
    weather : tuple of WeatherRecord
    plumes : tuple of PlumeRecord
        Of others; ``reported_by`` says whose.
    estimates : tuple of EstimateRecord
        One for each of ``plumes``.
    coverage : mapping of str to FlownAgainstPlan
        By id of the flight.
    clocks : mapping of str to ClockOffset
        By id of the flight.
    troubles : tuple of Trouble
    """

    deliveries: tuple[Delivery, ...] = ()
    scenes: tuple[SceneRecord, ...] = ()
    tracks: tuple[tuple[TrackRecord, Track], ...] = ()
    cases: tuple[tuple[Path, TrackRecord], ...] = ()
    weather: tuple[WeatherRecord, ...] = ()
    plumes: tuple[PlumeRecord, ...] = ()
    estimates: tuple[EstimateRecord, ...] = ()
    coverage: Mapping[str, FlownAgainstPlan] = field(factory=dict)
    clocks: Mapping[str, ClockOffset] = field(factory=dict)
    troubles: tuple[Trouble, ...] = ()
