"""What a judged block says of scores and of plume-free ground."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection.block.prepare import channels_of_regime, prepare_block
from cathartes.detection.block_detection import BlockResult, block_targets, detect_in_block
from tests.planted_scenes import AIR_K, channels_of, drifting_plume, planted_scene

SHAPE = (56, 72)
PLUME = drifting_plume(SHAPE, 28, 20)
EVEN = 0.5


def result_of(column: float, seed: int = 3) -> BlockResult:
    scene = planted_scene({"SF6": column * PLUME}, seed=seed)
    block, _ = prepare_block(scene, 0, SHAPE[0], channels_of_regime(scene, "thermal"), "thermal")
    return detect_in_block(block, channels_of(scene.instrument), 0, AIR_K - 1.0)


@pytest.fixture(scope="module")
def result() -> BlockResult:
    return result_of(2.0)


def test_a_planted_plume_is_judged_a_plume_of_its_gas(result: BlockResult) -> None:
    best = max(result.judged, key=lambda j: j.probability)
    names = result.targets.names
    assert best.probability > 0.7
    assert names[int(np.argmax(best.identification.gas_probability))] == "SF6"
    assert best.spectrum.shape == best.spectrum_std.shape == result.block.wavelength_um.shape


def test_plume_free_ground_excludes_plumes_and_nothing_else(result: BlockResult) -> None:
    free = result.plume_free(EVEN)
    inside = np.zeros(SHAPE, bool)
    for judged in result.judged:
        if judged.probability >= EVEN:
            inside[tuple(judged.candidate.members.T)] = True
    np.testing.assert_array_equal(free, ~inside)
    assert not free[28, 24]


def test_the_final_score_orders_plume_above_everything_else(result: BlockResult) -> None:
    gas = result.targets.names.index("SF6")
    score = result.gas_score(gas, EVEN)
    free = result.plume_free(EVEN)
    assert np.median(score[PLUME > 0.4]) > np.nanmax(score[free])
    curve = result.false_alarms(score, EVEN)
    assert curve.n_pixels == free.sum()
    assert curve.rate(float(np.nanmax(score))) < 1e-3


def test_scores_are_never_negative_where_the_sign_of_the_contrast_is_free(
    result: BlockResult,
) -> None:
    for gas in range(len(result.targets.names)):
        assert np.nanmin(result.gas_score(gas, EVEN)) >= 0.0


def test_clean_ground_gives_no_sure_plume() -> None:
    for seed in range(3):
        assert all(judged.probability < 0.9 for judged in result_of(0.0, seed).judged)


def test_targets_in_thermal_channels_are_dimmed_by_the_air() -> None:
    scene = planted_scene()
    block, _ = prepare_block(scene, 0, SHAPE[0], channels_of_regime(scene, "thermal"), "thermal")
    channels = channels_of(scene.instrument)
    half = np.full(len(block.wavelength_um), 0.5)
    targets = block_targets(block, channels, half, AIR_K)
    np.testing.assert_allclose(targets.signatures, 0.5 * channels.absorption_per_ppm_m)
    block.regime = "solar"
    darker = block_targets(block, channels, half, AIR_K)
    assert (darker.signatures <= 0.0).all()
