"""Immutable records: added once, read back exactly, deleted for good."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from attrs import evolve

from cathartes.errors import AuthorityError, RecordError, StoreError
from cathartes.model.campaign import Marking
from cathartes.model.identity import content_id
from cathartes.store import open_store
from tests.made_campaigns import (
    DAY,
    add_flight,
    make_area,
    make_authority,
    make_estimate,
    make_line,
    make_plan,
    make_plume,
    make_scene,
)


def test_what_was_added_is_read_back_exactly(store):
    flight = add_flight(store)
    scene = make_scene(marking=Marking(compartments=("B", "A")), flight_id=flight.flight_id)
    scene_id = store.scenes.add([scene]).added[0]
    plume = make_plume(scene_id=scene_id, latitude=24.8 + 1e-13)
    plume_id = store.plumes.add([plume]).added[0]
    estimate = make_estimate(plume_ids=(plume_id,), flight_id=flight.flight_id)
    estimate_id = store.estimates.add([estimate]).added[0]

    assert store.flights.get(flight.flight_id) == flight.plan
    assert store.scenes.get(scene_id) == scene
    assert store.plumes.get(plume_id) == plume
    assert store.estimates.get(estimate_id) == estimate
    assert store.scenes.ids_where(flight_id=flight.flight_id) == [scene_id]


def test_adding_the_same_content_again_changes_nothing_and_says_so(store):
    estimates = [make_estimate(number) for number in range(5)]
    first = store.estimates.add(estimates)
    again = store.estimates.add([*estimates, make_estimate(5)])
    assert len(first.added) == 5
    assert again.known == first.added
    assert again.added == (content_id(make_estimate(5)),)
    assert store.estimates.count() == 6


def test_one_delivery_under_two_names_is_one_scene(store):
    store.scenes.add([make_scene(path="a/1.img", name="one")])
    assert store.scenes.add([make_scene(path="b/copy.img", name="copy")]).added == ()
    assert store.scenes.count() == 1


def test_the_order_of_inserts_does_not_matter_for_what_is_read(store, tmp_path):
    estimates = [make_estimate(number) for number in range(30)]
    shuffled = list(estimates)
    random.Random(3).shuffle(shuffled)
    store.estimates.add(estimates)
    with open_store(tmp_path / "other.db") as other:
        for estimate in shuffled:
            other.estimates.add([estimate])
        assert list(other.estimates.all()) == list(store.estimates.all())
        box = (-107.4899, 24.0, -107.4897, 25.0)
        assert other.estimates.ids_within(box) == store.estimates.ids_within(box)


def test_a_deleted_record_stays_deleted_and_says_so(store):
    estimate = make_estimate()
    record_id = store.estimates.add([estimate]).added[0]
    store.estimates.delete(record_id, deleted_by="A. Analyst", reason="a test release")
    assert store.estimates.add([estimate]).deleted_before == (record_id,)
    assert store.estimates.count() == 0
    assert store.estimates.ids_within((-180.0, -90.0, 180.0, 90.0)) == []
    with pytest.raises(StoreError, match=r"A\. Analyst .* a test release"):
        store.estimates.get(record_id)


def test_what_others_were_made_from_is_not_deleted(store):
    scene_id = store.scenes.add([make_scene()]).added[0]
    store.plumes.add([make_plume(scene_id=scene_id)])
    with pytest.raises(StoreError, match="made from it"):
        store.scenes.delete(scene_id, deleted_by="A", reason="B")
    assert store.scenes.tombstone(scene_id) is None
    assert store.scenes.count() == 1


def test_a_record_without_its_parent_is_refused_and_so_is_all_that_came_with_it(store):
    orphan = make_plume(1, scene_id="scene-" + "0" * 32)
    with pytest.raises(StoreError, match="link between records"):
        store.plumes.add([make_plume(0), orphan])
    assert store.plumes.count() == 0


@pytest.mark.parametrize("record_id", ["plumes", "tracks"])
def test_an_estimate_of_unknown_parents_is_refused(store, record_id):
    field = {"plumes": "plume_ids", "tracks": "track_ids"}[record_id]
    with pytest.raises(StoreError, match="link between records"):
        store.estimates.add([make_estimate(**{field: ("nothing",)})])


def test_no_flight_without_a_recorded_authority(store):
    flight = add_flight(store)
    plan = make_plan("authority-0", flight.plan.platform_id, flight.plan.sensor_id)
    with pytest.raises(AuthorityError, match="not recorded"):
        store.flights.add([plan])


def test_a_line_outside_its_authority_is_refused_with_the_whole_plan(store):
    flight = add_flight(store)
    strays = make_line("2", end_longitude=-107.2)
    with pytest.raises(AuthorityError, match="line '2'"):
        store.flights.add([evolve(flight.plan, lines=(make_line(), strays))])
    assert store.flights.count() == 1


def test_a_real_campaign_refuses_a_simulated_record(store):
    with pytest.raises(RecordError, match="is_simulated"):
        store.estimates.add([make_estimate(0), make_estimate(1, is_simulated=True)])
    assert store.estimates.count() == 0


def test_places_are_found_exactly_at_the_edge_of_a_box(store):
    # 32-bit floats, which the R*Tree keeps, cannot tell these two apart.
    here, beside = -107.4000000001, -107.4
    ids = store.estimates.add(
        [make_estimate(0, longitude=here), make_estimate(1, longitude=beside)]
    ).added
    assert store.estimates.ids_within((-107.5, 24.0, here, 25.0)) == [ids[0]]
    assert store.estimates.ids_within((-107.5, 24.0, beside, 25.0)) == sorted(ids)
    assert store.plumes.ids_within((-180.0, -90.0, 180.0, 90.0)) == []


def test_what_was_sensed_in_a_box_between_two_times_is_found_with_both_ends(store):
    noon = DAY + timedelta(hours=12)
    records = [
        make_estimate(0, longitude=longitude, sensed_at=noon + timedelta(minutes=minutes))
        for longitude in (-107.4, -107.2)
        for minutes in (0, 20, 41)
    ]
    ids = dict(zip([content_id(one) for one in records], records, strict=True))
    store.estimates.add(records)

    def found(first, last):
        times = noon + timedelta(minutes=first), noon + timedelta(minutes=last)
        return store.estimates.within_times((-107.5, 24.0, -107.3, 25.0), "sensed_at", *times)

    here = [one for one, record in ids.items() if record.longitude == -107.4]
    assert found(0, 41) == {one: ids[one] for one in here}
    assert found(0, 20).keys() == set(here[:2])
    assert found(1, 40).keys() == {here[1]}
    assert found(21, 40) == {}


def test_ids_where_and_find_give_only_what_is_asked(store):
    store.areas.add([make_area(name="a"), make_area(name="b")])
    store.authorities.add([make_authority()])
    assert store.areas.ids_where(name="a") == [content_id(make_area(name="a"))]
    assert store.areas.find(["area-0"]) == {}


def test_a_deleted_record_is_told_as_it_was(store):
    (estimate_id,) = store.estimates.add([make_estimate()]).added
    assert store.estimates.deleted() == {}
    store.estimates.delete(estimate_id, deleted_by="A. Analyst", reason="steam")
    assert store.estimates.deleted() == {estimate_id: make_estimate()}
    assert store.plumes.deleted() == {}


def test_a_scene_is_found_again_and_says_of_its_plan_and_handling_what_holds_now(store):
    flight = add_flight(store)
    (scene_id,) = store.scenes.add([make_scene()]).added
    secret = make_scene(marking=Marking(handling="SECRET"), flight_id=flight.flight_id)
    assert store.scenes.add([secret]).known == (scene_id,)
    assert store.scenes.get(scene_id) == secret
    assert store.scenes.ids_where(flight_id=flight.flight_id) == [scene_id]
    assert store.scenes.count() == 1
