"""Column of gas from fitted strength and thermal contrast, with what is not known of both."""

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
LEAST_WITHIN_TWO = 0.95
MOST_RELATIVE_STD = 0.6
MODEL_ERROR = 0.3
"""Share of a column that transmittance, background and signature together may be off by:
what development scenes showed beyond the errors that are worked out."""
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
    """Return what is expected of the plume's own brightness.

    Parameters
    ----------
    air_temperature_k : float or None
        Near the ground, where it is known.
    scene_brightness_k : float
        Median window brightness of the scene, which stands in for it, badly.
    """
    known = air_temperature_k is not None
    air = air_temperature_k if air_temperature_k is not None else scene_brightness_k - 1.0
    air_std = AIR_STD_K if known else UNKNOWN_AIR_STD_K
    return ContrastModel(air + EXCESS_MEAN_K, float(np.hypot(air_std, EXCESS_STD_K)))


def column_from_contrast(
    strengths: Array, contrasts: Array, contrast_std_k: float, strength_std: float
) -> tuple[float, float] | None:
    """Return mean and standard deviation of a plume's column, or None where it cannot be told.

    Parameters
    ----------
    strengths : (member,) float64
        Fitted ``c (T_p - T_i)`` of each member, ppm m K.
    contrasts : (member,) float64
        Expected ``T_p - T_i``, K; the error of ``T_p`` is common to all.
    contrast_std_k : float
        Standard deviation of that common error.
    strength_std : float
        Standard deviation of the error of the mean strength, clutter included.

    Notes
    -----
    For a given plume temperature the least-squares column is ``sum a_i D_i / sum D_i^2``: members
    without contrast say nothing, and a plume over warm and cold ground does not cancel. The
    temperature's error is integrated by Gauss-Hermite quadrature; the spread of the column over
    it, the error of the strengths, and ``MODEL_ERROR`` for transmittance and background
    together make the standard deviation. No column is stated where the quadrature leaves less
    than ``LEAST_WITHIN_TWO`` of its weight within a factor of two, or where the sum of all errors
    exceeds ``MOST_RELATIVE_STD``.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(15)
    weights = weights / weights.sum()
    shifted = contrasts[None] + contrast_std_k * nodes[:, None]
    columns = (shifted @ strengths) / (shifted**2).sum(1)
    mean = float(weights @ columns)
    if mean <= 0.0:
        return None
    within = float(weights[(columns > mean / 2) & (columns < 2 * mean)].sum())
    noise = strength_std / float(np.sqrt(np.mean(contrasts**2)))
    spread = float(weights @ (columns - mean) ** 2)
    std = float(np.sqrt(spread + noise**2 + (MODEL_ERROR * mean) ** 2))
    if within < LEAST_WITHIN_TWO or std > MOST_RELATIVE_STD * mean:
        return None
    return mean, std


def unsaturated(columns: Array, absorption: Array) -> Array:
    """Return columns corrected for the curve of growth.

    Parameters
    ----------
    columns : (member,) float64
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

    Notes
    -----
    Class mean in the band plus how much warmer the pixel's window is than its class's: the
    pixel's own band holds the plume and cannot tell the ground under it.
    """
    weight = band_weight / band_weight.sum()
    own = labels[pixels]
    in_band = class_means.astype(np.float64) @ weight
    return np.asarray(in_band[own] + block.brightness[pixels] - class_brightness[own])
