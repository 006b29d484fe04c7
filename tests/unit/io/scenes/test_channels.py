"""Channel centres and widths as files give them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cathartes.errors import SceneError
from cathartes.io.scenes.channels import channel_spacing, read_channels

HERE = Path("scene.nc")


def read(centres, widths=None, unit="nm"):
    return read_channels(
        HERE, "wavelength", centres, widths, unit=unit, n_channels=np.shape(centres)[0]
    )


@given(st.floats(250, 20_000), st.floats(0.5, 50), st.integers(1, 400))
def test_nanometres_and_micrometres_say_the_same(start, step, n):
    centres = start + step * np.arange(n)
    centre_um, width_um, _ = read(centres, np.full(n, step))
    again_um, again_width_um, _ = read(centres / 1e3, np.full(n, step / 1e3), unit="um")
    np.testing.assert_allclose(centre_um, again_um, rtol=1e-12)
    np.testing.assert_allclose(width_um, again_width_um, rtol=1e-12)


def test_channels_may_descend_and_overlap_where_detectors_meet():
    centres = np.concatenate([np.arange(400, 1000, 5.0), np.arange(960, 2500, 9.0)])[::-1]
    centre_um, width_um, remarks = read(centres)
    np.testing.assert_allclose(centre_um * 1e3, centres)
    assert set(np.round(width_um * 1e3, 6)) == {5.0, 9.0}
    assert "spacing" in remarks[0]


def test_a_double_channel_has_the_width_of_its_neighbours():
    spacing = channel_spacing(np.array([1.0, 1.1, 1.2, 1.2, 1.3, 1.4]))
    np.testing.assert_allclose(spacing, 0.1)


def test_one_channel_is_allowed():
    assert read(np.array([2300.0]))[1] > 0


@pytest.mark.parametrize(
    "centres", [[0.4, 0.5], [1e6, 2e6], [-1, 500], [np.nan, 500], [np.inf, 1], [700, 700]]
)
def test_what_cannot_be_wavelengths_is_refused(centres):
    with pytest.raises(SceneError, match="wavelength"):
        read(np.array(centres))


@pytest.mark.parametrize("widths", [[1, -1], [1, np.nan], [1, 0], [900, 900], [5]])
def test_what_cannot_be_widths_is_refused(widths):
    with pytest.raises(SceneError, match="widths"):
        read(np.array([500.0, 510.0]), np.array(widths, dtype=float))


def test_a_list_of_another_length_is_refused():
    with pytest.raises(SceneError, match="one for each channel"):
        read_channels(HERE, "wavelength", [500, 600], None, unit="nm", n_channels=3)
