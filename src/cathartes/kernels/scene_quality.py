"""Cloud and saturation in a sample of spectra, told without knowing the ground."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from cathartes.kernels.planck import brightness_temperature

WINDOWS_UM = ((8.3, 9.2), (10.2, 12.4))
"""Where clear air is most transparent; ozone lies between."""
FEWEST_CHANNELS, FEWEST_SPECTRA = 6, 20
ALIVE = 0.9
"""Share of spectra in which a channel must have a value."""
BELOW_AIR_K, BELOW_GROUND_K = 7.0, 8.0
"""How much colder a cloud is than the air near the ground; than the warm part of a scene where the
air's temperature is not known."""
FLATTER, FLAT_K = 0.5, 0.5
"""How much flatter it is than the warm half of a scene, and how flat."""
DARK = 0.25
"""Of the brightest channel: below it nothing is near a detector's ceiling."""


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
    interquartile range. A spectrum is cloud where its level is 7 K below the air near the ground
    and its roughness below 0.5 K and below half of the roughness of the warm half of the scene,
    unless all of the scene is as flat. Where the air's temperature is not known, 8 K below the
    third quartile of the scene takes its place, and a scene that is all cloud, or a cloud over
    ground as cold as itself, is not seen. Calm cold water is taken for cloud.
    """
    wavelength = np.asarray(wavelength_um, np.float64)
    spectra = np.asarray(radiance, np.float64)
    inside = np.zeros(wavelength.shape, np.bool_)
    for low, high in WINDOWS_UM:
        inside |= (wavelength >= low) & (wavelength <= high)
    has_value = np.isfinite(spectra) & (spectra > 0.0)
    some = has_value.any(axis=1)
    if not some.any():
        return math.nan
    inside &= has_value[some].mean(axis=0) >= ALIVE
    spectra = spectra[has_value[:, inside].all(axis=1)][:, inside]
    if inside.sum() < FEWEST_CHANNELS or len(spectra) < FEWEST_SPECTRA:
        return math.nan
    kelvin = brightness_temperature(wavelength[inside], spectra)
    level = np.median(kelvin, axis=1)
    roughness = np.subtract(*np.percentile(kelvin, [75.0, 25.0], axis=1))
    usual = float(np.median(roughness[level >= np.median(level)]))
    flat = (roughness < FLAT_K) & ((roughness < FLATTER * usual) | (usual < FLAT_K))
    ceiling = float(np.percentile(level, 75.0)) - BELOW_GROUND_K
    if not math.isnan(air_temperature_k):
        ceiling = air_temperature_k - BELOW_AIR_K
    return float(np.mean(flat & (level < ceiling)))


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
    finite = np.isfinite(spectra)
    spectra = spectra[:, finite.mean(axis=0) >= ALIVE]
    spectra = spectra[np.isfinite(spectra).all(axis=1)]
    if len(spectra) < FEWEST_SPECTRA or spectra.shape[1] == 0:
        return 0.0
    top = spectra.max(axis=0)
    at_top = spectra == top
    n_top = at_top.sum(axis=0)
    least = max(4, len(spectra) // 200)
    # Whole numbers of a dark channel repeat too; a ceiling is high.
    is_high = top > DARK * top.max()
    ceiling = (n_top >= least) & (top > spectra.min(axis=0)) & is_high
    return float(np.mean(at_top[:, ceiling].any(axis=1))) if ceiling.any() else 0.0
