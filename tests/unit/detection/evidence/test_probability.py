"""From evidence to the probability of a plume."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.detection.evidence.identify import BlobView, Identification
from cathartes.detection.evidence.probability import plume_probability, stretch_along_wind
from cathartes.detection.plumes.candidates import Candidate

VIEW = BlobView(np.eye(1), np.ones(1), 0.0, 30.0, 0.0)
FOUND = Identification(10.0, np.array([0.99]), 0.01, 0.1, (0,), np.ones(1), np.eye(1), VIEW)


def candidate_of(n_pixels: int = 100, peak: float = 12.0) -> Candidate:
    members = np.argwhere(np.ones((n_pixels, 1), bool))
    return Candidate(0, peak, members, np.full(n_pixels, peak, np.float32))


@pytest.mark.parametrize("contrast", [-2.0, 0.0, 2.0, None])
@pytest.mark.parametrize("unknown", [0.0, 0.5, 1.0])
def test_more_evidence_is_never_less_probable(contrast: float | None, unknown: float) -> None:
    found = evolve(FOUND, unknown_probability=unknown)
    chances = [
        plume_probability(evolve(found, log_odds=odds), candidate_of(), contrast, None)
        for odds in (-1e6, -50.0, -5.0, 0.0, 5.0, 50.0, 1e6)
    ]
    assert chances == sorted(chances)
    assert all(0.0 <= chance <= 1.0 for chance in chances)


def test_contrast_of_the_expected_sign_is_more_probable_than_of_the_other() -> None:
    expected, other = (plume_probability(FOUND, candidate_of(), c, None) for c in (2.0, -2.0))
    assert expected > other


def test_no_single_sign_decides_alone() -> None:
    wild = [plume_probability(FOUND, candidate_of(), c, None) for c in (3.0, 1e9)]
    assert wild[1] == pytest.approx(wild[0], abs=0.2)


def test_strong_large_and_surely_gas_is_a_plume() -> None:
    found = evolve(FOUND, log_odds=60.0)
    assert plume_probability(found, candidate_of(400, 30.0), 2.0, None) > 0.9


def test_what_lies_along_the_wind_is_more_probable_than_what_lies_across() -> None:
    along, across = (
        plume_probability(FOUND, candidate_of(), 1.0, np.array(wind))
        for wind in ([1.0, 0.0], [0.0, 1.0])
    )
    assert along > across


def test_stretch_turns_its_sign_with_the_wind_and_a_round_thing_has_none() -> None:
    long = candidate_of(40)
    along, across = (stretch_along_wind(long, np.array(w)) for w in ([1.0, 0.0], [0.0, 1.0]))
    assert along == pytest.approx(-across)
    assert along > 1.0
    square = evolve_members(long, np.argwhere(np.ones((6, 6), bool)))
    assert stretch_along_wind(square, np.array([0.6, 0.8])) == pytest.approx(0.0, abs=1e-9)


def evolve_members(candidate: Candidate, members: np.ndarray) -> Candidate:
    return Candidate(candidate.gas, candidate.peak, members, np.ones(len(members), np.float32))
