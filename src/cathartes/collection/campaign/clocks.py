"""Clocks that disagree: when a scene says it was taken, and when its track was there."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from attrs import frozen

from cathartes.collection.campaign.planned import SeenOnStrip, Strip
from cathartes.kernels.flight.line_geometry import along_and_cross, clipped_steps
from cathartes.kernels.flight.local_plane import geodetic_to_local
from cathartes.model.flight.track import Track

_WHOLE_HOUR_S, _LEAP_SECONDS_S = 3600.0, 18.0


SAME_LINE = 0.15
"""Of the breadth of a scene: passages that near to each other flew the same line."""


@frozen
class Passage:
    """One passage of a track over the ground of a scene.

    Attributes
    ----------
    begins_s, ends_s : float
        POSIX seconds at which it came over the scene and left it.
    cross_m : float
        Mean distance to the right of the planned line.
    height_m : float
        Mean, counted as the track counts; NaN where it has none.
    track : Track
    """

    begins_s: float
    ends_s: float
    cross_m: float
    height_m: float
    track: Track


def passages_over(seen: SeenOnStrip, strip: Strip, tracks: Sequence[Track]) -> list[Passage]:
    """Return each passage of tracks with a date over the ground of a scene.

    Parameters
    ----------
    seen : SeenOnStrip
        The scene.
    strip : Strip
        Its line, along which it was flown.
    tracks : sequence of Track
    """
    found = []
    reach = max(seen.breadth_m, 0.0 if math.isnan(strip.planned.swath_m) else strip.planned.swath_m)
    for track in tracks:
        time = track.time_utc_s
        if time is None or track.n_points < 2:
            continue
        east, north = geodetic_to_local(track.longitude, track.latitude, *strip.frame.middle)
        along, cross, _ = along_and_cross(east, north, strip.frame.begin_m, strip.frame.end_m)
        a0, a1, c0, c1 = clipped_steps(along, cross, seen.along_0_m, seen.along_1_m)
        across = 0.5 * (c0 + c1)
        over = (a1 > a0) & (np.abs(across - seen.cross_m) <= reach) & (np.diff(track.piece) == 0)
        steps = np.flatnonzero(over)
        if steps.size == 0:
            continue
        for run in np.split(steps, np.flatnonzero(np.diff(steps) > 1) + 1):
            found.append(_passage(track, time, along, seen, run, across))
    return found


def _passage(
    track: Track,
    time: np.ndarray,
    along: np.ndarray,
    seen: SeenOnStrip,
    run: np.ndarray,
    across: np.ndarray,
) -> Passage:
    first, last = int(run[0]), int(run[-1]) + 1
    height = track.height_m[first : last + 1]
    known = np.isfinite(height)
    return Passage(
        begins_s=_moment(time, along, first, seen, is_entry=True),
        ends_s=_moment(time, along, last - 1, seen, is_entry=False),
        cross_m=float(across[run].mean()),
        height_m=float(height[known].mean()) if known.any() else math.nan,
        track=track,
    )


def _moment(
    time: np.ndarray, along: np.ndarray, step: int, seen: SeenOnStrip, *, is_entry: bool
) -> float:
    """Return when a step of the track came to the edge of the scene."""
    begin, end = float(along[step]), float(along[step + 1])
    edge = min(max(begin if is_entry else end, seen.along_0_m), seen.along_1_m)
    share = (edge - begin) / (end - begin)
    return float(time[step] + share * (time[step + 1] - time[step]))


def nearest_passage(
    passages: Sequence[Passage], begins_s: float, seen: SeenOnStrip
) -> tuple[Passage, float] | None:
    """Return the passage during which a scene was most likely taken, and scene less track.

    Of all passages those nearest to the middle of the scene count (the others saw it from the
    neighbouring line), and of these the nearest in time.
    """
    if not passages:
        return None
    aside = [abs(one.cross_m - seen.cross_m) for one in passages]
    reach = min(aside) + SAME_LINE * seen.breadth_m
    own = [one for one, cross in zip(passages, aside, strict=True) if cross <= reach]
    best = min(own, key=lambda one: (abs(begins_s - one.begins_s), one.begins_s))
    return best, begins_s - best.begins_s


def offset_in_words(offset_s: float) -> str:
    """Return an offset with what it most likely is."""
    words = f"{abs(offset_s):.1f} s " + ("later" if offset_s > 0.0 else "earlier")
    hours = round(offset_s / _WHOLE_HOUR_S)
    if hours and abs(offset_s - hours * _WHOLE_HOUR_S) <= 60.0:
        return words + f" ({abs(hours)} h: perhaps a local time written as UTC)"
    if abs(abs(offset_s) - _LEAP_SECONDS_S) <= 1.0:
        return words + " (18 s: perhaps GPS time written as UTC)"
    return words
