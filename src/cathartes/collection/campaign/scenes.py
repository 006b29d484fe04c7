"""One scene: which planned line it is of, when, and how well."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from cathartes.collection.campaign.clocks import (
    Passage,
    nearest_passage,
    offset_in_words,
    passages_over,
)
from cathartes.collection.campaign.options import CollectionOptions
from cathartes.collection.campaign.planned import SeenOnStrip, Strip
from cathartes.errors import AuthorityError, SceneError
from cathartes.model.campaign.authority import Authority
from cathartes.model.campaign.product import SceneRecord
from cathartes.model.campaign.record import Marking
from cathartes.model.collection.delivered import DeliveredScene
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.track import Track

_KEPT = "It is kept where it lies and not processed"


@frozen
class MatchedScene:
    """A scene with its line.

    Attributes
    ----------
    record : SceneRecord
    clock_offset_s : float or None
        Scene less track; None where no track with a date passes over it.
    """

    record: SceneRecord
    clock_offset_s: float | None


def match_scene(
    scene: DeliveredScene,
    strips: Sequence[Strip],
    tracks: Mapping[str, Sequence[Track]],
    authorities: Mapping[str, Authority],
    options: CollectionOptions,
    marking: Marking,
) -> MatchedScene:
    """Match a scene to a planned line.

    Parameters
    ----------
    scene : DeliveredScene
    strips : sequence of Strip
        Of all flights.
    tracks : mapping of str to sequence of Track
        By id of the flight.
    authorities : mapping of str to Authority
    options : CollectionOptions
    marking : Marking

    Raises
    ------
    SceneError
        If it does not say where or when it was taken, is of no planned line, or its clock
        disagrees with the track.
    AuthorityError
        If no authority covers it.
    """
    begins_at = _told_time(scene)
    strip, seen = _line_of(scene, begins_at, strips, options)
    passages = passages_over(seen, strip, tracks.get(strip.flight_id, ()))
    passage = nearest_passage(passages, begins_at.timestamp(), seen)
    offset = None if passage is None else passage[1]
    if offset is not None and abs(offset) > options.largest_clock_error_s:
        raise _clocks_disagree(scene, strip, begins_at, offset, options)
    seconds = (seen.along_1_m - seen.along_0_m) / strip.planned.speed_m_s
    ends_at = begins_at + timedelta(seconds=round(seconds, 3))
    _refuse_without_authority(scene, strip, seen, begins_at, ends_at, authorities)
    flags = set(scene.flags)
    flags |= _flags_of_place(scene, strip, seen, passage[0] if passage else None, options)
    if offset is not None and abs(offset) > options.flagged_clock_error_s:
        flags.add("clock off")
    lines, samples, channels = scene.shape
    record = SceneRecord(
        is_simulated=scene.is_simulated,
        marking=marking,
        name=scene.label,
        path=scene.delivery.name,
        sha256=scene.delivery.sha256,
        begins_at=begins_at,
        ends_at=ends_at,
        footprint=scene.footprint,
        flight_id=strip.flight_id,
        line_name=strip.line.name,
        quality=tuple(flags),
        instrument=scene.instrument,
        n_lines=lines,
        n_samples=samples,
        n_channels=channels,
    )
    return MatchedScene(record, offset)


def _told_time(scene: DeliveredScene) -> datetime:
    if scene.begins_at is None or not scene.footprint:
        lacks_time = scene.begins_at is None
        raise SceneError.about(
            scene.delivery.name,
            "acquired_at" if lacks_time else "georeference",
            found="no time with a zone"
            if lacks_time
            else " ".join(("no place on the Earth.", *scene.remarks)).rstrip("."),
            expected="when it was taken and where, to know under which authority",
            remedy=f"State it in a sidecar NAME.scene.json or in the header. {_KEPT}.",
        )
    return scene.begins_at


def _line_of(
    scene: DeliveredScene,
    begins_at: datetime,
    strips: Sequence[Strip],
    options: CollectionOptions,
) -> tuple[Strip, SeenOnStrip]:
    """Return the line that holds most of the scene, the nearest in time among equals."""
    best: tuple[float, Strip, SeenOnStrip] | None = None
    for strip in strips:
        away = strip.away_s(begins_at)
        if away > options.largest_delay_s:
            continue
        seen = strip.see(scene.footprint)
        if seen is None or seen.overlap < options.least_overlap:
            continue
        score = seen.overlap * math.exp(-away / options.largest_delay_s)
        if best is None or score > best[0] + 1e-9:
            best = score, strip, seen
    if best is not None:
        return best[1], best[2]
    raise SceneError.about(
        scene.delivery.name,
        "flight",
        found=_nearest_in_words(scene, begins_at, strips, options),
        expected=f"a scene on a planned line, within {options.largest_delay_s / 60.0:g} min of its "
        "time",
        remedy="This is a scene of an unknown flight: add the plan it was flown under, with its "
        f"authority, or correct its time. {_KEPT}, for no authority covers it.",
    )


def _nearest_in_words(
    scene: DeliveredScene,
    begins_at: datetime,
    strips: Sequence[Strip],
    options: CollectionOptions,
) -> str:
    when = f"{begins_at:%Y-%m-%d %H:%M:%S}Z"
    near: tuple[float, Strip] | None = None
    for strip in strips:
        seen = strip.see(scene.footprint)
        if seen is not None and seen.overlap >= options.least_overlap:
            away = strip.away_s(begins_at)
            near = min(near, (away, strip), key=lambda one: one[0]) if near else (away, strip)
    if near is None:
        longitude, latitude = scene.footprint[0]
        return f"{when} at {longitude:.4f}, {latitude:.4f}, on no line of any of the plans"
    early = begins_at < near[1].line.begins_at
    return (
        f"{when}, on line {near[1].line.name!r} of flight {near[1].plan.name!r} but "
        + offset_in_words(-near[0] if early else near[0])
        + " than planned"
    )


def _clocks_disagree(
    scene: DeliveredScene,
    strip: Strip,
    begins_at: datetime,
    offset_s: float,
    options: CollectionOptions,
) -> SceneError:
    return SceneError.about(
        scene.delivery.name,
        "acquired_at",
        found=f"{begins_at:%Y-%m-%d %H:%M:%S}Z, {offset_in_words(offset_s)} than a track of flight "
        f"{strip.plan.name!r} was over its ground",
        expected=f"clocks that agree within {options.largest_clock_error_s:g} s",
        remedy="Correct the wrong clock (acquired_at in a sidecar NAME.scene.json), or raise "
        f"largest_clock_error_s. {_KEPT}: it would be given the wind and place of another moment.",
    )


def _refuse_without_authority(
    scene: DeliveredScene,
    strip: Strip,
    seen: SeenOnStrip,
    begins_at: datetime,
    ends_at: datetime,
    authorities: Mapping[str, Authority],
) -> None:
    authority = authorities.get(strip.plan.authority_id)
    if authority is None:
        raise AuthorityError.about(
            scene.delivery.name,
            "authority",
            found=f"flight {strip.plan.name!r} names one that is not recorded",
            expected="the authority under which it was flown",
            remedy=f"Record it. {_KEPT}.",
        )
    ring = (*scene.footprint, scene.footprint[0])
    authority.refuse_uncovered(scene.delivery.name, begins_at, ends_at, ring)


def _flags_of_place(
    scene: DeliveredScene,
    strip: Strip,
    seen: SeenOnStrip,
    passage: Passage | None,
    options: CollectionOptions,
) -> set[str]:
    flags = set()
    coverage = options.coverage
    swath = strip.planned.swath_m
    swath = seen.breadth_m if math.isnan(swath) else swath
    if abs(seen.cross_m) > (1.0 - coverage.least_share_across) * swath:
        flags.add("off line")
    height = scene.platform_altitude_m
    if height is None and passage is not None:
        is_comparable = passage.track.height_reference is HeightReference.MEAN_SEA_LEVEL
        height = passage.height_m if is_comparable else None
    if height is not None and math.isfinite(height):
        planned = strip.planned.height_m - (scene.ground_elevation_m or 0.0)
        if abs(height - strip.planned.height_m) > coverage.height_tolerance_of(planned):
            flags.add("wrong height")
    return flags
