"""Conditions in which a plume tells less of its rate than those of the calibration."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.location.images.evidence import Evidence
from cathartes.model.location.plume_image import PlumeImage

Array = NDArray[np.float64]
CUT, TOUCHING, MERGED, LIGHT = "cut", "touching", "merged", "light"
LIGHT_WIND_M_S = 1.0
SHORT_PIXELS = 30.0
"""A plume cut when it is longer shows as much as those of the calibration, of which many leave the
image further down."""
NEAR_PLUME_PIXELS = 4
SECOND_MODE_PIXELS = 8.0
SECOND_MODE_SHARE = 0.15


def touches_border(image: PlumeImage, evidence: Evidence, plume: int) -> bool:
    """Return whether a plume touches the border of what is known."""
    inside = evidence.label == plume
    inner = np.zeros_like(inside)
    inner[1:-1, 1:-1] = True
    if not evidence.is_masked:
        inner &= ~ndimage.binary_dilation(~np.isfinite(image.column_ppm_m))
    return bool((inside & ~inner).any())


def is_merged(evidence: Evidence, plume: int, places: Array, probability: Array) -> bool:
    """Return whether a plume may be that of two emitters.

    Parameters
    ----------
    evidence : Evidence
    plume : int
    places : (candidate, 2) float64
        Line and sample.
    probability : (candidate,) float64
        Of the emitter.

    Notes
    -----
    Another plume begins beside it, or there is a second place at which it may begin.
    """
    inside = evidence.label == plume
    others = (evidence.label > 0) & ~inside
    near = ndimage.binary_dilation(inside, iterations=NEAR_PLUME_PIXELS)
    if (near & others).any():
        return True
    distance = np.hypot(*(places - places[int(np.argmax(probability))]).T)
    return float(probability[distance > SECOND_MODE_PIXELS].sum()) > SECOND_MODE_SHARE


def hard_conditions(
    image: PlumeImage,
    evidence: Evidence,
    plume: int,
    places: Array,
    probability: Array,
    speed_m_s: float,
) -> tuple[str, ...]:
    """Return which of the conditions hold; a plume that is cut when short also touches."""
    touching = touches_border(image, evidence, plume)
    emitter = probability @ places
    reach = np.hypot(*(np.argwhere(evidence.label == plume) - emitter).T)
    holds = {
        CUT: touching and float(np.quantile(reach, 0.95)) < SHORT_PIXELS,
        TOUCHING: touching,
        MERGED: is_merged(evidence, plume, places, probability),
        LIGHT: speed_m_s < LIGHT_WIND_M_S,
    }
    return tuple(name for name, yes in holds.items() if yes)
