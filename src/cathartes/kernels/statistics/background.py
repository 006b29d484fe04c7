"""The background of a block: classes, column offsets, a covariance for each class.

Everything works on rows (pixel, wavelength) in working units, where a plume adds to the
background: brightness temperature in the thermal infrared, log radiance in sunlight.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numba import njit
from numpy.typing import NDArray

from cathartes.kernels.statistics.clustering import (
    kmeans,
    nearest_centroid,
    nearest_projected_centroid,
)

Floats = NDArray[np.float32]
KMEANS_PIXELS = 6000
MOST_ROWS_PER_CHANNEL = 400
"""Pixels for each channel in a covariance; more would add cost and nothing else."""


FEATURE_ROWS_PER_CHANNEL = 100
"""Enough for noise and for the few directions that classes are told apart in."""


@frozen(eq=False)
class Background:
    """Statistics of a block.

    Attributes
    ----------
    projection : (wavelength, feature) float32
        Noise-scaled principal directions that classes are told apart in.
    origin : (wavelength,) float32
        Subtracted before the projection.
    centroids : (class, feature) float32
    means : (class, wavelength) float32
    column_offsets : (sample, wavelength) float32
        What each detector column adds to every class.
    covariances : (class, wavelength, wavelength) float64
        Shrunk towards ``pooled``.
    pooled : (wavelength, wavelength) float64
        Covariance within classes.
    channel_noise : (wavelength,) float64
        Standard deviation of what no other channel predicts.
    class_share : (class,) float64
    """

    projection: Floats
    origin: Floats
    centroids: Floats
    means: Floats
    column_offsets: Floats
    covariances: NDArray[np.float64]
    pooled: NDArray[np.float64]
    channel_noise: NDArray[np.float64]
    class_share: NDArray[np.float64]

    def classify(self, rows: Floats) -> NDArray[np.uint8]:
        """Return the class of each row."""
        labels = np.empty(len(rows), np.uint8)
        directions = np.ascontiguousarray(self.projection.T)
        shift = self.origin @ self.projection
        nearest_projected_centroid(rows, directions, shift, self.centroids, labels)
        return labels

    def residuals(
        self, rows: Floats, labels: NDArray[np.uint8], columns: NDArray[np.intp]
    ) -> Floats:
        """Return rows minus class mean and column offset."""
        return rows - self.means[labels] - self.column_offsets[columns]


def unexplained_noise(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard deviation of each channel that no other channel predicts.

    Notes
    -----
    ``1 / sqrt(diag(inv(C)))``: the residual of regressing a channel on all the others,
    which for an imaging spectrometer is its noise plus a little unpredictable clutter.
    """
    n = len(covariance)
    ridge = 1e-7 * np.trace(covariance) / n
    precision = np.linalg.inv(covariance + ridge * np.eye(n))
    noise: NDArray[np.float64] = 1.0 / np.sqrt(np.maximum(np.diag(precision), 1e-300))
    return noise


def estimate_background(
    rows: Floats,
    columns: NDArray[np.intp],
    n_columns: int,
    weights: NDArray[np.bool_],
    *,
    n_classes: int,
    n_features: int,
    rng: np.random.Generator,
    shrinkage_pixels: float = 300.0,
) -> Background:
    """Estimate classes, column offsets and covariances from a sample of a block.

    Parameters
    ----------
    rows : (pixel, wavelength) float32
        Working units, finite.
    columns : (pixel,) intp
        Detector column of each row.
    n_columns : int
    weights : (pixel,) bool
        False for pixels that may hold a plume: they take no part.
    n_classes, n_features : int
    rng : numpy Generator
    shrinkage_pixels : float
        A class of this many pixels gets a covariance half its own, half the pooled one.

    Notes
    -----
    Class means and column offsets are estimated in turn (two sweeps); a column's offset is
    shrunk by the noise of its own mean so that short scenes gain no noise from it.
    """
    good = rows if weights.all() else rows[weights]
    good_columns = columns if weights.all() else columns[weights]
    n, n_channels = good.shape
    origin = good[:: max(1, n // 20000)].mean(0, dtype=np.float64).astype(np.float32)
    centred = good[:: max(1, n // (FEATURE_ROWS_PER_CHANNEL * n_channels))] - origin
    total = (centred.T @ centred).astype(np.float64) / len(centred)
    noise = unexplained_noise(total)
    values, vectors = np.linalg.eigh(total / np.outer(noise, noise))
    n_features = min(n_features, n_channels)
    projection = (vectors[:, ::-1][:, :n_features] / noise[:, None]).astype(np.float32)
    # Square-root scaling keeps temperature, by far the largest direction, from taking all classes.
    scale = np.maximum(values[::-1][:n_features], 1.0) ** -0.25
    projection *= scale.astype(np.float32)
    features = good @ projection
    features -= origin @ projection
    sample = rng.choice(n, min(n, KMEANS_PIXELS), replace=False)
    centroids = kmeans(features[sample], n_classes, rng)
    labels = nearest_centroid(features, centroids)
    n_classes = len(centroids)
    class_sums, column_sums, squares, shared = additive_sums(
        good, origin, labels, good_columns, n_classes, n_columns
    )
    exact_means, exact_offsets = additive_fit(class_sums, column_sums, squares, shared)
    means = (exact_means + origin).astype(np.float32)
    offsets = exact_offsets.astype(np.float32)
    counts = shared.sum(1)
    edges = np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)
    order = np.argsort(labels, kind="stable")
    thin = max(1, n // (MOST_ROWS_PER_CHANNEL * n_channels))
    covariances = np.zeros((n_classes, n_channels, n_channels))
    used = np.zeros(n_classes)
    for k in range(n_classes):
        members = order[edges[k] : edges[k + 1] : thin]
        residual = gather_residuals(good, members, means[k], offsets, good_columns)
        covariances[k] = residual.T @ residual
        used[k] = len(members)
    pooled = covariances.sum(0) / max(used.sum(), 1.0)
    pooled += 1e-7 * np.trace(pooled) / n_channels * np.eye(n_channels)
    covariances += shrinkage_pixels * pooled
    covariances /= (used + shrinkage_pixels)[:, None, None]
    return Background(
        projection=projection,
        origin=origin,
        centroids=centroids,
        means=means,
        column_offsets=offsets,
        covariances=covariances,
        pooled=pooled,
        channel_noise=noise,
        class_share=counts / n,
    )


@njit(cache=True, fastmath=True, nogil=True)
def additive_sums(
    rows: Floats,
    origin: Floats,
    labels: NDArray[np.uint8],
    columns: NDArray[np.intp],
    n_classes: int,
    n_columns: int,
) -> tuple[NDArray[np.float64], ...]:  # pragma: no cover - compiled
    """Return sums of rows by class and by column, squares by channel, and joint counts."""
    n, n_channels = rows.shape
    class_sums = np.zeros((n_classes, n_channels))
    column_sums = np.zeros((n_columns, n_channels))
    squares = np.zeros(n_channels)
    shared = np.zeros((n_classes, n_columns))
    for i in range(n):
        c, s = labels[i], columns[i]
        shared[c, s] += 1.0
        for k in range(n_channels):
            value = rows[i, k] - origin[k]
            class_sums[c, k] += value
            column_sums[s, k] += value
            squares[k] += value * value
    return class_sums, column_sums, squares, shared


@njit(cache=True, fastmath=True, nogil=True)
def gather_residuals(
    rows: Floats,
    members: NDArray[np.intp],
    mean: Floats,
    offsets: Floats,
    columns: NDArray[np.intp],
) -> Floats:  # pragma: no cover - compiled
    """Return members' rows minus one mean and their columns' offsets, contiguous."""
    n_channels = rows.shape[1]
    residual = np.empty((len(members), n_channels), np.float32)
    for i in range(len(members)):
        p = members[i]
        s = columns[p]
        for k in range(n_channels):
            residual[i, k] = rows[p, k] - mean[k] - offsets[s, k]
    return residual


def additive_fit(
    class_sums: NDArray[np.float64],
    column_sums: NDArray[np.float64],
    squares: NDArray[np.float64],
    shared: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fit class means and column offsets to sums alone.

    Parameters
    ----------
    class_sums : (class, wavelength) float64
    column_sums : (column, wavelength) float64
    squares : (wavelength,) float64
    shared : (class, column) float64
        Pixels of each class in each column.

    Returns
    -------
    means : (class, wavelength) float64
    offsets : (column, wavelength) float64
        Shrunk by the noise of their own means.

    Notes
    -----
    The normal equations of ``x = mean[class] + offset[column]``, solved by turns; they need
    only sums and joint counts, not another pass over the pixels.
    """
    per_class = np.maximum(shared.sum(1), 1.0)[:, None]
    per_column = np.maximum(shared.sum(0), 1.0)[:, None]
    n = max(float(shared.sum()), 1.0)
    offsets = np.zeros_like(column_sums)
    means = class_sums / per_class
    spread = np.maximum(squares / n - (per_class * means**2).sum(0) / n, 1e-12)
    for _ in range(3):
        means = (class_sums - shared @ offsets) / per_class
        raw = (column_sums - shared.T @ means) / per_column
        noise_of_mean = spread / per_column
        signal = np.maximum((raw**2).mean(0) - noise_of_mean.mean(0), 0.0)
        offsets = raw * (signal / (signal + noise_of_mean))
        offsets[shared.sum(0) == 0] = 0.0
    return means, offsets
