"""The background of a block: classes, column offsets, a covariance for each class.

Everything works on rows (pixel, wavelength) in working units, where a plume adds to the
background: brightness temperature in the thermal infrared, log radiance in sunlight.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.kernels.clustering import kmeans, nearest_centroid

Floats = NDArray[np.float32]


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
        features = rows @ self.projection - self.origin @ self.projection
        return nearest_centroid(np.ascontiguousarray(features), self.centroids)

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
    good = rows[weights]
    good_columns = columns[weights]
    n, n_channels = good.shape
    origin = good.mean(0, dtype=np.float64).astype(np.float32)
    centred = good - origin
    total = (centred.T @ centred).astype(np.float64) / n
    noise = unexplained_noise(total)
    values, vectors = np.linalg.eigh(total / np.outer(noise, noise))
    n_features = min(n_features, n_channels)
    projection = (vectors[:, ::-1][:, :n_features] / noise[:, None]).astype(np.float32)
    # Square-root scaling keeps temperature, by far the largest direction, from taking all classes.
    scale = np.maximum(values[::-1][:n_features], 1.0) ** -0.25
    projection *= scale.astype(np.float32)
    features = np.ascontiguousarray(centred @ projection)
    sample = rng.choice(n, min(n, 20000), replace=False)
    centroids = kmeans(features[sample], n_classes, rng)
    labels = nearest_centroid(features, centroids)
    n_classes = len(centroids)
    counts = np.bincount(labels, minlength=n_classes).astype(np.float64)
    column_counts = np.bincount(good_columns, minlength=n_columns).astype(np.float64)
    offsets = np.zeros((n_columns, n_channels), np.float32)
    means = np.zeros((n_classes, n_channels), np.float32)
    residual = centred
    for _ in range(2):
        means = _group_means(good - offsets[good_columns], labels, counts, origin)
        residual = good - means[labels]
        raw = _group_means(residual, good_columns, column_counts, np.zeros(n_channels, np.float32))
        spread = (residual**2).mean(0, dtype=np.float64)
        noise_of_mean = spread / np.maximum(column_counts, 1)[:, None]
        signal = np.maximum((raw.astype(np.float64) ** 2).mean(0) - noise_of_mean.mean(0), 0.0)
        offsets = (raw * (signal / (signal + noise_of_mean))).astype(np.float32)
    residual = residual - offsets[good_columns]
    pooled = (residual.T @ residual).astype(np.float64) / n
    pooled += 1e-7 * np.trace(pooled) / n_channels * np.eye(n_channels)
    covariances = np.empty((n_classes, n_channels, n_channels))
    order = np.argsort(labels, kind="stable")
    edges = np.concatenate([[0], np.cumsum(counts)]).astype(int)
    for k in range(n_classes):
        members = residual[order[edges[k] : edges[k + 1]]]
        own = (members.T @ members).astype(np.float64)
        covariances[k] = (own + shrinkage_pixels * pooled) / (counts[k] + shrinkage_pixels)
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


def _group_means(
    rows: Floats, groups: NDArray[np.integer], counts: NDArray[np.float64], empty: Floats
) -> Floats:
    """Return the mean row of each group; ``empty`` where a group has none."""
    order = np.argsort(groups, kind="stable")
    edges = np.concatenate([[0], np.cumsum(counts)]).astype(int)
    means = np.tile(empty, (len(counts), 1))
    for k in range(len(counts)):
        if edges[k + 1] > edges[k]:
            members = order[edges[k] : edges[k + 1]]
            means[k] = rows[members].mean(0, dtype=np.float64)
    return means
