"""Classes, column offsets and covariances of a background that is known exactly."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.kernels.statistics.background import (
    additive_fit,
    additive_sums,
    estimate_background,
    gather_residuals,
    unexplained_noise,
)

N_COLUMNS = 24


def striped_rows(seed: int, n_lines: int = 120, offset: float = 0.5):
    """Return rows of three far classes with column offsets, and what they were made of."""
    rng = np.random.default_rng(seed)
    n_channels = 12
    labels = rng.integers(0, 3, n_lines * N_COLUMNS).astype(np.uint8)
    columns = np.tile(np.arange(N_COLUMNS), n_lines)
    means = 300.0 + 12.0 * rng.normal(size=(3, n_channels))
    offsets = offset * rng.normal(size=(N_COLUMNS, n_channels))
    offsets -= offsets.mean(0)
    factor = np.linalg.cholesky(0.05 * np.eye(n_channels) + 0.02)
    noise = rng.normal(size=(len(labels), n_channels)) @ factor.T
    rows = (means[labels] + offsets[columns] + noise).astype(np.float32)
    return rows, labels, columns, means, offsets, factor @ factor.T


def fit(rows, labels, columns):
    origin = rows.mean(0)
    sums = additive_sums(rows, origin, labels, columns, 3, N_COLUMNS)
    means, offsets = additive_fit(*sums)
    return means + origin, offsets


def test_additive_fit_recovers_class_means_and_column_offsets() -> None:
    rows, labels, columns, means, offsets, _ = striped_rows(1)
    found_means, found_offsets = fit(rows, labels, columns)
    np.testing.assert_allclose(found_means, means, atol=0.05)
    np.testing.assert_allclose(found_offsets, offsets, atol=0.12)


def test_classes_that_fill_different_columns_are_still_told_from_the_columns() -> None:
    rows, labels, columns, means, offsets, _ = striped_rows(2)
    # Class 2 lies in the right half only: its mean must not take over the offsets there.
    kept = (labels != 2) | (columns >= N_COLUMNS // 2)
    found_means, found_offsets = fit(rows[kept], labels[kept], columns[kept])
    np.testing.assert_allclose(found_means, means, atol=0.08)
    np.testing.assert_allclose(found_offsets, offsets, atol=0.15)


def test_offsets_that_are_mere_noise_are_shrunk_away() -> None:
    rows, labels, columns, _, _, covariance = striped_rows(3, n_lines=40, offset=0.0)
    _, found = fit(rows, labels, columns)
    noise_of_a_mean = np.sqrt(np.trace(covariance) / len(covariance) / 40)
    assert found.std() < 0.6 * noise_of_a_mean


def test_columns_without_pixels_get_no_offset() -> None:
    rows, labels, columns, *_ = striped_rows(4)
    kept = columns != 5
    _, offsets = fit(rows[kept], labels[kept], columns[kept])
    assert np.all(offsets[5] == 0.0)
    assert np.abs(offsets).max() > 0.5


@pytest.mark.parametrize("compiled", [True, False])
def test_sums_are_those_of_numpy_in_double_precision(compiled: bool) -> None:
    rows, labels, columns, *_ = striped_rows(5, n_lines=6)
    origin = rows.mean(0)
    kernel = additive_sums if compiled else additive_sums.py_func
    by_class, by_column, squares, shared = kernel(rows, origin, labels, columns, 3, N_COLUMNS)
    centred = rows.astype(np.float64) - origin
    for k in range(3):
        np.testing.assert_allclose(by_class[k], centred[labels == k].sum(0), rtol=1e-4, atol=1e-3)
    for s in range(N_COLUMNS):
        np.testing.assert_allclose(by_column[s], centred[columns == s].sum(0), rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(squares, (centred**2).sum(0), rtol=1e-4)
    assert shared.sum() == len(rows)


@pytest.mark.parametrize("compiled", [True, False])
def test_gathered_residuals_are_rows_minus_mean_minus_offset(compiled: bool) -> None:
    rows, labels, columns, means, offsets, _ = striped_rows(6, n_lines=4)
    members = np.flatnonzero(labels == 1)
    kernel = gather_residuals if compiled else gather_residuals.py_func
    found = kernel(rows, members, means[1].astype(np.float32), offsets.astype(np.float32), columns)
    expected = rows[members].astype(float) - means[1] - offsets[columns[members]]
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_unexplained_noise_is_the_noise_over_smooth_clutter() -> None:
    n = 60
    smooth = np.vander(np.linspace(-1, 1, n), 4)
    noise = np.linspace(0.1, 0.3, n)
    found = unexplained_noise(smooth @ smooth.T * 4.0 + np.diag(noise**2))
    assert (found >= noise).all()
    np.testing.assert_allclose(found[4:-4], noise[4:-4], rtol=0.12)


def background_of(rows, columns, weights=None, seed=0, **choices):
    return estimate_background(
        rows,
        columns,
        N_COLUMNS,
        np.ones(len(rows), bool) if weights is None else weights,
        n_classes=3,
        n_features=4,
        rng=np.random.default_rng(seed),
        **choices,
    )


def test_background_recovers_the_covariance_within_classes() -> None:
    rows, _, columns, _, _, covariance = striped_rows(8)
    found = background_of(rows, columns)
    np.testing.assert_allclose(found.pooled, covariance, atol=0.01)
    np.testing.assert_allclose(found.covariances, np.stack([covariance] * 3), atol=0.02)
    assert found.class_share.sum() == pytest.approx(1.0)


def test_residuals_of_the_background_are_small_and_centred() -> None:
    rows, _, columns, _, _, covariance = striped_rows(9)
    found = background_of(rows, columns)
    residual = found.residuals(rows, found.classify(rows), columns)
    assert residual.dtype == np.float32
    np.testing.assert_allclose(residual.mean(0), 0.0, atol=0.02)
    np.testing.assert_allclose(residual.var(0), np.diag(covariance), rtol=0.15)


def test_pixels_of_no_weight_take_no_part() -> None:
    rows, _, columns, *_ = striped_rows(10)
    weights = np.ones(len(rows), bool)
    weights[::9] = False
    spoilt = rows.copy()
    spoilt[::9] += 40.0 * np.linspace(-1, 1, rows.shape[1], dtype=np.float32)
    clean, kept = background_of(rows, columns, weights), background_of(spoilt, columns, weights)
    np.testing.assert_array_equal(clean.means, kept.means)
    np.testing.assert_array_equal(clean.covariances, kept.covariances)


def test_every_covariance_can_be_inverted_though_a_class_has_few_pixels() -> None:
    rng = np.random.default_rng(11)
    rows = rng.normal(size=(400, 20)).astype(np.float32)
    rows[:6] += 50.0
    columns = np.arange(400) % N_COLUMNS
    found = background_of(rows, columns)
    assert all(np.linalg.eigvalsh(one).min() > 0.0 for one in found.covariances)
