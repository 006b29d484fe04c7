"""Mean residuals of blobs, and of the same blobs laid elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.kernels.blobs import blob_differences, overlaps_until_enough

SHAPE = (14, 17)
N_CHANNELS = 6
INSIDE = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [0, 2]], np.intp)
AROUND = np.array([[-3, 0], [-3, 1], [4, 0], [4, 2], [0, 5], [1, -4]], np.intp)
HERE = np.array([[6, 7]], np.intp)
STRAIGHT = np.ones((1, 2), np.intp)


def block(seed: int = 0):
    rng = np.random.default_rng(seed)
    n = SHAPE[0] * SHAPE[1]
    return {
        "rows": rng.normal(size=(n, N_CHANNELS)).astype(np.float32),
        "labels": rng.integers(0, 2, n).astype(np.uint8),
        "distances": rng.uniform(0.5, 2.0, n).astype(np.float32),
        "means": rng.normal(size=(2, N_CHANNELS)).astype(np.float32),
        "column_offsets": rng.normal(size=(SHAPE[1], N_CHANNELS)).astype(np.float32),
    }


def differences(parts, *, shifts=HERE, flips=STRAIGHT, signs=None, kernel=blob_differences):
    signs = np.ones(len(INSIDE), np.float32) if signs is None else signs
    return kernel(
        *parts.values(),
        SHAPE,
        INSIDE,
        signs,
        np.array([0, len(INSIDE)]),
        AROUND,
        np.array([0, len(AROUND)]),
        np.zeros(len(shifts), np.intp),
        shifts.astype(np.intp),
        flips.astype(np.intp),
    )


def by_numpy(parts, shift, flip, signs):
    """Return the definition in float64."""
    lines, samples = SHAPE
    residual = (
        parts["rows"].astype(np.float64)
        - parts["means"][parts["labels"]]
        - np.tile(parts["column_offsets"], (lines, 1))
    )
    mean, sign = [], 1.0
    for members, own in ((INSIDE, signs), (AROUND, None)):
        at = members * flip + shift
        pixel = at[:, 0] % lines * samples + at[:, 1] % samples
        far = parts["distances"][pixel].astype(np.float64)
        usual = np.sort(far)[(len(far) - 1) // 2]
        weight = 2.0 / (1.0 + far / usual)
        signed = weight if own is None else weight * own
        sign = sign if own is None else signed.sum() / weight.sum()
        mean.append(signed @ residual[pixel] / weight.sum())
    return mean[0] - sign * mean[1]


@pytest.mark.parametrize("compiled", [True, False])
def test_differences_are_those_of_the_definition(compiled: bool) -> None:
    parts = block()
    kernel = blob_differences if compiled else blob_differences.py_func
    shifts = np.array([[6, 7], [0, 0], [13, 16], [3, 15]])
    flips = np.array([[1, 1], [-1, 1], [1, -1], [-1, -1]])
    signs = np.array([1, 1, -1, 1, 1], np.float32)
    found = differences(parts, shifts=shifts, flips=flips, signs=signs, kernel=kernel)
    expected = [by_numpy(parts, s, f, signs) for s, f in zip(shifts, flips, strict=True)]
    np.testing.assert_allclose(found, expected, atol=2e-5)


def test_a_signal_inside_the_blob_is_found_whole() -> None:
    parts = block(1)
    before = differences(parts)
    signal = np.arange(N_CHANNELS, dtype=np.float32)
    pixels = (INSIDE + HERE) @ [SHAPE[1], 1]
    parts["rows"][pixels] += signal
    np.testing.assert_allclose(differences(parts) - before, signal[None], atol=1e-5)


def test_signs_turn_over_the_part_that_absorbs() -> None:
    parts = block(2)
    signs = np.array([1, 1, -1, -1, 1], np.float32)
    before = differences(parts, signs=signs)
    signal = np.arange(N_CHANNELS, dtype=np.float32)
    pixels = (INSIDE + HERE) @ [SHAPE[1], 1]
    parts["rows"][pixels] += signs[:, None] * signal
    np.testing.assert_allclose(differences(parts, signs=signs) - before, signal[None], atol=1e-5)


def test_what_the_whole_neighbourhood_shares_cancels() -> None:
    parts = block(3)
    before = differences(parts)
    parts["rows"] += 3.0
    np.testing.assert_allclose(differences(parts), before, atol=1e-5)


def test_a_pixel_far_from_its_class_counts_less() -> None:
    parts = block(4)
    parts["distances"][:] = 1.0
    pixel = int((INSIDE[0] + HERE[0]) @ [SHAPE[1], 1])
    before = differences(parts)
    parts["rows"][pixel] += 10.0
    usual = differences(parts) - before
    parts["distances"][pixel] = 50.0
    parts["rows"][pixel] -= 10.0
    before = differences(parts)
    parts["rows"][pixel] += 10.0
    assert np.all(np.abs(differences(parts) - before) < 0.2 * usual)


def test_blobs_laid_together_are_those_laid_alone() -> None:
    parts = block(5)
    small = np.array([[0, 0], [0, 1]], np.intp)
    ring = np.array([[-4, 0], [4, 0], [0, 4]], np.intp)
    signs = np.ones(len(INSIDE) + len(small), np.float32)
    shifts = np.array([[6, 7], [1, 2], [9, 9]], np.intp)
    flips = np.array([[1, 1], [1, -1], [-1, 1]], np.intp)
    together = blob_differences(
        *parts.values(),
        SHAPE,
        np.vstack([INSIDE, small]),
        signs,
        np.array([0, len(INSIDE), len(INSIDE) + len(small)]),
        np.vstack([AROUND, ring]),
        np.array([0, len(AROUND), len(AROUND) + len(ring)]),
        np.array([0, 1, 0]),
        shifts,
        flips,
    )
    of_first = differences(parts, shifts=shifts[[0, 2]], flips=flips[[0, 2]])
    np.testing.assert_array_equal(together[[0, 2]], of_first)
    assert (
        np.abs(together[1] - differences(parts, shifts=shifts[[1]], flips=flips[[1]])).max() > 0.1
    )


def test_a_wild_distance_does_not_spoil_the_median() -> None:
    parts = block(6)
    parts["distances"][:] = np.random.default_rng(6).uniform(90.0, 110.0, len(parts["distances"]))
    parts["distances"][int((INSIDE[0] + HERE[0]) @ [SHAPE[1], 1])] = 1e7
    expected = by_numpy(parts, HERE[0], STRAIGHT[0], np.ones(len(INSIDE)))
    np.testing.assert_allclose(differences(parts)[0], expected, atol=2e-3)


@pytest.mark.parametrize("compiled", [True, False])
def test_overlap_is_the_share_of_members_on_other_blobs_or_invalid_pixels(compiled: bool) -> None:
    rng = np.random.default_rng(7)
    numbers = (rng.uniform(size=SHAPE) < 0.2).astype(np.int32)
    valid = rng.uniform(size=SHAPE) < 0.9
    shifts = rng.integers(0, SHAPE, size=(30, 2))
    flips = rng.choice(np.array([-1, 1]), size=(30, 2))
    kernel = overlaps_until_enough if compiled else overlaps_until_enough.py_func
    laid = INSIDE[None] * flips[:, None] + shifts[:, None]
    taken = (numbers > 0) | ~valid
    expected = taken[laid[..., 0] % SHAPE[0], laid[..., 1] % SHAPE[1]].mean(1)
    np.testing.assert_allclose(kernel(numbers, valid, INSIDE, shifts, flips, 0.05, 99), expected)
    assert (expected <= 0.05).sum() >= 3
    few = kernel(numbers, valid, INSIDE, shifts, flips, 0.05, 3)
    np.testing.assert_allclose(few, expected[: len(few)])
    assert (few <= 0.05).sum() == 3
    assert few[-1] <= 0.05
