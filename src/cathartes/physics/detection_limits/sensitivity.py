"""What one pixel's noise is worth as a column of gas, and how wide a plume is near its source."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.kernels.planck import planck_derivative, planck_radiance
from cathartes.model.instrument import Instrument
from cathartes.physics.gases.groups import remove_baseline
from cathartes.units import AVOGADRO_PER_MOL, MOLECULES_CM2_PER_PPM_M

Array = NDArray[np.float64]
GROUND_K = 300.0
SMOOTH_DEGREE = 2
STRONGEST = 50
"""A plume's strength is the mean SNR over this many pixels, as in the recall table."""
SOURCE_WIDTH_M = 2.0
"""Width of a plume where it begins."""
SPREAD_PER_M = 0.2
"""Widening of a plume per metre of way, as one sees it at one moment."""
THERMAL_NOISE_K = 0.1
SOLAR_SNR = 200.0
"""For instruments of unknown noise."""
SUN_SOLID_ANGLE_SR = 6.8e-5
SUN_K = 5772.0
SOLAR_REFLECTANCE, SOLAR_COSINE = 0.3, 0.8
"""Dry ground under a sun 37 degrees from the zenith."""
SOLAR_AIR_PATHS = 1.0 + 1.0 / SOLAR_COSINE
"""Sunlight passes the plume on its way down and, to a sensor above, on its way up."""
SOLAR_SHARE = 0.22
"""Simulated sunlit plumes have 0.4 of the strength that the constants of thermal ones predict,
and must be 1.8 times as strong to be found (76 sources; docs/adr/0052)."""
SOLAR_WINDOWS_UM = ((1.50, 1.75), (2.05, 2.42))
"""Where water vapour leaves sunlight for a column to be measured in."""
AIR_KNOTS_UM = (7.6, 7.9, 8.2, 8.6, 9.2, 9.6, 10.2, 11.0, 12.0, 12.8, 13.5)
AIR_DEPTH = (1.3, 0.68, 0.26, 0.17, 0.10, 0.105, 0.107, 0.12, 0.20, 0.26, 0.6)
"""Optical depth of air with 1.6 g/cm2 of water above the ground, below 1500 m: the median of the
airs that simulation draws, whose levels follow published clear-sky transmittances."""
AIR_HEIGHT_M, AIR_SCALE_M = 1500.0, 2000.0


def noise_equivalent_column(
    absorption_per_ppm_m: Array, instrument: Instrument, contrast_k: float, height_m: float
) -> Array:
    """Return the column that changes a pixel's spectrum by its noise, ppm m, (gas,).

    Parameters
    ----------
    absorption_per_ppm_m : (gas, wavelength) float64
    instrument : Instrument
        With or without its noise.
    contrast_k : float
        Ground minus air, K; of no account for a solar instrument.
    height_m : float
        Of the platform above the ground.

    Notes
    -----
    ``1 / sqrt(sum_k (a_k B'(T) dT tau_k / sigma_k)^2)`` over thermal channels, and
    ``1 / sqrt(sum_k (a_k m L_k / sigma_k)^2)`` over solar ones with ``m`` passes of the plume.
    From each sum a quadratic over the channels is taken off first: what a smooth background can
    imitate is no sign of gas.
    """
    thermal = instrument.is_thermal
    signal = np.where(
        thermal,
        planck_derivative(instrument.wavelength_um, GROUND_K)
        * contrast_k
        * air_transmittance(instrument.wavelength_um, height_m),
        SOLAR_SHARE * SOLAR_AIR_PATHS * solar_radiance(instrument.wavelength_um),
    )
    per_noise = absorption_per_ppm_m * (signal / _noise(instrument))
    power = np.zeros(len(per_noise))
    for part in (thermal, ~thermal):
        power += np.sum(remove_baseline(per_noise[:, part], degree=SMOOTH_DEGREE) ** 2, axis=1)
    with np.errstate(divide="ignore"):
        return np.asarray(1.0 / np.sqrt(power))


def air_transmittance(wavelength_um: Array, height_m: float) -> Array:
    """Return how much of the ground's light reaches the platform, (wavelength,), thermal."""
    depth = np.interp(wavelength_um, AIR_KNOTS_UM, AIR_DEPTH)
    below = np.expm1(-height_m / AIR_SCALE_M) / np.expm1(-AIR_HEIGHT_M / AIR_SCALE_M)
    return np.asarray(np.exp(-depth * below))


def solar_radiance(wavelength_um: Array) -> Array:
    """Return the radiance of sunlit ground, W m-2 sr-1 um-1; 0 outside of the windows."""
    irradiance = SUN_SOLID_ANGLE_SR * planck_radiance(wavelength_um, SUN_K)
    inside = np.zeros(wavelength_um.shape, dtype=np.bool_)
    for first, last in SOLAR_WINDOWS_UM:
        inside |= (wavelength_um >= first) & (wavelength_um <= last)
    return np.asarray(np.where(inside, irradiance * SOLAR_COSINE * SOLAR_REFLECTANCE / np.pi, 0.0))


def mean_width_m(pixel_size_m: float) -> float:
    """Return the mean width of a plume over its ``STRONGEST`` pixels next to the source, m.

    Notes
    -----
    A plume of width ``w_0 + p + g x`` at the distance ``x``, ``p`` the pixel size, fills
    ``STRONGEST`` pixels within the length ``l`` with ``l (w_0 + p + g l / 2) = STRONGEST p^2``.
    """
    first = SOURCE_WIDTH_M + pixel_size_m
    area = STRONGEST * pixel_size_m**2
    length = (np.sqrt(first**2 + 2.0 * SPREAD_PER_M * area) - first) / SPREAD_PER_M
    return float(area / length)


def kg_m2_per_ppm_m(molar_mass_g_per_mol: float) -> float:
    """Return the mass over 1 m2 of a column of 1 ppm m, kg."""
    moles_per_m2 = MOLECULES_CM2_PER_PPM_M * 1e4 / AVOGADRO_PER_MOL
    return moles_per_m2 * molar_mass_g_per_mol / 1e3


def _noise(instrument: Instrument) -> Array:
    if instrument.noise_radiance is not None:
        return np.asarray(instrument.noise_radiance, dtype=np.float64)
    wavelength = instrument.wavelength_um
    thermal = THERMAL_NOISE_K * planck_derivative(wavelength, GROUND_K)
    # Outside of the windows there is no signal either; any noise will do.
    solar = np.maximum(solar_radiance(wavelength), 1.0) / SOLAR_SNR
    return np.where(instrument.is_thermal, thermal, solar)
