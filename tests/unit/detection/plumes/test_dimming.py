"""Laws of the column that level and texture tell."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve
from scipy import ndimage

from cathartes.detection.plumes.columns import ContrastModel
from cathartes.detection.plumes.dimming import (
    ColumnPosterior,
    MemberSignal,
    column_posterior,
    texture_slope,
)

SHAPE = (24, 40)
PLACES = np.argwhere(np.ones(SHAPE, bool))
AIR_K = 290.0


def ground_of(seed: int, texture_k: float = 0.5, mean_k: float = 300.0) -> np.ndarray:
    rng = np.random.default_rng([seed, 1])
    wide = ndimage.gaussian_filter(rng.normal(size=SHAPE), 4.0)
    fine = texture_k * rng.normal(size=SHAPE)
    return (mean_k + wide / wide.std() + fine).ravel()


def column_field(seed: int, mean: float) -> np.ndarray:
    rng = np.random.default_rng([seed, 2])
    field = np.exp(1.5 * ndimage.gaussian_filter(rng.normal(size=SHAPE), 4.0) / 0.14 * 0.3).ravel()
    return mean * field / field.mean()


def signal_of(
    seed: int,
    column: float = 50.0,
    plume_k: float = AIR_K,
    noise: float = 30.0,
    texture_k: float = 0.5,
    mean_k: float = 300.0,
    level_std: float = 10.0,
) -> MemberSignal:
    rng = np.random.default_rng([seed, 3])
    ground = ground_of(seed, texture_k, mean_k)
    strengths = column_field(seed, column) * (plume_k - ground)
    strengths = strengths + noise * rng.normal(size=len(ground)) + level_std * rng.normal()
    return MemberSignal(strengths, ground, PLACES, level_std)


def posterior_of(signal: MemberSignal, expected_k: float, std_k: float = 1.0) -> ColumnPosterior:
    posterior = column_posterior(signal, ContrastModel(expected_k, std_k))
    assert posterior is not None
    return posterior


@pytest.mark.parametrize("plume_k", [285.0, 315.0])
def test_the_planted_column_is_recovered_whether_the_plume_absorbs_or_emits(plume_k) -> None:
    posterior = posterior_of(signal_of(1, plume_k=plume_k), plume_k)
    assert posterior.mean == pytest.approx(50.0, rel=0.12)
    assert abs(posterior.mean - 50.0) < 2.5 * posterior.std(0.0)
    assert posterior.contrast_k == pytest.approx(plume_k - 300.0, abs=1.5)


@pytest.mark.parametrize("expected_k", [293.0, 300.0, 306.0])
def test_texture_tells_the_column_where_nothing_is_known_of_the_plumes_temperature(
    expected_k: float,
) -> None:
    signal = signal_of(2, noise=10.0, plume_k=300.0)
    posterior = posterior_of(signal, expected_k, std_k=6.0)
    assert posterior.mean == pytest.approx(50.0, rel=0.3)
    assert posterior.brightness_k == pytest.approx(300.0, abs=1.0)


def test_more_texture_makes_a_surer_column() -> None:
    spreads = [
        posterior_of(signal_of(3, plume_k=297.0, texture_k=k), 297.0, 2.0).std(0.0)
        for k in (0.02, 0.5, 2.0)
    ]
    assert spreads == sorted(spreads, reverse=True)


def test_the_spread_grows_as_the_contrast_shrinks() -> None:
    spreads = []
    for mean_k in (310.0, 302.0, 297.0):
        posterior = posterior_of(signal_of(4, mean_k=mean_k, texture_k=0.02), AIR_K, 2.0)
        spreads.append(posterior.std(0.0) / posterior.mean)
    assert spreads == sorted(spreads)
    assert spreads[-1] > 2.0 * spreads[0]


def test_a_less_certain_brightness_makes_a_less_certain_column() -> None:
    signal = signal_of(5, texture_k=0.02)
    spreads = [posterior_of(signal, AIR_K, std).std(0.0) for std in (0.5, 2.0, 4.0)]
    assert spreads == sorted(spreads)


def test_a_plume_over_warm_and_cold_ground_does_not_cancel() -> None:
    signal = signal_of(6, noise=5.0)
    ground = np.where(PLACES[:, 1] < SHAPE[1] // 2, signal.ground, 2.0 * AIR_K - signal.ground)
    strengths = column_field(6, 50.0) * (AIR_K - ground)
    mirrored = evolve(signal, strengths=strengths, ground=ground)
    assert abs(strengths.mean()) < 0.2 * np.abs(strengths).mean()
    assert posterior_of(mirrored, AIR_K).mean == pytest.approx(50.0, rel=0.1)


def test_turning_all_signs_around_changes_nothing() -> None:
    signal = signal_of(7)
    turned = evolve(signal, strengths=-signal.strengths, ground=2 * AIR_K - signal.ground)
    once, again = posterior_of(signal, AIR_K), posterior_of(turned, AIR_K)
    assert again.mean == pytest.approx(once.mean, rel=1e-6)
    assert again.std(0.0) == pytest.approx(once.std(0.0), rel=1e-6)


def test_a_hot_roof_in_the_thin_part_does_not_speak_for_the_plume() -> None:
    signal = signal_of(8, noise=5.0)
    column = np.where(PLACES[:, 1] < SHAPE[1] // 2, 95.0, 5.0)
    hot = (PLACES[:, 1] >= 30) & (PLACES[:, 0] < 6)
    ground = signal.ground + 40.0 * hot
    strengths = column * (AIR_K - ground)
    by_contrast = float((strengths @ (AIR_K - ground)) / ((AIR_K - ground) ** 2).sum())
    posterior = posterior_of(evolve(signal, strengths=strengths, ground=ground), AIR_K)
    assert by_contrast < 38.0
    assert posterior.mean == pytest.approx(50.0, rel=0.12)


def test_clutter_that_follows_the_texture_is_taken_off_with_the_surroundings() -> None:
    ground = ground_of(9, texture_k=1.0)
    assert texture_slope(12.0 * ground, ground, PLACES) == pytest.approx(12.0, rel=0.02)
    signal = signal_of(9, plume_k=299.0, texture_k=1.0, noise=10.0)
    rough = ndimage.gaussian_filter(signal.ground.reshape(SHAPE), 1.5).ravel()
    fooled = evolve(signal, strengths=signal.strengths + 25.0 * (signal.ground - rough))
    mended = evolve(fooled, texture_bias=25.0)
    truth = posterior_of(signal, 299.0, 5.0).mean
    assert posterior_of(fooled, 299.0, 5.0).mean < 0.75 * truth
    assert posterior_of(mended, 299.0, 5.0).mean == pytest.approx(truth, rel=0.15)


def test_no_column_where_no_contrast_has_the_sign_of_the_signal() -> None:
    signal = signal_of(10, mean_k=330.0)
    turned = evolve(signal, strengths=np.abs(signal.strengths))
    assert column_posterior(turned, ContrastModel(AIR_K, 1.0)) is None


def test_stated_spreads_and_chances_come_true_as_often_as_they_say() -> None:
    errors, chances, within, below = [], [], [], []
    for seed in range(100, 200):
        rng = np.random.default_rng([seed, 4])
        truth = float(rng.uniform(20.0, 80.0))
        signal = signal_of(
            seed,
            column=truth,
            plume_k=AIR_K + 2.0 * float(rng.normal()),
            mean_k=float(rng.choice([283.0, 295.0, 299.0, 305.0])),
            texture_k=float(rng.choice([0.05, 0.3, 1.0])),
            noise=60.0,
        )
        posterior = posterior_of(signal, AIR_K, 2.0)
        errors.append((posterior.mean - truth) / posterior.std(0.0))
        chances.append(posterior.chance_within(2.0, 0.0))
        within.append(truth / 2.0 < posterior.mean < 2.0 * truth)
        below.append(truth < posterior.quantile(0.95, 0.0))
    assert 0.60 <= np.mean(np.abs(errors) < 1.0) <= 0.85
    assert np.mean(np.abs(errors) < 1.96) >= 0.90
    assert np.mean(within) == pytest.approx(np.mean(chances), abs=0.07)
    assert np.mean(below) >= 0.90


def test_bounds_and_chances_agree_with_each_other() -> None:
    posterior = posterior_of(signal_of(11, texture_k=0.02), AIR_K, 2.0)
    bound = posterior.quantile(0.95, 0.2)
    assert posterior.chance_below(bound, 0.2) == pytest.approx(0.95, abs=1e-3)
    assert posterior.chance_within(1e6, 0.2) == pytest.approx(1.0)
    assert posterior.std(0.5) > posterior.std(0.0)


def test_the_map_of_members_follows_the_column() -> None:
    signal = signal_of(12, noise=60.0, level_std=1.0)
    posterior = posterior_of(signal, AIR_K, 0.1)
    truth = column_field(12, 50.0)
    assert posterior.members.mean() == pytest.approx(posterior.mean, rel=0.03)
    assert np.corrcoef(posterior.members, truth)[0, 1] > 0.9
    error = (posterior.members - truth) / posterior.members_std
    assert 0.4 < np.sqrt(np.mean(error**2)) < 2.0
