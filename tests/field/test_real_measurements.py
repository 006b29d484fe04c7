"""What the real data allow to be said: a volcanic plume, and false alarms on clean ground."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import ours
from benchmarks.real import REPORTED, VOLCANIC, detect_volcano, realised_rates
from benchmarks.scenery.real_backgrounds import enmap_potsdam
from cathartes.model import Detection

pytestmark = pytest.mark.field


@pytest.fixture(scope="module")
def volcano(field_data: Path) -> Detection:
    assert field_data.is_dir()
    return detect_volcano()


@pytest.fixture(scope="module")
def clean_ground(field_data: Path) -> Detection:
    assert field_data.is_dir()
    background = enmap_potsdam()
    return ours.detect_everything(background.as_scene(background.name), keep_scores=True)


def test_sulfur_dioxide_is_named_first_and_surely_in_a_volcanic_plume(volcano: Detection) -> None:
    probabilities = volcano.plumes[0].gas_probabilities
    assert max(probabilities, key=lambda gas: probabilities[gas]) == "sulfur dioxide"
    assert probabilities["sulfur dioxide"] > 0.95


def test_no_gas_is_reported_that_has_no_place_in_a_volcanic_plume(volcano: Detection) -> None:
    for plume in volcano.plumes:
        reported = {gas for gas, p in plume.gas_probabilities.items() if p >= REPORTED}
        assert reported <= VOLCANIC


def test_uncalibrated_series_never_gets_a_column(volcano: Detection) -> None:
    assert volcano.plumes
    assert all(plume.column_mean_ppm_m is None for plume in volcano.plumes)


def test_realised_false_alarm_rate_on_clean_ground_is_near_the_stated_one(
    clean_ground: Detection,
) -> None:
    (at_1e3,) = realised_rates(clean_ground.score, clean_ground.score_at_rate, rates=(1e-3,))
    assert 1 / 3 <= at_1e3.ratio <= 3


def test_clean_ground_has_at_most_one_plume(clean_ground: Detection) -> None:
    assert len(clean_ground.plumes) <= 1
