"""Contrast of the ground with the air."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.errors import InstrumentError, StatisticsError
from cathartes.kernels.planck import planck_radiance
from cathartes.physics.detection_limits import ground_brightness_k, rms_contrast_k

WAVELENGTH_UM = np.linspace(7.8, 13.4, 60)


def test_a_black_ground_has_its_own_temperature() -> None:
    temperature = np.array([[280.0, 290.0], [300.0, 310.0]])
    radiance = planck_radiance(WAVELENGTH_UM, temperature[..., None])
    assert ground_brightness_k(radiance, WAVELENGTH_UM) == pytest.approx(temperature)


def test_pixels_without_radiance_have_no_temperature() -> None:
    radiance = planck_radiance(WAVELENGTH_UM, np.array([290.0, 300.0])[:, None])
    radiance[0] = np.nan
    found = ground_brightness_k(radiance, WAVELENGTH_UM)
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(300.0)


def test_an_instrument_with_few_channels_uses_those_of_the_window() -> None:
    wavelength = np.array([8.5, 9.0])
    radiance = planck_radiance(wavelength, 295.0)
    assert ground_brightness_k(radiance, wavelength) == pytest.approx(295.0)


def test_a_solar_instrument_has_no_thermal_contrast() -> None:
    with pytest.raises(InstrumentError, match=r"between 8\.3 and 12\.5 um"):
        ground_brightness_k(np.ones(3), np.array([0.5, 1.6, 2.3]))


def test_warmer_and_colder_ground_count_alike() -> None:
    ground = np.array([297.0, 303.0, np.nan, 297.0])
    assert rms_contrast_k(ground, 300.0) == pytest.approx(3.0)
    assert rms_contrast_k(600.0 - ground, 300.0) == pytest.approx(3.0)


def test_a_few_hot_roofs_do_not_change_the_contrast() -> None:
    ground = np.full(1000, 302.0)
    ground[:40] = 345.0
    assert rms_contrast_k(ground, 300.0) == pytest.approx(2.0)


def test_no_temperature_at_all_is_an_error() -> None:
    with pytest.raises(StatisticsError):
        rms_contrast_k(np.full(3, np.nan), 300.0)
    with pytest.raises(StatisticsError):
        rms_contrast_k(np.array([300.0]), np.nan)
