"""Cloud and saturation in spectra: what is planted is found, what is ground is left alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cathartes.kernels.planck import planck_radiance
from cathartes.kernels.scene_quality import cold_flat_share, saturated_share

WAVELENGTH = np.linspace(8.0, 12.6, 40)


def ground(n: int = 400, kelvin: float = 302.0, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    temperature = kelvin + 2.0 * rng.standard_normal((n, 1))
    emissivity = 0.95 + 0.03 * np.sin(WAVELENGTH * rng.uniform(3.0, 6.0, (n, 1)))
    sky = planck_radiance(WAVELENGTH, 240.0)
    spectra = emissivity * planck_radiance(WAVELENGTH, temperature) + (1 - emissivity) * sky
    return (spectra * (1.0 + 1e-3 * rng.standard_normal(spectra.shape))).astype(np.float32)


def cloud(n: int, kelvin: float = 280.0) -> np.ndarray:
    noise = 1.0 + 1e-3 * np.random.default_rng(2).standard_normal((n, WAVELENGTH.size))
    return (planck_radiance(WAVELENGTH, kelvin) * noise).astype(np.float32)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.4])
def test_planted_cloud_is_found_with_its_share(share):
    spectra = np.concatenate([ground(400), cloud(round(400 * share / (1 - share)))])
    assert cold_flat_share(spectra, WAVELENGTH) == pytest.approx(share, abs=0.01)
    assert cold_flat_share(spectra, WAVELENGTH, 295.0) == pytest.approx(share, abs=0.01)


def test_a_scene_that_is_all_cloud_is_known_by_the_temperature_of_the_air():
    assert cold_flat_share(cloud(300), WAVELENGTH, 295.0) == pytest.approx(1.0)
    assert cold_flat_share(cloud(300), WAVELENGTH) == 0.0


def test_cold_metal_roofs_that_mirror_the_sky_are_no_cloud():
    rng = np.random.default_rng(3)
    sky = planck_radiance(WAVELENGTH, 240.0) * (1.0 + 0.3 * np.sin(9.0 * WAVELENGTH))
    roof = 0.4 * planck_radiance(WAVELENGTH, 305.0 + rng.standard_normal((60, 1))) + 0.6 * sky
    spectra = np.concatenate([ground(400), roof.astype(np.float32)])
    assert cold_flat_share(spectra, WAVELENGTH, 295.0) == 0.0


def test_a_dead_channel_and_missing_spectra_hide_no_cloud():
    spectra = np.concatenate([ground(300), cloud(100)])
    spectra[:, 7] = 0.0
    spectra[:40] = np.nan
    assert cold_flat_share(spectra, WAVELENGTH, 295.0) == pytest.approx(100 / 360, abs=0.01)


def test_ground_of_a_clear_night_is_no_cloud_although_it_is_colder_than_the_air():
    night = ground(400, kelvin=288.0)
    assert cold_flat_share(night, WAVELENGTH, 293.0) < 0.01
    spectra = np.concatenate([night, cloud(100, 283.0)])
    assert cold_flat_share(spectra, WAVELENGTH, 293.0) == pytest.approx(0.2, abs=0.01)


def test_cloud_is_not_judged_outside_the_thermal_infrared_or_from_nothing():
    assert math.isnan(cold_flat_share(ground(), np.linspace(1.0, 2.5, 40)))
    assert math.isnan(cold_flat_share(np.full((50, 40), np.nan, np.float32), WAVELENGTH))


def test_spectra_at_a_common_ceiling_are_saturated():
    spectra = ground(400, 320.0)
    ceiling = planck_radiance(WAVELENGTH, 320.0).astype(np.float32)
    clipped = np.minimum(spectra, ceiling)
    expected = (spectra >= ceiling).any(axis=1).mean()
    assert expected > 0.2
    assert saturated_share(clipped) == pytest.approx(expected, abs=0.02)


def test_noise_has_no_ceiling():
    assert saturated_share(ground()) == 0.0
    assert saturated_share(np.zeros((100, 40), np.float32)) == 0.0
