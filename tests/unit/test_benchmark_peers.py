"""The yardstick does what it says, so that beating it means something."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.peers.blas_columns import column_matched_filter
from benchmarks.peers.smoothed import smooth_score


@pytest.fixture(scope="module")
def cube() -> NDArray[np.float32]:
    rng = np.random.default_rng(3)
    texture = rng.normal(size=(200, 12, 1)) * np.linspace(0.5, 1.5, 10)
    return (8.0 + texture + 0.1 * rng.normal(size=(200, 12, 10))).astype(np.float32)


TARGET = np.exp(-0.5 * ((np.arange(10) - 4.0) / 1.2) ** 2)


def test_one_column_agrees_with_the_formula_written_out(cube: NDArray[np.float32]) -> None:
    pixels = cube[:, 5].astype(np.float64)
    centred = pixels - pixels.mean(axis=0)
    inverse = np.linalg.inv(np.cov(centred, rowvar=False))
    expected = centred @ inverse @ TARGET / (TARGET @ inverse @ TARGET)
    score = column_matched_filter(cube, TARGET, dtype=np.float64)
    np.testing.assert_allclose(score[:, 5], expected, rtol=1e-8, atol=1e-10)


def test_single_precision_is_within_a_hundredth_of_the_maps_spread(
    cube: NDArray[np.float32],
) -> None:
    single = column_matched_filter(cube, TARGET)
    double = column_matched_filter(cube, TARGET, dtype=np.float64)
    assert np.sqrt(np.mean((single - double) ** 2)) < 0.01 * double.std()


def test_threads_change_nothing(cube: NDArray[np.float32]) -> None:
    one, two = (column_matched_filter(cube, TARGET, n_threads=n) for n in (1, 2))
    np.testing.assert_allclose(one, two, rtol=1e-4, atol=1e-5)


def test_dead_column_scores_zero_and_spoils_no_other(cube: NDArray[np.float32]) -> None:
    dead = cube.copy()
    dead[:, 3] = 0.0
    score = column_matched_filter(dead, TARGET)
    assert (score[:, 3] == 0.0).all()
    np.testing.assert_array_equal(score[:, 4], column_matched_filter(cube, TARGET)[:, 4])


def test_planted_amount_comes_back(cube: NDArray[np.float32]) -> None:
    planted = cube.copy()
    planted[90:95] += (0.5 * TARGET).astype(np.float32)
    score = column_matched_filter(planted, TARGET)
    assert score[90:95].mean() == pytest.approx(0.5, abs=0.1)


def test_smoothing_keeps_the_sum_of_an_isolated_peak() -> None:
    score = np.zeros((21, 21))
    score[10, 10] = 1.0
    assert smooth_score(score).sum() == pytest.approx(1.0, abs=1e-3)
    assert smooth_score(score).max() < 0.2
