"""What came back, matched to what was asked for."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from cathartes.model.campaign.product import SceneRecord, TrackRecord
from cathartes.model.flight.coverage import FlownAgainstPlan
from cathartes.model.flight.planned_line import PlannedLine
from cathartes.model.flight.track import Track
from cathartes.model.fusion.summary import Trouble


@frozen(kw_only=True)
class ClockOffset:
    """How far the clock of a flight's scenes is from that of its tracks.

    Attributes
    ----------
    offset_s : float
        Median over scenes of scene less track: positive where scenes say a later time.
    spread_s : float
        Half of the range over scenes.
    n_scenes : int
        Scenes over which a track passed.
    """

    offset_s: float
    spread_s: float
    n_scenes: int


@frozen(kw_only=True, eq=False)
class Collection:
    """Everything that could be matched, and what could not.

    Attributes
    ----------
    scenes : tuple of SceneRecord
        Each with its flight, its line and its quality; in the order of time.
    tracks : tuple of (TrackRecord, Track)
    cases : tuple of TrackRecord
        Samplers' cases; ``path`` is the folder.
    coverage : mapping of str to FlownAgainstPlan
        By id of the flight, of flights of which a track came back.
    clocks : mapping of str to ClockOffset
        By id of the flight, where scenes lie under tracks.
    troubles : tuple of Trouble
        What was refused, and why; it is kept where it lies and not processed.
    """

    scenes: tuple[SceneRecord, ...] = ()
    tracks: tuple[tuple[TrackRecord, Track], ...] = ()
    cases: tuple[TrackRecord, ...] = ()
    coverage: Mapping[str, FlownAgainstPlan] = field(factory=dict)
    clocks: Mapping[str, ClockOffset] = field(factory=dict)
    troubles: tuple[Trouble, ...] = ()

    @property
    def gap_lines(self) -> Mapping[str, tuple[PlannedLine, ...]]:
        """What is left to fly, by id of the flight, as lines that can be flown."""
        return {flight: flown.gap_lines for flight, flown in self.coverage.items()}
