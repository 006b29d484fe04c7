"""Tracks matched to the planned lines, in any order and direction, whole or in pieces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.collection.line_quality import LineQuality, largest, weighted_mean
from cathartes.collection.options import CoverageOptions
from cathartes.collection.owners import OwnedTrack, find_owners
from cathartes.collection.sameness import check_tracks
from cathartes.collection.steps import LineFrame, steps_beside
from cathartes.errors import OptionError
from cathartes.kernels.flight.coverage import (
    covered_share_across,
    gaps_between,
    nearest_on_both_sides,
)
from cathartes.kernels.flight.local_plane import local_to_geodetic
from cathartes.model.flight.coverage import (
    CoverageFlown,
    FlownAgainstPlan,
    LinePiece,
    QualityFlag,
)
from cathartes.model.flight.planned_line import LinePlan, LonLat, PlannedLine
from cathartes.model.flight.track import Track

Array = NDArray[np.float64]
_CELLS_A_SWATH, _FEWEST_CELLS, _MOST_CELLS = 50, 400, 200_000

_PASS_SWATHS, _PASS_SHARE = 2.0, 0.1
"""What is flown along a line for less than both is a turn and no flight for it."""


def match_tracks(
    plan: LinePlan, tracks: Sequence[Track], options: CoverageOptions | None = None
) -> FlownAgainstPlan:
    """Say how much of each planned line was flown, how well, and what is left to fly.

    Parameters
    ----------
    plan : LinePlan
    tracks : sequence of Track
        Of one or many flights; their order does not matter. None of them: nothing was flown.
    options : CoverageOptions, optional

    Returns
    -------
    FlownAgainstPlan

    Raises
    ------
    OptionError
        If neither the options nor the plan tell the swath.
    TrackError
        If a track lies in the plan only with longitude and latitude exchanged.

    Notes
    -----
    Ground seen from any track counts, also from one flown for the neighbouring line; errors,
    times and speeds are those of the steps flown for the line itself, that is, nearer to it than
    to any other line they go along.
    """
    options = options or CoverageOptions()
    tracks, cautions = check_tracks(plan, tracks)
    swaths = [_swath_of(line, options) for line in plan.lines]
    frames = [LineFrame.of(line) for line in plan.lines]
    owned = [find_owners(track, frames, swaths, options) for track in tracks]
    flown = tuple(
        _one_line(number, plan, frame, swath, owned, options)
        for number, (frame, swath) in enumerate(zip(frames, swaths, strict=True))
    )
    area = [one.length_m * one.swath_m for one in flown]
    share = sum(a * one.covered_share for a, one in zip(area, flown, strict=True)) / sum(area)
    return FlownAgainstPlan(
        lines=flown,
        covered_share=share,
        gap_lines=tuple(line for one in flown for line in gap_lines(one)),
        cautions=(*plan.cautions, *cautions),
    )


def gap_lines(flown: CoverageFlown) -> list[PlannedLine]:
    """Return the gaps of a line as lines to fly."""
    if len(flown.gaps) == 1 and flown.gaps[0].length_m > 0.999 * flown.length_m:
        return [evolve(flown.line, swath_m=flown.swath_m)]
    return [
        evolve(
            flown.line,
            name=f"{flown.line.name} gap {number}",
            begin=gap.begin,
            end=gap.end,
            swath_m=flown.swath_m,
        )
        for number, gap in enumerate(flown.gaps, start=1)
    ]


def _swath_of(line: PlannedLine, options: CoverageOptions) -> float:
    swath = line.swath_m if options.swath_m is None else options.swath_m
    if not swath > 0.0:
        raise OptionError.about(
            f"line {line.name}",
            "swath",
            found="neither in the plan nor among the options",
            expected="the breadth of ground that the sensor sees, in metres",
            remedy="Give it, for example --swath-m 250.",
        )
    return swath


def _one_line(
    number: int,
    plan: LinePlan,
    frame: LineFrame,
    swath: float,
    owned: Sequence[OwnedTrack],
    options: CoverageOptions,
) -> CoverageFlown:
    line, length = plan.lines[number], frame.length_m
    n_cells = int(np.clip(_CELLS_A_SWATH * length / swath, _FEWEST_CELLS, _MOST_CELLS))
    right, left = np.full(n_cells, np.inf), np.full(n_cells, np.inf)
    quality = LineQuality()
    shortest = options.shortest_gap_of(swath)
    least_pass = min(_PASS_SWATHS * swath, _PASS_SHARE * length)
    for one in owned:
        steps = steps_beside(one.position, frame, options)
        seen = steps.is_along & one.is_unbroken & one.is_level
        near = nearest_on_both_sides(
            steps.along_0[seen],
            steps.along_1[seen],
            steps.cross_0[seen],
            steps.cross_1[seen],
            length,
            n_cells,
        )
        right, left = np.minimum(right, near[0]), np.minimum(left, near[1])
        quality.add(
            one, steps, number, line, plan.take_off_height_m, shortest, least_pass_m=least_pass
        )
    across = covered_share_across(right, left, swath)
    gaps = gaps_between(across >= options.least_share_across - 1e-9, length, shortest)
    begin_s, end_s = quality.span_s
    flown = CoverageFlown(
        line=line,
        length_m=length,
        swath_m=swath,
        covered_share=float(across.mean()),
        flown_m=quality.flown_m,
        passes=quality.passes,
        direction=quality.direction,
        cross_track_mean_m=weighted_mean(quality.cross, quality.weight),
        cross_track_largest_m=largest(quality.cross),
        height_error_mean_m=weighted_mean(quality.height_error, quality.height_weight),
        height_error_largest_m=largest(quality.height_error),
        speed_largest_m_s=largest(quality.speed),
        begin_s=begin_s,
        end_s=end_s,
        clock=quality.clock,
        flags=(),
        gaps=tuple(_piece(frame, begin, end) for begin, end in gaps.tolist()),
        track_names=tuple(quality.track_names),
    )
    return evolve(flown, flags=_flags(flown, quality, options))


def _flags(
    flown: CoverageFlown, quality: LineQuality, options: CoverageOptions
) -> tuple[QualityFlag, ...]:
    line = flown.line
    fastest = options.largest_speed_m_s
    fastest = 1.1 * line.speed_m_s if fastest is None else fastest
    is_own = bool(quality.track_names)
    off = (1.0 - options.least_share_across) * flown.swath_m
    tests = {
        QualityFlag.NOT_FLOWN: not is_own,
        QualityFlag.GAP: bool(flown.gaps),
        QualityFlag.OFF_LINE: flown.cross_track_largest_m > off,
        QualityFlag.WRONG_HEIGHT: abs(flown.height_error_largest_m)
        > options.height_tolerance_of(line.height_m),
        QualityFlag.HEIGHT_NOT_COMPARED: quality.has_uncompared_height,
        QualityFlag.TOO_FAST: flown.speed_largest_m_s > fastest,
        QualityFlag.BANKED: quality.banked_m > options.shortest_gap_of(flown.swath_m),
        QualityFlag.NO_DATE: is_own and flown.clock != "UTC",
    }
    return tuple(flag for flag, holds in tests.items() if holds)


def _piece(frame: LineFrame, begin_m: float, end_m: float) -> LinePiece:
    return LinePiece(begin_m, end_m, _place(frame, begin_m), _place(frame, end_m))


def _place(frame: LineFrame, along_m: float) -> LonLat:
    share = along_m / frame.length_m
    east = frame.begin_m[0] + share * (frame.end_m[0] - frame.begin_m[0])
    north = frame.begin_m[1] + share * (frame.end_m[1] - frame.begin_m[1])
    longitude, latitude = local_to_geodetic(east, north, *frame.middle)
    return float(longitude), float(latitude)
