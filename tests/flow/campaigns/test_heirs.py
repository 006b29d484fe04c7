"""What is made anew takes the place of the nearest of the same bytes and gas, each once."""

from __future__ import annotations

import pytest

from cathartes.flow.campaigns.fusing.heirs import EARTH_M_PER_DEG, buried, successors
from cathartes.model.provenance import InputFile, Provenance
from tests.made_campaigns import make_plume

HERE, OTHER = "a" * 64, "b" * 64


def plume(north_m=0.0, gas="NH3", sha256=HERE, std_m=1.0):
    """Return a plume so far north, made from these bytes."""
    return make_plume(
        latitude=24.8 + north_m / EARTH_M_PER_DEG,
        position_std_m=std_m,
        gas_probabilities={gas: 0.9, "unknown": 0.1},
        provenance=Provenance(inputs=(InputFile("scene", sha256, 0),)),
    )


def test_the_nearest_takes_the_place_and_each_takes_one():
    older = {"x": plume(0.0), "y": plume(30.0)}
    assert successors(older, {"new": plume(28.0)}) == {"y": "new"}
    newer = {"p": plume(28.0), "q": plume(31.0)}
    assert successors(older, newer) == {"y": "q", "x": "p"}


def test_of_two_gases_at_one_place_each_follows_its_own():
    older = {"a": plume(gas="acetone"), "b": plume(gas="NH3")}
    newer = {"1": plume(3.0, gas="NH3"), "2": plume(4.0, gas="acetone")}
    assert successors(older, newer) == {"b": "1", "a": "2"}
    assert successors({"a": older["a"]}, {"1": newer["1"]}) == {"a": "1"}


@pytest.mark.parametrize("new", [plume(sha256=OTHER), plume(60.0)])
def test_nothing_of_other_bytes_or_farther_than_five_spreads_takes_a_place(new):
    assert successors({"x": plume()}, {"new": new}) == {}


def test_wide_spreads_reach_far():
    assert successors({"x": plume(std_m=30.0)}, {"new": plume(140.0)}) == {"x": "new"}


def test_what_takes_the_place_of_something_deleted_is_buried_and_its_neighbour_is_not():
    deleted, beside = {"x": plume(0.0)}, {"y": plume(30.0)}
    both = {"p": plume(2.0), "q": plume(29.0)}
    assert buried(deleted, both, beside) == {"p"}
    # The deleted one is not found again: what stands beside it is not taken for it.
    assert buried(deleted, {"q": plume(29.0)}, beside) == set()
    assert buried(deleted, {"q": plume(29.0)}) == {"q"}


def test_what_is_made_under_the_very_id_of_something_deleted_buries_nothing_else():
    assert buried({"x": plume()}, {"x": plume(), "q": plume(29.0)}) == set()
