"""Images of one place on one grid, so that what moved can be seen."""

from __future__ import annotations

import numpy as np
from attrs import evolve
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.model.location.plume_image import PlumeImage

Array = NDArray[np.float64]
LARGEST_RATIO = 1.5
"""Of pixel sizes: beyond it the finer image would show eddies that the coarser one cannot."""
LEAST_WEIGHT = 0.25
"""Of a pixel that is known, below which what it becomes is not."""


def may_share_grid(first: PlumeImage, second: PlumeImage) -> bool:
    """Return whether one image can be laid on the grid of the other."""
    ratio = first.pixel_size_m / second.pixel_size_m
    return first.crs == second.crs and 1.0 / LARGEST_RATIO <= ratio <= LARGEST_RATIO


def on_grid_of(image: PlumeImage, wanted: PlumeImage) -> PlumeImage:
    """Return an image on the grid of another, between its pixels linearly.

    Parameters
    ----------
    image, wanted : PlumeImage
        In one coordinate system.

    Returns
    -------
    PlumeImage
        ``image`` itself where the grids are one. Columns are weighed means of what is known
        around; labels are those of the nearest pixel. NaN (0 for labels) outside of ``image``.
    """
    if image.shape == wanted.shape and np.allclose(image.affine, wanted.affine):
        return image
    line, sample = np.indices(wanted.shape).astype(np.float64)
    easting, northing = wanted.ground(line.ravel(), sample.ravel())
    at = np.stack(image.pixel(easting, northing)).reshape(2, *wanted.shape)
    label = image.plume_label
    return evolve(
        image,
        affine=wanted.affine,
        column_ppm_m=_moved(image.column_ppm_m, at),
        column_std_ppm_m=_moved(image.column_std_ppm_m, at),
        score=None if image.score is None else _moved(image.score, at),
        plume_label=None
        if label is None
        else ndimage.map_coordinates(label, at, order=0, mode="constant", cval=0),
    )


def _moved(values: Array, at: Array) -> Array:
    known = np.isfinite(values)
    weight = ndimage.map_coordinates(known.astype(np.float64), at, order=1, mode="constant")
    total = ndimage.map_coordinates(
        np.where(known, values, 0.0), at, order=1, mode="constant", cval=0.0
    )
    enough = weight >= LEAST_WEIGHT
    return np.where(enough, total / np.where(enough, weight, 1.0), np.nan)
