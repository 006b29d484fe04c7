from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.simulate.passes import (
    CAMERAS,
    EmissionHistory,
    add_retrieval_errors,
    draw_pass,
    draw_settings,
    draw_weather,
    give_wind,
    release_plume,
)
from cathartes.simulate.passes.eddies import draw_eddies
from cathartes.simulate.passes.snapshots import _deposit

WHERE = {"shape": (80, 80), "pixel_size_m": 5.0, "line": 40.0, "sample": 40.0}


def test_gas_put_on_the_map_is_all_there() -> None:
    rng = np.random.default_rng(1)
    place, amount = rng.normal(0.0, 40.0, (2, 500)), rng.uniform(0.0, 1.0, 500)
    mass = _deposit(place, amount, rng.uniform(1.0, 20.0, 500), 30.0, (120, 120), 4.0, (60, 60))
    assert mass.sum() == pytest.approx(amount.sum(), rel=1e-6)


def test_twice_the_rate_is_twice_the_gas_everywhere() -> None:
    weather = draw_weather(np.random.default_rng(2))
    one, two = (
        release_plume(EmissionHistory(rate), weather, np.random.default_rng(3), **WHERE).mass_kg
        for rate in (10.0, 20.0)
    )
    np.testing.assert_allclose(two, 2.0 * one, rtol=1e-9)


def test_the_gas_in_the_map_is_the_rate_times_the_time_it_stays() -> None:
    """Steady and without eddies: mass between two lines is the rate times the time between."""
    weather = evolve(
        draw_weather(np.random.default_rng(4)),
        from_direction_deg=270.0,
        sigma_horizontal_m_s=1e-6,
        obukhov_length_m=-50.0,
    )
    emission = EmissionHistory(36.0, release_height_m=10.0, pulsation=0.0)
    mass = release_plume(emission, weather, np.random.default_rng(5), **WHERE).mass_kg[0]
    between = mass[:, 45:70].sum()
    speeds = weather.mean_speed(np.array([2.0, 60.0]))
    low, high = (0.01 * 25 * 5.0 / speed for speed in speeds[::-1])
    assert low < between < high


def test_nothing_is_upwind_of_the_emitter_but_what_a_turbulent_wind_brings_there() -> None:
    weather = evolve(
        draw_weather(np.random.default_rng(6)), from_direction_deg=270.0, speed_m_s=6.0
    )
    mass = release_plume(EmissionHistory(5.0), weather, np.random.default_rng(7), **WHERE).mass_kg
    assert mass[0, :, :36].sum() < 0.01 * mass.sum()


def test_a_paused_emission_still_has_its_mean() -> None:
    weather = draw_weather(np.random.default_rng(8))
    emission = EmissionHistory(10.0, pulsation=0.3, pulse_s=1.0, off_share=0.4)
    rates = [
        release_plume(emission, weather, np.random.default_rng(seed), **WHERE).recent_rate_kg_per_h[
            0
        ]
        for seed in range(6)
    ]
    assert np.mean(rates) == pytest.approx(10.0, rel=0.35)
    assert np.std(rates) > 0.0


def test_eddies_have_the_variance_they_should() -> None:
    rng = np.random.default_rng(9)
    weather = draw_weather(rng)
    values = []
    for _ in range(60):
        eddies = draw_eddies(weather, 5.0, rng)
        there = rng.uniform(-1e4, 1e4, (3, 40))
        values.append(eddies.velocity(there[0], there[1], np.abs(there[2]) / 100.0, 0.0))
    spread = np.std(np.concatenate(values, axis=1))
    # A sixth or so is in waves larger than the largest and smaller than the smallest.
    assert 0.7 < spread / weather.sigma_horizontal_m_s < 1.1


def test_turbulence_differs_from_pass_to_pass() -> None:
    rng = np.random.default_rng(10)
    drawn = [draw_weather(rng) for _ in range(200)]
    intensity = np.array([one.sigma_horizontal_m_s / one.speed_m_s for one in drawn])
    assert np.quantile(intensity, 0.9) > 2.0 * np.quantile(intensity, 0.1)


def test_a_camera_adds_the_noise_it_states() -> None:
    rng = np.random.default_rng(11)
    column, std = add_retrieval_errors(np.zeros((100, 120)), 50.0, rng)
    ratio = column / std
    robust = 1.4826 * np.median(np.abs(ratio - np.median(ratio)))
    assert 0.6 < robust < 1.5


def test_the_same_seed_gives_the_same_pass() -> None:
    maps = []
    for _ in range(2):
        rng = np.random.default_rng(12)
        settings = draw_settings(rng, camera=CAMERAS[0], shape=(40, 40))
        maps.append(draw_pass(settings, rng)[0].image.column_ppm_m)
    np.testing.assert_array_equal(maps[0], maps[1])


def test_a_poor_wind_is_wrong_by_more_than_a_good_one() -> None:
    weather = draw_weather(np.random.default_rng(13))
    rng = np.random.default_rng(14)
    error = {
        kind: np.std(
            [np.log(give_wind(weather, kind, rng).speed_m_s / weather.speed_m_s) for _ in range(99)]
        )
        for kind in ("sonic", "model")
    }
    assert error["model"] > 3.0 * error["sonic"]
