"""How much of the planned lines was flown, how well, and what is left to fly."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from cathartes.model.flight.planned_line import LonLat, PlannedLine


class QualityFlag(StrEnum):
    """What is wrong with a line as it was flown; the values are the words people read."""

    NOT_FLOWN = "not flown"
    GAP = "gap"
    OFF_LINE = "off line"
    WRONG_HEIGHT = "wrong height"
    HEIGHT_NOT_COMPARED = "height not compared"
    TOO_FAST = "too fast"
    BANKED = "banked"
    NO_DATE = "no date"


@frozen
class LinePiece:
    """A part of a planned line.

    Attributes
    ----------
    begin_m, end_m : float
        Distance from the beginning of the line.
    begin, end : (longitude, latitude)
    """

    begin_m: float
    end_m: float
    begin: LonLat
    end: LonLat

    @property
    def length_m(self) -> float:
        """Length along the line."""
        return self.end_m - self.begin_m


@frozen
class CoverageFlown:
    """One planned line against all tracks.

    Attributes
    ----------
    line : PlannedLine
    length_m : float
    swath_m : float
        Breadth that was reckoned with.
    covered_share : float
        Share of the strip ``length_m x swath_m`` about the line that was seen, 0 to 1.
    flown_m : float
        Length of track flown for this line (flown twice counts twice).
    passes : int
        How often, or in how many pieces, it was flown.
    direction : str
        ``forward``, ``backward``, ``both`` or ``-``.
    cross_track_mean_m, cross_track_largest_m : float
        Distance of the track from the line, without sign, mean over the length flown; NaN
        where nothing was flown.
    height_error_mean_m, height_error_largest_m : float
        Flown less planned: mean, and the one of largest size; NaN where not compared.
    speed_largest_m_s : float
        Over ground; NaN without times.
    begin_s, end_s : float
        First and last moment on the line, on the clock of its tracks; NaN without one.
    clock : str
        ``UTC``, ``since boot``, or ``none``.
    flags : tuple of QualityFlag
    gaps : tuple of LinePiece
        What was not seen well enough, in the order of the line.
    track_names : tuple of str
        Tracks that flew this line.
    """

    line: PlannedLine
    length_m: float
    swath_m: float
    covered_share: float
    flown_m: float
    passes: int
    direction: str
    cross_track_mean_m: float
    cross_track_largest_m: float
    height_error_mean_m: float
    height_error_largest_m: float
    speed_largest_m_s: float
    begin_s: float
    end_s: float
    clock: str
    flags: tuple[QualityFlag, ...]
    gaps: tuple[LinePiece, ...]
    track_names: tuple[str, ...]


@frozen
class FlownAgainstPlan:
    """All lines of a plan against all tracks.

    Attributes
    ----------
    lines : tuple of CoverageFlown
        In the order of the plan.
    covered_share : float
        Over all lines, weighted by area.
    gap_lines : tuple of PlannedLine
        What is left to fly, as lines that can be flown.
    cautions : tuple of str
    """

    lines: tuple[CoverageFlown, ...]
    covered_share: float
    gap_lines: tuple[PlannedLine, ...]
    cautions: tuple[str, ...] = ()
