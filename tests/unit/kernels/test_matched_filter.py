"""The one-gas matched filter against its laws and against double precision."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.kernels.matched_filter import column_matched_filter

SHAPE = (150, 24, 20)


def striped_cube(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    u = np.linspace(0.0, 1.0, SHAPE[2])
    temperature = rng.normal(size=(*SHAPE[:2], 2))
    clutter = temperature @ np.array([1.0 + 0.2 * u, u**2])
    stripes = 2.0 * rng.normal(size=SHAPE[1:])
    cube = 50.0 + clutter + stripes + 0.05 * rng.normal(size=SHAPE)
    return cube, 0.01 * np.exp(-0.5 * ((u - 0.4) / 0.06) ** 2)


def test_a_planted_column_of_gas_is_recovered_without_bias() -> None:
    cube, target = striped_cube(1)
    column = np.zeros(SHAPE[:2])
    column[40:50, 8:12] = 60.0
    found = column_matched_filter(cube + column[..., None] * target, target)
    elsewhere = found[column == 0]
    planted = found[column > 0]
    assert planted.mean() == pytest.approx(60.0, abs=4.0 * elsewhere.std() / np.sqrt(40) + 6.0)
    assert planted.min() > 4.0 * elsewhere.std()


def test_single_precision_is_within_a_hundredth_of_the_spread_of_the_map() -> None:
    cube, target = striped_cube(2)
    exact = column_matched_filter(cube, target)
    single = column_matched_filter(cube.astype(np.float32), target)
    assert single.dtype == np.float32
    assert np.abs(single - exact).max() < 0.05 * exact.std()
    assert (single - exact).std() < 0.01 * exact.std()


def test_offsets_of_detector_columns_do_not_matter() -> None:
    cube, target = striped_cube(3)
    moved = cube + np.random.default_rng(3).normal(size=SHAPE[1:]) * 5.0
    once, again = column_matched_filter(cube, target), column_matched_filter(moved, target)
    np.testing.assert_allclose(again, once, atol=1e-6 * np.abs(once).max())


def test_a_target_twice_as_strong_halves_the_column() -> None:
    cube, target = striped_cube(4)
    once = column_matched_filter(cube, target)
    np.testing.assert_allclose(column_matched_filter(cube, 2.0 * target), once / 2.0, rtol=1e-8)


def test_the_number_of_threads_does_not_matter() -> None:
    cube, target = striped_cube(5)
    one, three = (column_matched_filter(cube, target, n_threads=n) for n in (1, 3))
    np.testing.assert_allclose(three, one, atol=1e-8 * np.abs(one).max())


def test_each_detector_column_has_mean_zero() -> None:
    cube, target = striped_cube(6)
    found = column_matched_filter(cube, target)
    np.testing.assert_allclose(found.mean(0), 0.0, atol=1e-8 * found.std())
