"""Rounds of background and scores over whole blocks."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection.block.prepare import channels_of_regime, prepare_block
from cathartes.detection.block.working_units import Block
from cathartes.detection.block_detection import ROUNDS, block_targets
from cathartes.detection.score_maps import GasTargets, ScoreMaps, score_block
from tests.planted_scenes import AIR_K, channels_of, drifting_plume, planted_scene

SHAPE = (56, 72)


def block_of(scene) -> Block:
    return prepare_block(scene, 0, SHAPE[0], channels_of_regime(scene, "thermal"), "thermal")[0]


def maps_of(scene, rounds: int = ROUNDS) -> tuple[ScoreMaps, GasTargets]:
    block = block_of(scene)
    channels = channels_of(scene.instrument)
    targets = block_targets(block, channels, np.ones(len(block.wavelength_um)), AIR_K - 1.0)
    return score_block(block, targets, rounds, 0), targets


def test_scores_of_every_gas_are_of_unit_spread_where_there_is_no_plume() -> None:
    maps, _ = maps_of(planted_scene(seed=1))
    for gas in range(maps.fine.shape[2]):
        score = maps.fine[..., gas] * maps.fine_scale[gas]
        assert np.quantile(np.abs(score), 0.6827) == pytest.approx(1.0, abs=0.1)
        assert abs(np.mean(score)) < 0.4
        assert np.mean(np.abs(score) > 4.5) < 2e-3


def test_a_plume_stands_out_in_the_map_of_its_own_gas() -> None:
    plume = 60.0 * drifting_plume(SHAPE, 28, 20)
    maps, targets = maps_of(planted_scene({"ammonia": plume}, seed=2))
    core = plume > 20.0
    own = np.abs(maps.of_gas(targets.names.index("ammonia")))
    assert np.median(own[core]) > 5.0
    assert np.median(own[plume < 0.1]) < 1.6
    others = [np.abs(maps.of_gas(g))[core].mean() for g in range(len(targets.names))]
    assert targets.names[int(np.argmax(others))] == "ammonia"
    assert np.median(maps.strongest[core]) >= np.median(own[core]) - 1e-3


@pytest.mark.parametrize("plume_k", [AIR_K, 312.0])
def test_the_sign_of_a_score_is_the_sign_of_the_contrast(plume_k: float) -> None:
    plume = 60.0 * drifting_plume(SHAPE, 28, 20)
    scene = planted_scene({"SF6": 0.1 * plume}, seed=3, plume_temperature_k=plume_k)
    maps, targets = maps_of(scene)
    score = maps.of_gas(targets.names.index("SF6"))[plume > 20.0]
    assert np.sign(np.median(score)) == np.sign(plume_k - 300.0)


def test_taking_suspects_out_of_the_statistics_raises_a_large_plume() -> None:
    plume = 60.0 * drifting_plume(SHAPE, 28, 15, length=30.0, width=8.0)
    scene = planted_scene({"ammonia": plume}, seed=4)
    core = plume > 20.0
    peak = []
    for rounds in (1, ROUNDS):
        maps, targets = maps_of(scene, rounds)
        own = np.abs(maps.fine[..., targets.names.index("ammonia")])
        peak.append(np.median(own[core]))
    assert peak[1] > peak[0]


def test_invalid_pixels_never_score() -> None:
    scene = planted_scene(seed=5)
    radiance = scene.source.read(0, SHAPE[0])
    radiance[5:9, 10:20] = np.nan
    from tests.planted_scenes import with_radiance

    maps, _ = maps_of(with_radiance(scene, radiance))
    assert (maps.strongest[5:9, 10:20] == 0.0).all()
    assert np.isfinite(maps.strongest).all()


def targets_over(temperature: float | None, std: float = 2.0) -> GasTargets:
    absorption = np.exp(-0.5 * (np.arange(12) - np.array([[3], [8]])) ** 2)
    return GasTargets(("a", "b"), absorption, np.zeros(2), np.ones(12), temperature, std)


def test_over_ground_without_features_the_signature_is_the_plain_one() -> None:
    targets = targets_over(290.0)
    over = targets.over(np.full((1, 12), 300.0))
    np.testing.assert_allclose(over[0], targets.signatures, atol=1e-9)


def test_over_ground_with_features_the_signature_has_them_turned_over() -> None:
    targets = targets_over(290.0, std=0.01)
    ground = 300.0 + np.linspace(-4.0, 4.0, 12)
    over = targets.over(ground[None])[0]
    expected = targets.signatures * (290.0 - ground)
    cosine = np.abs((over * expected).sum(1)) / (
        np.linalg.norm(over, axis=1) * np.linalg.norm(expected, axis=1)
    )
    np.testing.assert_allclose(cosine, 1.0, atol=1e-6)
    assert ((over * targets.signatures).sum(1) > 0).all()


def test_in_sunlight_the_ground_does_not_matter() -> None:
    targets = targets_over(None)
    over = targets.over(np.random.default_rng(0).normal(size=(3, 12)))
    np.testing.assert_array_equal(over, np.stack([targets.signatures] * 3))
