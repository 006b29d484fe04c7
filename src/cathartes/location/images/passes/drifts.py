"""The drift of a plume between passes that follow each other within minutes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from attrs import frozen

from cathartes.location.images.evidence.blocks import in_blocks, pixels_to_a_block
from cathartes.location.images.options import ImageOptions
from cathartes.location.images.passes.image_pass import ImagePass
from cathartes.location.images.wind.drift import Drift, drift_between
from cathartes.location.images.wind.shared_grid import may_share_grid, on_grid_of
from cathartes.model.location.plume_image import PlumeImage

LONGEST_BETWEEN_S = 600.0
"""Beyond it the gas of one pass has left the picture of the next."""
TOO_LONG = "more than ten minutes lie between them"
OTHER_GAS = "they show no plume of one gas"
OTHER_GRID = "their pixels are of different size"
UNCLEAR = "no drift is clear"


@frozen(eq=False)
class SeenDrift:
    """What two passes that follow each other show.

    Attributes
    ----------
    passes : (int, int)
        Their numbers, from 0.
    times_s : (float, float)
    drift : Drift or None
    remark : str
        Why there is none.
    """

    passes: tuple[int, int]
    times_s: tuple[float, float]
    drift: Drift | None
    remark: str = ""


def drifts_between(passes: Sequence[ImagePass], options: ImageOptions) -> tuple[SeenDrift, ...]:
    """Return the drift of each two passes that follow each other at known, different times."""
    seen = []
    for number, pair in enumerate(itertools.pairwise(passes)):
        first, second = (one.time_s for one in pair)
        if first is None or second is None or first >= second:
            continue
        drift, remark = _between(pair[0], pair[1], second - first, options)
        seen.append(SeenDrift((number, number + 1), (first, second), drift, remark))
    return tuple(seen)


def _between(
    first: ImagePass, second: ImagePass, elapsed_s: float, options: ImageOptions
) -> tuple[Drift | None, str]:
    if elapsed_s > LONGEST_BETWEEN_S:
        return None, TOO_LONG
    pair = _of_one_gas(first.images, second.images)
    if pair is None:
        return None, OTHER_GAS
    if not may_share_grid(*pair):
        return None, OTHER_GRID
    coarser, other = sorted(pair, key=lambda image: -image.pixel_size_m)
    laid = on_grid_of(other, coarser)
    images = (coarser, laid) if coarser is pair[0] else (laid, coarser)
    # Each pass is off by itself; what they are off together does not move anything.
    error_m = float(np.sqrt(2.0)) * options.georeference_std_pixels * coarser.pixel_size_m
    drift = drift_between(*images, place_std_m=error_m)
    return drift, "" if drift is not None else UNCLEAR


def _of_one_gas(
    first: Sequence[PlumeImage], second: Sequence[PlumeImage]
) -> tuple[PlumeImage, PlumeImage] | None:
    of_gas = {image.gas: image for image in second}
    for image in first:
        if image.gas in of_gas:
            pair = image, of_gas[image.gas]
            # Both to blocks of about one size.
            sizes = [pixels_to_a_block(one.pixel_size_m) for one in pair]
            return in_blocks(pair[0], sizes[0]), in_blocks(pair[1], sizes[1])
    return None
