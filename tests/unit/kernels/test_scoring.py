"""Scores of a gas library against their definition in double precision."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.kernels import scoring
from cathartes.kernels.scoring import (
    factor_precision,
    invert_covariance,
    leading_directions,
    score_library,
)
from cathartes.kernels.statistics.background import Background, estimate_background

N_CHANNELS, N_COLUMNS = 40, 16


def clutter_covariance(rng: np.random.Generator, rank: int = 4) -> np.ndarray:
    loadings = rng.normal(size=(N_CHANNELS, rank))
    return np.diag(np.linspace(0.5, 1.5, N_CHANNELS)) + loadings @ loadings.T


def gaussian_rows(seed: int, n: int = 6000):
    rng = np.random.default_rng(seed)
    factor = np.linalg.cholesky(clutter_covariance(rng))
    rows = (280.0 + rng.normal(size=(n, N_CHANNELS)) @ factor.T).astype(np.float32)
    targets = np.abs(rng.normal(size=(6, N_CHANNELS)))
    return rows, np.arange(n) % N_COLUMNS, targets


def background_of(rows, columns, n_classes=2) -> Background:
    return estimate_background(
        rows,
        columns,
        N_COLUMNS,
        np.ones(len(rows), bool),
        n_classes=n_classes,
        n_features=4,
        rng=np.random.default_rng(0),
    )


def scores_by_definition(rows, columns, background, targets, degrees):
    """Return scores and distances in float64, with the full inverse covariance."""
    labels = background.classify(rows)
    residual = (
        rows.astype(np.float64) - background.means[labels] - background.column_offsets[columns]
    )
    scores = np.empty((len(rows), targets.shape[1]))
    distances = np.empty(len(rows))
    for k in np.unique(labels):
        at = labels == k
        weighted = np.linalg.solve(background.covariances[k], targets[k].T)
        z = residual[at] @ weighted / np.sqrt((targets[k].T * weighted).sum(0))
        d2 = (residual[at] * np.linalg.solve(background.covariances[k], residual[at].T).T).sum(1)
        distances[at] = d2
        above = degrees + rows.shape[1]
        scores[at] = z * np.sqrt(above / (degrees + d2[:, None] - z**2))
    return scores, distances


def spread_over_classes(targets, background):
    return np.broadcast_to(targets, (len(background.means), *targets.shape))


def test_single_precision_scores_are_those_of_the_definition() -> None:
    rows, columns, targets = gaussian_rows(1)
    background = background_of(rows, columns)
    over = spread_over_classes(targets, background)
    found, distances, labels = score_library(rows, columns, background, over)
    expected, d2 = scores_by_definition(rows, columns, background, over, 40.0)
    assert found.dtype == distances.dtype == np.float32
    np.testing.assert_array_equal(labels, background.classify(rows))
    assert np.abs(found - expected).std() < 0.01 * expected.std()
    np.testing.assert_allclose(distances, d2, rtol=0.06)


def test_scores_of_plume_free_gaussian_clutter_are_standard_normal() -> None:
    rows, columns, targets = gaussian_rows(2, 12_000)
    background = background_of(rows, columns, 1)
    scores, distances, _ = score_library(
        rows, columns, background, spread_over_classes(targets, background)
    )
    np.testing.assert_allclose(scores.mean(0), 0.0, atol=0.05)
    np.testing.assert_allclose(scores.std(0), 1.0, atol=0.06)
    assert np.mean(np.abs(scores) > 3.0) < 3 * 0.0027
    assert distances.mean() == pytest.approx(N_CHANNELS, rel=0.03)


def test_a_planted_signal_raises_its_own_gas_by_its_signal_to_noise_ratio() -> None:
    rows, columns, targets = gaussian_rows(3, 8000)
    background = background_of(rows, columns, 1)
    over = spread_over_classes(targets, background)
    gain = np.sqrt(targets[2] @ np.linalg.solve(background.covariances[0], targets[2]))
    planted = rows + (4.0 / gain * targets[2]).astype(np.float32)
    before = score_library(rows, columns, background, over, degrees_of_freedom=1e6)[0]
    after = score_library(planted, columns, background, over, degrees_of_freedom=1e6)[0]
    np.testing.assert_allclose(after[:, 2] - before[:, 2], 4.0, atol=0.05)
    assert ((after - before).mean(0) < 4.001).all()


def test_the_size_of_a_target_does_not_matter_and_its_sign_turns_the_score() -> None:
    rows, columns, targets = gaussian_rows(4, 1000)
    background = background_of(rows, columns)
    over = spread_over_classes(targets, background)
    once = score_library(rows, columns, background, over)[0]
    np.testing.assert_allclose(
        score_library(rows, columns, background, 1e-4 * over)[0], once, atol=1e-4
    )
    np.testing.assert_allclose(score_library(rows, columns, background, -over)[0], -once, atol=1e-4)


def test_spectra_unlike_the_scene_score_less_than_the_matched_filter_says() -> None:
    rows, columns, targets = gaussian_rows(5, 3000)
    background = background_of(rows, columns, 1)
    over = spread_over_classes(targets, background)
    strange = rows + 25.0 * np.sign(np.random.default_rng(5).normal(size=N_CHANNELS)).astype("f4")
    normal = score_library(strange, columns, background, over, degrees_of_freedom=1e6)[0]
    heavy = score_library(strange, columns, background, over, degrees_of_freedom=40.0)[0]
    assert np.abs(heavy).mean() < 0.5 * np.abs(normal).mean()


def test_the_size_of_tiles_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, columns, targets = gaussian_rows(6, 1000)
    background = background_of(rows, columns)
    over = spread_over_classes(targets, background)
    whole = score_library(rows, columns, background, over)
    monkeypatch.setattr(scoring, "TILE_PIXELS", 77)
    for one, other in zip(score_library(rows, columns, background, over), whole, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def test_kernels_without_compilation_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, columns, targets = gaussian_rows(7, 120)
    background = background_of(rows, columns)
    over = spread_over_classes(targets, background)
    compiled = score_library(rows, columns, background, over)
    for name in ("_gather", "_finish", "_sort_by_class", "_score_tiles"):
        monkeypatch.setattr(scoring, name, getattr(scoring, name).py_func)
    plain = score_library(rows, columns, background, over)
    for one, other in zip(plain, compiled, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-3)


def test_threads_do_not_change_the_scores() -> None:
    rows, columns, targets = gaussian_rows(10, 1000)
    background = background_of(rows, columns)
    over = spread_over_classes(targets, background)
    one = score_library(rows, columns, background, over)
    three = score_library(rows, columns, background, over, n_threads=3)
    for single, shared in zip(one, three, strict=True):
        np.testing.assert_allclose(shared, single, rtol=1e-4, atol=1e-5)


def factored(covariance: np.ndarray, n_factors: int, like: np.ndarray | None = None):
    """Return the factors found from those of a covariance that is ``like`` this one."""
    start = leading_directions(covariance if like is None else like, 2 * n_factors)
    return factor_precision(covariance, invert_covariance(covariance), n_factors, start)


def rebuilt(diagonal: np.ndarray, loadings: np.ndarray) -> np.ndarray:
    wide = loadings.astype(np.float64)
    return np.diag(diagonal.astype(np.float64)) - wide @ wide.T


def test_precision_is_exact_with_a_factor_for_all_directions_but_one() -> None:
    covariance = clutter_covariance(np.random.default_rng(8))
    found = rebuilt(*factored(covariance, N_CHANNELS - 1))
    np.testing.assert_allclose(found, np.linalg.inv(covariance), rtol=1e-4, atol=1e-5)


def test_distances_by_few_factors_are_true_for_low_rank_plus_diagonal() -> None:
    rng = np.random.default_rng(9)
    covariance = clutter_covariance(rng, rank=4)
    rows = rng.normal(size=(2000, N_CHANNELS)) @ np.linalg.cholesky(covariance).T
    exact = (rows * np.linalg.solve(covariance, rows.T).T).sum(1)
    few = (rows * (rows @ rebuilt(*factored(covariance, 4)))).sum(1)
    np.testing.assert_allclose(few, exact, rtol=0.15)
    assert few.mean() == pytest.approx(exact.mean(), rel=0.01)
    assert np.corrcoef(few, exact)[0, 1] > 0.99


def test_more_factors_than_channels_are_no_error() -> None:
    diagonal, loadings = factored(np.diag([1.0, 2.0, 3.0]), 24)
    np.testing.assert_allclose(rebuilt(diagonal, loadings), np.diag([1.0, 1 / 2, 1 / 3]), atol=1e-6)


def test_factors_are_found_from_those_of_a_covariance_with_other_clutter() -> None:
    rng = np.random.default_rng(11)
    loadings = 5.0 * rng.normal(size=(N_CHANNELS, 8))
    noise = np.diag(np.linspace(0.5, 1.5, N_CHANNELS))
    own = noise + loadings[:, :5] @ loadings[:, :5].T
    pooled = noise + loadings[:, 4:] @ loadings[:, 4:].T
    rows = rng.normal(size=(2000, N_CHANNELS)) @ np.linalg.cholesky(own).T
    exact = (rows * np.linalg.solve(own, rows.T).T).sum(1)
    found = (rows * (rows @ rebuilt(*factored(own, 5, like=pooled)))).sum(1)
    assert np.std(found / exact) < 0.05
    assert found.mean() == pytest.approx(exact.mean(), rel=0.02)
