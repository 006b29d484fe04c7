"""Blackbody radiance per wavelength, its inverse and its derivative."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cathartes.units import BOLTZMANN_J_K, PLANCK_J_S, SPEED_OF_LIGHT_M_S

FIRST_CONSTANT = 2.0 * PLANCK_J_S * SPEED_OF_LIGHT_M_S**2 * 1e24
"""2 h c2 in W um4 m-2 sr-1: wavelength in um, radiance per um."""
SECOND_CONSTANT = PLANCK_J_S * SPEED_OF_LIGHT_M_S / BOLTZMANN_J_K * 1e6
"""h c / k in um K."""


def planck_radiance(wavelength_um: ArrayLike, temperature_k: ArrayLike) -> NDArray[np.float64]:
    """Return blackbody radiance, broadcasting the two arguments.

    Parameters
    ----------
    wavelength_um : array_like
        Wavelength, um.
    temperature_k : array_like
        Temperature, K.

    Returns
    -------
    float64
        W m-2 sr-1 um-1.
    """
    wavelength = np.asarray(wavelength_um, dtype=np.float64)
    temperature = np.asarray(temperature_k, dtype=np.float64)
    return FIRST_CONSTANT / (wavelength**5 * np.expm1(SECOND_CONSTANT / (wavelength * temperature)))


def planck_derivative(wavelength_um: ArrayLike, temperature_k: ArrayLike) -> NDArray[np.float64]:
    """Return dB/dT, W m-2 sr-1 um-1 K-1, broadcasting the two arguments."""
    wavelength = np.asarray(wavelength_um, dtype=np.float64)
    temperature = np.asarray(temperature_k, dtype=np.float64)
    exponent = SECOND_CONSTANT / (wavelength * temperature)
    radiance = FIRST_CONSTANT / (wavelength**5 * np.expm1(exponent))
    return radiance * exponent / (temperature * -np.expm1(-exponent))


def brightness_temperature(wavelength_um: ArrayLike, radiance: ArrayLike) -> NDArray[np.float64]:
    """Return the temperature of the blackbody with this radiance, K; NaN where not positive."""
    wavelength = np.asarray(wavelength_um, dtype=np.float64)
    observed = np.asarray(radiance, dtype=np.float64)
    positive = np.where(observed > 0.0, observed, np.nan)
    return SECOND_CONSTANT / (wavelength * np.log1p(FIRST_CONSTANT / (wavelength**5 * positive)))
