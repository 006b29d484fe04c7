"""The place of an emitter that several passes show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.location.images.options import ImageOptions
from cathartes.location.images.plume_source import PlumeSource
from cathartes.physics.image_calibration import PassesCalibration

Array = NDArray[np.float64]
PARTS = 4
"""Cells of the joint map to a side of a pixel of the finest pass."""
LEAST_PROBABILITY = 1e-7
MARGIN_PIXELS = 2


@frozen(eq=False)
class JointPosition:
    """Cells that may hold an emitter.

    Attributes
    ----------
    easting_m, northing_m, probability : (cell,) float64
    axes_m : (2, 2) float64
        Sides of a cell.
    """

    easting_m: Array
    northing_m: Array
    probability: Array
    axes_m: Array


def join_positions(
    sources: Sequence[PlumeSource], calibration: PassesCalibration, options: ImageOptions
) -> JointPosition:
    """Return the product of what passes say of the position of one emitter.

    Parameters
    ----------
    sources : sequence of PlumeSource
        One for each pass that shows it.
    calibration : PassesCalibration
    options : ImageOptions
        For errors of the georeference.

    Notes
    -----
    Each pass gives a density that is even within its pixels, blurred by the pass's own error
    (georeference, and what the calibration shows). Given the position these are independent, so
    they multiply; errors that all passes share (a georeference that is wrong the same way, a plume
    that becomes visible beside its source) do not average down, so the product is blurred by them
    afterwards. A share of each pass says nothing at all, lest one wrong pass rule.
    """
    finest = min(sources, key=lambda one: one.pixel_m)
    axes = finest.axes_m / PARTS
    line, sample, corner = _lattice(finest)
    east, north = axes @ np.stack([line.ravel(), sample.ravel()]) + corner[:, None]
    log_p = np.zeros(line.size)
    for source in sources:
        own = float(np.hypot(calibration.own_pixels, options.georeference_std_pixels))
        density = _density(source, own, east, north)
        total = float(density.sum())
        flat = calibration.flat_share / density.size
        share = density / total if total > 0.0 else 0.0
        log_p += np.log((1.0 - calibration.flat_share) * share + flat)
    product = np.exp(log_p - log_p.max()).reshape(line.shape)
    shared = np.hypot(calibration.shared_pixels, options.shared_georeference_std_pixels)
    widest = max(one.pixel_m for one in sources) / finest.pixel_m
    product = ndimage.gaussian_filter(product, shared * widest * PARTS, mode="constant")
    kept = product.ravel() > LEAST_PROBABILITY * product.max()
    probability = product.ravel()[kept]
    return JointPosition(east[kept], north[kept], probability / probability.sum(), axes)


def _lattice(source: PlumeSource) -> tuple[Array, Array, Array]:
    """Return lines and samples of cells around a source's candidates, and where cell 0, 0 is."""
    first = np.array([source.easting_m[0], source.northing_m[0]])
    step = _steps(source, source.easting_m, source.northing_m, first)
    low, high = step.min(axis=1) - MARGIN_PIXELS, step.max(axis=1) + MARGIN_PIXELS
    cells = [
        np.arange(PARTS * (end - begin + 1), dtype=np.float64)
        for begin, end in zip(low, high, strict=True)
    ]
    line, sample = np.meshgrid(*cells, indexing="ij")
    # Cells are centred in the parts of a pixel, not on its middle.
    offset = low - 0.5 + 0.5 / PARTS
    return line, sample, first + source.axes_m @ offset


def _steps(source: PlumeSource, east: Array, north: Array, first: Array) -> Array:
    offset = np.stack([east - first[0], north - first[1]])
    return np.asarray(np.round(np.linalg.solve(source.axes_m, offset)))


def _density(source: PlumeSource, own_pixels: float, east: Array, north: Array) -> Array:
    """Return a pass's probability at places, (place,), up to a factor."""
    first = np.array([source.easting_m[0], source.northing_m[0]])
    line, sample = _steps(source, source.easting_m, source.northing_m, first).astype(np.int64)
    low = np.array([line.min(), sample.min()]) - MARGIN_PIXELS
    size = np.array([line.max(), sample.max()]) - low + MARGIN_PIXELS + 1
    coarse = np.zeros(tuple(size))
    coarse[line - low[0], sample - low[1]] = source.probability
    fine = np.repeat(np.repeat(coarse, PARTS, axis=0), PARTS, axis=1)
    fine = ndimage.gaussian_filter(fine, own_pixels * PARTS, mode="constant")
    offset = np.stack([east - first[0], north - first[1]])
    at = (np.linalg.solve(source.axes_m, offset) - low[:, None] + 0.5) * PARTS - 0.5
    return np.asarray(ndimage.map_coordinates(fine, at, order=1, mode="constant"))
