"""How much warmer or colder than the air the ground looks: what a thermal imager sees gas by."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cathartes.errors import InstrumentError, StatisticsError
from cathartes.kernels.planck import brightness_temperature

CLEAREST_UM = (10.0, 11.2)
WINDOW_UM = (8.3, 12.5)
"""Where air hides least of the ground."""
TYPICAL_SHARE = 0.95
"""Roofs and chimneys far from the air's temperature are few, and plumes seldom lie on them."""


def ground_brightness_k(radiance: ArrayLike, wavelength_um: ArrayLike) -> NDArray[np.float64]:
    """Return the brightness temperature of each pixel in the clearest part of the window.

    Parameters
    ----------
    radiance : (..., wavelength) array_like
        W m-2 sr-1 um-1.
    wavelength_um : (wavelength,) array_like

    Returns
    -------
    (...) float64
        Median over the channels from 10.0 to 11.2 um, or over those of the whole window where
        there is none of these; NaN where no radiance is positive.

    Raises
    ------
    InstrumentError
        When no channel lies in the thermal window.
    """
    wavelength = np.asarray(wavelength_um, dtype=np.float64)
    for first, last in (CLEAREST_UM, WINDOW_UM):
        inside = (wavelength >= first) & (wavelength <= last)
        if inside.any():
            break
    else:
        raise InstrumentError.about(
            "thermal contrast",
            "channels",
            found=f"{wavelength.size} channels",
            expected=f"a channel between {WINDOW_UM[0]:g} and {WINDOW_UM[1]:g} um",
            remedy="A solar instrument's limits do not depend on the contrast: give any.",
        )
    temperature = brightness_temperature(
        wavelength[inside], np.asarray(radiance, dtype=np.float64)[..., inside]
    )
    known = np.isfinite(temperature)
    # Channels of a pixel without any would make the median warn.
    filled = np.where(known.any(axis=-1, keepdims=True), temperature, 0.0)
    return np.where(known.any(axis=-1), np.nanmedian(filled, axis=-1), np.nan)


def rms_contrast_k(surface_temperature_k: ArrayLike, air_temperature_k: float) -> float:
    """Return the root mean square of ground minus air, without the 5 % that are farthest off.

    Parameters
    ----------
    surface_temperature_k : array_like
        Brightness temperatures of a scene's ground, K (:func:`ground_brightness_k`); NaN where
        there is none.
    air_temperature_k : float
        Of the air near the ground, K.

    Returns
    -------
    float
        K.

    Raises
    ------
    StatisticsError
        When no temperature is a number.
    """
    difference = np.abs(np.asarray(surface_temperature_k, np.float64) - air_temperature_k)
    known = difference[np.isfinite(difference)]
    if known.size == 0:
        raise StatisticsError.about(
            "thermal contrast",
            "temperatures",
            found=f"no number, with air of {air_temperature_k} K",
            expected="at least one temperature of the ground and that of the air, K",
            remedy="Leave the scene out, or give the air temperature of the weather station.",
        )
    typical = known[known <= np.quantile(known, TYPICAL_SHARE)]
    return float(np.sqrt(np.mean(np.square(typical))))
