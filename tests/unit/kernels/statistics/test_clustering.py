"""Nearest centroids and k-means."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.kernels.statistics.clustering import (
    kmeans,
    nearest_centroid,
    nearest_projected_centroid,
    sums_by_label,
)


@pytest.mark.parametrize("compiled", [True, False])
def test_each_row_goes_to_its_nearest_centroid(compiled: bool) -> None:
    rng = np.random.default_rng(1)
    features = rng.normal(size=(80, 5)).astype(np.float32)
    centroids = rng.normal(size=(7, 5)).astype(np.float32)
    kernel = nearest_centroid if compiled else nearest_centroid.py_func
    distance = ((features[:, None].astype(float) - centroids[None]) ** 2).sum(2)
    np.testing.assert_array_equal(kernel(features, centroids), distance.argmin(1))


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("n_rows", [1, 6, 259])
def test_each_row_goes_to_the_centroid_nearest_to_its_projection(n_rows, compiled) -> None:
    rng = np.random.default_rng(8)
    rows = (300.0 + rng.normal(size=(n_rows, 12))).astype(np.float32)
    directions = rng.normal(size=(5, 12)).astype(np.float32)
    shift = (directions @ np.full(12, 300.0)).astype(np.float32)
    centroids = rng.normal(size=(7, 5)).astype(np.float32)
    features = rows.astype(float) @ directions.T - shift
    distance = ((features[:, None] - centroids[None]) ** 2).sum(2)
    kernel = nearest_projected_centroid if compiled else nearest_projected_centroid.py_func
    labels = np.empty(n_rows, np.uint8)
    kernel(rows, directions, shift, centroids, labels)
    best = distance[np.arange(n_rows), labels]
    np.testing.assert_allclose(best, distance.min(1), atol=2e-2)


@pytest.mark.parametrize("compiled", [True, False])
def test_sums_and_numbers_are_those_of_each_label(compiled: bool) -> None:
    rng = np.random.default_rng(9)
    features = rng.normal(size=(60, 3)).astype(np.float32)
    labels = rng.integers(0, 4, 60).astype(np.uint8)
    kernel = sums_by_label if compiled else sums_by_label.py_func
    sums, counts = kernel(features, labels, 6)
    np.testing.assert_array_equal(counts, np.bincount(labels, minlength=6))
    for k in range(6):
        np.testing.assert_allclose(sums[k], features[labels == k].sum(0), atol=1e-5)


def test_separate_heaps_are_told_apart() -> None:
    rng = np.random.default_rng(2)
    truth = np.repeat(np.arange(4), 150)
    centres = 20.0 * np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
    rows = (centres[truth] + rng.normal(size=(600, 2))).astype(np.float32)
    found = kmeans(rows, 4, rng)
    assert found.shape == (4, 2)
    labels = nearest_centroid(rows, found)
    assert all(len(np.unique(labels[truth == k])) == 1 for k in range(4))
    assert len(np.unique(labels)) == 4


def test_no_iteration_makes_the_fit_worse() -> None:
    rows = np.random.default_rng(3).normal(size=(400, 3)).astype(np.float32)
    cost = []
    for n_iterations in (1, 3, 10):
        centroids = kmeans(rows, 6, np.random.default_rng(4), n_iterations)
        labels = nearest_centroid(rows, centroids)
        cost.append(float(((rows - centroids[labels]) ** 2).sum()))
    assert cost[0] >= cost[1] >= cost[2]


def test_equal_rows_are_one_class_and_rows_are_never_fewer_than_classes() -> None:
    rng = np.random.default_rng(5)
    assert len(kmeans(np.ones((50, 3), np.float32), 8, rng)) == 1
    assert len(kmeans(rng.normal(size=(3, 2)).astype(np.float32), 8, rng)) == 3


def test_the_same_seed_gives_the_same_classes() -> None:
    rows = np.random.default_rng(6).normal(size=(300, 4)).astype(np.float32)
    first, second = (kmeans(rows, 5, np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
