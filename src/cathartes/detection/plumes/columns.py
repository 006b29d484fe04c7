"""What a plume's column rests on: the brightness of plume and ground, and the curve of growth."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.detection.block.working_units import Block

Array = NDArray[np.float64]
EXCESS_MEAN_K, EXCESS_STD_K = 1.0, 2.0
"""Plume warmer than the air by this much, and how uncertain that is, without other knowledge."""
AIR_STD_K = 1.0
UNKNOWN_AIR_STD_K = 6.0
SOURCE_EXCESS_MEAN_K, SOURCE_EXCESS_STD_K = 2.5, 3.0
"""The same where the gas comes out; process gas is warm more often than cold."""
MIXING_LENGTH_M = 45.0
"""Way downwind over which the air that is mixed in takes up most of the excess."""
USUAL_LENGTH_M = 60.0
"""Of a plume in pixels of unknown size."""
MOST_ABSORBED = 0.8
AIR_MASS, AIR_MASS_STD = 2.2, 0.25
"""Two-way path through the plume over its vertical column, sun and view angles unknown."""


@frozen(eq=False)
class ContrastModel:
    """Thermal contrast between plume and ground in working units.

    Attributes
    ----------
    plume_brightness_k : float
        What the plume would show in the window if it were opaque, expected.
    std_k : float
        Standard deviation of that expectation.
    """

    plume_brightness_k: float
    std_k: float


def contrast_model(air_temperature_k: float | None, scene_brightness_k: float) -> ContrastModel:
    """Return what is expected of any plume's own brightness before one is found.

    Parameters
    ----------
    air_temperature_k : float or None
        Near the ground, where it is known.
    scene_brightness_k : float
        Median window brightness of the scene, which stands in for it, badly.
    """
    air, air_std = _air(air_temperature_k, scene_brightness_k)
    return ContrastModel(air + EXCESS_MEAN_K, float(np.hypot(air_std, EXCESS_STD_K)))


def plume_brightness(
    air_temperature_k: float | None, scene_brightness_k: float, length_m: float | None
) -> ContrastModel:
    """Return what is expected of the brightness of a plume of known length.

    Parameters
    ----------
    air_temperature_k, scene_brightness_k
        As of :func:`contrast_model`.
    length_m : float or None
        Of the plume along its longest axis.

    Notes
    -----
    An excess that decays over ``MIXING_LENGTH_M`` leaves ``(1 - exp(-r)) / r`` of itself in the
    mean over a plume ``r`` mixing lengths long: a long plume is as warm as the air.
    """
    air, air_std = _air(air_temperature_k, scene_brightness_k)
    ratio = max(USUAL_LENGTH_M if length_m is None else length_m, 1.0) / MIXING_LENGTH_M
    left = -np.expm1(-ratio) / ratio
    return ContrastModel(
        float(air + left * SOURCE_EXCESS_MEAN_K),
        float(np.hypot(air_std, left * SOURCE_EXCESS_STD_K)),
    )


def _air(air_temperature_k: float | None, scene_brightness_k: float) -> tuple[float, float]:
    if air_temperature_k is not None:
        return air_temperature_k, AIR_STD_K
    return scene_brightness_k - 1.0, UNKNOWN_AIR_STD_K


def plume_length(places: NDArray[np.intp]) -> float:
    """Return the length of a set of pixels: four standard deviations of their places, pixels.

    Parameters
    ----------
    places : (member, 2) intp
        Line and sample.
    """
    spread = places.astype(np.float64).var(0)
    return float(2.0 * np.sqrt(spread.sum()))


def unsaturated(columns: Array, absorption: Array) -> Array:
    """Return columns corrected for the curve of growth.

    Parameters
    ----------
    columns : (...,) float64
        From a fit that took transmittance as linear in column, ppm m.
    absorption : (wavelength,) float64
        Optical depth per ppm m along the path, positive.

    Notes
    -----
    A linear fit sees ``1 - exp(-A c)`` where it expects ``A c``. With the absorption at which
    the fit gets its signal, ``A = sum A^3 / sum A^2``, the column is ``-ln(1 - A c') / A``;
    beyond ``A c' = MOST_ABSORBED`` the correction is held, since the curve is flat there.
    """
    effective = float((absorption**3).sum() / max(float((absorption**2).sum()), 1e-300))
    seen = np.clip(effective * columns, -1.0, MOST_ABSORBED)
    factor = np.where(seen > 1e-3, -np.log1p(-seen) / np.where(seen > 1e-3, seen, 1.0), 1.0)
    return np.asarray(columns * factor)


def ground_brightness(
    block: Block,
    labels: NDArray[np.uint8],
    class_means: NDArray[np.float32],
    class_brightness: Array,
    pixels: NDArray[np.intp],
    band_weight: Array,
    band_transmittance: float = 1.0,
) -> Array:
    """Return the ground's brightness in a gas's own band under each pixel, K.

    Parameters
    ----------
    block : Block
    labels : (pixel,) uint8
        Class of every pixel of the block.
    class_means : (class, wavelength) float32
    class_brightness : (class,) float64
        Mean of ``block.brightness`` over each class.
    pixels : (member,) intp
    band_weight : (wavelength,) float64
        Not negative.
    band_transmittance : float
        Of the air in the band, relative to the window.

    Notes
    -----
    Class mean in the band plus how much warmer the pixel's window is than its class's, as
    much of it as the air lets through: the pixel's own band holds the plume and cannot tell the
    ground under it.
    """
    weight = band_weight / band_weight.sum()
    own = labels[pixels]
    in_band = class_means.astype(np.float64) @ weight
    warmer = block.brightness[pixels] - class_brightness[own]
    return np.asarray(in_band[own] + band_transmittance * warmer)
