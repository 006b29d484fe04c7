"""The target spectrum handed to the peers: true gas, true air, true sign of the contrast."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cathartes.kernels.planck import brightness_temperature, planck_derivative
from cathartes.model import ArraySource, Gas, Instrument
from cathartes.simulate.atmosphere.air import Atmosphere
from cathartes.simulate.atmosphere.solar_air import build_solar_air
from cathartes.simulate.atmosphere.thermal_air import build_thermal_air
from cathartes.simulate.plume.absorption import cross_section_cm2, depth_per_ppm_m
from cathartes.simulate.sensor.response import fine_grid, response_matrix
from cathartes.simulate.settings import SceneSettings
from cathartes.simulate.truth import SimulatedScene


def peer_target(simulated: SimulatedScene, gas: Gas, methane: Gas | None) -> NDArray[np.float64]:
    """Return the change of radiance per ppm m over the scene's mean surface, (wavelength,).

    Parameters
    ----------
    simulated : SimulatedScene
    gas : Gas
        Its true spectrum.
    methane : Gas or None
        The background's own absorber (SWIR), if the scene was made with one.

    Notes
    -----
    LWIR: ``sign * 1 K * dB/dT(mean ground) * response(t_a k)``: the sign is that of most of
    the gas's plume pixels, weighted with their SNR. SWIR: two-way absorption weighted with the
    sunlight that arrives through the same air, so that lines which the background already
    saturates count less.
    """
    settings, instrument = simulated.settings, simulated.scene.instrument
    grid = fine_grid(instrument, settings.step_cm1)
    response = response_matrix(instrument, grid)
    depth = depth_per_ppm_m(gas, grid)
    if settings.kind == "lwir":
        air = build_thermal_air(settings.atmosphere, grid)
        seen = response @ (np.exp(-air.optical_depth) * depth)
        kelvin = planck_derivative(
            instrument.wavelength_um, _mean_temperature(simulated, instrument)
        )
        return np.asarray(_sign_of_most(simulated, gas.name) * kelvin * seen)
    own = None if methane is None else cross_section_cm2(methane, grid)
    air = build_solar_air(settings.atmosphere, settings.sun, grid, own)
    return _solar_target(simulated, settings, air, response, depth)


def _solar_target(
    simulated: SimulatedScene,
    settings: SceneSettings,
    air: Atmosphere,
    response: csr_array,
    depth: NDArray[np.float64],
) -> NDArray[np.float64]:
    secant = float(1.0 / np.cos(np.radians(settings.sun.zenith_deg)))
    light = air.sun_irradiance * np.exp(-secant * air.sun_optical_depth - air.optical_depth)
    absorbed = response @ (light * depth) / (response @ light)
    return np.asarray(-(1.0 + secant) * absorbed * _mean_radiance(simulated))


def _mean_radiance(simulated: SimulatedScene) -> NDArray[np.float64]:
    source = simulated.scene.source
    assert isinstance(source, ArraySource)
    return np.asarray(np.nanmedian(source.radiance.astype(np.float64), axis=(0, 1)))


def _mean_temperature(simulated: SimulatedScene, instrument: Instrument) -> float:
    """Return the scene's brightness temperature in the window, K."""
    inside = (instrument.wavelength_um > 8.0) & (instrument.wavelength_um < 12.0)
    radiance = _mean_radiance(simulated)[inside]
    return float(np.nanmedian(brightness_temperature(instrument.wavelength_um[inside], radiance)))


def _sign_of_most(simulated: SimulatedScene, gas: str) -> float:
    """Return the sign of the contrast over most of a gas's plume."""
    balance = sum(
        float(np.sum(emitter.contrast_sign * emitter.snr**2))
        for emitter in simulated.truth.emitters
        if gas in emitter.gases
    )
    return 1.0 if balance >= 0.0 else -1.0
