"""Gases for simulation: on the grid, with lines, invented, bent."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from cathartes.errors import OptionError
from cathartes.model import AbsorptionSpectrum, Gas
from cathartes.physics.gases import load_library
from cathartes.simulate import bent_spectra, invented_gases
from cathartes.simulate.plume.absorption import cross_section_cm2, depth_per_ppm_m
from cathartes.simulate.plume.line_structure import with_line_structure

GRID = np.arange(780.0, 1320.0, 0.5)


def test_narrow_lines_keep_their_area_on_a_coarse_grid() -> None:
    fine = np.arange(900.0, 1100.0, 0.01)
    lines = sum(0.05 / np.pi / ((fine - at) ** 2 + 0.05**2) for at in (950.13, 1000.02, 1033.77))
    gas = Gas("lines", "L", AbsorptionSpectrum(fine, lines))
    seen = cross_section_cm2(gas, np.arange(880.0, 1120.0, 0.5))
    assert seen.sum() * 0.5 == pytest.approx(np.trapezoid(lines, fine), rel=1e-6)


def test_what_was_not_measured_does_not_absorb() -> None:
    values = np.array([np.nan, 1e-19, 2e-19, -1e-20, np.nan])
    gas = Gas("short", "Q", AbsorptionSpectrum(np.linspace(900.0, 940.0, 5), values))
    seen = cross_section_cm2(gas, GRID)
    assert np.isfinite(seen).all()
    assert seen.min() == 0.0
    assert not seen[(GRID < 909.0) | (GRID > 931.0)].any()
    assert depth_per_ppm_m(gas, GRID).max() == pytest.approx(2e-19 * 2.479e15)


def test_line_structure_vanishes_at_the_old_resolution() -> None:
    wavenumber = np.arange(4100.0, 4500.0, 1.0)
    smooth = 1e-21 * (1.0 + 0.5 * np.sin(wavenumber / 25.0))
    known = Gas("band", "L", AbsorptionSpectrum(wavenumber, smooth))
    lined = with_line_structure(known, np.random.default_rng(0), resolution_cm1=12.0).spectrum
    seen = gaussian_filter1d(lined.cross_section_cm2, 12.0 / 2.3548 / 0.1)
    inside = slice(400, -400)
    expected = np.interp(lined.wavenumber_cm1, wavenumber, smooth)
    assert seen[inside] == pytest.approx(expected[inside], rel=0.06)
    assert lined.cross_section_cm2.std() > 0.5 * expected.mean()


def test_invented_gases_are_unlike_the_library() -> None:
    library = load_library()
    gases = invented_gases(np.random.default_rng(3), 12, library)
    assert list(gases) == [f"invented-{number}" for number in range(1, 13)]
    smooth = 10.0 / 2.3548 / 0.5
    known = [gaussian_filter1d(cross_section_cm2(gas, GRID), smooth) for gas in library]
    for gas in gases.values():
        own = gaussian_filter1d(cross_section_cm2(gas, GRID), smooth)
        likeness = [np.corrcoef(own, other)[0, 1] for other in known if other.any()]
        assert max(likeness) < 0.75
        assert 1e-20 < gas.spectrum.cross_section_cm2.max() < 3e-18


def test_bent_spectra_are_near_the_library_and_not_the_library() -> None:
    library = load_library().gases["ethyl acetate"]
    bent = bent_spectra(["ethyl acetate"], np.random.default_rng(1))["ethyl acetate"]
    before, after = cross_section_cm2(library, GRID), cross_section_cm2(bent, GRID)
    assert np.corrcoef(before, after)[0, 1] > 0.99
    assert np.abs(before - after).max() > 0.005 * before.max()
    with pytest.raises(OptionError, match="unobtainium"):
        bent_spectra(["unobtainium"], np.random.default_rng(1))


def test_no_gas_asked_for_is_no_gas_given():
    assert bent_spectra([], np.random.default_rng(0)) == {}
