"""What radiance implies: the temperature of a surface, or the share of sunlight it returns."""

from __future__ import annotations

import warnings

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.kernels.planck import brightness_temperature, planck_radiance

SUN_TEMPERATURE_K = 5772.0
SUN_SOLID_ANGLE_SR = 6.794e-5
"""Of the disc at the mean distance; the IAU's nominal radius and effective temperature."""
THERMAL_FROM_UM = 5.5
OWN_LIGHT_FROM_UM = 3.0
"""From here to the thermal range both sources count; such channels judge only where alone."""

_OPAQUE_UM = ((1.33, 1.48), (1.78, 2.00), (2.45, 3.00))
"""Water vapour takes the sunlight here: darkness says nothing of the unit."""


@frozen
class Implied:
    """What a sample of spectra implies.

    Attributes
    ----------
    temperature_k : float
        Median brightness temperature of the thermal channels; NaN where there are none.
    temperature_spread_k : float
        Robust standard deviation over channels of the median brightness temperatures.
    reflectance : float
        Of a bright pixel (95th percentile), median over the reflective channels, relative
        to a white surface under an overhead sun without atmosphere; NaN where there are none.
    """

    temperature_k: float
    temperature_spread_k: float
    reflectance: float


def sunlight_radiance(wavelength_um: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a white surface returns under an overhead sun, W m-2 sr-1 um-1.

    Notes
    -----
    ``L = B(5772 K) Omega / pi``; within 20 % of the measured sun from 0.5 to 2.5 um (it is
    brightest against a blackbody at 1.6 um, where its atmosphere is clearest).
    """
    return planck_radiance(wavelength_um, SUN_TEMPERATURE_K) * SUN_SOLID_ANGLE_SR / np.pi


def is_reflective(wavelength_um: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return (wavelength,) True where sunlight dominates and reaches the ground."""
    reflective = (wavelength_um > 0.4) & (wavelength_um < OWN_LIGHT_FROM_UM)
    for low, high in _OPAQUE_UM:
        reflective &= ~((wavelength_um > low) & (wavelength_um < high))
    return np.asarray(reflective)


def implied(spectra: NDArray[np.floating], wavelength_um: NDArray[np.float64]) -> Implied:
    """Work out what spectra imply.

    Parameters
    ----------
    spectra : (pixel, wavelength)
        Radiance, W m-2 sr-1 um-1, if the unit is right; NaN where unknown.
    wavelength_um : (wavelength,) float64
        Channel centres, um.
    """
    spectra = np.where(np.isfinite(spectra) & (spectra != 0.0), spectra, np.nan)
    thermal = wavelength_um > THERMAL_FROM_UM
    if not thermal.any():
        thermal = wavelength_um > OWN_LIGHT_FROM_UM
    reflective = is_reflective(wavelength_um)
    temperature = spread = reflectance = float("nan")
    with warnings.catch_warnings(), np.errstate(invalid="ignore", over="ignore"):
        # Channels without one valid pixel give NaN, which the medians below leave out.
        warnings.simplefilter("ignore", RuntimeWarning)
        if thermal.any():
            typical = np.nanmedian(spectra[:, thermal], axis=0)
            kelvin = brightness_temperature(wavelength_um[thermal], typical)
            temperature = float(np.nanmedian(kelvin))
            spread = float(1.4826 * np.nanmedian(np.abs(kelvin - temperature)))
        if reflective.any():
            bright = np.nanpercentile(spectra[:, reflective], 95, axis=0)
            share = bright / sunlight_radiance(wavelength_um[reflective])
            reflectance = float(np.nanmedian(share))
    return Implied(temperature, spread, reflectance)
