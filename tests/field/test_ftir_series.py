"""The real open-path series opens as what it is: 140 uncalibrated spectra."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cathartes.io.scenes.readers import find_reader, read_scene
from cathartes.io.scenes.series import npz

pytestmark = pytest.mark.field


@pytest.fixture
def series(field_data: Path) -> Path:
    return field_data / "ftir" / "vent_2021-08-11_every3rd.npz"


def test_the_series_is_a_single_beam_scene_of_140_spectra(series):
    assert find_reader(series).open is npz.open_scene
    scene = read_scene(series)
    assert scene.shape == (140, 1, 16595)
    assert scene.quantity == "single_beam"
    wavelength_um = scene.instrument.wavelength_um
    assert wavelength_um[0] == pytest.approx(1e4 / 499.96, rel=1e-5)
    assert wavelength_um[-1] == pytest.approx(1e4 / 4500.09, rel=1e-5)


def test_the_self_emission_of_the_instrument_is_gone(series):
    scene = read_scene(series)
    with np.load(series) as archive:
        expected = archive["spec"].astype(float) - archive["self_emission"]
    found = scene.source.read(0, 140)[:, 0]
    np.testing.assert_allclose(found, expected, atol=1e-6 * np.abs(expected).max())
    assert any("self-emission" in remark for remark in scene.remarks)
