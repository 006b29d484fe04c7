"""Shreds in line with a plume are its own where they show its very spectrum."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.detection.evidence.identify import identify
from cathartes.detection.plumes.candidates import Candidate
from cathartes.detection.plumes.judged import Judged
from cathartes.detection.plumes.parts.fragments import join_fragments
from cathartes.detection.plumes.parts.thin_parts import own_log_odds, thin_parts_of
from tests.blob_evidence import blob_evidence, plain_blob

EVIDENCE = blob_evidence()
EAST = np.array([0.0, 1.0])
SHAPE = (60, 140)


def judged_at(sample: int, signal, probability: float, *, line: int = 30, seed: int = 5) -> Judged:
    """Return a candidate of five by eight pixels with a signal on clutter."""
    spectrum = EVIDENCE.clutter(seed + 1000, 1)[0] + signal
    shapes = EVIDENCE.shapes(EVIDENCE.signatures)
    blob = plain_blob(spectrum, EVIDENCE.clutter(seed), EVIDENCE.signatures, shapes)
    members = np.argwhere(np.ones((5, 8), bool)) + np.array([line, sample])
    return Judged(
        Candidate(0, 10.0, members, np.full(len(members), 8.0, np.float32)),
        identify(blob, shapes),
        probability,
        spectrum,
        np.ones(len(spectrum)),
    )


def gas_signal(snr: float, *names: str):
    return sum(
        EVIDENCE.strength(EVIDENCE.names.index(name), snr)
        * EVIDENCE.signatures[EVIDENCE.names.index(name)]
        for name in names
    )


NOTHING = np.zeros(len(EVIDENCE.wavelength_um))
MIXTURE = ("ethyl acetate", "acetone")
PLUME = judged_at(60, gas_signal(30.0, *MIXTURE), 0.99)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_shred_shows_the_spectrum_of_its_plume_of_either_sign(sign: float) -> None:
    odds = [
        own_log_odds(
            judged_at(40, sign * gas_signal(6.0, *MIXTURE), 0.2, seed=seed), PLUME.spectrum
        )
        for seed in range(20)
    ]
    assert np.median(odds) > 3.0


def test_clutter_hardly_ever_shows_the_spectrum_of_a_plume() -> None:
    odds = [own_log_odds(judged_at(40, NOTHING, 0.2, seed=s), PLUME.spectrum) for s in range(40)]
    assert np.mean(np.array(odds) > 3.0) <= 0.05


def test_another_gas_is_no_shred_of_it() -> None:
    other = judged_at(40, gas_signal(6.0, "SF6"), 0.2)
    assert own_log_odds(other, PLUME.spectrum) < own_log_odds(
        judged_at(40, gas_signal(6.0, *MIXTURE), 0.2), PLUME.spectrum
    )


def test_shreds_are_taken_one_after_the_other_upwind_and_down() -> None:
    thin = gas_signal(10.0, *MIXTURE)
    others = [
        judged_at(sample, thin, 0.2, seed=seed) for seed, sample in ((1, 10), (2, 35), (3, 80))
    ]
    assert sorted(thin_parts_of(PLUME, others, EAST)) == [0, 1, 2]
    # Without the one between, the far one is out of reach.
    assert thin_parts_of(PLUME, [others[0]], EAST) == []


def test_what_lies_aside_is_none_of_it() -> None:
    aside = judged_at(62, gas_signal(10.0, *MIXTURE), 0.2, line=5)
    assert thin_parts_of(PLUME, [aside], EAST) == []


def test_what_is_no_plume_has_no_parts_and_what_was_parted_stays_apart() -> None:
    thin = judged_at(40, gas_signal(10.0, *MIXTURE), 0.2)
    assert thin_parts_of(evolve(PLUME, probability=0.4), [thin], EAST) == []
    parted = evolve(thin, parted=frozenset({-1}))
    assert thin_parts_of(evolve(PLUME, parted=frozenset({1})), [parted], EAST) == []


def test_a_plume_begins_at_its_most_upwind_shred_and_nothing_is_lost() -> None:
    thin = judged_at(40, gas_signal(10.0, *MIXTURE), 0.2)
    clutter = judged_at(85, NOTHING, 0.01)
    found = join_fragments([PLUME, thin, clutter], SHAPE, EAST)
    assert sorted(len(one.candidate.members) for one in found) == [40, 80]
    plume = max(found, key=lambda one: one.probability)
    assert plume.probability == PLUME.probability
    assert plume.candidate.members[:, 1].min() == 40
    # Nobody knows the wind: a shred says nothing about where a plume begins.
    assert len(join_fragments([PLUME, thin, clutter], SHAPE, None)) == 3
