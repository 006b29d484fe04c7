"""An imported spectrum counts where it was measured, the bundled bands outside of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from attrs import evolve

from cathartes.io.gases import IMPORTED
from cathartes.io.gases.stored import write_gas
from cathartes.model.gas import AbsorptionSpectrum, Gas
from cathartes.model.instrument import Instrument
from cathartes.physics.gases.bands import convolve_bands
from cathartes.physics.gases.channels import channel_absorption
from cathartes.physics.gases.library import bundled_library, load_library
from cathartes.physics.gases.splice import measured_windows, serve_outside

ACETONE = bundled_library().gases["acetone"]


def measured(first: float, last: float, value: float = 3e-20, resolution: float = 0.5) -> Gas:
    nu = np.arange(first, last, 0.25)
    spectrum = AbsorptionSpectrum(nu, np.full(len(nu), value), resolution)
    return Gas("acetone", "Q", spectrum, remarks=("Measured by hand.",))


def instrument_of(first_cm1: float, last_cm1: float, width_cm1: float = 6.0) -> Instrument:
    wavelength = 1e4 / np.arange(last_cm1, first_cm1, -width_cm1)
    return Instrument("made", wavelength, width_cm1 * wavelength**2 / 1e4)


@pytest.mark.parametrize("resolution", [0.0, 0.5, 4.0])
def test_outside_its_range_channels_see_what_they_saw_without_it(resolution: float) -> None:
    spliced = serve_outside(measured(1150.0, 1300.0, resolution=resolution), ACETONE)
    instrument = instrument_of(700.0, 1120.0)
    before = channel_absorption(ACETONE, instrument)
    after = channel_absorption(spliced, instrument)
    np.testing.assert_allclose(after, before, atol=0.02 * before.max())


def test_inside_its_range_only_the_measured_spectrum_counts() -> None:
    own = measured(800.0, 1300.0)
    instrument = instrument_of(830.0, 1270.0)
    np.testing.assert_allclose(
        channel_absorption(serve_outside(own, ACETONE), instrument),
        channel_absorption(own, instrument),
        rtol=1e-9,
    )


def test_a_thermal_spectrum_does_not_blind_an_instrument_in_sunlight(tmp_path: Path) -> None:
    methane = bundled_library().gases["methane"]
    own = evolve(measured(1000.0, 1400.0), name="methane", cas_number=methane.cas_number)
    write_gas(tmp_path / "gases" / IMPORTED, own)
    joined = load_library(data_home=tmp_path).gases["methane"]
    sunlit = instrument_of(4050.0, 4600.0, 12.0)
    assert methane.bands is not None
    fwhm = np.full(len(sunlit.wavelength_um), 12.0)
    before = convolve_bands(methane.bands, 1e4 / sunlit.wavelength_um, fwhm)
    assert channel_absorption(joined, sunlit).max() > 0.9 * before.max() * 2.4e15
    assert channel_absorption(joined, instrument_of(1050.0, 1350.0)).min() > 0.0
    assert any("4008-4707 cm-1" in remark for remark in joined.remarks)
    assert joined.source_class == "L"
    assert joined.relative_error == max(own.relative_error, methane.relative_error)


def test_the_axis_rises_and_the_two_never_mix() -> None:
    own = measured(900.0, 1000.0)
    spliced = serve_outside(own, ACETONE).spectrum
    assert (np.diff(spliced.wavenumber_cm1) > 0.0).all()
    assert spliced.resolution_cm1 == own.spectrum.resolution_cm1
    for seam in (899.9, 1000.0):
        near = np.abs(spliced.wavenumber_cm1 - seam) < 0.5
        assert np.isnan(spliced.cross_section_cm2[near]).any()


def test_gaps_in_the_measurement_are_filled_and_slivers_are_not() -> None:
    nu = np.concatenate([np.arange(700.0, 900.0, 0.5), np.arange(960.0, 1395.0, 0.5)])
    gapped = evolve(measured(1, 2), spectrum=AbsorptionSpectrum(nu, np.full(len(nu), 1e-20), 0.5))
    assert measured_windows(gapped.spectrum) == [(700.0, 899.5), (960.0, 1394.5)]
    told = serve_outside(gapped, ACETONE).remarks[-1]
    assert "900-960 cm-1 and 690" not in told
    assert "690-700" in told
    assert "900-960" in told
    assert "1394" not in told


def test_nothing_is_taken_from_band_facts_and_a_wide_spectrum_needs_nothing() -> None:
    own = measured(900.0, 1000.0)
    assert serve_outside(own, evolve(ACETONE, source_class="B")) is own
    assert serve_outside(own, evolve(ACETONE, bands=None)) is own
    wide = measured(600.0, 3300.0)
    assert serve_outside(wide, ACETONE) is wide
