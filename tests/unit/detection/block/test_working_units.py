"""Radiance to the units in which a plume adds."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection.block.working_units import to_working_units, window_brightness
from cathartes.errors import StatisticsError
from cathartes.kernels.planck import planck_radiance

WAVELENGTH = np.linspace(8.0, 12.0, 16)
EVERY = np.ones(500, bool)


def thermal_rows(seed: int, n: int = 500) -> tuple[np.ndarray, np.ndarray]:
    temperature = np.random.default_rng(seed).normal(298.0, 4.0, (n, 16))
    return planck_radiance(WAVELENGTH, temperature).astype(np.float32), temperature


def test_thermal_units_are_brightness_temperature() -> None:
    rows, temperature = thermal_rows(1)
    found = to_working_units(rows, EVERY, WAVELENGTH, "thermal")
    assert found is rows
    np.testing.assert_allclose(found, temperature, atol=0.03)


@pytest.mark.parametrize("flare_k", [350.0, 600.0, 1200.0])
def test_a_flare_does_not_spoil_the_brightness_of_all_others(flare_k: float) -> None:
    rows, temperature = thermal_rows(8, 4000)
    temperature[7] = flare_k
    rows[7] = planck_radiance(WAVELENGTH, flare_k)
    found = to_working_units(rows, np.ones(4000, bool), WAVELENGTH, "thermal")
    np.testing.assert_allclose(found, temperature, atol=0.03)


def test_a_cold_pixel_with_negative_noise_stays_finite() -> None:
    rows, temperature = thermal_rows(9)
    rows[7] *= 0.2
    rows[7, 5] = -1e-3
    found = to_working_units(rows, EVERY, WAVELENGTH, "thermal")
    assert np.isfinite(found).all()
    others = np.arange(500) != 7
    np.testing.assert_allclose(found[others], temperature[others], atol=0.03)
    assert (found[7] < 285.0).all()


def test_solar_units_are_logarithms_in_which_gas_adds_whatever_the_albedo() -> None:
    rng = np.random.default_rng(2)
    albedo = rng.uniform(0.1, 0.5, (500, 1))
    radiance = (albedo * rng.uniform(0.9, 1.1, (500, 16)) * 20.0).astype(np.float32)
    depth = np.linspace(0.0, 0.3, 16)
    without = to_working_units(radiance.copy(), EVERY, WAVELENGTH, "solar")
    with_gas = to_working_units(
        (radiance * np.exp(-depth)).astype(np.float32), EVERY, WAVELENGTH, "solar"
    )
    np.testing.assert_allclose(with_gas - without, -depth[None].repeat(500, 0), atol=1e-5)


def test_shadow_and_noise_below_zero_stay_finite_in_the_logarithm() -> None:
    rows = np.random.default_rng(3).uniform(5.0, 20.0, (500, 16)).astype(np.float32)
    rows[7] = -1.0
    rows[8] = 0.0
    assert np.isfinite(to_working_units(rows, EVERY, WAVELENGTH, "solar")).all()


@pytest.mark.parametrize("regime", ["thermal", "solar"])
def test_invalid_rows_hold_the_mean_row(regime) -> None:
    rows, _ = thermal_rows(4)
    valid = EVERY.copy()
    valid[[3, 9]] = False
    rows[3] = np.nan
    found = to_working_units(rows, valid, WAVELENGTH, regime)
    np.testing.assert_allclose(found[3], found[valid].mean(0), rtol=1e-5)
    np.testing.assert_array_equal(found[3], found[9])


def test_a_scene_without_a_valid_pixel_says_so() -> None:
    rows, _ = thermal_rows(5)
    with pytest.raises(StatisticsError, match="none with a usable spectrum") as caught:
        to_working_units(rows, ~EVERY, WAVELENGTH, "thermal")
    assert "\n" not in str(caught.value)


def test_window_brightness_is_linear_in_the_spectrum() -> None:
    rows, _ = thermal_rows(6)
    rows = to_working_units(rows, EVERY, WAVELENGTH, "thermal")
    found = window_brightness(rows, "thermal")
    np.testing.assert_allclose(window_brightness(rows + 2.0, "thermal"), found + 2.0, atol=1e-3)
    assert found.mean() == pytest.approx(298.0, abs=1.0)


def test_brightness_of_sunlit_ground_is_its_mean_logarithm() -> None:
    rows = np.random.default_rng(7).normal(size=(50, 16)).astype(np.float32)
    np.testing.assert_allclose(window_brightness(rows, "solar"), rows.mean(1), rtol=1e-5)
