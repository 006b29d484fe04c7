"""Images with pixels finer than the calibration's, in blocks of pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.location.images.evidence.find import Evidence
from cathartes.location.images.evidence.score import standard_score
from cathartes.model.location.plume_image import PlumeImage

Array = NDArray[np.float64]
Number = TypeVar("Number", np.float64, np.int32)
FINEST_PIXEL_M = 1.0
"""Emitters are vents and tanks of some metres, and gas leaves all over them: finer pixels show the
emitter's own shape, which no sign of a plume is made for, and not better where it is."""
CLUTTER_SHARE = 0.5
"""Of the variance of a pixel, which neighbours have in common and blocks do not average."""


def pixels_to_a_block(pixel_size_m: float) -> int:
    """Return how many pixels make one side of a block, 1 where pixels are coarse enough."""
    return max(1, int(np.ceil(FINEST_PIXEL_M / pixel_size_m - 1e-9)))


def in_blocks(image: PlumeImage, size: int) -> PlumeImage:
    """Return the image with square blocks of its pixels as pixels.

    A block is known where half of its pixels are, and in the plume that half of its pixels, and
    most of those in any plume, are in.
    """
    a, b, c, d, e, f = image.affine
    variance = _mean(image.column_std_ppm_m**2, size)
    shrunk = CLUTTER_SHARE + (1.0 - CLUTTER_SHARE) / size**2
    label = image.plume_label
    return evolve(
        image,
        column_ppm_m=_mean(image.column_ppm_m, size),
        column_std_ppm_m=np.sqrt(variance * shrunk),
        affine=(a * size, b * size, c, d * size, e * size, f),
        plume_label=None if label is None else _most(label, size),
        score=None if image.score is None else _mean(image.score, size),
    )


def evidence_in_blocks(evidence: Evidence, images: Sequence[PlumeImage], size: int) -> Evidence:
    """Return the evidence of a scene in blocks; every plume stays.

    Parameters
    ----------
    evidence : Evidence
        In pixels.
    images : sequence of PlumeImage
        In blocks.
    size : int
    """
    return evolve(
        evidence,
        score=np.max([standard_score(image) for image in images], axis=0),
        label=_most(evidence.label, size),
    )


def _split(values: NDArray[Number], size: int, fill: float) -> NDArray[Number]:
    """Return (line, sample, pixel): the pixels of each block, ``fill`` beyond the border."""
    room = [(0, -n % size) for n in values.shape]
    filled = np.pad(values, room, constant_values=fill)
    lines, samples = filled.shape[0] // size, filled.shape[1] // size
    parted = filled.reshape(lines, size, samples, size).transpose(0, 2, 1, 3)
    return parted.reshape(lines, samples, size * size)


def _mean(values: Array, size: int) -> Array:
    pixels = _split(values, size, np.nan)
    known = np.isfinite(pixels)
    number = known.sum(axis=2)
    total = np.where(known, pixels, 0.0).sum(axis=2)
    return np.where(2 * number >= pixels.shape[2], total / np.maximum(number, 1), np.nan)


def _most(label: NDArray[np.int32], size: int) -> NDArray[np.int32]:
    pixels = _split(label, size, 0)
    most = np.zeros(pixels.shape[:2], np.int32)
    votes = np.zeros(pixels.shape[:2], np.int64)
    for number in np.unique(label[label > 0]):
        here = (pixels == number).sum(axis=2)
        # What is smaller than half a block has the block that most of it is in.
        enough = min(pixels.shape[2] / 2.0, float(here.max()))
        wins = (here > votes) & (here >= enough)
        most[wins], votes[wins] = number, here[wins]
    return most
