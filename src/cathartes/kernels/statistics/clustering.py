"""k-means in a few dimensions, for background classes."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float32]
PIXELS_AT_ONCE = 256
"""Pixels whose distances to all centroids are worked on side by side, in the nearest cache."""


@njit(cache=True, fastmath=True, nogil=True)
def _take_product(
    total: Floats, values: Floats, factor: np.float32
) -> None:  # pragma: no cover - compiled
    for i in range(len(total)):
        total[i] -= factor * values[i]


@njit(cache=True, fastmath=True, nogil=True)
def _keep_nearer(
    distance: Floats, nearest: Floats, which: NDArray[np.int32], number: int
) -> None:  # pragma: no cover - compiled
    for i in range(len(distance)):
        which[i] = number if distance[i] < nearest[i] else which[i]
        nearest[i] = min(nearest[i], distance[i])


@njit(cache=True, fastmath=True, nogil=True)
def _label_columns(
    features: Floats, centroids: Floats, labels: NDArray[np.uint8]
) -> None:  # pragma: no cover - compiled
    """Write the nearest centroid of each column of ``features``, (feature, pixel).

    Notes
    -----
    Half the squared distance less what all centroids share: ``|c|^2 / 2 - x c``.
    """
    n = len(labels)
    n_features = len(features)
    distance = np.empty(n, np.float32)
    nearest = np.full(n, np.float32(np.inf))
    which = np.zeros(n, np.int32)
    for c in range(len(centroids)):
        half = np.float32(0.0)
        for f in range(n_features):
            half += centroids[c, f] * centroids[c, f]
        distance[:] = half / np.float32(2.0)
        for f in range(n_features):
            _take_product(distance, features[f, :n], centroids[c, f])
        _keep_nearer(distance, nearest, which, c)
    for i in range(n):
        labels[i] = which[i]


@njit(cache=True, fastmath=True, nogil=True)
def nearest_centroid(
    features: Floats, centroids: Floats
) -> NDArray[np.uint8]:  # pragma: no cover - compiled
    """Return the index of the nearest centroid of each row.

    Parameters
    ----------
    features : (pixel, feature) float32
    centroids : (class, feature) float32
        At most 256 classes.
    """
    n_pixels, n_features = features.shape
    labels = np.empty(n_pixels, np.uint8)
    turned = np.empty((n_features, PIXELS_AT_ONCE), np.float32)
    for start in range(0, n_pixels, PIXELS_AT_ONCE):
        stop = min(start + PIXELS_AT_ONCE, n_pixels)
        for i in range(start, stop):
            for f in range(n_features):
                turned[f, i - start] = features[i, f]
        _label_columns(turned, centroids, labels[start:stop])
    return labels


@njit(cache=True, fastmath=True, nogil=True)
def nearest_projected_centroid(
    rows: Floats,
    directions: Floats,
    shift: Floats,
    centroids: Floats,
    labels: NDArray[np.uint8],
) -> None:  # pragma: no cover - compiled
    """Write the index of the centroid nearest to each row's projection.

    Parameters
    ----------
    rows : (pixel, wavelength) float32
    directions : (feature, wavelength) float32
    shift : (feature,) float32
        Taken off the projections.
    centroids : (class, feature) float32
        At most 256 classes.
    labels : (pixel,) uint8
        Written to.

    Notes
    -----
    Four rows share each reading of a direction. A BLAS product with so few columns takes twice
    as long where channels are many.
    """
    n_pixels, n_channels = rows.shape
    n_features = len(directions)
    turned = np.empty((n_features, PIXELS_AT_ONCE), np.float32)
    for start in range(0, n_pixels, PIXELS_AT_ONCE):
        stop = min(start + PIXELS_AT_ONCE, n_pixels)
        for p in range(start, stop, 4):
            # At the end of the rows the last one is worked on more than once.
            q, r, s = min(p + 1, stop - 1), min(p + 2, stop - 1), min(p + 3, stop - 1)
            for f in range(n_features):
                a = b = c = d = np.float32(0.0)
                for k in range(n_channels):
                    weight = directions[f, k]
                    a += rows[p, k] * weight
                    b += rows[q, k] * weight
                    c += rows[r, k] * weight
                    d += rows[s, k] * weight
                turned[f, p - start] = a - shift[f]
                turned[f, q - start] = b - shift[f]
                turned[f, r - start] = c - shift[f]
                turned[f, s - start] = d - shift[f]
        _label_columns(turned, centroids, labels[start:stop])


@njit(cache=True, nogil=True)
def sums_by_label(
    features: Floats, labels: NDArray[np.uint8], n_classes: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # pragma: no cover - compiled
    """Return sums of rows, (class, feature), and their numbers, (class,)."""
    sums = np.zeros((n_classes, features.shape[1]))
    counts = np.zeros(n_classes)
    for i in range(len(labels)):
        counts[labels[i]] += 1.0
        for f in range(features.shape[1]):
            sums[labels[i], f] += features[i, f]
    return sums, counts


def kmeans(
    features: NDArray[np.float32],
    n_classes: int,
    rng: np.random.Generator,
    n_iterations: int = 15,
) -> NDArray[np.float32]:
    """Return centroids by Lloyd's iteration from a k-means++ start.

    Parameters
    ----------
    features : (pixel, feature) float32
        A sample is enough; 20 000 rows serve 16 classes.
    n_classes : int
        Wanted number; fewer come back where rows are fewer.
    rng : numpy Generator
    n_iterations : int

    Returns
    -------
    (class, feature) float32
        Empty classes are dropped.

    References
    ----------
    .. [1] Arthur and Vassilvitskii 2007, k-means++: the advantages of careful seeding.
    """
    rows = np.ascontiguousarray(features, dtype=np.float32)
    n_classes = max(1, min(n_classes, len(rows)))
    chosen = [int(rng.integers(len(rows)))]
    distance = np.full(len(rows), np.inf)
    while len(chosen) < n_classes:
        distance = np.minimum(distance, ((rows - rows[chosen[-1]]) ** 2).sum(1))
        total = distance.sum()
        if not total > 0:
            break
        chosen.append(int(rng.choice(len(rows), p=distance / total)))
    centroids = rows[chosen].copy()
    for _ in range(n_iterations):
        labels = nearest_centroid(rows, centroids)
        sums, counts = sums_by_label(rows, labels, len(centroids))
        occupied = counts > 0
        centroids = (sums[occupied] / counts[occupied, None]).astype(np.float32)
    return centroids
