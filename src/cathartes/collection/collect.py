"""All that came back, matched to flights: one refused delivery never stops the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from attrs import evolve

from cathartes.collection.campaign.flights import match_case, match_track
from cathartes.collection.campaign.options import CollectionOptions
from cathartes.collection.campaign.planned import Swaths, line_plan, strips_of
from cathartes.collection.campaign.scenes import MatchedScene, match_scene
from cathartes.collection.match import match_tracks
from cathartes.errors import CathartesError, InputError
from cathartes.model.campaign.authority import Authority
from cathartes.model.campaign.flight import FlightPlan
from cathartes.model.campaign.product import TrackRecord
from cathartes.model.campaign.record import Marking
from cathartes.model.collection import (
    ClockOffset,
    Collection,
    DeliveredCase,
    DeliveredScene,
    DeliveredTrack,
    Delivery,
)
from cathartes.model.flight.coverage import FlownAgainstPlan
from cathartes.model.flight.track import Track
from cathartes.model.fusion.summary import Trouble
from cathartes.model.identity import content_id

STEP = "collect"
One = TypeVar("One", DeliveredScene, DeliveredTrack, DeliveredCase)


def match_collection(
    scenes: Sequence[DeliveredScene],
    tracks: Sequence[DeliveredTrack],
    cases: Sequence[DeliveredCase],
    plans: Sequence[FlightPlan],
    authorities: Mapping[str, Authority],
    *,
    swaths_m: Swaths | None = None,
    options: CollectionOptions | None = None,
    marking: Marking | None = None,
    is_simulated: bool,
) -> Collection:
    """Match what came back to what was asked for.

    Parameters
    ----------
    scenes, tracks, cases : sequence
        What was delivered, in any order, more than once if it so happened.
    plans : sequence of FlightPlan
    authorities : mapping of str to Authority
        By content id.
    swaths_m : mapping of (name of flight, name of line) to float, optional
        Breadth of each line.
    options : CollectionOptions, optional
    marking : Marking, optional
    is_simulated : bool
        Of the campaign: what comes back in a simulated one is simulated.

    Returns
    -------
    Collection
        What was refused stands in ``troubles``, each with its whole paragraph.

    Notes
    -----
    A scene belongs to the line whose strip holds most of it, among the lines planned within
    ``largest_delay_s`` of its time; its clock is then held against the tracks of that flight.
    The order of deliveries does not matter, and a copy under another name changes nothing.
    """
    options = options or CollectionOptions()
    marking = marking or Marking()
    swaths = swaths_m or {}
    strips = strips_of(plans, swaths, options.swath_m)
    troubles: list[Trouble] = []

    flown: list[tuple[TrackRecord, Track]] = []
    for one in _each_once(tracks, troubles):
        try:
            record = match_track(
                one, strips, authorities, options, marking, is_simulated=is_simulated
            )
            flown.append((record, one.track))
        except InputError as error:
            troubles.append(Trouble(one.delivery.name, STEP, str(error)))
    of_flight: dict[str, list[Track]] = {}
    for record, track in flown:
        of_flight.setdefault(str(record.flight_id), []).append(track)

    matched: list[MatchedScene] = []
    for scene in _each_once(scenes, troubles):
        try:
            told = evolve(scene, is_simulated=is_simulated or scene.is_simulated)
            matched.append(match_scene(told, strips, of_flight, authorities, options, marking))
        except InputError as error:
            troubles.append(Trouble(scene.delivery.name, STEP, str(error)))

    sensed: list[TrackRecord] = []
    for case in _each_once(cases, troubles):
        try:
            told_case = evolve(case, is_simulated=is_simulated or case.is_simulated)
            sensed.append(match_case(told_case, strips, authorities, options, marking))
        except InputError as error:
            troubles.append(Trouble(case.delivery.name, STEP, str(error)))

    coverage = _coverage(plans, of_flight, swaths, options, troubles)
    return Collection(
        scenes=tuple(
            sorted((one.record for one in matched), key=lambda one: (one.begins_at, one.sha256))
        ),
        tracks=tuple(sorted(flown, key=lambda one: (one[0].begins_at, one[0].sha256))),
        cases=tuple(sorted(sensed, key=lambda one: (one.begins_at, one.sha256))),
        coverage=coverage,
        clocks=_clocks(matched),
        troubles=tuple(sorted(troubles, key=lambda one: (one.name, one.message))),
    )


def duplicate_trouble(copy: Delivery, first: Delivery) -> Trouble:
    """Return what is said of a delivery that came a second time."""
    error = InputError.about(
        copy.name,
        "delivery",
        found=f"the same bytes as {first.name}",
        expected="each delivery once",
        remedy="It is counted once; remove the copy.",
    )
    return Trouble(copy.name, STEP, str(error))


def _each_once(deliveries: Sequence[One], troubles: list[Trouble]) -> Iterable[One]:
    """Return each delivery once, in an order of their bytes and then their names."""
    ordered = sorted(deliveries, key=lambda one: (one.delivery.sha256, one.delivery.name))
    before: One | None = None
    for one in ordered:
        if before is not None and before.delivery.sha256 == one.delivery.sha256:
            troubles.append(duplicate_trouble(one.delivery, before.delivery))
            continue
        before = one
        yield one


def _coverage(
    plans: Sequence[FlightPlan],
    tracks: Mapping[str, Sequence[Track]],
    swaths_m: Swaths,
    options: CollectionOptions,
    troubles: list[Trouble],
) -> dict[str, FlownAgainstPlan]:
    coverage = {}
    for plan in plans:
        flight = content_id(plan)
        if flight not in tracks:
            continue
        try:
            planned = line_plan(plan, swaths_m, options.swath_m)
            coverage[flight] = match_tracks(planned, tracks[flight], options.coverage)
        except CathartesError as error:
            troubles.append(Trouble(f"flight {plan.name}", STEP, str(error)))
    return coverage


def _clocks(matched: Sequence[MatchedScene]) -> dict[str, ClockOffset]:
    offsets: dict[str, list[float]] = {}
    for one in matched:
        if one.clock_offset_s is not None:
            offsets.setdefault(str(one.record.flight_id), []).append(one.clock_offset_s)
    return {
        flight: ClockOffset(
            offset_s=float(np.median(found)),
            spread_s=0.5 * float(np.ptp(found)),
            n_scenes=len(found),
        )
        for flight, found in sorted(offsets.items())
    }
