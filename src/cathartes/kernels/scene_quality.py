"""Cloud and saturation in a sample of spectra, told without knowing the ground."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from cathartes.kernels.planck import brightness_temperature

WINDOWS_UM = ((8.3, 9.2), (10.2, 12.4))
"""Where clear air is most transparent; ozone lies between."""
FEWEST_CHANNELS, FEWEST_SPECTRA = 6, 20
COLDER_K, FLATTER = 6.0, 0.6
"""A cloud is colder than the warm half of a scene by as much, and that much flatter."""
DARK = 0.25
"""Of the brightest channel: below it nothing is near a detector's ceiling."""
COLD_AIR_K, FLAT_K = 10.0, 0.8
"""A scene that is all cloud: colder than the air near the ground by as much, and flat."""


def cold_flat_share(
    radiance: NDArray[np.float32],
    wavelength_um: NDArray[np.float64],
    air_temperature_k: float = math.nan,
) -> float:
    """Return the share of spectra that look like cloud, NaN outside the thermal infrared.

    Parameters
    ----------
    radiance : (spectrum, wavelength) float32
        W m-2 sr-1 um-1; NaN where there is none.
    wavelength_um : (wavelength,) float64
    air_temperature_k : float
        Near the ground; NaN where it is not known.

    Notes
    -----
    A cloud is a grey body high up: its brightness temperature is lower than the ground's and
    alike at all wavelengths of the windows, whereas ground and the cold sky in a metal roof have
    structure. Level is the median brightness temperature over the windows, roughness its
    interquartile range. A spectrum is cloud where its level is 6 K below the third quartile of the
    scene and its roughness below 0.6 of the roughness of the warm half; where the air's
    temperature is told it must be colder than that too. A scene that is all cloud has no ground
    to compare with: it is known only where the air's temperature is. Calm water is cold and flat by
    day and is taken for cloud where it is colder than the air.
    """
    wavelength = np.asarray(wavelength_um, np.float64)
    inside = np.zeros(wavelength.shape, np.bool_)
    for low, high in WINDOWS_UM:
        inside |= (wavelength >= low) & (wavelength <= high)
    spectra = np.asarray(radiance, np.float64)[:, inside]
    spectra = spectra[np.isfinite(spectra).all(axis=1) & (spectra > 0.0).all(axis=1)]
    if inside.sum() < FEWEST_CHANNELS or len(spectra) < FEWEST_SPECTRA:
        return math.nan
    kelvin = brightness_temperature(wavelength[inside], spectra)
    level = np.median(kelvin, axis=1)
    roughness = np.subtract(*np.percentile(kelvin, [75.0, 25.0], axis=1))
    warm = level >= np.median(level)
    cold = level < np.percentile(level, 75.0) - COLDER_K
    flat = roughness < FLATTER * np.median(roughness[warm])
    if math.isnan(air_temperature_k):
        return float(np.mean(cold & flat))
    cloud = cold & flat & (level < air_temperature_k)
    cloud |= (level < air_temperature_k - COLD_AIR_K) & (roughness < FLAT_K)
    return float(np.mean(cloud))


def saturated_share(radiance: NDArray[np.float32]) -> float:
    """Return the share of spectra with a channel at the ceiling of its detector.

    Parameters
    ----------
    radiance : (spectrum, wavelength) float32

    Notes
    -----
    A ceiling is a largest value that at least four spectra, and one in 200, share exactly, while
    the channel has other values too: noise hardly repeats a number. A ceiling that no spectrum
    of the sample reaches is not seen.
    """
    spectra = np.asarray(radiance, np.float32)
    spectra = spectra[np.isfinite(spectra).all(axis=1)]
    if len(spectra) < FEWEST_SPECTRA:
        return 0.0
    top = spectra.max(axis=0)
    at_top = spectra == top
    n_top = at_top.sum(axis=0)
    least = max(4, len(spectra) // 200)
    # Whole numbers of a dark channel repeat too; a ceiling is high.
    is_high = top > DARK * top.max()
    ceiling = (n_top >= least) & (top > spectra.min(axis=0)) & is_high
    return float(np.mean(at_top[:, ceiling].any(axis=1))) if ceiling.any() else 0.0
