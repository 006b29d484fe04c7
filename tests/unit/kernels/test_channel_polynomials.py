"""Polynomials in place of a transform of each channel."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.kernels.channel_polynomials import (
    DEGREE,
    apply_channel_polynomials,
    fit_channel_polynomials,
)
from cathartes.kernels.planck import brightness_temperature, planck_radiance

WAVELENGTH = np.linspace(8.0, 12.0, 9)
LOW, HIGH = planck_radiance(WAVELENGTH, 280.0), planck_radiance(WAVELENGTH, 325.0)
NOWHERE = np.zeros(0, np.intp)


def brightness(radiance):
    return brightness_temperature(WAVELENGTH, radiance)


@pytest.mark.parametrize("compiled", [True, False])
def test_brightness_temperature_is_right_to_a_few_millikelvin(compiled: bool) -> None:
    coefficients, error = fit_channel_polynomials(brightness, LOW, HIGH)
    temperature = np.random.default_rng(1).uniform(281.0, 324.0, (200, 1))
    pixels = planck_radiance(WAVELENGTH, temperature).astype(np.float32)
    kernel = apply_channel_polynomials if compiled else apply_channel_polynomials.py_func
    assert not kernel(pixels, coefficients, NOWHERE).any()
    assert error < 0.02
    np.testing.assert_allclose(
        pixels, np.broadcast_to(temperature, pixels.shape), atol=error + 2e-3
    )


def test_polynomials_of_the_degree_are_exact() -> None:
    low, high = np.full(3, -2.0), np.array([1.0, 2.0, 5.0])
    coefficients, error = fit_channel_polynomials(lambda x: x**DEGREE - 3.0 * x, low, high)
    x = np.linspace(-2.0, 1.0, 40)[:, None].repeat(3, 1)
    pixels = x.astype(np.float32)
    apply_channel_polynomials(pixels, coefficients, NOWHERE)
    assert error < 1e-9
    np.testing.assert_allclose(pixels, x**DEGREE - 3.0 * x, rtol=1e-4, atol=1e-3)


def test_values_beyond_the_range_are_held_at_its_ends_and_nan_stays_nan() -> None:
    coefficients, _ = fit_channel_polynomials(brightness, LOW, HIGH)
    pixels = np.stack([LOW * 0.1, LOW, HIGH, HIGH * 5.0, np.full(9, np.nan)]).astype(np.float32)
    apply_channel_polynomials(pixels, coefficients, NOWHERE)
    np.testing.assert_allclose(pixels[0], pixels[1], rtol=1e-6)
    np.testing.assert_allclose(pixels[3], pixels[2], rtol=1e-6)
    assert np.isnan(pixels[4]).all()


@pytest.mark.parametrize("compiled", [True, False])
def test_pixels_beyond_the_range_of_a_watched_channel_are_left_and_named(compiled: bool) -> None:
    coefficients, _ = fit_channel_polynomials(brightness, LOW, HIGH)
    pixels = np.stack([0.5 * (LOW + HIGH)] * 5).astype(np.float32)
    pixels[1, 4] = HIGH[4] * 3.0
    pixels[2, 3] = HIGH[3] * 3.0
    pixels[3, 8] = -1.0
    pixels[4] = np.nan
    before = pixels.copy()
    kernel = apply_channel_polynomials if compiled else apply_channel_polynomials.py_func
    left = kernel(pixels, coefficients, np.array([0, 4, 8]))
    np.testing.assert_array_equal(left, [False, True, False, True, False])
    np.testing.assert_array_equal(pixels[left], before[left])
    np.testing.assert_allclose(pixels[2, 4], pixels[0, 4])
    assert pixels[2, 3] == pytest.approx(325.0, abs=0.05)


def test_order_of_pixels_is_kept() -> None:
    coefficients, _ = fit_channel_polynomials(brightness, LOW, HIGH)
    pixels = np.linspace(LOW, HIGH, 300).astype(np.float32)
    apply_channel_polynomials(pixels, coefficients, NOWHERE)
    assert (np.diff(pixels, axis=0) > 0.0).all()


def test_a_range_of_no_width_is_no_error() -> None:
    coefficients, error = fit_channel_polynomials(brightness, LOW, LOW)
    assert np.isfinite(coefficients).all()
    assert error < 1e-6
