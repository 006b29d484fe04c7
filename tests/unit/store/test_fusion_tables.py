"""Looks, work, associations and decisions: what fusion and a re-run ask the store for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cathartes.errors import RecordError, StoreError
from cathartes.model.fusion import NEW_SITE, NONE_OF_THESE, Association, LookRecord
from cathartes.model.identity import content_id
from cathartes.store import WorkDone
from tests.made_campaigns import (
    DAY,
    SQUARE,
    make_estimate,
    make_judgement,
    make_scene,
    make_site,
)

SCENE = "scene-" + "1" * 32
MACHINE = "cathartes fusion"


def add_look(store, **changes) -> str:
    """Add a scene and a look at it."""
    (scene_id,) = store.scenes.add([make_scene()]).added or store.scenes.ids_where()
    values = {
        "is_simulated": False,
        "scene_id": scene_id,
        "looked_at": DAY + timedelta(hours=10),
        "footprint": SQUARE,
        "limits_kg_per_h": {"acetone": 3.0},
        "limit_log_std": 0.5,
    }
    (look_id,) = store.looks.add([LookRecord(**{**values, **changes})]).added
    return look_id


def test_a_look_is_found_by_its_content_and_by_its_place(store):
    look_id = add_look(store)
    assert store.looks.get(look_id).limits_kg_per_h == {"acetone": 3.0}
    assert list(store.looks.within((-107.35, 24.75, -107.2, 24.8))) == [look_id]
    assert store.looks.within((-107.2, 24.75, -107.1, 24.8)) == {}


def test_a_look_at_a_scene_that_is_not_there_is_refused(store):
    with pytest.raises(StoreError, match="link between records"):
        add_look(store, scene_id=SCENE)


def test_a_real_campaign_refuses_a_simulated_look(store):
    with pytest.raises(RecordError, match="is_simulated"):
        add_look(store, is_simulated=True)


def test_work_is_one_row_for_each_input_under_its_options(store):
    store.work.put(WorkDone(input_id=SCENE, options_key="a", state="failed", message="broken"))
    store.work.put(WorkDone(input_id=SCENE, options_key="b", state="done", made=("plume-1",)))
    assert store.work.get(SCENE, "a").message == "broken"
    assert store.work.get(SCENE, "c") is None
    assert [one.options_key for one in store.work.failed()] == ["a"]
    assert store.work.find({SCENE: "b", "other": "b"})[SCENE].made == ("plume-1",)
    store.work.put(WorkDone(input_id=SCENE, options_key="a", state="done"))
    assert store.work.failed() == []
    assert len(list(store.work.all())) == 2
    store.work.forget([(SCENE, "a"), (SCENE, "nothing")])
    assert store.work.get(SCENE, "a") is None


def test_work_put_twice_is_there_once_and_the_same(store):
    work = WorkDone(
        input_id=SCENE, options_key="a", state="done", versions={"v": "1"}, finished_at=DAY
    )
    store.work.put(work)
    store.work.put(work)
    assert list(store.work.all()) == [work]


def test_work_in_no_known_state_is_refused(store):
    with pytest.raises(StoreError, match="done, failed or put off"):
        store.work.put(WorkDone(input_id=SCENE, options_key="a", state="begun"))


def test_what_is_written_together_is_kept_or_lost_together(store):
    def write_and_fail():
        with store.together():
            ids = store.estimates.add([make_estimate()]).added
            store.work.put(WorkDone(input_id=SCENE, options_key="a", state="done", made=ids))
            assert store.estimates.find(ids)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert store.estimates.count() == 0
    assert store.work.get(SCENE, "a") is None
    with store.together():
        ids = store.estimates.add([make_estimate()]).added
        store.work.put(WorkDone(input_id=SCENE, options_key="a", state="done", made=ids))
    assert store.work.get(SCENE, "a").made == ids
    assert store.estimates.count() == 1


def test_a_merge_asks_for_writes_that_are_alone(store):
    ids = store.estimates.add([make_estimate(0), make_estimate(1)]).added
    first, second = make_site(ids[:1]), make_site(ids[1:])
    store.sites.put_all([(first, None), (second, None)])
    gone, keep = first.site_id, second.site_id
    with pytest.raises(RuntimeError, match="alone"), store.together():
        store.site_changes.merge(gone, keep, made_by=MACHINE, reason="near")
    with store.together(alone=True):
        store.site_changes.merge(gone, keep, made_by=MACHINE, reason="near")
    assert store.sites.current_id(gone) == keep


def test_an_association_takes_the_place_of_the_older_one(store):
    (estimate_id,) = store.estimates.add([make_estimate()]).added
    site = make_site()
    store.sites.put(site, revision=None)
    alone = Association(estimate_id=estimate_id, probabilities={NONE_OF_THESE: 0.9, NEW_SITE: 0.1})
    store.associations.put_all([alone])
    assert list(store.associations.all()) == [alone]
    of_site = Association(
        estimate_id=estimate_id, site_id=site.site_id, probabilities={site.site_id: 1.0}
    )
    store.associations.put_all([of_site])
    assert store.associations.of_site(site.site_id) == [of_site]
    assert list(store.associations.all()) == [of_site]


def test_an_association_of_an_unknown_estimate_is_refused(store):
    with pytest.raises(StoreError, match="link between records"):
        store.associations.put_all([Association(estimate_id="nothing", probabilities={})])


def test_sites_of_a_box_come_with_their_estimates_and_deleted_ones_are_told(store):
    ids = store.estimates.add([make_estimate(k) for k in range(3)]).added
    near, far = make_site(ids[:2]), make_site(ids[2:], longitude=-100.0)
    store.sites.put_all([(near, None), (far, None)])
    box = (-107.41, 24.79, -107.39, 24.81)
    (found,) = store.sites.within(box)
    assert set(found.site.estimate_ids) == set(ids[:2])
    store.sites.delete(near.site_id, revision=1)
    assert [one.state for one in store.sites.within(box)] == ["deleted"]
    assert store.sites.ids_within(box) == []
    assert [one.site.site_id for one in store.sites.deleted()] == [near.site_id]
    assert [one.site.site_id for one in store.sites.find([far.site_id, "x"])] == [far.site_id]


def test_what_people_split_stays_apart_and_what_machines_split_does_not(store):
    ids = store.estimates.add([make_estimate(k) for k in range(4)]).added
    whole = make_site(ids)
    store.sites.put(whole, revision=None)
    by_person, by_machine = make_site(ids[:1]), make_site(ids[1:2])
    store.site_changes.split(whole.site_id, by_person, made_by="A. Analyst", reason="two roofs")
    store.site_changes.split(whole.site_id, by_machine, made_by=MACHINE, reason="far")
    decisions = store.decisions.all([MACHINE])
    assert decisions.apart == {
        whole.site_id: {by_person.site_id},
        by_person.site_id: {whole.site_id},
    }
    assert decisions.judged == set()


def test_what_people_judged_or_merged_is_a_decision(store):
    ids = store.estimates.add([make_estimate(k) for k in range(3)]).added
    sites = [make_site((one,)) for one in ids]
    store.sites.put_all([(one, None) for one in sites])
    first, second, third = (one.site_id for one in sites)
    store.judgements.add(make_judgement(first))
    store.site_changes.merge(second, third, made_by="A. Analyst", reason="one roof")
    assert store.decisions.all([MACHINE]).judged == {first, third}
    store.site_changes.undo_merge(second, made_by="A. Analyst", reason="two after all")
    decisions = store.decisions.all([MACHINE])
    assert decisions.judged == {first}
    assert decisions.apart == {second: {third}, third: {second}}


def test_a_look_has_the_id_of_its_content(store):
    look_id = add_look(store)
    assert content_id(store.looks.get(look_id)) == look_id


def test_what_the_last_fusion_was_made_of_is_kept_and_grows(store):
    assert store.last_fusion.get() is None
    assert store.last_fusion.record_ids() == set()
    store.last_fusion.put("one way", ["estimate-1", "look-1"], added_to_last=False)
    store.last_fusion.put("one way", ["estimate-2"], added_to_last=True)
    assert store.last_fusion.record_ids() == {"estimate-1", "estimate-2", "look-1"}
    assert store.last_fusion.get().made_with == "one way"
    store.last_fusion.put("another", ["estimate-3"], added_to_last=False)
    assert store.last_fusion.record_ids() == {"estimate-3"}
    assert store.last_fusion.get().made_with == "another"
    store.last_fusion.forget()
    assert store.last_fusion.get() is None
    assert store.last_fusion.record_ids() == set()


def test_the_state_of_sites_changes_with_every_change_of_one(store):
    ids = store.estimates.add([make_estimate(0), make_estimate(1)]).added
    states = [store.last_fusion.state_of_sites()]
    first, second = make_site(ids[:1]), make_site(ids[1:])
    store.sites.put_all([(first, None), (second, None)])
    states.append(store.last_fusion.state_of_sites())
    store.last_fusion.put("so", ids, added_to_last=False)
    assert store.last_fusion.get().sites_after == states[-1]
    store.sites.put(first, revision=1)
    states.append(store.last_fusion.state_of_sites())
    store.site_changes.merge(first.site_id, second.site_id, made_by="A. Analyst", reason="near")
    states.append(store.last_fusion.state_of_sites())
    store.sites.delete(second.site_id, revision=store.sites.get(second.site_id).revision)
    states.append(store.last_fusion.state_of_sites())
    assert len(set(states)) == len(states)
    assert store.last_fusion.get().sites_after == states[1]


def test_last_fusion_is_kept_or_lost_with_its_sites(store):
    (estimate_id,) = store.estimates.add([make_estimate()]).added

    def write_and_fail():
        with store.together(alone=True):
            store.sites.put(make_site((estimate_id,)), revision=None)
            store.last_fusion.put("so", [estimate_id], added_to_last=False)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert store.last_fusion.get() is None
    assert list(store.sites.active()) == []


def test_ids_that_are_there_are_told_without_their_records(store):
    ids = store.estimates.add([make_estimate(0), make_estimate(1)]).added
    assert store.estimates.known([ids[0], "estimate-none"]) == {ids[0]}
    assert store.estimates.known([]) == set()


def test_only_active_sites_with_an_estimate_are_counted(store):
    ids = store.estimates.add([make_estimate(0), make_estimate(1)]).added
    kept, gone = make_site(ids[:1]), make_site(ids[1:])
    store.sites.put_all([(kept, None), (gone, None), (make_site(()), None)])
    assert store.sites.count() == 2
    store.sites.delete(gone.site_id, revision=1)
    assert store.sites.count() == 1


def test_associations_of_some_estimates_are_found(store):
    ids = store.estimates.add([make_estimate(0), make_estimate(1)]).added
    told = [
        Association(
            estimate_id=one, site_id=None, probabilities={NEW_SITE: 0.5, NONE_OF_THESE: 0.5}
        )
        for one in ids
    ]
    store.associations.put_all(told)
    assert store.associations.find([ids[0], "estimate-none"]) == {ids[0]: told[0]}
