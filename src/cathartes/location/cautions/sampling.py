"""Cautions about where the sensors were, seen from the source that was found."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.location.cautions.caution import Caution
from cathartes.location.cautions.used_wind import rows_of
from cathartes.location.concentrations.problem.problem import FEW_TIMES
from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import SourceEstimate, SourceLocation

Array = NDArray[np.float64]
_DOWNWIND_DEG, _BESIDE_DEG = 60.0, 4.0
_FEWEST_BESIDE, _SHARE_BESIDE = 2, 0.03
_ONE_DISTANCE = 1.35
_FEWEST = 6
_POINTS_OF_PATH = 5


@frozen(eq=False)
class SeenFromSource:
    """Observations that the plume could reach.

    Attributes
    ----------
    angle_deg : (place,) float64
        From the downwind direction at that time to the place, clockwise; within 60.
    distance_m : (place,) float64
        From the source.
    """

    angle_deg: Array
    distance_m: Array


def seen_from(case: SourceCase, source: SourceEstimate, turned_deg: float = 0.0) -> SeenFromSource:
    """Return where the downwind places lie; of a path, five points.

    Parameters
    ----------
    case : SourceCase
    source : SourceEstimate
    turned_deg : float
        Added to the given direction: the fitted offset.
    """
    o = case.observations
    begin, end = o.begin_m[:, None, :2], o.end_m[:, None, :2]
    share = np.linspace(0.0, 1.0, _POINTS_OF_PATH)[None, :, None]
    at = (begin + share * (end - begin)) - [source.easting_m, source.northing_m]
    distance = np.hypot(at[..., 0], at[..., 1])
    bearing = np.degrees(np.arctan2(at[..., 0], at[..., 1]))
    downwind = case.wind.from_direction_deg[rows_of(o, case.wind)] + turned_deg + 180.0
    angle = (bearing - downwind[:, None] + 180.0) % 360.0 - 180.0
    reached = np.isfinite(angle) & (np.abs(angle) <= _DOWNWIND_DEG) & (distance > 0.0)
    return SeenFromSource(angle_deg=angle[reached], distance_m=distance[reached])


def one_side_only(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where a source's plume was never crossed: all downwind places on one side of it."""
    for source in _emitters(location):
        seen = seen_from(case, source, location.wind.direction_offset_deg)
        if seen.angle_deg.size < _FEWEST:
            continue
        sides = [int(np.count_nonzero(sign * seen.angle_deg > _BESIDE_DEG)) for sign in (-1.0, 1.0)]
        if min(sides) >= max(_FEWEST_BESIDE, _SHARE_BESIDE * seen.angle_deg.size):
            continue
        side = "left" if sides[0] > sides[1] else "right"
        return Caution(
            f"The plume of source {source.emitter} was sampled on its {side} side only, looking "
            "down the wind: its axis, and with it the place across the wind and the rate, rest on "
            "the wind direction alone; the regions were made 1.3 times as wide.",
            widen_position=1.3,
            widen_rate=1.3,
        )
    return None


def one_distance_only(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where the plume was sampled at one distance: distance and rate trade places."""
    for source in _emitters(location):
        seen = seen_from(case, source, location.wind.direction_offset_deg)
        near = np.abs(seen.angle_deg) < _DOWNWIND_DEG / 2.0
        if np.count_nonzero(near) < _FEWEST:
            continue
        low, high = np.quantile(seen.distance_m[near], [0.05, 0.95])
        if high < _ONE_DISTANCE * low:
            return Caution(
                f"The plume of source {source.emitter} was sampled at about one distance "
                f"({0.5 * (low + high):.0f} m) only: a near weak source and a far strong one look "
                "alike from there, so position along the wind and rate are known together, not "
                "each for itself; a crossing at another distance would part them."
            )
    return None


def long_record(case: SourceCase, location: SourceLocation) -> Caution | None:
    """Caution where an answer rests on many intervals: a second source was often missed there."""
    if not location.sources or np.unique(case.observations.time_s).size <= FEW_TIMES:
        return None
    return Caution(
        "This is a record of many intervals. On simulated records a weak source beside a stronger "
        "one was missed more often than found (docs/benchmarks.md): a source that is stated does "
        "not exclude another one."
    )


def _emitters(location: SourceLocation) -> list[SourceEstimate]:
    return list({one.emitter: one for one in reversed(location.sources)}.values())[::-1]
