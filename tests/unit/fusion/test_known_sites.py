"""Sites keep their ids, and what people decided binds."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.fusion import KnownSite
from tests.made_fusion import estimate, fuse, numbered, partition, site_of

ONE_PLACE = numbered("estimate", [estimate(4.0 * day, day=day) for day in range(4)])
FIRST, SECOND, THIRD, FOURTH = ONE_PLACE
TWO_PLACES = numbered("estimate", [estimate(east, day=day) for east in (0, 400) for day in (0, 1)])


def again(fusion):
    """Return what fusion gave as known sites."""
    return [KnownSite(site=site) for site in fusion.sites]


def test_a_re_run_changes_nothing():
    before = fuse(TWO_PLACES)
    after = fuse(TWO_PLACES, known=again(before))
    assert after.sites == before.sites
    untouched = [after.new, after.changed, after.merges, after.splits, after.emptied]
    assert not any(untouched)


def test_a_site_keeps_its_id_when_it_grows():
    first = dict(list(ONE_PLACE.items())[:2])
    before = fuse(first)
    after = fuse(ONE_PLACE, known=again(before))
    assert [site.site_id for site in after.sites] == [site.site_id for site in before.sites]
    assert after.changed == {before.sites[0].site_id}


def test_of_two_sites_that_turn_out_one_that_with_more_estimates_keeps_its_id():
    many, few = site_of((FIRST, SECOND, THIRD)), site_of((FOURTH,))
    fusion = fuse(ONE_PLACE, known=[few, many])
    assert [site.site_id for site in fusion.sites] == [many.site.site_id]
    (merge,) = fusion.merges
    assert (merge.gone, merge.keep) == (few.site.site_id, many.site.site_id)


def test_ties_go_to_the_lowest_id():
    one, other = site_of((FIRST, SECOND)), site_of((THIRD, FOURTH))
    lowest = min(one.site.site_id, other.site.site_id)
    for known in ([one, other], [other, one]):
        assert [site.site_id for site in fuse(ONE_PLACE, known=known).sites] == [lowest]


def test_a_site_that_turns_out_two_is_split():
    whole = site_of(tuple(TWO_PLACES))
    fusion = fuse(TWO_PLACES, known=[whole])
    (split,) = fusion.splits
    assert split.origin == whole.site.site_id
    assert split.part.site_id in fusion.new
    assert len(fusion.sites) == 2


def test_a_site_without_estimates_left_is_emptied():
    lost = site_of(("estimate-99999",))
    fusion = fuse(ONE_PLACE, known=[lost])
    assert fusion.emptied == (lost.site.site_id,)
    assert lost.site.site_id not in {site.site_id for site in fusion.sites}


def test_two_judged_sites_at_one_place_stay_two():
    one, other = site_of((FIRST, SECOND), judged=True), site_of((THIRD,), judged=True)
    fusion = fuse(ONE_PLACE, known=[one, other])
    kept = {site.site_id: set(site.estimate_ids) for site in fusion.sites}
    assert kept.keys() == {one.site.site_id, other.site.site_id}
    assert kept[one.site.site_id] >= {FIRST, SECOND}
    assert kept[other.site.site_id] >= {THIRD}
    assert not fusion.merges


def test_a_judged_site_keeps_estimates_that_the_machine_would_part():
    whole = site_of(tuple(TWO_PLACES), east_m=200.0, judged=True)
    fusion = fuse(TWO_PLACES, known=[whole])
    (site,) = fusion.sites
    assert set(site.estimate_ids) == set(TWO_PLACES)
    assert not fusion.splits


def test_a_judged_site_without_estimates_stays_as_it_is():
    seen_by_people = site_of((), judged=True, east_m=5000.0)
    fusion = fuse(ONE_PLACE, known=[seen_by_people])
    assert seen_by_people.site in fusion.sites
    assert not fusion.emptied


def test_a_judged_site_without_estimates_takes_those_that_fit():
    seen_by_people = site_of((), judged=True)
    fusion = fuse(ONE_PLACE, known=[seen_by_people])
    (site,) = fusion.sites
    assert site.site_id == seen_by_people.site.site_id
    assert set(site.estimate_ids) == set(ONE_PLACE)


def test_what_a_person_split_never_joins_again():
    one = site_of((FIRST, SECOND))
    other = site_of((THIRD, FOURTH), apart_from=frozenset({one.site.site_id}))
    for known in ([one, other], [other, one]):
        assert partition(fuse(ONE_PLACE, known=known)) == {(FIRST, SECOND), (THIRD, FOURTH)}


def test_a_deleted_site_takes_new_estimates_and_stays_deleted():
    gone = site_of((FIRST, SECOND), deleted=True)
    fusion = fuse(ONE_PLACE, known=[gone])
    assert not fusion.sites
    assert not fusion.new
    assert {one.site_id for one in fusion.associations.values()} == {gone.site.site_id}


def test_an_unjudged_site_merges_into_the_judged_one_though_it_has_more():
    judged, more = site_of((FIRST,), judged=True), site_of((SECOND, THIRD, FOURTH))
    fusion = fuse(ONE_PLACE, known=[judged, more])
    assert [site.site_id for site in fusion.sites] == [judged.site.site_id]
    assert fusion.merges[0].gone == more.site.site_id


@settings(max_examples=30, deadline=None)
@given(
    owners=st.lists(st.integers(0, 3), min_size=8, max_size=8),
    judged=st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_whatever_the_machine_thinks_judged_sites_keep_their_own(owners, judged):
    estimates = numbered("estimate", [estimate(12.0 * n, day=n) for n in range(8)])
    known = [
        site_of(
            tuple(one for one, owner in zip(estimates, owners, strict=True) if owner == number),
            judged=is_judged,
        )
        for number, is_judged in enumerate(judged)
    ]
    fusion = fuse(estimates, known=known)
    sites = {site.site_id: set(site.estimate_ids) for site in fusion.sites}
    for one in known:
        if one.judged:
            assert sites[one.site.site_id] >= set(one.site.estimate_ids)
            assert one.site.site_id not in {merge.gone for merge in fusion.merges}
    ids = [one for group in sites.values() for one in group]
    assert sorted(ids) == sorted(set(ids))


def test_what_is_made_of_something_simulated_is_simulated():
    simulated = evolve(ONE_PLACE[FIRST], is_simulated=True)
    fusion = fuse({**ONE_PLACE, FIRST: simulated})
    assert all(site.is_simulated for site in fusion.sites)


def test_a_site_is_marked_no_lower_than_its_estimates():
    from cathartes.model.campaign import Marking

    secret = evolve(ONE_PLACE[FIRST], marking=Marking(handling="SECRET", compartments=("A",)))
    (site,) = fuse({**ONE_PLACE, FIRST: secret}).sites
    assert "SECRET" in site.marking.handling
    assert site.marking.compartments == ("A",)


def test_a_profile_that_is_not_in_the_table_is_refused():
    from cathartes.errors import OptionError
    from cathartes.fusion import FusionInput, FusionOptions, fuse_sites
    from tests.made_fusion import TABLE

    with pytest.raises(OptionError, match="bakery"):
        fuse_sites(
            FusionInput(estimates={}), TABLE, FusionOptions(profile="bakery"), is_simulated=False
        )
