"""Matching as a law of records: order, copies and refusals, without a file."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.collection.campaign.clocks import offset_in_words
from cathartes.collection.campaign.options import CollectionOptions
from cathartes.collection.campaign.planned import line_plan
from cathartes.collection.collect import match_collection
from cathartes.errors import OptionError
from cathartes.model.collection import Collection, DeliveredScene, DeliveredTrack, Delivery
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.track import Track
from cathartes.model.identity import content_id
from tests import made_deliveries as made

AUTHORITY = made.make_authority()
PLAN = made.make_plan(AUTHORITY, n_lines=3)
SWATHS = {(PLAN.name, line.name): made.SWATH_M for line in PLAN.lines}


def delivery(name: str, kind: str) -> Delivery:
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Delivery(name=name, paths=(name,), kind=kind, sha256=digest, size_bytes=1)


def scene(
    name: str, east: float, north: float, begins_at: datetime | None, **more
) -> DeliveredScene:
    half_x, half_y = 60.0, 90.0
    corners = [(-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y)]
    values = {
        "delivery": delivery(name, "scene"),
        "label": name,
        "is_simulated": True,
        "shape": (40, 60, 24),
        "footprint": tuple(made.at(east + x, north + y) for x, y in corners),
        "begins_at": begins_at,
        "platform_altitude_m": made.HEIGHT_M,
    }
    return DeliveredScene(**{**values, **more})


def track(name: str = "track", numbers: tuple[int, ...] = (0, 1, 2)) -> DeliveredTrack:
    east, north, time = [], [], []
    for number in numbers:
        second = np.arange(-4.0, 53.0)
        east.append(second * made.SPEED_M_S)
        north.append(np.full(second.size, number * made.SPACING_M))
        time.append(made.line_begins(number).timestamp() + second)
    places = [
        made.at(x, y) for x, y in zip(np.concatenate(east), np.concatenate(north), strict=True)
    ]
    longitude, latitude = np.array(places).T
    return DeliveredTrack(
        delivery=delivery(name, "track"),
        track=Track(
            name, "made", longitude, latitude, np.full(longitude.size, made.HEIGHT_M),
            HeightReference.MEAN_SEA_LEVEL, time_utc_s=np.concatenate(time),
        ),
    )  # fmt: skip


SCENES = [
    scene(f"s{number}{part}", east, number * made.SPACING_M, made.seen_at(number, east))
    for number in range(3)
    for part, east in enumerate((200.0, 600.0, 1000.0))
]
TRACKS = [track("early", (0, 1)), track("late", (2,))]


def match(scenes=SCENES, tracks=TRACKS, **more) -> Collection:
    options = {"swaths_m": SWATHS, "is_simulated": True, **more}
    return match_collection(
        scenes, tracks, (), [PLAN], {content_id(AUTHORITY): AUTHORITY}, **options
    )


def ids(collection: Collection) -> list[str]:
    return [content_id(one) for one in collection.scenes]


def test_every_scene_is_of_the_line_it_was_flown_for():
    collection = match()
    assert collection.troubles == ()
    assert [one.line_name for one in collection.scenes] == ["L1"] * 3 + ["L2"] * 3 + ["L3"] * 3
    assert [one.name for one in collection.scenes] == [one.label for one in SCENES]


@settings(max_examples=15)
@given(scenes=st.permutations(SCENES), tracks=st.permutations(TRACKS))
def test_the_order_of_deliveries_does_not_matter(scenes, tracks):
    collection, usual = match(scenes, tracks), match()
    assert collection.scenes == usual.scenes
    assert [one for one, _ in collection.tracks] == [one for one, _ in usual.tracks]
    assert collection.clocks == usual.clocks
    assert collection.coverage == usual.coverage


@settings(max_examples=15)
@given(copied=st.sampled_from(SCENES), name=st.text("abcxyz", min_size=1, max_size=9))
def test_a_renamed_copy_changes_nothing_but_is_told(copied, name):
    copy = evolve(copied, delivery=evolve(copied.delivery, name=name), label=name)
    collection = match([*SCENES, copy])
    assert ids(collection) == ids(match())
    (trouble,) = collection.troubles
    assert trouble.name in (name, copied.delivery.name)


@settings(max_examples=15)
@given(offset=st.floats(-100.0, 100.0))
def test_one_offset_of_all_clocks_changes_nothing_but_what_is_stated(offset):
    by = timedelta(seconds=offset)
    shifted = [evolve(one, begins_at=one.begins_at + by) for one in SCENES]
    collection, usual = match(shifted), match()
    assert [one.line_name for one in collection.scenes] == [one.line_name for one in usual.scenes]
    assert [one.footprint for one in collection.scenes] == [one.footprint for one in usual.scenes]
    (before,), (after,) = usual.clocks.values(), collection.clocks.values()
    assert after.offset_s - before.offset_s == pytest.approx(offset, abs=1e-3)
    assert after.n_scenes == before.n_scenes == 9
    flagged = {"clock off" in one.quality for one in collection.scenes}
    if abs(abs(offset) - 5.0) > 0.01:
        assert flagged == {abs(offset) > 5.0}


def test_adding_a_scene_never_changes_the_others():
    fewer = match(SCENES[:5])
    assert set(ids(fewer)) <= set(ids(match()))


def test_a_refused_scene_never_stops_the_others():
    stray = scene("stray", 200.0, 5000.0, made.DAY)
    late = scene("late", 200.0, 0.0, made.DAY + timedelta(hours=9))
    nowhere = scene("nowhere", 0.0, 0.0, made.DAY, footprint=())
    timeless = scene("timeless", 0.0, 0.0, None)
    collection = match([*SCENES, stray, late, nowhere, timeless])
    assert ids(collection) == ids(match())
    told = {one.name: one.message for one in collection.troubles}
    assert set(told) == {"stray", "late", "nowhere", "timeless"}
    assert "on no line of any of the plans" in told["stray"]
    assert "9 h: perhaps a local time" in told["late"]
    assert all(one.step == "collect" for one in collection.troubles)


def test_without_a_track_scenes_are_matched_by_plan_and_clocks_are_not_judged():
    collection = match(tracks=())
    assert [one.line_name for one in collection.scenes] == [one.line_name for one in match().scenes]
    assert collection.clocks == {}
    assert collection.coverage == {}


def test_a_line_flown_again_later_belongs_to_the_time_it_was_flown_at():
    again = evolve(made.shifted(PLAN, 3000.0), name="F2")
    late = scene("again", 600.0, 0.0, made.seen_at(0, 600.0) + timedelta(seconds=3000.0))
    collection = match_collection(
        [SCENES[1], late], (), (), [PLAN, again], {content_id(AUTHORITY): AUTHORITY},
        is_simulated=True, options=CollectionOptions(swath_m=made.SWATH_M),
    )  # fmt: skip
    assert [one.flight_id for one in collection.scenes] == [content_id(PLAN), content_id(again)]


def test_a_plan_without_swath_still_takes_its_scenes_and_says_what_it_lacks():
    collection = match(swaths_m={})
    assert len(collection.scenes) == 9
    assert ["swath" in one.message for one in collection.troubles] == [True]


def test_what_is_left_to_fly_is_handed_back_as_lines():
    collection = match(tracks=[track("one", (0, 2))])
    ((_, gaps),) = collection.gap_lines.items()
    assert [one.name for one in gaps] == ["L2"]
    assert gaps[0].begin == PLAN.lines[1].places[0]


def test_a_flight_plan_becomes_lines_with_speed_height_and_swath():
    planned = line_plan(PLAN, SWATHS)
    assert [one.name for one in planned.lines] == ["L1", "L2", "L3"]
    assert planned.lines[0].speed_m_s == pytest.approx(made.SPEED_M_S, rel=1e-3)
    assert planned.lines[0].height_reference is HeightReference.MEAN_SEA_LEVEL
    assert planned.lines[0].swath_m == made.SWATH_M


def test_an_offset_is_told_with_what_it_most_likely_is():
    assert "7 h: perhaps a local time written as UTC" in offset_in_words(-25_201.0)
    assert "18 s: perhaps GPS time" in offset_in_words(18.2)
    assert offset_in_words(42.0) == "42.0 s later"


def test_options_out_of_range_are_refused():
    with pytest.raises(OptionError, match="least_overlap"):
        CollectionOptions(least_overlap=1.5)
    with pytest.raises(OptionError, match="flagged_clock_error_s"):
        CollectionOptions(largest_clock_error_s=1.0)
