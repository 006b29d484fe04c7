"""A split stands only by the evidence of its parts."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.detection.evidence.identify import BlobView, Identification
from cathartes.detection.plumes.candidates import Candidate
from cathartes.detection.plumes.judged import Judged
from cathartes.detection.plumes.parts.fragments import join_fragments
from cathartes.detection.plumes.parts.parting import MORE_EVIDENCE, part_blends, stands

VIEW = BlobView(np.eye(1), np.ones(1), 0.0, 30.0, 0.0)
SHAPE = (20, 40)
EVEN = [0.5, 0.3]


def candidate(gas: int, sample: int, width: int) -> Candidate:
    members = np.argwhere(np.ones((6, width), bool)) + np.array([5, sample])
    return Candidate(gas, 12.0, members, np.full(len(members), 9.0, np.float32))


def judged(
    of: Candidate,
    gases: dict[int, float],
    log_odds: float,
    probability: float = 0.9,
    unknown: float = 0.0,
) -> Judged:
    certainty = np.zeros(4)
    certainty[list(gases)] = list(gases.values())
    best = tuple(gases) or (0,)
    n = len(best)
    found = Identification(log_odds, certainty, unknown, 0.0, best, np.ones(n), np.eye(n), VIEW)
    return Judged(of, found, probability, np.ones(5), np.ones(5))


WHOLE = judged(candidate(0, 4, 20), {0: 1.0}, 20.0)
FIRST = judged(candidate(0, 4, 12), {0: 1.0}, 18.0)
SECOND = judged(candidate(1, 16, 12), {1: 1.0}, 9.0)


def part(first: Judged, second: Judged, whole: Judged = WHOLE) -> tuple[list[Judged], np.ndarray]:
    numbers = np.zeros(SHAPE, np.int32)
    numbers[tuple(whole.candidate.members.T)] = 1

    def split(of: Candidate, known: frozenset[int]) -> tuple[Candidate, Candidate] | None:
        return None if known else (first.candidate, second.candidate)

    def weigh(of: Candidate, number: int, beneath: np.ndarray | None = None) -> Judged:
        return first if of is first.candidate else second

    return part_blends([whole], numbers, split, weigh), numbers


def test_parts_with_more_evidence_than_the_whole_are_two_plumes() -> None:
    found, numbers = part(FIRST, SECOND)
    assert [len(one.candidate.members) for one in found] == [72, 72]
    assert found[0].is_parted_from(found[1])
    assert (numbers[tuple(SECOND.candidate.members.T)] == 2).all()


REASONS = {
    "no more evidence": (FIRST, judged(SECOND.candidate, {1: 1.0}, 2.0 + MORE_EVIDENCE - 0.1)),
    "the same gas": (FIRST, judged(SECOND.candidate, {0: 1.0}, 9.0)),
    "the second is no plume": (FIRST, evolve(SECOND, probability=0.4)),
    "the first is no plume": (evolve(FIRST, probability=0.4), SECOND),
    "no gas explains the second": (FIRST, judged(SECOND.candidate, {}, 9.0, unknown=0.9)),
    "the first holds no gas any more": (judged(FIRST.candidate, {0: 0.4}, 18.0), SECOND),
}


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_a_split_does_not_stand_if(reason: str) -> None:
    found, numbers = part(*REASONS[reason])
    assert found == [WHOLE]
    inside = np.zeros(SHAPE, bool)
    inside[tuple(WHOLE.candidate.members.T)] = True
    np.testing.assert_array_equal(numbers, inside.astype(np.int32))


def test_what_is_surely_no_plume_is_not_split() -> None:
    whole = evolve(WHOLE, probability=0.05)
    assert part(FIRST, SECOND, whole)[0] == [whole]


def test_a_blend_taken_for_an_unknown_gas_is_two_known_ones() -> None:
    whole = judged(WHOLE.candidate, {}, 20.0, unknown=0.95)
    assert stands(whole, FIRST, SECOND)
    assert not stands(whole, judged(FIRST.candidate, {}, 18.0, unknown=0.95), SECOND)


def test_the_first_part_keeps_the_sure_name_of_the_whole() -> None:
    lost = judged(FIRST.candidate, {}, 18.0, unknown=0.95)
    found, _ = part(lost, SECOND)
    assert found[0].identification.gas_probability[0] == 1.0
    assert found[0].identification.unknown_probability == 0.0
    assert found[0].identification.log_odds == 18.0


def test_what_lies_over_the_first_plume_is_weighed_without_it() -> None:
    both = judged(SECOND.candidate, {0: 0.9, 1: 1.0}, 12.0)
    numbers = np.zeros(SHAPE, np.int32)

    def weigh(of: Candidate, number: int, beneath: np.ndarray | None = None) -> Judged:
        if of is FIRST.candidate:
            return FIRST
        return both if beneath is None else SECOND

    def split(of: Candidate, known: frozenset[int]) -> tuple[Candidate, Candidate] | None:
        return None if known else (FIRST.candidate, SECOND.candidate)

    found = part_blends([WHOLE], numbers, split, weigh)
    np.testing.assert_array_equal(
        found[1].identification.gas_probability, SECOND.identification.gas_probability
    )


def test_parts_are_never_joined_again_though_they_share_a_gas() -> None:
    second = judged(SECOND.candidate, {0: 0.9, 1: 1.0}, 9.0)
    found, _ = part(FIRST, second)
    assert len(found) == 2
    for downwind in (None, np.array([0.0, 1.0])):
        joined = join_fragments(found, SHAPE, downwind)
        assert sorted(len(one.candidate.members) for one in joined) == [72, 72]
