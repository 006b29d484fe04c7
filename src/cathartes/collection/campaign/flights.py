"""Which flight a track, or what a sampler sensed, belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPoint

from cathartes.collection.campaign.options import CollectionOptions
from cathartes.collection.campaign.planned import Strip
from cathartes.errors import AuthorityError, CaseError, TrackError
from cathartes.kernels.flight.line_geometry import along_and_cross
from cathartes.kernels.flight.local_plane import geodetic_to_local, local_to_geodetic
from cathartes.model.campaign.area import Ring
from cathartes.model.campaign.authority import Authority
from cathartes.model.campaign.product import TrackRecord
from cathartes.model.campaign.record import Marking
from cathartes.model.collection.delivered import DeliveredCase, DeliveredTrack
from cathartes.model.flight.track import Track

Array = NDArray[np.float64]
_BESIDE_M = 25.0
"""Half the breadth of ground that is drawn about a track."""
_KEPT = "It is kept where it lies and not processed, for no authority covers it."


def flight_of(
    longitude: Array,
    latitude: Array,
    time_s: Array | None,
    strips: Sequence[Strip],
    options: CollectionOptions,
) -> tuple[Strip, NDArray[np.bool_]] | None:
    """Return a line of the flight near which most points lie, and which points those are.

    Parameters
    ----------
    longitude, latitude : (point,) float64
    time_s : (point,) float64 or None
        POSIX; None: any time will do.
    strips : sequence of Strip
    options : CollectionOptions

    Returns
    -------
    (Strip, (point,) bool) or None
        None where not one point lies near a line of any flight at its time.
    """
    near: dict[str, NDArray[np.bool_]] = {}
    strip_of: dict[str, Strip] = {}
    for strip in strips:
        east, north = geodetic_to_local(longitude, latitude, *strip.frame.middle)
        along, cross, length = along_and_cross(east, north, strip.frame.begin_m, strip.frame.end_m)
        beyond = np.maximum(np.maximum(-along, along - length), 0.0)
        with np.errstate(invalid="ignore"):
            is_near = np.hypot(beyond, cross) <= options.sampler_reach_m
        if time_s is not None:
            begin = strip.line.begins_at.timestamp() - options.largest_delay_s
            end = strip.line.ends_at.timestamp() + options.largest_delay_s
            is_near &= (time_s >= begin) & (time_s <= end)
        if is_near.any():
            key = strip.flight_id
            near[key] = near[key] | is_near if key in near else is_near
            strip_of.setdefault(key, strip)
    if not near:
        return None
    best = min(near, key=lambda key: (-int(near[key].sum()), key))
    return strip_of[best], near[best]


def match_track(
    delivered: DeliveredTrack,
    strips: Sequence[Strip],
    authorities: Mapping[str, Authority],
    options: CollectionOptions,
    marking: Marking,
    *,
    is_simulated: bool,
) -> TrackRecord:
    """Match a track to a flight.

    Raises
    ------
    TrackError
        If it is of no flight, or tells no date where flights are on several days.
    AuthorityError
        If it was flown outside the period.
    """
    track, delivery = delivered.track, delivered.delivery
    found = flight_of(track.longitude, track.latitude, track.time_utc_s, strips, options)
    if found is None:
        raise TrackError.about(
            delivery.name,
            "flight",
            found=_whereabouts(track),
            expected="a track along planned lines, within "
            f"{options.largest_delay_s / 60.0:g} min of their times",
            remedy=f"Add the plan it was flown under, or correct its clock. {_KEPT}",
        )
    strip, near = found
    if track.time_utc_s is None:
        begins_at, ends_at = strip.plan.lines[0].begins_at, strip.plan.lines[-1].ends_at
    else:
        begins_at, ends_at = _utc(track.time_utc_s[0]), _utc(track.time_utc_s[-1])
        on_lines = track.time_utc_s[near]
        # The way to the lines and back may leave the area; what is flown on them may not.
        authority = _authority_of(delivery.name, strip, authorities)
        authority.refuse_uncovered(
            delivery.name, _utc(on_lines[0]), _utc(on_lines[-1]), strip.line.places
        )
    return TrackRecord(
        is_simulated=is_simulated or track.is_simulated,
        marking=marking,
        name=track.name,
        path=delivery.name,
        sha256=delivery.sha256,
        begins_at=begins_at,
        ends_at=max(begins_at, ends_at),
        footprint=ground_beside(track.longitude, track.latitude),
        flight_id=strip.flight_id,
        quality=() if track.time_utc_s is not None else ("no date",),
        n_points=track.n_points,
    )


def match_case(
    case: DeliveredCase,
    strips: Sequence[Strip],
    authorities: Mapping[str, Authority],
    options: CollectionOptions,
    marking: Marking,
) -> TrackRecord:
    """Match what a sampler sensed to a flight.

    Raises
    ------
    CaseError
        If it does not say where on the Earth it is, or is of no flight.
    AuthorityError
        If any of it was sensed outside the area or the period.
    """
    name = case.delivery.name
    if case.longitude.size == 0:
        raise CaseError.about(
            name,
            "crs",
            found="local metres",
            expected="a coordinate system that says where on the Earth it is",
            remedy='Give crs in case.json, such as "EPSG:32613". It is kept and not processed.',
        )
    found = flight_of(case.longitude, case.latitude, case.time_s, strips, options)
    if found is None:
        raise CaseError.about(
            name,
            "flight",
            found=f"{_utc(case.time_s[0]):%Y-%m-%d %H:%M}Z at {case.longitude[0]:.4f}, "
            f"{case.latitude[0]:.4f}, near no planned line",
            expected="observations along planned lines, within "
            f"{options.largest_delay_s / 60.0:g} min of their times",
            remedy=f"Add the plan it was flown under, or correct its clock. {_KEPT}",
        )
    strip = found[0]
    authority = _authority_of(name, strip, authorities)
    begins_at, ends_at = _utc(case.time_s.min()), _utc(case.time_s.max())
    places = list(zip(case.longitude.tolist(), case.latitude.tolist(), strict=True))
    authority.refuse_uncovered(name, begins_at, ends_at, places)
    return TrackRecord(
        is_simulated=case.is_simulated,
        marking=marking,
        name=case.label,
        path=name,
        sha256=case.delivery.sha256,
        begins_at=begins_at,
        ends_at=ends_at,
        footprint=ground_beside(case.longitude, case.latitude),
        flight_id=strip.flight_id,
        n_points=int(case.longitude.size),
        gases=case.gases,
    )


def ground_beside(longitude: Array, latitude: Array) -> Ring:
    """Return the ground that a track encloses, some metres beside it added."""
    known = np.isfinite(longitude) & np.isfinite(latitude)
    middle = float(np.median(longitude[known])), float(np.median(latitude[known]))
    east, north = geodetic_to_local(longitude[known], latitude[known], *middle)
    hull = MultiPoint(np.column_stack([east, north])).convex_hull.buffer(_BESIDE_M, quad_segs=2)
    x, y = np.array(hull.exterior.coords)[:-1].T
    lon, lat = local_to_geodetic(x, y, *middle)
    return tuple(zip(lon.round(7).tolist(), lat.round(7).tolist(), strict=True))


def _authority_of(name: str, strip: Strip, authorities: Mapping[str, Authority]) -> Authority:
    authority = authorities.get(strip.plan.authority_id)
    if authority is None:
        raise AuthorityError.about(
            name,
            "authority",
            found=f"flight {strip.plan.name!r} names one that is not recorded",
            expected="the authority under which it was flown",
            remedy="Record it. It is kept where it lies and not processed.",
        )
    return authority


def _whereabouts(track: Track) -> str:
    place = f"{track.longitude[0]:.4f}, {track.latitude[0]:.4f}"
    if track.time_utc_s is None:
        return f"a track without a date that begins at {place}"
    return f"a track that begins at {place} at {_utc(track.time_utc_s[0]):%Y-%m-%d %H:%M:%S}Z"


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(round(float(seconds), 3), UTC)
