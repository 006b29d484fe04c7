"""Blackbody radiance against its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cathartes.kernels.planck import brightness_temperature, planck_derivative, planck_radiance

KELVIN = st.floats(150.0, 3000.0)
MICROMETRES = st.floats(2.0, 14.0)


@pytest.mark.parametrize("temperature", [250.0, 300.0, 1000.0])
def test_all_wavelengths_together_obey_stefan_and_boltzmann(temperature: float) -> None:
    wavelength = np.geomspace(0.3, 3000.0, 200_000)
    exitance = np.pi * np.trapezoid(planck_radiance(wavelength, temperature), wavelength)
    assert exitance == pytest.approx(5.670374419e-8 * temperature**4, rel=1e-5)


def test_peak_lies_where_wien_put_it() -> None:
    wavelength = np.linspace(5.0, 15.0, 100_001)
    peak = wavelength[np.argmax(planck_radiance(wavelength, 300.0))]
    assert peak * 300.0 == pytest.approx(2897.77, abs=0.1)


@given(MICROMETRES, KELVIN)
def test_brightness_temperature_undoes_planck(wavelength: float, temperature: float) -> None:
    radiance = planck_radiance(wavelength, temperature)
    assert brightness_temperature(wavelength, radiance) == pytest.approx(temperature, rel=1e-9)


@given(MICROMETRES, KELVIN)
def test_derivative_is_the_slope(wavelength: float, temperature: float) -> None:
    step = 1e-4 * temperature
    rise = planck_radiance(wavelength, temperature + step) - planck_radiance(
        wavelength, temperature - step
    )
    assert planck_derivative(wavelength, temperature) == pytest.approx(rise / (2 * step), rel=1e-4)


def test_no_radiance_has_no_temperature() -> None:
    found = brightness_temperature([10.0, 10.0, 10.0], [0.0, -1.0, np.nan])
    assert np.isnan(found).all()
