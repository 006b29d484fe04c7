"""Judged candidates to records."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.detection.block.prepare import channels_of_regime, prepare_block
from cathartes.detection.block_detection import BlockResult, detect_in_block
from cathartes.detection.plumes.judged import Judged
from cathartes.detection.result.describe import describe_plume, describe_rejection
from tests.planted_scenes import AIR_K, channels_of, drifting_plume, planted_scene

SHAPE = (56, 72)
PLUME = 2.5 * drifting_plume(SHAPE, 28, 20)
SCENE = planted_scene({"SF6": PLUME}, seed=3)
CHANNELS = channels_of(SCENE.instrument)
SF6 = CHANNELS.names.index("SF6")


@pytest.fixture(scope="module")
def result() -> BlockResult:
    block, _ = prepare_block(SCENE, 0, SHAPE[0], channels_of_regime(SCENE, "thermal"), "thermal")
    return detect_in_block(block, CHANNELS, 0, AIR_K - 1.0)


@pytest.fixture(scope="module")
def judged(result: BlockResult) -> Judged:
    return max(result.judged, key=lambda j: j.probability)


def test_the_record_places_the_plume_in_the_scene_and_not_in_the_block(result, judged) -> None:
    here, _ = describe_plume(result, judged, CHANNELS, SCENE, 0, 1, 0.5)
    below, _ = describe_plume(result, judged, CHANNELS, SCENE, 100, 1, 0.5)
    assert below.head_line - here.head_line == pytest.approx(100.0)
    assert below.head_sample == pytest.approx(here.head_sample)
    np.testing.assert_allclose(
        below.pixel_polygon - here.pixel_polygon, [[0.0, 100.0]] * len(here.pixel_polygon)
    )


def test_probabilities_of_gases_carry_the_doubt_whether_it_is_a_plume(result, judged) -> None:
    sure, _ = describe_plume(result, evolve(judged, probability=1.0), CHANNELS, SCENE, 0, 1, 0.5)
    half, _ = describe_plume(result, evolve(judged, probability=0.6), CHANNELS, SCENE, 0, 1, 0.5)
    for gas, probability in half.gas_probabilities.items():
        assert probability == pytest.approx(0.6 * sure.gas_probabilities[gas], abs=1e-9)


def test_what_no_library_explains_is_unknown_and_gets_no_column(result, judged) -> None:
    lost = evolve(
        judged,
        identification=evolve(
            judged.identification,
            gas_probability=0.01 * judged.identification.gas_probability,
            unknown_probability=0.99,
        ),
    )
    plume, columns = describe_plume(result, lost, CHANNELS, SCENE, 0, 1, 0.5)
    assert plume.gas == "unknown"
    assert plume.group == ("unknown",)
    assert columns == []
    assert plume.column_mean_ppm_m is None
    assert plume.column_remark
    assert plume.spectrum.fitted == {}


def test_a_column_always_has_a_spread_and_a_maximum_above_its_mean(result, judged) -> None:
    plume, _ = describe_plume(result, judged, CHANNELS, SCENE, 0, 1, 0.5)
    assert plume.column_mean_ppm_m is not None
    assert plume.column_std_ppm_m is not None
    assert plume.column_max_ppm_m is not None
    assert plume.column_std_ppm_m > 0.0
    assert plume.column_max_ppm_m > plume.column_mean_ppm_m


def test_the_fitted_gas_lies_on_the_plumes_spectrum(result, judged) -> None:
    plume, _ = describe_plume(result, judged, CHANNELS, SCENE, 0, 1, 0.5)
    fitted = plume.spectrum.fitted["SF6"]
    band = np.abs(fitted) > 0.5 * np.abs(fitted).max()
    # The grounds in and around a plume differ in temperature: a slow offset is not the gas's.
    left = plume.spectrum.difference - fitted
    left -= np.median(left[np.abs(fitted) < 0.01 * np.abs(fitted).max()])
    assert np.abs(left[band]).mean() < 0.35 * np.abs(fitted[band]).mean()


@pytest.mark.parametrize("surface", [0.9, 0.1])
@pytest.mark.parametrize("log_odds", [-5.0, 2.0])
def test_a_rejection_gives_its_reason_in_a_sentence(result, judged, surface, log_odds) -> None:
    doubtful = evolve(
        judged,
        probability=0.2,
        identification=evolve(
            judged.identification, surface_probability=surface, log_odds=log_odds
        ),
    )
    record = describe_rejection(result, doubtful, CHANNELS, 0)
    assert record.reason.count(".") >= 1
    assert ("surface" in record.reason) == (surface > 0.5)
    assert record.n_pixels == len(judged.candidate.members)
    assert record.plume_probability == 0.2


def test_a_plume_keeps_its_own_spectrum_and_not_those_it_was_compared_with(result, judged) -> None:
    plume, _ = describe_plume(result, judged, CHANNELS, SCENE, 0, 1, 0.5)
    for values in (plume.spectrum.difference, plume.spectrum.difference_std):
        assert values.base is None
