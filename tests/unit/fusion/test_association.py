"""Who belongs together depends on where, what and when, and never on the order."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.fusion import FusionInput, FusionOptions, fuse_sites
from cathartes.model.fusion import NEW_SITE, NONE_OF_THESE
from tests.made_fusion import (
    METRES_EAST,
    METRES_NORTH,
    NOON,
    PLAIN,
    SOUTH,
    TABLE,
    WEST,
    estimate,
    fuse,
    moved_east,
    numbered,
    partition,
)


def planted(seed, n_sites=6, n_days=5):
    """Return estimates of sites that stand 60 to 2000 m apart, and whose they are."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0.0, 2000.0, (n_sites, 2))
    made, owner = [], []
    for day in range(n_days):
        for number, (east, north) in enumerate(places):
            std = rng.uniform(8.0, 30.0)
            off = rng.normal(0.0, std, 2)
            made.append(estimate(east + off[0], north + off[1], day, position_std_m=std))
            owner.append(number)
    return made, owner, places


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), order=st.randoms(use_true_random=False))
def test_the_order_in_which_estimates_come_does_not_matter(seed, order):
    estimates = numbered("estimate", planted(seed)[0])
    names = list(estimates)
    order.shuffle(names)
    one, other = fuse(estimates), fuse({name: estimates[name] for name in names})
    assert one == other


def test_estimates_of_one_place_are_one_site_and_of_two_places_two():
    fusion = fuse([estimate(0.0), estimate(15.0, day=1), estimate(400.0), estimate(390.0, day=1)])
    assert partition(fusion) == {
        ("estimate-00000", "estimate-00001"),
        ("estimate-00002", "estimate-00003"),
    }


def test_planted_sites_are_found_again():
    right = total = 0
    for seed in range(20):
        made, owner, _ = planted(seed)
        for ids in partition(fuse(made)):
            owners = [owner[int(one[-5:])] for one in ids]
            total += 1
            right += owners == [owners[0]] * 5
    assert right / total > 0.9


def test_the_spread_of_a_site_covers_its_place_as_often_as_it_says():
    squared = []
    for seed in range(60):
        made, owner, places = planted(seed)
        for site in fuse(made).sites:
            owners = {owner[int(one[-5:])] for one in site.estimate_ids}
            if len(owners) == 1:
                east, north = places[owners.pop()]
                off_east = (site.longitude - WEST) * METRES_EAST - east
                off_north = (site.latitude - SOUTH) * METRES_NORTH - north
                squared.append((off_east**2 + off_north**2) / site.position_std_m**2)
    # The floors are there for what a simulation of ideal errors does not have.
    assert 0.68 < np.mean(np.array(squared) < 2.28) < 0.95
    assert np.mean(np.array(squared) < 5.99) > 0.94


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), degrees=st.floats(-60.0, 250.0))
def test_the_same_pattern_elsewhere_is_the_same_partition(seed, degrees):
    made = planted(seed)[0]
    there = [
        moved_east(one, degrees if one.longitude + degrees < 180.0 else degrees - 360.0)
        for one in made
    ]
    assert partition(fuse(made)) == partition(fuse(there))


def test_a_site_on_the_180th_meridian_is_one_site():
    west = estimate(0.0, longitude=-179.99995)
    east = estimate(0.0, day=1, longitude=179.99995)
    (site,) = fuse([west, east]).sites
    assert abs(site.longitude) == pytest.approx(180.0, abs=1e-6)


def test_gases_that_look_alike_do_not_part_a_site():
    first = estimate(0.0, gas_probabilities={"acetone": 0.55, "SF6": 0.45})
    second = estimate(20.0, day=1, gas_probabilities={"acetone": 0.4, "SF6": 0.6})
    assert len(fuse([first, second]).sites) == 1


def test_gases_that_no_kind_emits_together_need_a_nearer_place():
    def farthest(gas):
        far_m = 0.0
        while True:
            other = estimate(far_m + 5.0, day=1, gas_probabilities={gas: 0.95})
            if len(fuse([estimate(0.0), other]).sites) > 1:
                return far_m
            far_m += 5.0

    assert farthest("toluene") > farthest("SF6") > 50.0


def test_two_gases_of_one_emitter_at_one_time_are_one_site():
    other = estimate(10.0, gas_probabilities={"toluene": 0.9})
    assert len(fuse([estimate(0.0), other]).sites) == 1


def test_two_places_in_one_scene_are_two_sites_where_their_regions_do_not_meet():
    def near_and_far(seconds):
        late = NOON + timedelta(seconds=seconds)
        far = estimate(65.0, position_std_m=10.0, sensed_at=late, flight_id="flight-0")
        wide = estimate(32.0, day=1, position_std_m=60.0)
        near = estimate(0.0, position_std_m=10.0)
        return [set(one) for one in partition(fuse([near, far, wide]))]

    assert not any({"estimate-00000", "estimate-00001"} <= one for one in near_and_far(0.0))


def test_a_poor_detection_alone_is_none_of_these_and_beside_others_is_not():
    poor = estimate(0.0, source_probability=0.2)
    alone = fuse([poor])
    assert not alone.sites
    assert alone.associations["estimate-00000"].site_id is None
    beside = fuse([poor, estimate(5.0, day=1), estimate(10.0, day=2)])
    assert len(beside.sites[0].estimate_ids) == 3


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_answers_for_each_estimate_add_up_to_one(seed):
    fusion = fuse(planted(seed)[0])
    ids = {site.site_id for site in fusion.sites}
    for association in fusion.associations.values():
        assert sum(association.probabilities.values()) == pytest.approx(1.0)
        assert {NEW_SITE, NONE_OF_THESE} <= association.probabilities.keys()
        assert association.site_id is None or association.site_id in ids


def test_alone_the_answers_are_those_of_the_detection():
    (association,) = fuse([estimate(0.0, source_probability=0.7)]).associations.values()
    assert association.probabilities == pytest.approx({NEW_SITE: 0.7, NONE_OF_THESE: 0.3})


def test_each_estimate_is_in_one_site_at_most():
    for seed in range(10):
        ids = [one for group in partition(fuse(planted(seed)[0])) for one in group]
        assert len(ids) == len(set(ids))


def test_more_than_are_clustered_at_once_are_clustered_all_the_same():
    rng = np.random.default_rng(5)
    made = [
        estimate(200.0 * (number % 4) + rng.normal(0, 12.0), rng.normal(0, 12.0), number)
        for number in range(60)
    ]
    evidence = FusionInput(estimates=numbered("estimate", made))
    options = FusionOptions(largest_component=10, gate=12.0)
    fusion = fuse_sites(evidence, TABLE, options, model=PLAIN, is_simulated=False)
    assert len(fusion.sites) == 4
    assert fusion.cautions


def test_nothing_gives_nothing():
    fusion = fuse([])
    assert not fusion.sites
    assert not fusion.associations
