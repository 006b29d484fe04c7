"""Laws that simulated thermal radiance must obey."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.kernels.planck import planck_radiance
from cathartes.physics.instruments import find_instrument
from cathartes.simulate.atmosphere.air import Atmosphere
from cathartes.simulate.atmosphere.thermal_air import build_thermal_air
from cathartes.simulate.radiance.optics import look_down
from cathartes.simulate.radiance.thermal import ThermalModel
from cathartes.simulate.sensor.response import fine_grid, response_matrix
from cathartes.simulate.settings import ArtefactSettings, AtmosphereSettings
from cathartes.simulate.surface.ground import Ground

AIR_K = 294.0
OWL = find_instrument("OWL")
GRID = fine_grid(OWL, 0.5)
WAVELENGTH = 1e4 / GRID


def draw_ground(rng: np.random.Generator, lines: int = 6, samples: int = 5) -> Ground:
    emissivity = np.stack(
        [
            0.97 - 0.25 * np.exp(-0.5 * ((WAVELENGTH - 9.0) / 0.3) ** 2),
            np.full(WAVELENGTH.size, 0.35),
        ]
    )
    share = rng.uniform(0.0, 1.0, (lines, samples, 1))
    return Ground(
        np.concatenate([share, 1.0 - share], axis=2).astype(np.float32),
        emissivity,
        rng.uniform(285.0, 315.0, (lines, samples)).astype(np.float32),
        np.ones((lines, samples), np.float32),
    )


def make_model(ground: Ground, smile: float = 0.2) -> ThermalModel:
    air = build_thermal_air(AtmosphereSettings(air_temperature_k=AIR_K), GRID)
    settings = ArtefactSettings(smile=smile, field_of_view_deg=40.0)
    optics = look_down(OWL, GRID, ground.weights.shape[1], settings)
    return ThermalModel(ground, air, optics, AIR_K)


def leaving_radiance(model: ThermalModel, line: int, sample: int) -> np.ndarray:
    emissivity = model.ground.weights[line, sample].astype(np.float64) @ model.ground.spectra
    own = planck_radiance(WAVELENGTH, float(model.ground.temperature_k[line, sample]))
    return emissivity * own + (1.0 - emissivity) * model.atmosphere.sky_radiance


def gas_depth() -> np.ndarray:
    return 1e-3 * np.exp(-0.5 * ((GRID - 1050.0) / 6.0) ** 2)[None, :]


def test_clear_scene_equals_the_computation_on_the_fine_grid() -> None:
    model = make_model(draw_ground(np.random.default_rng(1)))
    fast = model.clear_radiance()
    for line, sample in ((0, 0), (3, 2), (5, 4)):
        clear, path = model.atmosphere.along(float(model.optics.secant[sample]))
        response = model.optics.responses(sample)
        exact = response @ (clear * leaving_radiance(model, line, sample) + path)
        assert np.max(np.abs(fast[line, sample] / exact - 1.0)) < 2e-4
        noise = OWL.noise_radiance
        assert noise is not None
        assert np.max(np.abs(fast[line, sample] - exact) / noise) < 0.15


def test_thin_plume_adds_transmittance_times_contrast_times_depth() -> None:
    model = make_model(draw_ground(np.random.default_rng(2)))
    line, sample = np.array([1, 4]), np.array([0, 3])
    temperature = np.array([297.0, 290.0])
    column = np.array([[0.5], [0.5]])
    difference = model.plume_difference(line, sample, gas_depth(), column, temperature)
    for index in range(2):
        at = int(line[index]), int(sample[index])
        clear = model.atmosphere.along(float(model.optics.secant[at[1]]))[0]
        contrast = planck_radiance(WAVELENGTH, temperature[index]) - leaving_radiance(model, *at)
        thin = model.optics.responses(at[1]) @ (clear * contrast * gas_depth()[0] * 0.5)
        strongest = np.max(np.abs(thin))
        assert np.max(np.abs(difference[index] - thin)) < 2e-3 * strongest


def test_black_ground_as_warm_as_the_plume_shows_no_plume() -> None:
    ground = Ground(
        np.ones((1, 3, 1), np.float32),
        np.ones((1, GRID.size)),
        np.full((1, 3), 301.5, np.float32),
        np.ones((1, 3), np.float32),
    )
    model = make_model(ground)
    at = np.array([0]), np.array([1])
    same = model.plume_difference(*at, gas_depth(), np.array([[500.0]]), np.array([301.5]))
    warmer = model.plume_difference(*at, gas_depth(), np.array([[500.0]]), np.array([302.5]))
    assert np.max(np.abs(same)) < 1e-3 * np.max(np.abs(warmer))


def test_warm_plume_emits_and_cold_plume_absorbs() -> None:
    ground = draw_ground(np.random.default_rng(3))
    ground.weights[..., 0], ground.weights[..., 1] = 1.0, 0.0
    model = make_model(ground)
    at = np.array([2]), np.array([2])
    own = float(ground.temperature_k[2, 2])
    column = np.array([[100.0]])
    assert model.plume_difference(*at, gas_depth(), column, np.array([own + 10.0])).sum() > 0.0
    assert model.plume_difference(*at, gas_depth(), column, np.array([own - 10.0])).sum() < 0.0


def test_opaque_plume_hides_the_ground() -> None:
    model = make_model(draw_ground(np.random.default_rng(4)))
    wall = np.full((1, GRID.size), 1.0)
    at = np.array([0, 5]), np.array([1, 1])
    plume = model.plume_difference(*at, wall, np.full((2, 1), 60.0), np.array([300.0, 300.0]))
    seen = model.clear_radiance()[at] + plume
    assert seen[0] == pytest.approx(seen[1], rel=2e-4)


def test_air_of_one_temperature_is_a_blackbody_seen_through_itself() -> None:
    air = build_thermal_air(
        AtmosphereSettings(air_temperature_k=AIR_K, lapse_k_per_km=0.0, platform_height_m=3000.0),
        GRID,
    )
    black = planck_radiance(WAVELENGTH, AIR_K)
    for secant in (1.0, 1.4):
        clear, path = air.along(secant)
        assert path == pytest.approx((1.0 - clear) * black, rel=1e-6)


def test_air_grows_more_opaque_with_height_and_with_water() -> None:
    def depth(**choices: float) -> Atmosphere:
        return build_thermal_air(AtmosphereSettings(**choices), GRID)

    low = depth(platform_height_m=500.0)
    high = depth(platform_height_m=3000.0)
    wet = depth(platform_height_m=500.0, water_g_cm2=3.5)
    assert np.all(high.optical_depth > low.optical_depth)
    assert np.all(wet.optical_depth > low.optical_depth)
    assert np.all(low.sky_radiance < planck_radiance(WAVELENGTH, AIR_K))


def test_two_line_seeds_give_two_airs_of_the_same_level() -> None:
    response = response_matrix(OWL, GRID)
    first, second = (
        response
        @ np.exp(-build_thermal_air(AtmosphereSettings(line_seed=seed), GRID).optical_depth)
        for seed in (1, 2)
    )
    window = (OWL.wavelength_um > 8.5) & (OWL.wavelength_um < 11.5)
    assert np.std((first - second)[window]) > 0.005
    assert np.mean(first[window]) == pytest.approx(np.mean(second[window]), abs=0.03)


def test_flat_radiance_stays_flat_through_the_responses() -> None:
    response = response_matrix(OWL, GRID, shift_um=0.03)
    assert response @ np.full(GRID.size, 7.0) == pytest.approx(np.full(103, 7.0), rel=1e-12)
