"""What is expected of a plume's brightness, and the curve of growth."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection.plumes.columns import (
    AIR_STD_K,
    contrast_model,
    plume_brightness,
    plume_length,
    unsaturated,
)


def test_the_air_where_it_is_known_tells_more_than_the_scene() -> None:
    known, unknown = contrast_model(290.0, 300.0), contrast_model(None, 300.0)
    assert known.std_k < unknown.std_k
    assert abs(known.plume_brightness_k - 290.0) < 3.0 * known.std_k
    assert abs(unknown.plume_brightness_k - 300.0) < 1.0


def test_a_long_plume_is_as_warm_as_the_air_and_as_well_known() -> None:
    lengths = [10.0, 40.0, 160.0, 5000.0]
    models = [plume_brightness(290.0, 300.0, length) for length in lengths]
    warmth = [model.plume_brightness_k - 290.0 for model in models]
    spread = [model.std_k for model in models]
    assert warmth == sorted(warmth, reverse=True)
    assert spread == sorted(spread, reverse=True)
    assert warmth[-1] == pytest.approx(0.0, abs=0.05)
    assert spread[-1] == pytest.approx(AIR_STD_K, rel=0.01)


def test_a_plume_of_unknown_length_is_neither_a_vent_nor_the_air() -> None:
    vent, usual, air = (plume_brightness(290.0, 300.0, length) for length in (1.0, None, 5000.0))
    assert air.std_k < usual.std_k < vent.std_k


def test_the_length_of_a_line_of_pixels_is_about_its_length() -> None:
    line = np.stack([np.arange(100), np.arange(100)], axis=1)
    assert plume_length(line) == pytest.approx(0.58 * 100.0 * np.sqrt(2.0), rel=0.02)


@pytest.mark.parametrize("depth", [0.01, 0.2, 0.8])
def test_the_curve_of_growth_is_undone_for_one_channel(depth: float) -> None:
    absorption = np.array([0.01])
    column = np.array([depth / 0.01])
    linear = -np.expm1(-absorption * column) / absorption
    assert unsaturated(linear, absorption) == pytest.approx(column, rel=1e-6)


def test_where_a_band_is_black_the_correction_stays_finite() -> None:
    corrected = unsaturated(np.array([99.0, 120.0, 1e4]), np.array([0.01]))
    assert np.isfinite(corrected).all()
    assert (np.diff(corrected) > 0.0).all()
