"""Covariances from few samples, and how heavy the tails of clutter are."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cathartes.kernels.statistics.shrinkage import ledoit_wolf_shrinkage, student_scatter


def correlated_factor(dimension: int) -> np.ndarray:
    channel = np.arange(dimension)
    near = np.exp(-np.abs(np.subtract.outer(channel, channel)) / 4.0)
    spread = np.linspace(0.6, 2.0, dimension)
    return np.linalg.cholesky(near * np.outer(spread, spread))


def student_rows(seed: int, n: int, factor: np.ndarray, degrees: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    normal = rng.normal(size=(n, len(factor))) @ factor.T
    return normal / np.sqrt(rng.chisquare(degrees, size=(n, 1)) / degrees)


def test_many_samples_leave_the_covariance_as_it_is() -> None:
    factor = correlated_factor(6)
    rows = np.random.default_rng(1).normal(size=(40_000, 6)) @ factor.T
    plain = rows.T @ rows / len(rows)
    np.testing.assert_allclose(ledoit_wolf_shrinkage(rows), plain, atol=0.01)
    np.testing.assert_allclose(plain, factor @ factor.T, atol=0.1)


def test_shrinkage_keeps_the_trace_and_makes_few_samples_invertible() -> None:
    rows = np.random.default_rng(2).normal(size=(10, 40))
    shrunk = ledoit_wolf_shrinkage(rows)
    assert np.trace(shrunk) == pytest.approx((rows**2).sum() / 10)
    assert np.linalg.eigvalsh(shrunk).min() > 0.0


def test_shrinkage_is_nearer_the_truth_than_the_sample_covariance() -> None:
    factor = correlated_factor(30)
    rows = np.random.default_rng(3).normal(size=(45, 30)) @ factor.T
    truth, plain = factor @ factor.T, rows.T @ rows / 45
    shrunk = ledoit_wolf_shrinkage(rows)
    assert np.linalg.norm(shrunk - truth) < np.linalg.norm(plain - truth)


def test_shrinkage_turns_with_the_axes() -> None:
    rng = np.random.default_rng(4)
    rows = rng.normal(size=(60, 8)) * np.arange(1, 9)
    turn = np.linalg.qr(rng.normal(size=(8, 8)))[0]
    turned = ledoit_wolf_shrinkage(rows @ turn.T)
    np.testing.assert_allclose(turned, turn @ ledoit_wolf_shrinkage(rows) @ turn.T, atol=1e-9)


@pytest.mark.parametrize("degrees", [5.0, 12.0])
def test_degrees_of_freedom_of_a_multivariate_t_are_recovered(degrees: float) -> None:
    factor = correlated_factor(12)
    found = [student_scatter(student_rows(s, 800, factor, degrees))[1] for s in range(5)]
    assert np.mean(found) == pytest.approx(degrees, rel=0.3)


def test_gaussian_clutter_has_no_heavy_tail() -> None:
    rows = np.random.default_rng(5).normal(size=(600, 20))
    assert student_scatter(rows)[1] > 40.0


@pytest.mark.parametrize("degrees", [6.0, 1e6])
def test_fresh_samples_are_as_far_as_the_fitted_t_says(degrees: float) -> None:
    dimension, factor = 40, correlated_factor(40)
    middle = []
    for seed in range(4):
        scatter, found = student_scatter(student_rows(seed, 280, factor, degrees))
        fresh = student_rows(seed + 100, 400, factor, degrees)
        distance = (fresh * np.linalg.solve(scatter, fresh.T).T).sum(1) / dimension
        middle.append(np.median(distance) / stats.f.ppf(0.5, dimension, found))
    assert np.mean(middle) == pytest.approx(1.0, abs=0.12)


def test_scatter_grows_with_the_square_of_the_samples() -> None:
    rows = student_rows(7, 300, correlated_factor(10), 8.0)
    scatter, degrees = student_scatter(rows)
    larger, same = student_scatter(3.0 * rows)
    np.testing.assert_allclose(larger, 9.0 * scatter, rtol=1e-8)
    assert same == pytest.approx(degrees)
