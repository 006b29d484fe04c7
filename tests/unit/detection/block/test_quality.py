"""Channels, detector elements and pixels that must not take part."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection.block.quality import (
    BAD_COLUMN,
    FILL,
    SATURATED,
    bad_elements,
    pixel_quality,
    repair_elements,
    usable_channels,
)

LINES, SAMPLES, CHANNELS = 40, 30, 24


def healthy_cube(seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    shape = 8.0 + np.sin(np.linspace(0.0, 3.0, CHANNELS))
    ground = 1.0 + 0.1 * rng.normal(size=(LINES, SAMPLES, 1))
    return (shape * ground + 0.02 * rng.normal(size=(LINES, SAMPLES, CHANNELS))).astype(np.float32)


def test_every_channel_of_a_healthy_cube_is_usable() -> None:
    assert usable_channels(healthy_cube()).all()


@pytest.mark.parametrize("fault", [np.nan, 0.0, 5.0])
def test_a_channel_without_values_or_without_variation_is_left_out(fault: float) -> None:
    cube = healthy_cube()
    cube[..., 9] = fault
    expected = np.ones(CHANNELS, bool)
    expected[9] = False
    np.testing.assert_array_equal(usable_channels(cube), expected)


def test_a_wild_channel_is_left_out_and_its_neighbours_stay() -> None:
    cube = healthy_cube()
    cube[..., 12] += 4.0 * np.random.default_rng(1).normal(size=(LINES, SAMPLES))
    expected = np.ones(CHANNELS, bool)
    expected[12] = False
    np.testing.assert_array_equal(usable_channels(cube), expected)


def test_a_sharp_atmospheric_line_is_no_fault() -> None:
    cube = healthy_cube()
    cube[..., 7] *= 0.4
    assert usable_channels(cube).all()
    assert not bad_elements(cube).any()


def test_a_healthy_detector_has_no_bad_elements() -> None:
    assert bad_elements(healthy_cube()).mean() < 0.002


@pytest.mark.parametrize("fault", ["stuck", "wild", "offset"])
def test_a_bad_element_is_found_and_only_it(fault: str) -> None:
    cube = healthy_cube(2)
    if fault == "stuck":
        cube[:, 11, 8] = 6.0
    elif fault == "wild":
        cube[:, 11, 8] += np.random.default_rng(3).normal(size=LINES)
    else:
        cube[:, 11, 8] += 2.0
    found = bad_elements(cube)
    assert found[11, 8]
    assert found.sum() <= 2


def test_too_little_to_compare_calls_nothing_bad() -> None:
    assert not bad_elements(healthy_cube()[:4]).any()
    assert not bad_elements(healthy_cube()[:, :4]).any()


def test_a_lone_bad_element_is_bridged_and_nothing_else_touched() -> None:
    cube = healthy_cube(4)
    truth = cube.copy()
    bad = np.zeros((SAMPLES, CHANNELS), bool)
    bad[5, [0, 11]] = True
    cube[:, 5, [0, 11]] = 99.0
    hopeless = repair_elements(cube, bad)
    changed = np.abs(cube - truth).max(0) > 0
    assert not (changed & ~bad).any()
    np.testing.assert_allclose(cube[:, 5, [0, 11]], truth[:, 5, [0, 11]], atol=0.4)
    assert not hopeless.any()


def test_a_column_with_many_bad_elements_is_given_up() -> None:
    cube = healthy_cube(5)
    bad = np.zeros((SAMPLES, CHANNELS), bool)
    bad[3, :12] = True
    hopeless = repair_elements(cube, bad)
    assert list(np.flatnonzero(hopeless)) == [3]


def test_fill_saturation_and_given_up_columns_are_marked() -> None:
    cube = healthy_cube(6)
    cube[4, 4] = np.nan
    cube[5, 5] = 0.0
    top = float(np.nanmax(cube[..., 6]))
    cube[20:24, 20:24, 6] = top + 1.0
    hopeless = np.zeros(SAMPLES, bool)
    hopeless[9] = True
    flags = pixel_quality(cube, hopeless)
    assert flags[4, 4] == FILL
    assert flags[5, 5] == FILL
    assert (flags[:, 9] == BAD_COLUMN).all()
    assert (flags[20:24, 20:24] == SATURATED).all()
    assert (flags == 0).sum() >= LINES * SAMPLES - LINES - 16 - 2


def test_the_single_warmest_pixel_is_not_called_saturated() -> None:
    cube = healthy_cube(7)
    cube[3, 3] *= 1.5
    assert pixel_quality(cube, np.zeros(SAMPLES, bool)).max() == 0
