"""The radiance unit is worked out where the numbers decide, and only there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.errors import SceneError
from cathartes.io.scenes.plausibility.implied import implied, sunlight_radiance
from cathartes.io.scenes.plausibility.unit_guess import guess_radiance_unit
from cathartes.io.scenes.stated_unit import factor_to_canonical
from cathartes.kernels.planck import planck_radiance
from cathartes.units import RADIANCE_UNITS, RADIANCE_UNITS_PER_WAVENUMBER

WHERE = Path("scene.hdr")
THERMAL_UM = np.linspace(7.6, 12.9, 40)
SUNLIT_UM = np.linspace(0.45, 2.4, 60)


def thermal(kelvin: float = 295.0) -> np.ndarray:
    rng = np.random.default_rng(1)
    return planck_radiance(THERMAL_UM, rng.normal(kelvin, 4.0, (100, 1)))


def sunlit(reflectance: float = 0.2) -> np.ndarray:
    rng = np.random.default_rng(2)
    shares = reflectance * np.exp(0.3 * rng.standard_normal((100, 1)))
    return shares * sunlight_radiance(SUNLIT_UM)


def guess(spectra, wavelength_um, **options):
    good = np.ones(wavelength_um.size, bool)
    return guess_radiance_unit(WHERE, spectra, wavelength_um, good, **options)


@settings(max_examples=25, deadline=None)
@given(unit=st.sampled_from(sorted(RADIANCE_UNITS)), kelvin=st.floats(265.0, 325.0))
def test_the_unit_of_a_thermal_scene_is_found(unit, kelvin):
    factor = factor_to_canonical(unit, THERMAL_UM)
    found = guess(thermal(kelvin) / factor, THERMAL_UM).unit
    np.testing.assert_allclose(factor_to_canonical(found, THERMAL_UM), factor)


@settings(max_examples=25, deadline=None)
@given(
    unit=st.sampled_from(sorted({*RADIANCE_UNITS, *RADIANCE_UNITS_PER_WAVENUMBER})),
    kelvin=st.floats(280.0, 310.0),
)
def test_with_an_axis_in_wavenumbers_units_per_wavenumber_are_found_too(unit, kelvin):
    """Some units of both kinds agree in size at 10 um; the slope over the band tells."""
    factor = factor_to_canonical(unit, THERMAL_UM)
    found = guess(thermal(kelvin) / factor, THERMAL_UM, per_wavenumber=True).unit
    np.testing.assert_allclose(factor_to_canonical(found, THERMAL_UM), factor, rtol=1e-6)


@pytest.mark.parametrize("unit", sorted(RADIANCE_UNITS))
def test_the_unit_of_a_sunlit_scene_is_found(unit):
    factor = factor_to_canonical(unit, SUNLIT_UM)
    found = guess(sunlit(0.2) / factor, SUNLIT_UM)
    np.testing.assert_allclose(factor_to_canonical(found.unit, SUNLIT_UM), factor)
    assert "of the sunlight reflected" in found.remark


def test_a_scene_between_two_units_is_not_decided():
    """6 % in one unit is 60 % in the next: both are ordinary ground."""
    with pytest.raises(SceneError, match=r"could be .* or .*radiance_unit"):
        guess(sunlit(0.045), SUNLIT_UM)


def test_numbers_that_no_unit_explains_are_refused():
    with pytest.raises(SceneError, match="no other unit gives a plausible scene"):
        guess(thermal() * 1.3e-7, THERMAL_UM)


def test_reflectance_is_not_taken_for_radiance():
    rng = np.random.default_rng(3)
    reflectance = rng.uniform(0.05, 0.5, (100, 1)) * np.linspace(0.8, 1.2, SUNLIT_UM.size)
    with pytest.raises(SceneError, match="may be reflectance"):
        guess(reflectance, SUNLIT_UM)
    # Over the methane band alone it falls like radiance and has the size of it.
    swir = np.linspace(2.1, 2.45, 40)
    with pytest.raises(SceneError, match="may be reflectance"):
        guess(np.full((100, 40), 0.2) * np.linspace(1.3, 0.7, 40), swir)


def test_a_header_that_speaks_of_reflectance_is_heeded():
    with pytest.raises(SceneError, match="may be reflectance"):
        guess(sunlit() / 10.0 / 20.0, SUNLIT_UM, may_be_reflectance=True)


def test_bad_bands_and_missing_numbers_do_not_sway_the_guess():
    spectra = thermal() / 10.0
    spectra[:150, 5] = np.nan
    spectra[:, :4] = 1e9
    good = np.ones(40, bool)
    good[:4] = False
    found = guess_radiance_unit(WHERE, spectra, THERMAL_UM, good)
    assert found.unit == "uW cm-2 sr-1 nm-1"


def test_implied_temperature_and_reflectance_are_those_that_were_put_in():
    assert implied(thermal(301.0), THERMAL_UM).temperature_k == pytest.approx(301.0, abs=0.5)
    assert implied(thermal(301.0), THERMAL_UM).temperature_spread_k < 0.1
    flat = np.full((50, 1), 0.35) * sunlight_radiance(SUNLIT_UM)
    assert implied(flat, SUNLIT_UM).reflectance == pytest.approx(0.35)
    assert np.isnan(implied(flat, SUNLIT_UM).temperature_k)


@pytest.mark.parametrize(
    ("wavelength_um", "irradiance"), [(0.55, 1860.0), (0.865, 960.0), (1.6, 248.0), (2.2, 83.0)]
)
def test_the_sun_is_within_a_fifth_of_the_measured_one(wavelength_um, irradiance):
    """Measured spectral irradiance at one astronomical unit, W m-2 um-1."""
    radiance = sunlight_radiance(np.array([wavelength_um]))[0]
    assert np.pi * radiance == pytest.approx(irradiance, rel=0.2)


def test_where_two_units_fit_the_one_the_format_defines_is_taken():
    found = guess(sunlit(0.045), SUNLIT_UM, preferred="W m-2 sr-1 um-1")
    assert found.unit == "W m-2 sr-1 um-1"
    assert "the format defines it" in found.remark
    # But not against the numbers.
    found = guess(sunlit(0.2) / 10.0, SUNLIT_UM, preferred="W m-2 sr-1 um-1")
    assert found.unit == "uW cm-2 sr-1 nm-1"
