"""Whether tracks belong to a plan at all, and whether one was delivered twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cathartes.errors import TrackError
from cathartes.kernels.flight.local_plane import geodetic_to_local
from cathartes.model.flight.planned_line import LinePlan
from cathartes.model.flight.track import Track

FAR_M = 20_000.0
"""A track that comes no nearer to any line was hardly flown for them."""
_LOOKED_AT = 2_000


def check_tracks(plan: LinePlan, tracks: Sequence[Track]) -> tuple[list[Track], list[str]]:
    """Return each track once, with what is odd about them.

    Parameters
    ----------
    plan : LinePlan
    tracks : sequence of Track

    Returns
    -------
    tracks : list of Track
        In the order of their digests, so that the order of delivery does not matter.
    cautions : list of str

    Raises
    ------
    TrackError
        If a track lies near the plan only with longitude and latitude exchanged.
    """
    kept: dict[object, Track] = {}
    cautions: list[str] = []
    for track in tracks:
        key: object = track.inputs[0].sha256 if track.inputs else id(track)
        if key in kept:
            cautions.append(f"{track.name}: the same file as {kept[key].name}; counted once.")
            continue
        kept[key] = track
        cautions += [f"{track.name}: {caution}" for caution in track.cautions]
        away = _least_distance_m(plan, track.longitude, track.latitude)
        if away <= FAR_M:
            continue
        if _least_distance_m(plan, track.latitude, track.longitude) <= FAR_M:
            raise TrackError.about(
                track.name,
                "longitude, latitude",
                found=f"{track.longitude[0]:.4f}, {track.latitude[0]:.4f}, " + _far_in_words(away),
                expected="a flight near the plan",
                remedy="Exchanged they would be near it: exchange the columns of the file.",
            )
        cautions.append(
            f"{track.name}: {_far_in_words(away)}: it has nothing to do with this plan, or its "
            "positions are wrong."
        )
    ordered = sorted(kept.values(), key=lambda one: one.inputs[0].sha256 if one.inputs else "")
    return ordered, cautions


def _far_in_words(away_m: float) -> str:
    if not np.isfinite(away_m):
        return "on the other side of the Earth from the plan"
    return f"{away_m / 1000.0:,.0f} km away from the nearest planned line's end"


def _least_distance_m(plan: LinePlan, longitude: np.ndarray, latitude: np.ndarray) -> float:
    """Least distance of a track to an end of a line; infinite where it is beyond the horizon."""
    rows = np.linspace(0, len(longitude) - 1, min(len(longitude), _LOOKED_AT)).astype(np.int64)
    if np.any(np.abs(latitude[rows]) > 90.0):
        return float("inf")
    least = float("inf")
    for line in plan.lines:
        for place in (line.begin, line.end):
            east, north = geodetic_to_local(longitude[rows], latitude[rows], *place)
            distance = np.hypot(east, north)
            if np.isfinite(distance).any():
                least = min(least, float(np.nanmin(distance)))
    return least
