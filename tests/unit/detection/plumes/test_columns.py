"""Columns from strength and contrast, and when none is stated."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection.plumes.columns import (
    column_from_contrast,
    contrast_model,
)

MEMBERS = 120


def strengths_over(
    seed: int, column: float, plume_k: float, noise: float = 5.0
) -> tuple[np.ndarray, np.ndarray]:
    """Return strengths fitted at each pixel, ppm m K, and the ground's temperature there."""
    rng = np.random.default_rng(seed)
    ground = 300.0 + 2.0 * rng.normal(size=MEMBERS)
    columns = column * rng.uniform(0.9, 1.1, MEMBERS)
    return columns * (plume_k - ground) + noise * rng.normal(size=MEMBERS), ground


@pytest.mark.parametrize("plume_k", [285.0, 315.0])
def test_the_planted_column_is_recovered_within_its_stated_spread(plume_k: float) -> None:
    strengths, ground = strengths_over(1, 50.0, plume_k)
    stated = column_from_contrast(strengths, plume_k - ground, 1.0, 10.0)
    assert stated is not None
    column, std = stated
    assert column == pytest.approx(50.0, rel=0.05)
    assert abs(column - 50.0) < std < 0.6 * column


@pytest.mark.parametrize("plume_k", [285.0, 315.0])
def test_a_plume_over_warm_and_cold_ground_does_not_cancel(plume_k: float) -> None:
    strengths, ground = strengths_over(2, 50.0, plume_k)
    ground[::2] += 2.0 * (plume_k - 300.0)
    strengths[::2] = 50.0 * (plume_k - ground[::2])
    stated = column_from_contrast(strengths, plume_k - ground, 1.0, 10.0)
    assert stated is not None
    assert stated[0] == pytest.approx(50.0, rel=0.1)


@pytest.mark.parametrize("contrast", [0.2, -0.2, 1.0])
def test_no_column_is_stated_where_contrast_is_too_small(contrast: float) -> None:
    strengths = np.full(MEMBERS, 50.0 * contrast)
    assert column_from_contrast(strengths, np.full(MEMBERS, contrast), 2.0, 5.0) is None


def test_no_column_is_stated_where_strength_and_contrast_disagree_in_sign() -> None:
    strengths, ground = strengths_over(3, 50.0, 285.0)
    assert column_from_contrast(-strengths, 285.0 - ground, 1.0, 10.0) is None


def test_no_column_is_stated_where_strength_is_mere_noise() -> None:
    strengths, ground = strengths_over(4, 1.0, 285.0)
    assert column_from_contrast(strengths, 285.0 - ground, 1.0, 40.0) is None


def test_a_column_does_not_depend_on_the_sign_convention() -> None:
    strengths, ground = strengths_over(5, 30.0, 288.0)
    once = column_from_contrast(strengths, 288.0 - ground, 1.0, 10.0)
    turned = column_from_contrast(-strengths, ground - 288.0, 1.0, 10.0)
    assert once is not None
    assert turned == pytest.approx(once)


def test_less_certain_contrast_makes_a_less_certain_column() -> None:
    strengths, ground = strengths_over(6, 30.0, 280.0)
    spreads = [column_from_contrast(strengths, 280.0 - ground, s, 10.0)[1] for s in (0.5, 2.0, 4.0)]
    assert spreads == sorted(spreads)


def test_half_of_the_factors_of_two_are_not_lost_to_an_uncertain_temperature() -> None:
    rng = np.random.default_rng(7)
    good = 0
    stated = 0
    for seed in range(60):
        plume_k = 288.0 + 2.5 * rng.normal()
        strengths, ground = strengths_over(seed, 40.0, plume_k)
        found = column_from_contrast(strengths, 288.0 - ground, 2.5, 10.0)
        if found is not None:
            stated += 1
            good += 20.0 <= found[0] <= 80.0
    assert stated > 20
    assert good >= 0.9 * stated


def test_the_air_where_it_is_known_tells_more_than_the_scene() -> None:
    known, unknown = contrast_model(290.0, 300.0), contrast_model(None, 300.0)
    assert known.std_k < unknown.std_k
    assert abs(known.plume_brightness_k - 290.0) < 3.0 * known.std_k
