"""The air between sun, ground and sensor at 2.0-2.5 um, with lines of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.kernels.planck import planck_radiance
from cathartes.simulate.atmosphere.air import Atmosphere
from cathartes.simulate.atmosphere.lines import draw_lines, lorentz_sum, rotational_band
from cathartes.simulate.settings import AtmosphereSettings, SunSettings
from cathartes.units import MOLECULES_CM2_PER_PPM_M

SUN_SOLID_ANGLE_SR = 6.794e-5
"""Solid angle of the sun at 1 astronomical unit (radius 6.957e8 m, distance 1.496e11 m)."""
METHANE_PPM_M = 13_500.0
"""Background column of methane above sea level: 1.9 ppm over a column of about 7.1 km."""

_WATER_KNOTS = (
    3850.0,
    4000.0,
    4060.0,
    4150.0,
    4250.0,
    4350.0,
    4500.0,
    4700.0,
    4900.0,
    5000.0,
    5150.0,
)
_WATER_STRENGTH = (12.0, 4.0, 1.4, 0.75, 0.30, 0.08, 0.03, 0.03, 0.05, 0.35, 5.0)
_METHANE_KNOTS = (
    4000.0,
    4120.0,
    4190.0,
    4215.0,
    4230.0,
    4300.0,
    4325.0,
    4350.0,
    4420.0,
    4530.0,
    4600.0,
)
_METHANE_STRENGTH = (0.01, 0.06, 0.13, 0.28, 0.18, 0.24, 0.14, 0.10, 0.14, 0.09, 0.01)


def build_solar_air(
    settings: AtmosphereSettings,
    sun: SunSettings,
    wavenumber_cm1: NDArray[np.float64],
    methane_cm2: NDArray[np.float64] | None = None,
) -> Atmosphere:
    """Draw the lines and add the little light that is scattered before it meets the ground.

    Parameters
    ----------
    settings : AtmosphereSettings
    sun : SunSettings
    wavenumber_cm1 : (wavenumber,) float64
        Regular, ascending.
    methane_cm2 : (wavenumber,) float64, optional
        Cross-section of methane; the background then saturates the very lines a plume
        absorbs in. Without it a drawn band stands for it.
    """
    rng = np.random.default_rng([settings.line_seed, 202])

    def band(
        knots: tuple[float, ...], strength: tuple[float, ...], density: float, spread: float
    ) -> NDArray[np.float64]:
        centre, amount = draw_lines(rng, knots, strength, density, spread)
        return lorentz_sum(wavenumber_cm1, centre, amount, rng.uniform(0.04, 0.08, centre.size))

    water = settings.water_g_cm2 * band(_WATER_KNOTS, _WATER_STRENGTH, 0.5, 1.4)
    mixed = np.zeros(wavenumber_cm1.size)
    for centre, strength in ((4853.6, 16.0), (4977.8, 45.0), (5099.7, 28.0)):
        lines, shares = rotational_band(rng, centre, 1.56, 16.0)
        mixed += lorentz_sum(
            wavenumber_cm1,
            lines,
            strength * shares * rng.uniform(0.85, 1.15),
            np.full(lines.size, 0.065),
        )
    if methane_cm2 is None:
        mixed += band(_METHANE_KNOTS, _METHANE_STRENGTH, 1.5, 1.2)
    else:
        mixed += np.nan_to_num(methane_cm2) * MOLECULES_CM2_PER_PPM_M * METHANE_PPM_M
    height = settings.platform_height_m
    water_below = -np.expm1(-height / (settings.water_scale_km * 1e3))
    air_below = -np.expm1(-height / 8000.0)
    haze_below = -np.expm1(-height / 1500.0)
    wavelength = 1e4 / wavenumber_cm1
    haze = settings.haze * (wavelength / 2.2) ** -1.2
    above_ground = water + mixed + haze
    to_sensor = water * water_below + mixed * air_below + haze * haze_below
    irradiance = planck_radiance(wavelength, 5772.0) * SUN_SOLID_ANGLE_SR
    cosine = np.cos(np.radians(sun.zenith_deg))
    # Single scattering by haze, half of it upward, through half of the absorption.
    scattered = (
        irradiance
        * cosine
        / np.pi
        * 0.08
        * (haze * haze_below + 0.002)
        * np.exp(-0.5 * (water + mixed) * (1.0 / cosine + 1.0))
    )
    return Atmosphere(
        wavenumber_cm1, to_sensor, scattered, np.zeros_like(water), above_ground, irradiance
    )
