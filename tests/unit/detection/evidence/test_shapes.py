"""Free shapes: what clutter, surfaces and unheard-of gases may look like."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection.evidence.shapes import random_absorption
from tests.blob_evidence import blob_evidence


def test_random_gases_absorb_with_a_peak_of_one() -> None:
    wavenumber = np.linspace(830.0, 1250.0, 90)
    spectra = random_absorption(np.random.default_rng(1), wavenumber, 200)
    assert spectra.shape == (200, 90)
    assert spectra.min() >= 0.0
    np.testing.assert_allclose(spectra.max(1), 1.0, rtol=1e-6)


def test_random_gases_have_bands_narrower_than_the_instrument() -> None:
    wavenumber = np.linspace(830.0, 1250.0, 90)
    spectra = random_absorption(np.random.default_rng(2), wavenumber, 200)
    high = (spectra > 0.5).mean(1)
    assert np.median(high) < 0.3


def test_the_whitener_makes_pixel_clutter_white() -> None:
    evidence = blob_evidence()
    whitener = evidence.shapes().whitener
    turned = whitener @ evidence.background.pooled @ whitener.T
    np.testing.assert_allclose(turned, np.eye(len(whitener)), atol=1e-6)


def test_every_shape_is_a_covariance() -> None:
    shapes = blob_evidence().shapes()
    for covariance in (shapes.unknown_gas, *shapes.surfaces):
        np.testing.assert_allclose(covariance, covariance.T, atol=1e-12)
        assert np.linalg.eigvalsh(covariance).min() > -1e-9
        assert 0.0 < np.trace(covariance) < 2.5


def test_a_smooth_change_is_likelier_under_surfaces_and_a_narrow_band_under_gas() -> None:
    evidence = blob_evidence()
    shapes = evidence.shapes()
    smooth = shapes.whitener @ (evidence.wavelength_um - 10.0)
    sharp = shapes.whitener @ np.exp(-0.5 * ((evidence.wavelength_um - 10.5) / 0.2) ** 2)

    def share(covariance: np.ndarray, spectrum: np.ndarray) -> float:
        return float(spectrum @ covariance @ spectrum) / float(spectrum @ spectrum)

    surface = sum(shapes.surfaces) / len(shapes.surfaces)
    smooth_odds = share(surface, smooth) / share(shapes.unknown_gas, smooth)
    sharp_odds = share(surface, sharp) / share(shapes.unknown_gas, sharp)
    assert smooth_odds > 1.5 * sharp_odds


@pytest.mark.parametrize("gas", ["ammonia", "SF6"])
def test_the_kept_directions_keep_the_library(gas: str) -> None:
    evidence = blob_evidence()
    signature = evidence.signatures[evidence.names.index(gas)]
    whole = signature @ np.linalg.solve(evidence.background.pooled, signature)
    kept = evidence.shapes().whitener @ signature
    assert kept @ kept > 0.95 * whole
