"""The list of instruments."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.errors import InstrumentError
from cathartes.kernels.planck import planck_derivative
from cathartes.physics.instruments import INSTRUMENTS, find_design, find_instrument


@pytest.mark.parametrize("name", [design.name for design in INSTRUMENTS])
def test_every_instrument_is_complete_and_ordered(name: str) -> None:
    instrument = find_instrument(name)
    design = find_design(name)
    assert instrument.wavelength_um.shape == instrument.fwhm_um.shape == (design.channels,)
    assert np.all(np.diff(instrument.wavelength_um) != 0.0)
    assert np.all(instrument.fwhm_um > 0.0)
    assert instrument.noise_radiance is not None
    assert np.all(instrument.noise_radiance > 0.0)
    # Channels touch: no gap wider than two and a half widths.
    gaps = np.abs(np.diff(instrument.wavelength_um)) / instrument.fwhm_um[1:]
    assert gaps.max() < 2.5


def test_names_and_aliases_find_one_instrument_each() -> None:
    spellings = [one.casefold() for design in INSTRUMENTS for one in (design.name, *design.aliases)]
    assert len(spellings) == len(set(spellings))
    assert find_design("  MAKO ").name == "Mako class"
    assert find_design("aviris-3").name == "AVIRIS-NG"


def test_unknown_instrument_names_the_known_ones() -> None:
    with pytest.raises(InstrumentError, match="HyTES"):
        find_instrument("kodak")


def test_thermal_noise_is_the_stated_temperature_difference() -> None:
    hytes = find_instrument("HyTES")
    assert hytes.noise_radiance is not None
    nedt = hytes.noise_radiance / planck_derivative(hytes.wavelength_um, 300.0)
    at_ten = np.argmin(np.abs(hytes.wavelength_um - 10.0))
    assert nedt[at_ten] == pytest.approx(0.11, abs=0.005)


def test_a_spectrometer_regular_in_wavenumber_stays_so() -> None:
    hypercam = find_instrument("Hyper-Cam LW")
    steps = np.diff(1e4 / hypercam.wavelength_um)
    assert steps == pytest.approx(np.full(steps.size, steps[0]))
    widths = hypercam.fwhm_um / hypercam.wavelength_um**2 * 1e4
    assert widths == pytest.approx(np.full(widths.size, 4.0))
