"""Fragments of one plume are one plume."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.detection.evidence.identify import BlobView, Identification
from cathartes.detection.plumes.candidates import Candidate
from cathartes.detection.plumes.judged import Judged
from cathartes.detection.plumes.parts.fragments import join_fragments

SHAPE = (60, 120)
EAST = np.array([0.0, 1.0])
VIEW = BlobView(np.zeros((1, 5)), np.ones(1), 0.0, 30.0, 0.0)


def fragment(
    line: int, sample: int, gas: int = 0, probability: float = 0.9, size: tuple[int, int] = (5, 8)
) -> Judged:
    members = np.argwhere(np.ones(size, bool)) + np.array([line, sample])
    certainty = np.zeros(3)
    certainty[gas] = 0.98
    return Judged(
        Candidate(gas, 10.0, members, np.full(len(members), 8.0, np.float32)),
        Identification(20.0, certainty, 0.01, 0.1, (gas,), np.ones(1), np.eye(1), VIEW),
        probability,
        np.zeros(5),
        np.ones(5),
    )


def sizes(judged: list[Judged]) -> list[int]:
    return sorted(len(one.candidate.members) for one in judged)


def test_neighbours_of_one_gas_become_one() -> None:
    found = join_fragments([fragment(20, 20), fragment(20, 30, probability=0.6)], SHAPE, None)
    assert sizes(found) == [80]
    assert found[0].probability == 0.9
    assert len(found[0].candidate.scores) == 80


def test_neighbours_of_different_gases_stay_two() -> None:
    found = join_fragments([fragment(20, 20), fragment(20, 30, gas=1)], SHAPE, None)
    assert sizes(found) == [40, 40]


def test_far_apart_without_wind_stays_two() -> None:
    found = join_fragments([fragment(20, 20), fragment(20, 60)], SHAPE, None)
    assert sizes(found) == [40, 40]


def test_what_lies_downwind_belongs_to_the_plume_and_what_lies_aside_does_not() -> None:
    downwind = join_fragments([fragment(30, 20), fragment(31, 50)], SHAPE, EAST)
    aside = join_fragments([fragment(5, 20), fragment(50, 30)], SHAPE, EAST)
    assert sizes(downwind) == [80]
    assert sizes(aside) == [40, 40]


@pytest.mark.parametrize("downwind", [None, EAST])
def test_nothing_is_lost_and_nothing_is_counted_twice(downwind) -> None:
    judged = [
        fragment(5, 5),
        fragment(5, 16, probability=0.2),
        fragment(20, 40, gas=1),
        fragment(22, 70, gas=1, probability=0.7),
        fragment(40, 10, gas=2, probability=0.1),
    ]
    found = join_fragments(judged, SHAPE, downwind)
    pixels = np.vstack([one.candidate.members for one in found])
    assert len(pixels) == len(np.unique(pixels, axis=0)) == 5 * 40


def test_fragments_are_not_changed_themselves() -> None:
    judged = [fragment(20, 20), fragment(20, 30)]
    join_fragments(judged, SHAPE, EAST)
    assert sizes(judged) == [40, 40]


def test_no_fragments_are_no_plumes() -> None:
    assert join_fragments([], SHAPE, EAST) == []


def test_a_plume_that_holds_a_little_of_its_neighbours_gas_is_not_that_neighbour() -> None:
    one, other = fragment(20, 20), fragment(20, 30, gas=1, probability=0.8)
    other.identification.gas_probability[0] = 0.4
    assert sizes(join_fragments([one, other], SHAPE, EAST)) == [40, 40]


def test_a_fragment_goes_to_the_neighbour_most_like_it_not_to_the_surest() -> None:
    mixture = fragment(20, 20, probability=0.99)
    mixture.identification.gas_probability[1] = 0.9
    alike = fragment(20, 40, gas=1, probability=0.7)
    between = fragment(20, 30, gas=1, probability=0.8)
    mixture = evolve(mixture, parted=frozenset({1}))
    alike = evolve(alike, parted=frozenset({-1}))
    found = join_fragments([mixture, alike, between], SHAPE, EAST)
    assert sizes(found) == [40, 80]
    assert max(found, key=lambda j: len(j.candidate.members)).candidate.gas == 1


@pytest.mark.parametrize(("best", "joined"), [((0,), True), ((2,), False)])
def test_what_is_unknown_beside_the_gas_that_fits_it_best_is_that_gas(best, joined) -> None:
    plume, strange = fragment(20, 20), fragment(20, 30)
    nothing_sure = evolve(
        strange.identification,
        gas_probability=np.array([0.01, 0.0, 0.01]),
        unknown_probability=0.98,
        best=best,
    )
    found = join_fragments([plume, evolve(strange, identification=nothing_sure)], SHAPE, EAST)
    assert sizes(found) == ([80] if joined else [40, 40])
    if joined:
        assert found[0].identification.gas_probability[0] > 0.9
