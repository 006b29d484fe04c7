"""Laws of looking at a gas through a channel, whatever the numbers are."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from cathartes.model.gas import AbsorptionSpectrum, GaussianBands
from cathartes.physics.gases.bands import convolve_bands, evaluate_bands
from cathartes.physics.gases.spectra import convolve_spectrum

GRID = np.arange(700.0, 1300.0, 0.25)


@st.composite
def made_bands(draw: st.DrawFn) -> GaussianBands:
    n = draw(st.integers(1, 6))
    centre = draw(st.lists(st.floats(850.0, 1150.0), min_size=n, max_size=n))
    fwhm = draw(st.lists(st.floats(5.0, 40.0), min_size=n, max_size=n))
    peak = draw(st.lists(st.floats(1e-21, 1e-18), min_size=n, max_size=n))
    return GaussianBands(centre, fwhm, peak, np.full(n, 5.0), ((700.0, 1300.0),))


def through(bands: GaussianBands, fwhm: float) -> np.ndarray:
    return convolve_bands(bands, GRID, np.full(len(GRID), fwhm))


@settings(max_examples=40, deadline=None)
@given(made_bands(), st.floats(0.5, 30.0))
def test_a_channel_conserves_the_integral_of_a_band(bands: GaussianBands, fwhm: float) -> None:
    before = np.trapezoid(evaluate_bands(bands, GRID), GRID)
    assert_allclose(np.trapezoid(through(bands, fwhm), GRID), before, rtol=1e-6)


@settings(max_examples=40, deadline=None)
@given(made_bands(), st.floats(2.0, 20.0), st.floats(1.0, 20.0))
def test_a_wider_channel_lowers_the_peak(bands: GaussianBands, fwhm: float, more: float) -> None:
    assert through(bands, fwhm + more).max() <= through(bands, fwhm).max() * (1.0 + 1e-9)


@settings(max_examples=25, deadline=None)
@given(made_bands())
def test_a_channel_as_wide_as_the_measurement_sees_what_was_measured(bands: GaussianBands) -> None:
    assert_allclose(through(bands, 5.0), evaluate_bands(bands, GRID), rtol=1e-9, atol=1e-40)


@settings(max_examples=25, deadline=None)
@given(made_bands(), st.floats(6.0, 20.0))
def test_bands_and_their_own_spectrum_look_alike_through_a_channel(
    bands: GaussianBands, fwhm: float
) -> None:
    spectrum = AbsorptionSpectrum(GRID, evaluate_bands(bands, GRID), 5.0)
    centre = np.arange(800.0, 1200.0, 7.0)
    width = np.full(len(centre), fwhm)
    exact = convolve_bands(bands, centre, width)
    assert_allclose(
        convolve_spectrum(spectrum, centre, width), exact, atol=2e-3 * exact.max() + 1e-30
    )


@settings(max_examples=25, deadline=None)
@given(made_bands(), st.floats(0.01, 100.0))
def test_absorption_is_proportional_to_the_strength_of_the_bands(
    bands: GaussianBands, factor: float
) -> None:
    stronger = GaussianBands(
        bands.centre_cm1, bands.fwhm_cm1, bands.peak_cm2 * factor, bands.resolution_cm1
    )
    assert_allclose(through(stronger, 8.0), factor * through(bands, 8.0), rtol=1e-9, atol=1e-40)


@settings(max_examples=25, deadline=None)
@given(made_bands(), st.integers(0, 2**16))
def test_the_order_of_channels_does_not_matter(bands: GaussianBands, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(GRID))
    width = np.linspace(3.0, 9.0, len(GRID))
    straight = convolve_bands(bands, GRID, width)
    assert_allclose(convolve_bands(bands, GRID[order], width[order]), straight[order], rtol=1e-12)


def test_what_was_not_measured_is_not_guessed() -> None:
    values = np.ones(len(GRID))
    values[GRID < 1000.0] = np.nan
    spectrum = AbsorptionSpectrum(GRID, values, 0.5)
    seen = convolve_spectrum(spectrum, np.array([900.0, 996.0, 1004.0, 1100.0]), np.full(4, 6.0))
    assert_allclose(seen, [0.0, 0.0, 1.0, 1.0])


def test_a_hole_in_the_grid_is_a_hole_and_not_a_wide_cell() -> None:
    nu = np.concatenate([np.arange(900.0, 950.0), np.arange(1050.0, 1100.0)])
    seen = convolve_spectrum(
        AbsorptionSpectrum(nu, np.ones(len(nu))), np.array([925.0, 1000.0, 1075.0]), np.full(3, 8.0)
    )
    assert_allclose(seen, [1.0, 0.0, 1.0])
