"""k-means in a few dimensions, for background classes."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, fastmath=True, nogil=True)
def nearest_centroid(
    features: NDArray[np.float32], centroids: NDArray[np.float32]
) -> NDArray[np.uint8]:  # pragma: no cover - compiled
    """Return the index of the nearest centroid of each row.

    Parameters
    ----------
    features : (pixel, feature) float32
    centroids : (class, feature) float32
        At most 256 classes.
    """
    n_pixels, n_features = features.shape
    n_classes = centroids.shape[0]
    labels = np.empty(n_pixels, np.uint8)
    transposed = np.ascontiguousarray(centroids.T)
    distance = np.empty(n_classes, np.float32)
    for i in range(n_pixels):
        distance[:] = 0.0
        for f in range(n_features):
            value = features[i, f]
            for c in range(n_classes):
                step = value - transposed[f, c]
                distance[c] += step * step
        best = 0
        for c in range(1, n_classes):
            if distance[c] < distance[best]:
                best = c
        labels[i] = best
    return labels


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
        counts = np.bincount(labels, minlength=len(centroids)).astype(np.float64)
        sums = np.stack(
            [np.bincount(labels, column, len(centroids)) for column in rows.T.astype(np.float64)], 1
        )
        occupied = counts > 0
        centroids = (sums[occupied] / counts[occupied, None]).astype(np.float32)
    return centroids
