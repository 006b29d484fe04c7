"""Sites keep their ids, their estimates and what people said of them."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from attrs import evolve

from cathartes.errors import RecordError, StoreConflictError, StoreError
from cathartes.model.campaign import new_site_id
from tests.made_campaigns import make_estimate, make_judgement, make_site

WHO = {"made_by": "A. Analyst", "reason": "one chimney"}


def put_sites(store, *sizes):
    """Add sites of so many estimates each."""
    ids = list(store.estimates.add([make_estimate(one) for one in range(sum(sizes))]).added)
    sites = []
    for size in sizes:
        sites.append(make_site(tuple(ids.pop() for _ in range(size))))
        store.sites.put(sites[-1], revision=None)
    return sites


def said_of(store, site):
    """Return the sentences that hold for a site."""
    return [one.statement.sentence for one in store.judgements.of_site(site.site_id)]


def state_of(store):
    """Return all active sites without their revisions."""
    return {one.site.site_id: one.site for one in store.sites.active()}


def test_a_site_is_read_back_exactly(store):
    (site,) = put_sites(store, 3)
    assert store.sites.get(site.site_id).site == site
    assert store.sites.ids_within(site.bounds) == [site.site_id]
    assert store.sites.site_of_estimate(site.estimate_ids[0]) == site.site_id


def test_of_two_who_change_one_site_the_second_is_told(store):
    (site,) = put_sites(store, 2)
    moved = evolve(site, longitude=-107.41)
    assert store.sites.put(moved, revision=1) == 2
    with pytest.raises(StoreConflictError, match="revision 2"):
        store.sites.put(evolve(site, longitude=-107.42), revision=1)
    assert store.sites.get(site.site_id).site == moved
    assert store.sites.ids_within((-107.411, 24.0, -107.409, 25.0)) == [site.site_id]


def test_an_estimate_belongs_to_one_site_at_most(store):
    first, second = put_sites(store, 1, 1)
    greedy = evolve(second, estimate_ids=first.estimate_ids)
    with pytest.raises(StoreConflictError, match="in another site"):
        store.sites.put(greedy, revision=1)
    assert store.sites.get(second.site_id).site == second


def test_estimates_may_change_places_among_sites_written_together(store):
    first, second = put_sites(store, 1, 2)
    swapped = [
        (evolve(first, estimate_ids=second.estimate_ids), 1),
        (evolve(second, estimate_ids=first.estimate_ids), 1),
    ]
    store.sites.put_all(swapped)
    assert state_of(store) == {site.site_id: site for site, _ in swapped}


def test_a_merge_carries_estimates_and_judgements(store):
    gone, keep = put_sites(store, 2, 1)
    store.judgements.add(make_judgement(gone.site_id, "of the one"))
    store.judgements.add(make_judgement(keep.site_id, "of the other"))
    store.site_changes.merge(gone.site_id, keep.site_id, **WHO)
    merged = store.sites.get(keep.site_id).site
    assert set(merged.estimate_ids) == {*gone.estimate_ids, *keep.estimate_ids}
    assert sorted(said_of(store, keep)) == ["of the one", "of the other"]
    assert store.sites.current_id(gone.site_id) == keep.site_id
    assert list(state_of(store)) == [keep.site_id]
    assert store.sites.ids_within(gone.bounds) == [keep.site_id]


def test_a_merge_undone_restores_both_sites_and_what_was_said_of_each(store):
    gone, keep = put_sites(store, 2, 3)
    store.judgements.add(make_judgement(gone.site_id, "of the one"))
    store.judgements.add(make_judgement(keep.site_id, "of the other"))
    before = state_of(store), said_of(store, gone), said_of(store, keep)
    for _ in range(2):
        store.site_changes.merge(gone.site_id, keep.site_id, **WHO)
        store.site_changes.undo_merge(gone.site_id, **WHO)
        assert (state_of(store), said_of(store, gone), said_of(store, keep)) == before
    changes = [one.change for one in store.site_changes.of_site(gone.site_id)]
    assert changes == ["merge", "undo", "merge", "undo"]


def test_what_was_said_of_the_whole_holds_for_both_parts(store):
    gone, keep, third = put_sites(store, 1, 1, 1)
    store.site_changes.merge(gone.site_id, keep.site_id, **WHO)
    store.judgements.add(make_judgement(keep.site_id, "of the whole"))
    store.judgements.add(make_judgement(third.site_id, "of a third"))
    store.site_changes.merge(third.site_id, keep.site_id, **WHO)
    store.site_changes.undo_merge(gone.site_id, **WHO)
    assert said_of(store, gone) == ["of the whole"]
    assert sorted(said_of(store, keep)) == ["of a third", "of the whole"]


def test_a_split_gives_both_parts_what_was_said_and_loses_no_estimate(store):
    (whole,) = put_sites(store, 4)
    store.judgements.add(make_judgement(whole.site_id))
    part = make_site(whole.estimate_ids[:1])
    store.site_changes.split(whole.site_id, part, **WHO)
    rest = evolve(whole, estimate_ids=whole.estimate_ids[1:])
    assert state_of(store) == {rest.site_id: rest, part.site_id: part}
    assert said_of(store, whole) == said_of(store, part) == ["Looked at it."]
    with pytest.raises(StoreConflictError, match="estimates of the origin"):
        store.site_changes.split(whole.site_id, make_site(part.estimate_ids), **WHO)


def test_merges_are_undone_last_first(store):
    first, second, third = put_sites(store, 1, 1, 1)
    store.site_changes.merge(first.site_id, second.site_id, **WHO)
    store.site_changes.merge(second.site_id, third.site_id, **WHO)
    assert store.sites.current_id(first.site_id) == third.site_id
    with pytest.raises(StoreConflictError, match="Undo the later change first"):
        store.site_changes.undo_merge(first.site_id, **WHO)
    store.site_changes.undo_merge(second.site_id, **WHO)
    store.site_changes.undo_merge(first.site_id, **WHO)
    assert state_of(store) == {one.site_id: one for one in (first, second, third)}


def test_a_merged_or_deleted_site_takes_no_change(store):
    gone, keep = put_sites(store, 1, 1)
    store.site_changes.merge(gone.site_id, keep.site_id, **WHO)
    with pytest.raises(StoreConflictError, match="merged"):
        store.sites.put(gone, revision=2)
    with pytest.raises(StoreConflictError, match="judge that"):
        store.judgements.add(make_judgement(gone.site_id))
    with pytest.raises(StoreConflictError, match="two sites"):
        store.site_changes.merge(keep.site_id, keep.site_id, **WHO)
    store.sites.delete(keep.site_id, revision=2)
    with pytest.raises(StoreConflictError, match="deleted"):
        store.sites.put(keep, revision=3)
    assert said_of(store, gone) == []


def test_a_deleted_site_keeps_its_estimates_from_a_rerun(store):
    (site,) = put_sites(store, 1)
    store.sites.delete(site.site_id, revision=1)
    with pytest.raises(StoreConflictError, match="in another site"):
        store.sites.put(make_site(site.estimate_ids), revision=None)
    assert state_of(store) == {}


def test_a_site_that_never_was_is_not_found(store):
    with pytest.raises(StoreError, match="nothing"):
        store.sites.get(new_site_id())
    with pytest.raises(StoreError, match="nothing"):
        store.judgements.add(make_judgement(new_site_id()))


def test_sites_of_a_simulation_do_not_enter_a_real_campaign(store):
    with pytest.raises(RecordError, match="is_simulated"):
        store.sites.put(make_site(is_simulated=True), revision=None)


def test_two_writers_at_once_lose_nothing(store):
    per_writer, n_writers = 40, 4
    (site,) = put_sites(store, 1)
    barrier, faults = Barrier(n_writers), []

    def write(writer):
        try:
            barrier.wait()
            for number in range(per_writer):
                # Half of what two neighbours write is the same.
                first = 1 + writer * per_writer // 2 + number
                store.estimates.add([make_estimate(first)])
                store.judgements.add(make_judgement(site.site_id, f"{writer}/{number}"))
        except Exception as error:  # noqa: BLE001 - told by the assertion below
            faults.append(error)

    threads = [Thread(target=write, args=(writer,)) for writer in range(n_writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert store.estimates.count() == 1 + per_writer // 2 * (n_writers + 1)
    everything = {f"{w}/{n}" for w in range(n_writers) for n in range(per_writer)}
    assert set(said_of(store, site)) == everything
    assert len(said_of(store, site)) == len(everything)


def test_one_site_twice_in_a_write_is_refused(store):
    (site,) = put_sites(store, 1)
    other = make_site()
    with pytest.raises(StoreConflictError):
        store.sites.put_all([(other, None), (other, None)])
    with pytest.raises(StoreConflictError):
        store.sites.put_all([(evolve(site, longitude=-107.41), 1), (site, 1)])
    assert state_of(store) == {site.site_id: site}


def test_an_estimate_that_a_site_no_longer_names_stays_with_it_until_another_takes_it(store):
    first, second = put_sites(store, 2, 1)
    kept, gone = first.estimate_ids
    store.sites.put(evolve(first, estimate_ids=(kept,)), revision=1)
    stored = store.sites.get(first.site_id)
    assert (stored.site.estimate_ids, stored.former) == ((kept,), (gone,))
    assert [one.former for one in store.sites.active() if one.site == stored.site] == [(gone,)]
    assert store.sites.former() == {gone}
    store.sites.put(first, revision=2)
    assert store.sites.get(first.site_id).site == first
    store.sites.put(evolve(first, estimate_ids=()), revision=3)
    assert store.sites.waiting() == [first.site_id]
    assert store.sites.count() == 1
    taken = evolve(second, estimate_ids=(*second.estimate_ids, gone))
    store.sites.put(taken, revision=1)
    assert store.sites.get(second.site_id).site == taken
    assert store.sites.get(first.site_id).former == (kept,)
    store.sites.put_all([], replaced=[kept])
    assert store.sites.get(first.site_id).former == ()
    assert store.sites.waiting() == []


def test_what_is_in_force_in_one_site_is_not_replaced(store):
    (site,) = put_sites(store, 1)
    store.sites.put_all([], replaced=site.estimate_ids)
    assert store.sites.get(site.site_id).site == site


def test_a_merge_takes_former_estimates_along_and_undone_it_gives_them_back(store):
    gone, keep = put_sites(store, 2, 1)
    store.sites.put(evolve(gone, estimate_ids=gone.estimate_ids[:1]), revision=1)
    store.site_changes.merge(gone.site_id, keep.site_id, **WHO)
    assert store.sites.get(keep.site_id).former == gone.estimate_ids[1:]
    store.site_changes.undo_merge(gone.site_id, **WHO)
    assert store.sites.get(gone.site_id).former == gone.estimate_ids[1:]
    assert store.sites.get(keep.site_id).former == ()


def test_a_judgement_is_a_change_of_its_site_and_the_same_again_is_none(store):
    (site,) = put_sites(store, 1)
    for _ in range(2):
        store.judgements.add(make_judgement(site.site_id))
        assert store.sites.get(site.site_id).revision == 2
    with pytest.raises(StoreConflictError, match="revision 2"):
        store.sites.put(site, revision=1)
