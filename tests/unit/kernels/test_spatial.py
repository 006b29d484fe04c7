"""Spatial integration of scores against scipy and against its laws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from cathartes.kernels.spatial import gaussian_taps, level_columns, smooth_maps, strongest_gas


def noise_maps(seed: int, shape: tuple[int, int, int] = (21, 26, 3)) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("sigma", [0.6, 1.2, 3.0])
def test_taps_sum_to_one_and_have_the_asked_width(sigma: float) -> None:
    taps = gaussian_taps(sigma).astype(np.float64)
    offsets = np.arange(len(taps)) - len(taps) // 2
    assert taps.sum() == pytest.approx(1.0, abs=1e-6)
    np.testing.assert_array_equal(taps, taps[::-1])
    assert np.sqrt(taps @ offsets**2) == pytest.approx(sigma, rel=0.05)


@pytest.mark.parametrize("compiled", [True, False])
def test_smoothing_is_scipys_gaussian(compiled: bool) -> None:
    maps = noise_maps(1, (11, 13, 2) if not compiled else (21, 26, 3))
    kernel = smooth_maps if compiled else smooth_maps.py_func
    found = kernel(maps, gaussian_taps(1.2), 1)
    expected = ndimage.gaussian_filter(
        maps.astype(np.float64), (1.2, 1.2, 0), mode="nearest", truncate=3.5
    )
    # scipy rounds the radius down where the kernel rounds it up.
    np.testing.assert_allclose(found, expected, atol=2e-3)


def test_every_second_pixel_is_kept_on_request() -> None:
    maps = noise_maps(2)
    taps = gaussian_taps(2.0)
    np.testing.assert_allclose(
        smooth_maps(maps, taps, 2), smooth_maps(maps, taps, 1)[::2, ::2], atol=1e-6
    )


def test_a_constant_stays_and_noise_shrinks() -> None:
    taps = gaussian_taps(1.5)
    np.testing.assert_allclose(smooth_maps(np.full((9, 8, 1), 3.0, np.float32), taps, 1), 3.0, 1e-5)
    smooth = smooth_maps(noise_maps(3, (200, 200, 1)), taps, 1)
    assert smooth.std() == pytest.approx(1.0 / (2.0 * np.sqrt(np.pi) * 1.5), rel=0.05)


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("one_sided", [True, False])
def test_strongest_gas_is_the_largest_over_gases_and_scales(one_sided, compiled) -> None:
    fine, coarse = noise_maps(4, (7, 9, 4)), noise_maps(5, (4, 5, 4))
    fine_scale = np.array([1.0, 2.0, 0.5, 1.0], np.float32)
    coarse_scale = np.array([0.5, 1.0, 1.0, 2.0], np.float32)
    kernel = strongest_gas if compiled else strongest_gas.py_func
    value, gas = kernel(fine, coarse, fine_scale, coarse_scale, one_sided)
    wide = (coarse * coarse_scale).repeat(2, 0).repeat(2, 1)[:7, :9]
    both = np.stack([fine * fine_scale, wide])
    best = (both if one_sided else np.abs(both)).max(0)
    np.testing.assert_allclose(value, best.max(2), rtol=1e-6)
    np.testing.assert_array_equal(gas, best.argmax(2))


CLIP, TOLERANCE = np.float32(2.5), np.float32(1.25)


def levelled(maps: np.ndarray, kernel=level_columns) -> np.ndarray:
    changed = maps.copy()
    kernel(changed, CLIP, TOLERANCE)
    return changed


def test_columns_without_stripes_are_hardly_changed() -> None:
    maps = noise_maps(6, (400, 12, 2))
    assert np.abs(levelled(maps) - maps).max() < 0.25
    assert levelled(maps).std() == pytest.approx(1.0, abs=0.02)


def test_the_offset_of_a_column_is_taken_out() -> None:
    maps = noise_maps(7, (600, 20, 1))
    maps[:, 4] += 1.0
    change = levelled(maps)[:, 4].mean()
    assert abs(change) < 0.25
    assert levelled(maps)[:, 5].mean() == pytest.approx(0.0, abs=0.15)


def test_a_noisy_column_no_longer_stands_out() -> None:
    maps = noise_maps(8, (300, 20, 1))
    maps[:, 9] *= 3.0
    # Not quite 1: scores count up to the clip only, which hides a part of the excess.
    assert levelled(maps)[:, 9].std() < 1.5


def test_a_plume_along_the_track_stays_far_above_the_rest() -> None:
    maps = noise_maps(9, (200, 20, 1))
    maps[80:120, 7] += 20.0
    found = levelled(maps)
    assert found[80:120, 7].min() > 2.0 * np.delete(found, 7, axis=1).max()
    assert found[:80, 7].std() < 1.2


def test_levelling_without_compilation_gives_the_same() -> None:
    maps = noise_maps(10, (12, 6, 2))
    maps[:, 2] *= 4.0
    np.testing.assert_allclose(
        levelled(maps, level_columns.py_func), levelled(maps), rtol=1e-4, atol=1e-5
    )
