"""Bands are maxima of the gas, never the ends of what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.model.gas import AbsorptionSpectrum, Gas
from cathartes.physics.gases.library import bundled_library
from cathartes.physics.gases.peaks import find_bands

NU = np.arange(740.0, 1350.0, 1.0)


def gas_of(cross_section: np.ndarray) -> Gas:
    return Gas("made", "Q", AbsorptionSpectrum(NU, cross_section * 1e-19, 5.0))


def test_a_band_is_found_where_it_is() -> None:
    bands = find_bands(gas_of(np.exp(-0.5 * ((NU - 1000.0) / 8.0) ** 2)))
    assert [band.wavenumber_cm1 for band in bands] == [1000.0]
    assert bands[0].wavelength_um == pytest.approx(10.0)


@pytest.mark.parametrize("cut", [730.0, 738.0, 742.0, 1349.0, 1360.0])
def test_a_band_that_the_window_cuts_is_not_reported(cut: float) -> None:
    whole = np.exp(-0.5 * ((NU - 1000.0) / 8.0) ** 2)
    with_cut = whole + 3.0 * np.exp(-0.5 * ((NU - cut) / 8.0) ** 2)
    assert [band.wavenumber_cm1 for band in find_bands(gas_of(with_cut))] == [1000.0]


def test_a_flat_or_empty_spectrum_has_no_band() -> None:
    assert find_bands(gas_of(np.zeros(len(NU)))) == ()
    assert find_bands(gas_of(np.full(len(NU), np.nan))) == ()


def test_hcl_has_no_thermal_band() -> None:
    bands = find_bands(bundled_library().gases["HCl"])
    assert bands
    assert all(2600.0 < band.wavenumber_cm1 < 3100.0 for band in bands)
