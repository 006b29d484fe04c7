"""Sites against the truth."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cathartes.errors import OptionError
from cathartes.model.campaign.site import CandidateSite
from cathartes.simulate.campaign.calibration import calibrate, expected_calibration_error
from cathartes.simulate.campaign.scoring import (
    MissReason,
    PlacedProbability,
    compare_with_truth,
    placed_probabilities,
    read_truth,
    told_in_words,
)

LONGITUDE, LATITUDE = -118.2, 24.0
NORTH_M = 110_800.0


def a_look(**changes):
    return {
        "scene": "s", "is_on": True, "snr": 9.0, "clear_share": 1.0,
        "finding_probability": 0.9, **changes,
    }  # fmt: skip


def an_emitter(name, north_m, *, clandestine=True, above=True, looks=None):
    return {
        "emitter_id": name,
        "profile": "solvent_acid_mixture" if clandestine else "coating_shop",
        "is_clandestine": clandestine,
        "is_above_planned_limit": above,
        "longitude": LONGITUDE,
        "latitude": LATITUDE + north_m / NORTH_M,
        "looks": [a_look()] if looks is None else looks,
    }


def a_site(north_m, probability):
    return PlacedProbability(
        longitude=LONGITUDE, latitude=LATITUDE + north_m / NORTH_M, probability=probability
    )


def test_a_clandestine_emitter_is_found_when_its_site_is_among_twice_as_many():
    truth = {
        "emitters": [
            an_emitter("E1", 0.0),
            an_emitter("E2", 1000.0, clandestine=False),
            an_emitter("E3", 2000.0, clandestine=False),
        ]
    }
    sites = [a_site(10.0, 0.5), a_site(1010.0, 0.9), a_site(2005.0, 0.4)]
    compared = compare_with_truth(sites, truth)
    assert compared.top_sites == 2
    assert compared.found_share == 1.0
    assert [one.rank for one in compared.emitters] == [2, 1, 3]
    assert compared.labels == ("solvent_acid_mixture", "coating_shop", "coating_shop")
    assert compared.is_clandestine_site == (True, False, False)
    sites[2] = a_site(2005.0, 0.8)
    compared = compare_with_truth(sites, truth)
    assert compared.found_share == 0.0
    assert [one.reason for one in compared.misses] == [MissReason.RANKED_LOW]


@pytest.mark.parametrize(
    ("looks", "reason"),
    [
        ([], MissReason.NOT_FLOWN),
        ([a_look(clear_share=0.0)], MissReason.NOT_FLOWN),
        ([a_look(is_on=False)], MissReason.OFF),
        ([a_look(finding_probability=0.2)], MissReason.BELOW_LIMIT),
        ([a_look(), a_look(is_on=False)], MissReason.NOT_DETECTED),
    ],
)
def test_each_miss_is_explained(looks, reason):
    compared = compare_with_truth([], {"emitters": [an_emitter("E1", 0.0, looks=looks)]})
    assert [one.reason for one in compared.misses] == [reason]


def test_a_site_that_belongs_to_nobody_near_a_missed_emitter_is_that_emitter_misplaced():
    compared = compare_with_truth([a_site(150.0, 0.9)], {"emitters": [an_emitter("E1", 0.0)]})
    assert [one.reason for one in compared.misses] == [MissReason.ELSEWHERE]
    assert compared.labels == ("",)


def test_a_site_is_of_the_nearest_emitter_that_anyone_can_have_noticed():
    silent = an_emitter("E2", 40.0, clandestine=False, looks=[a_look(is_on=False)])
    compared = compare_with_truth(
        [a_site(30.0, 0.9)], {"emitters": [an_emitter("E1", 0.0), silent]}
    )
    assert compared.labels == ("solvent_acid_mixture",)


@given(st.permutations(range(5)))
def test_the_order_of_the_sites_does_not_matter(order):
    truth = {"emitters": [an_emitter(f"E{k}", 500.0 * k, clandestine=k < 2) for k in range(4)]}
    sites = [a_site(500.0 * k + 5.0, 0.9 - 0.1 * k) for k in range(5)]
    one = compare_with_truth(sites, truth)
    other = compare_with_truth([sites[k] for k in order], truth)
    assert [each.rank for each in one.emitters] == [each.rank for each in other.emitters]
    assert one.found_share == other.found_share


def test_found_and_missed_are_told_in_words():
    truth = {"emitters": [an_emitter("E1", 0.0), an_emitter("E2", 900.0, looks=[])]}
    told = told_in_words(compare_with_truth([a_site(10.0, 0.5)], truth))
    assert told[0] == "E1, above the planned limit: found, rank 1, 10 m off."
    assert told[1] == "E2, above the planned limit: missed (not flown)."
    assert told[2].startswith("1 of 2 clandestine emitters")


def test_a_candidate_site_without_a_score_has_no_probability():
    site = CandidateSite(
        longitude=LONGITUDE, latitude=LATITUDE, position_std_m=10.0, is_simulated=True
    )
    (placed,) = placed_probabilities([site])
    assert placed == a_site(0.0, 0.0)


def test_probabilities_that_come_true_have_no_calibration_error():
    rng = np.random.default_rng(1)
    stated = rng.random(20_000)
    assert expected_calibration_error(stated, rng.random(20_000) < stated) < 0.02
    assert expected_calibration_error(stated, rng.random(20_000) < stated**3) > 0.1


def test_a_sure_claim_that_is_always_wrong_has_the_largest_error():
    assert expected_calibration_error([1.0, 1.0], [False, False]) == 1.0
    assert expected_calibration_error([0.25] * 4, [True, False, False, False]) == 0.0
    assert expected_calibration_error([], []) == 0.0
    assert [one.n_sites for one in calibrate([0.05, 0.06, 0.95], [False, False, True]).bins] == [
        2,
        1,
    ]


def test_labels_that_do_not_fit_are_refused():
    with pytest.raises(OptionError, match="as many labels"):
        expected_calibration_error([0.5], [True, False])
    with pytest.raises(OptionError, match="0 to 1"):
        expected_calibration_error([1.5], [True])


def test_a_folder_without_truth_cannot_be_scored(tmp_path):
    with pytest.raises(OptionError, match=r"truth\.json"):
        read_truth(tmp_path / "truth.json")
    (tmp_path / "truth.json").write_text(json.dumps({"emitters": []}))
    assert read_truth(tmp_path / "truth.json") == {"emitters": []}
