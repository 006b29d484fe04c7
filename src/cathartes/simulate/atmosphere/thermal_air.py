"""A layered thermal atmosphere with amounts and lines of its own.

Water continuum and lines, ozone at 9.6 um, the wings and hot bands of carbon dioxide, methane
and nitrous oxide above 1200 cm-1, and grey haze. Levels follow published clear-sky
transmittances of the window; positions and strengths of single lines are drawn, so that the
fine structure equals no table and a detector has to work it out from the scene.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.kernels.planck import planck_radiance
from cathartes.simulate.atmosphere.air import Atmosphere
from cathartes.simulate.atmosphere.lines import draw_lines, lorentz_sum, rotational_band
from cathartes.simulate.settings import AtmosphereSettings

DIFFUSIVITY = 1.66
"""Secant that stands for the hemisphere in a flux (Elsasser's diffusivity factor)."""

# (cm-1, summed strength in cm-1 per g/cm2 and cm-1)
_WATER_LINES = (
    (700.0, 0.40),
    (780.0, 0.13),
    (850.0, 0.060),
    (900.0, 0.022),
    (1000.0, 0.016),
    (1080.0, 0.045),
    (1130.0, 0.16),
    (1180.0, 0.38),
    (1210.0, 0.40),
    (1240.0, 1.8),
    (1280.0, 4.0),
    (1320.0, 9.0),
    (1340.0, 14.0),
    (1420.0, 30.0),
)


def _layer_edges_m(platform_height_m: float) -> NDArray[np.float64]:
    below = platform_height_m * np.linspace(0.0, 1.0, 13) ** 1.3
    if platform_height_m > 35_000.0:
        return below
    return np.concatenate([below, np.geomspace(platform_height_m * 1.15 + 40.0, 45_000.0, 14)])


def _temperature_k(
    height_m: NDArray[np.float64], settings: AtmosphereSettings
) -> NDArray[np.float64]:
    troposphere = settings.air_temperature_k - settings.lapse_k_per_km * height_m / 1e3
    return np.where(
        height_m < 20e3, np.maximum(troposphere, 215.0), 215.0 + (height_m - 20e3) / 1e3
    )


def _water_cross_section(
    wavenumber_cm1: NDArray[np.float64], rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return line absorption at 1 and 0.5 atm, per g/cm2."""
    knots = tuple(knot for knot, _ in _WATER_LINES)
    envelope = tuple(amount for _, amount in _WATER_LINES)
    centre, strength = draw_lines(rng, knots, envelope, 0.30, 1.4)
    width = np.clip(rng.normal(0.075, 0.015, centre.size), 0.03, 0.12)
    return (
        lorentz_sum(wavenumber_cm1, centre, strength, width),
        lorentz_sum(wavenumber_cm1, centre, strength, 0.5 * width),
    )


def _minor_gases(
    wavenumber_cm1: NDArray[np.float64], rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return vertical optical depth of well-mixed gases and of 300 DU of ozone."""
    mixed = 0.02 * np.exp(-(wavenumber_cm1 - 740.0) / 12.0)
    for centre, spacing, peak, strength in (
        (720.8, 0.78, 16.0, 12.0),
        (791.4, 0.78, 16.0, 0.9),
        (961.0, 0.77, 16.0, 1.1),
        (1063.7, 0.77, 16.0, 1.3),
        (1285.0, 0.42, 22.0, 30.0),
        (1168.0, 0.42, 22.0, 1.2),
    ):
        lines, shares = rotational_band(rng, centre, 2.0 * spacing, peak)
        width = np.full(lines.size, 0.07)
        mixed = mixed + lorentz_sum(
            wavenumber_cm1, lines, strength * shares * rng.uniform(0.8, 1.2), width
        )
    methane, amounts = draw_lines(
        rng,
        (1180.0, 1230.0, 1270.0, 1306.0, 1340.0, 1400.0),
        (1e-4, 0.08, 0.5, 2.0, 0.8, 0.2),
        0.8,
        1.0,
    )
    mixed = mixed + lorentz_sum(wavenumber_cm1, methane, amounts, np.full(methane.size, 0.06))
    ozone_lines, ozone_amounts = draw_lines(
        rng,
        (970.0, 995.0, 1012.0, 1030.0, 1043.0, 1050.0, 1058.0, 1066.0, 1072.0, 1110.0, 1170.0),
        (1e-3, 0.06, 0.45, 0.95, 0.55, 1.0, 1.05, 0.5, 0.08, 0.03, 1e-3),
        2.0,
        0.7,
    )
    ozone = 1.35 * lorentz_sum(
        wavenumber_cm1, ozone_lines, ozone_amounts, np.full(ozone_lines.size, 0.06)
    )
    return mixed, ozone


def build_thermal_air(
    settings: AtmosphereSettings, wavenumber_cm1: NDArray[np.float64]
) -> Atmosphere:
    """Add up layers from the ground to space.

    Parameters
    ----------
    settings : AtmosphereSettings
    wavenumber_cm1 : (wavenumber,) float64
        Regular, ascending.

    Notes
    -----
    Path radiance is sum_i B(T_i) (1 - t_i) prod_{j above} t_j; the sky is the same sum seen
    from the ground with Elsasser's secant.
    """
    rng = np.random.default_rng([settings.line_seed, 101])
    at_one, at_half = _water_cross_section(wavenumber_cm1, rng)
    mixed, ozone = _minor_gases(wavenumber_cm1, rng)
    edges = _layer_edges_m(settings.platform_height_m)
    middle = 0.5 * (edges[:-1] + edges[1:])
    temperature = _temperature_k(middle, settings)
    pressure = np.exp(-middle / 8000.0)

    def between(scale_m: float) -> NDArray[np.float64]:
        profile = np.exp(-edges / scale_m)
        share = (profile[:-1] - profile[1:]) / (1.0 - np.exp(-45_000.0 / scale_m))
        return np.asarray(share)

    water = settings.water_g_cm2 * between(settings.water_scale_km * 1e3)
    air = between(8000.0)
    haze = settings.haze * between(1500.0)
    ozone_profile = 0.93 * np.exp(-0.5 * ((middle - 22e3) / 5e3) ** 2) * np.diff(edges) / 12.5e3
    ozone_layer = settings.ozone_du / 300.0 * (ozone_profile + 0.07 * between(9000.0))
    vapour = settings.water_g_cm2 * np.exp(-middle / (settings.water_scale_km * 1e3))
    falling = np.exp(-(wavenumber_cm1 - 950.0) / 240.0)
    foreign = 0.006 + 0.40 * np.exp((wavenumber_cm1 - 1330.0) / 55.0)
    wavelength = 1e4 / wavenumber_cm1
    depth = np.empty((middle.size, wavenumber_cm1.size))
    for layer in range(middle.size):
        share = np.clip((pressure[layer] - 0.5) / 0.5, 0.0, 1.0)
        lines = share * at_one + (1.0 - share) * at_half
        warmth = np.exp(1800.0 * (1.0 / temperature[layer] - 1.0 / 296.0))
        self_continuum = 0.055 * vapour[layer] * falling * warmth
        depth[layer] = (
            water[layer] * (lines + self_continuum + foreign)
            + air[layer] * mixed
            + ozone_layer[layer] * ozone
            + haze[layer]
        )
    source = planck_radiance(wavelength[None, :], temperature[:, None])
    inside = middle < settings.platform_height_m
    path = np.zeros(wavenumber_cm1.size)
    for layer in range(int(inside.sum())):
        clear = np.exp(-depth[layer])
        path = path * clear + source[layer] * (1.0 - clear)
    sky = np.zeros(wavenumber_cm1.size)
    for layer in range(middle.size - 1, -1, -1):
        clear = np.exp(-DIFFUSIVITY * depth[layer])
        sky = sky * clear + source[layer] * (1.0 - clear)
    nothing = np.zeros(wavenumber_cm1.size)
    return Atmosphere(wavenumber_cm1, depth[inside].sum(axis=0), path, sky, nothing, nothing)
