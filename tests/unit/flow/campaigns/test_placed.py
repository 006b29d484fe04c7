"""Plumes go to the emitter they come from, each to one, and none is told twice."""

from __future__ import annotations

import pytest
from shapely.geometry import Point, Polygon

from cathartes.flow.campaigns.work.placed import HEAD_FLOOR_M, _widened, explain_plumes
from tests.made_campaigns import make_estimate, make_plume

METRES_EAST, METRES_NORTH = 101_000.0, 111_195.0


def emitter(east_m=0.0, north_m=0.0, gases=("acetone",), std_m=10.0):
    return make_estimate(
        longitude=-107.4 + east_m / METRES_EAST,
        latitude=24.8 + north_m / METRES_NORTH,
        position_std_m=std_m,
        gas_probabilities=dict.fromkeys(gases, 1.0),
        rates={},
    )


def plume(east_m=0.0, north_m=0.0, std_m=10.0):
    return make_plume(
        longitude=-107.4 + east_m / METRES_EAST,
        latitude=24.8 + north_m / METRES_NORTH,
        position_std_m=std_m,
    )


def explained(emitters, plumes, gases):
    return explain_plumes(emitters, plumes, [frozenset(one) for one in gases])


def test_all_plumes_of_an_emitter_of_many_gases_are_its_own():
    found = explained(
        [emitter(gases=("acetone", "ethyl acetate"))],
        [plume(5.0), plume(-20.0), plume(0.0, 12.0)],
        [{"acetone"}, {"ethyl acetate"}, {"unknown"}],
    )
    assert found == [[0, 1, 2]]


def test_a_plume_of_its_gas_far_away_is_not_explained():
    assert explained([emitter()], [plume(0.0), plume(200.0)], [{"acetone"}, {"acetone"}]) == [[0]]


def test_another_gas_must_be_nearer_than_its_own():
    there = [plume(0.0), plume(40.0)]
    assert explained([emitter()], there, [{"acetone"}, {"acetone"}]) == [[0, 1]]
    assert explained([emitter()], there, [{"acetone"}, {"ammonia"}]) == [[0]]


def test_each_plume_goes_to_the_nearest_of_two_emitters():
    two = [emitter(0.0), emitter(60.0)]
    found = explained(two, [plume(50.0), plume(8.0)], [{"acetone"}, {"acetone"}])
    assert found == [[1], [0]]


def test_an_emitter_is_never_without_a_plume():
    found = explained([emitter(500.0, gases=("ammonia",))], [plume(0.0)], [{"acetone"}])
    assert found == [[0]]


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_plumes_does_not_matter(turned):
    places, gases = [plume(0.0), plume(30.0), plume(300.0)], [{"acetone"}, {"acetone"}, {"SF6"}]
    if turned:
        places, gases = places[::-1], gases[::-1]
    found = explained([emitter(0.0), emitter(290.0, gases=("SF6",))], places, gases)
    names = [
        ["near", "next", "far"][:: -1 if turned else 1][n] for one in found for n in sorted(one)
    ]
    assert sorted(names[:-1]) == ["near", "next"]
    assert names[-1] == "far"


@pytest.mark.parametrize("std_m", [1.0, 5.0, 40.0])
def test_a_region_grows_by_what_its_spread_does(std_m):
    radius = 2.146 * std_m
    ring = Point(0.0, 0.0).buffer(radius).exterior.coords
    places = [(-107.4 + x / METRES_EAST, 24.8 + y / METRES_NORTH) for x, y in ring]
    one = make_estimate(
        longitude=-107.4, latitude=24.8, position_std_m=std_m, region_90=tuple(places[:-1])
    )
    wide = _widened(one)
    assert wide.position_std_m == pytest.approx((std_m**2 + HEAD_FLOOR_M**2) ** 0.5)
    grown = Polygon([(x * METRES_EAST, y * METRES_NORTH) for x, y in wide.region_90])
    expected = Point(0.0, 0.0).buffer(2.146 * wide.position_std_m)
    assert grown.area == pytest.approx(expected.area, rel=0.02)
    assert _widened(make_estimate(region_90=())).region_90 == ()
