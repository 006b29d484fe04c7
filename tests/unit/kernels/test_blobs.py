"""Mean residuals of blobs, and of the same blobs laid elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.kernels.blobs import blob_sums, forward_substitution

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


def parts_of(parts, *, shifts=HERE, flips=STRAIGHT, signs=None, kernel=blob_sums):
    signs = np.ones(len(INSIDE), np.float32) if signs is None else signs
    return kernel(
        *parts.values(), SHAPE, INSIDE, signs, AROUND, shifts.astype(np.intp), flips.astype(np.intp)
    )


def differences(parts, **choices):
    """Return the mean inside minus that around, classes together."""
    sums, weights, sign, around = parts_of(parts, **choices)
    return sums.sum(1) / weights.sum(1)[:, None] - sign[:, None] * around


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
        weight = 2.0 / (1.0 + far / np.sort(far)[(len(far) - 1) // 2])
        signed = weight if own is None else weight * own
        sign = sign if own is None else signed.sum() / weight.sum()
        mean.append(signed @ residual[pixel] / weight.sum())
    return mean[0] - sign * mean[1]


@pytest.mark.parametrize("compiled", [True, False])
def test_differences_are_those_of_the_definition(compiled: bool) -> None:
    parts = block()
    kernel = blob_sums if compiled else blob_sums.py_func
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


def test_each_class_holds_its_own_members_only() -> None:
    parts = block(5)
    pixels = (INSIDE + HERE) @ [SHAPE[1], 1]
    parts["labels"][pixels] = [0, 1, 1, 1, 0]
    before, weights, _, _ = parts_of(parts)
    parts["rows"][pixels[1]] += 1.0
    after, _, _, _ = parts_of(parts)
    np.testing.assert_array_equal(after[:, 0], before[:, 0])
    assert np.all(after[:, 1] > before[:, 1])
    far = parts["distances"][pixels]
    own = 2.0 / (1.0 + far / np.median(far))
    np.testing.assert_allclose(weights[0], [own[[0, 4]].sum(), own[1:4].sum()], rtol=1e-5)


@pytest.mark.parametrize("compiled", [True, False])
def test_forward_substitution_solves_lower_triangles(compiled: bool) -> None:
    kernel = forward_substitution if compiled else forward_substitution.py_func
    rng = np.random.default_rng(6)
    factors = np.tril(rng.normal(size=(3, 5, 5))) + 4.0 * np.eye(5)
    right = rng.normal(size=(3, 5))
    found = kernel(factors, right)
    np.testing.assert_allclose(np.einsum("jkl,jl->jk", factors, found), right, atol=1e-12)
