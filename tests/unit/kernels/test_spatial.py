"""Spatial integration of scores against scipy and against its laws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from cathartes.kernels import spatial
from cathartes.kernels.spatial import (
    column_levels,
    flood,
    gaussian_taps,
    larger_scale,
    smooth_maps,
    strongest_score,
)


def noise_maps(seed: int, shape: tuple[int, int, int] = (21, 26, 3)) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def smoothed(maps: np.ndarray, taps: np.ndarray, *levels: np.ndarray) -> np.ndarray:
    changed = maps.copy()
    smooth_maps(changed, taps, *levels)
    return changed


@pytest.mark.parametrize("sigma", [0.6, 1.2, 3.0])
def test_taps_sum_to_one_and_have_the_asked_width(sigma: float) -> None:
    taps = gaussian_taps(sigma).astype(np.float64)
    offsets = np.arange(len(taps)) - len(taps) // 2
    assert taps.sum() == pytest.approx(1.0, abs=1e-6)
    np.testing.assert_array_equal(taps, taps[::-1])
    assert np.sqrt(taps @ offsets**2) == pytest.approx(sigma, rel=0.05)


@pytest.mark.parametrize("sigma", [0.3, 0.6, 1.2, 1.4, 3.0])
@pytest.mark.parametrize("shape", [(21, 26, 3), (5, 4, 2), (1, 9, 1), (40, 3, 700)])
def test_smoothing_is_a_separable_sum_over_taps(sigma: float, shape: tuple[int, int, int]) -> None:
    maps, taps = noise_maps(1, shape), gaussian_taps(sigma)
    expected = maps.astype(np.float64)
    for axis in (0, 1):
        expected = ndimage.correlate1d(expected, taps.astype(np.float64), axis, mode="nearest")
    np.testing.assert_allclose(smoothed(maps, taps), expected, atol=1e-6)


def test_smoothing_without_compilation_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    maps, taps = noise_maps(2, (9, 7, 2)), gaussian_taps(1.2)
    compiled = smoothed(maps, taps)
    for name in ("_smooth_flat", "_add_taps", "_add_pair", "_add_two_pairs", "_scale_into"):
        monkeypatch.setattr(spatial, name, getattr(spatial, name).py_func)
    np.testing.assert_allclose(smoothed(maps, taps), compiled, atol=1e-6)


def test_levels_taken_out_on_the_way_are_those_taken_out_before() -> None:
    maps, taps = noise_maps(3), gaussian_taps(1.2)
    rng = np.random.default_rng(3)
    offset = rng.normal(size=maps.shape[1:]).astype(np.float32)
    factor = rng.uniform(0.5, 1.0, size=maps.shape[1:]).astype(np.float32)
    np.testing.assert_allclose(
        smoothed(maps, taps, offset, factor), smoothed((maps - offset) * factor, taps), atol=1e-5
    )


def test_a_constant_stays_and_noise_shrinks() -> None:
    taps = gaussian_taps(1.5)
    np.testing.assert_allclose(smoothed(np.full((9, 8, 1), 3.0, np.float32), taps), 3.0, 1e-5)
    smooth = smoothed(noise_maps(3, (200, 200, 1)), taps)
    assert smooth.std() == pytest.approx(1.0 / (2.0 * np.sqrt(np.pi) * 1.5), rel=0.05)


def two_scales() -> tuple[np.ndarray, ...]:
    fine_scale = np.array([1.0, 2.0, 0.5, 1.0], np.float32)
    coarse_scale = np.array([0.5, 1.0, 1.0, 2.0], np.float32)
    return noise_maps(4, (7, 9, 4)), noise_maps(5, (4, 5, 4)), fine_scale, coarse_scale


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("one_sided", [True, False])
def test_the_strongest_score_is_the_largest_over_gases_and_scales(
    one_sided: bool, compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine, coarse, fine_scale, coarse_scale = two_scales()
    if not compiled:
        for name in ("_largest_magnitude", "_largest_positive"):
            monkeypatch.setattr(spatial, name, getattr(spatial, name).py_func)
    value = strongest_score(fine, coarse, fine_scale, coarse_scale, one_sided)
    wide = (coarse * coarse_scale).repeat(2, 0).repeat(2, 1)[:7, :9]
    both = np.stack([fine * fine_scale, wide])
    best = (both if one_sided else np.abs(both)).max(0)
    np.testing.assert_allclose(value, best.max(2), rtol=1e-6)


@pytest.mark.parametrize("compiled", [True, False])
def test_the_score_of_a_gas_is_that_of_the_scale_further_from_zero(compiled: bool) -> None:
    fine, coarse, fine_scale, coarse_scale = two_scales()
    kernel = larger_scale if compiled else larger_scale.py_func
    for g in range(4):
        found = kernel(fine[..., g], coarse[..., g], fine_scale[g], coarse_scale[g])
        narrow = fine[..., g] * fine_scale[g]
        wide = (coarse[..., g] * coarse_scale[g]).repeat(2, 0).repeat(2, 1)[:7, :9]
        np.testing.assert_allclose(found, np.where(np.abs(wide) > np.abs(narrow), wide, narrow))


@pytest.mark.parametrize("one_sided", [True, False])
@pytest.mark.parametrize("reach", [1, 2])
def test_a_flood_takes_what_hangs_together_over_the_threshold(reach: int, one_sided: bool) -> None:
    fine = ndimage.gaussian_filter(noise_maps(6, (30, 40, 1))[..., 0], 1.5)
    fine /= fine.std()
    coarse = np.zeros((15, 20), np.float32)
    taken = np.zeros(fine.shape, np.int32)
    taken[:, 20] = 7
    one = np.float32(1.0)
    line, sample = np.unravel_index(np.argmax(np.where(taken, 0.0, fine)), fine.shape)
    members, scores = flood(
        fine, coarse, one, one, one_sided, taken, int(line), int(sample), 0.8, reach
    )
    over = ((fine if one_sided else np.abs(fine)) > 0.8) & (taken == 0)
    inside = np.zeros(fine.shape, bool)
    inside[line, sample] = True
    while True:
        near = ndimage.binary_dilation(inside, np.ones((2 * reach + 1,) * 2)) & over
        if (near == inside).all():
            break
        inside = near
    found = np.zeros(fine.shape, bool)
    found[tuple(members.T)] = True
    assert 5 < len(members) == inside.sum()
    np.testing.assert_array_equal(found, inside)
    np.testing.assert_allclose(scores, fine[tuple(members.T)])


CLIP, TOLERANCE = 2.5, 1.25


def levelled(maps: np.ndarray) -> np.ndarray:
    offset, factor = column_levels(maps, CLIP, TOLERANCE)
    return (maps - offset) * factor


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


def test_levels_without_compilation_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    maps = noise_maps(10, (12, 6, 2))
    maps[:, 2] *= 4.0
    compiled = levelled(maps)
    for name in ("_add_clipped", "_add_clipped_row"):
        monkeypatch.setattr(spatial, name, getattr(spatial, name).py_func)
    np.testing.assert_allclose(levelled(maps), compiled, rtol=1e-4, atol=1e-5)
