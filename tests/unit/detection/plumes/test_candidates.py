"""Connected things that score like plumes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from cathartes.detection.plumes.candidates import LEFT_SCORE, SEED_SCORE, find_candidates
from cathartes.detection.score_maps import ScoreMaps
from tests.blob_evidence import blob_evidence

SHAPE = (40, 50)
N_GASES = 3


def maps_with(*bumps: tuple[int, int, int, float], seed: int = 0, noise: float = 0.5) -> ScoreMaps:
    """Return score maps with bumps of (gas, line, sample, height)."""
    rng = np.random.default_rng(seed)
    fine = noise * rng.normal(size=(*SHAPE, N_GASES)).astype(np.float32)
    lines, samples = np.mgrid[: SHAPE[0], : SHAPE[1]]
    for gas, line, sample, height in bumps:
        far = (lines - line) ** 2 + (samples - sample) ** 2
        fine[..., gas] += (height * np.exp(-far / 18.0)).astype(np.float32)
    coarse = np.zeros((20, 25, N_GASES), np.float32)
    ones = np.ones(N_GASES, np.float32)
    return ScoreMaps(
        fine,
        coarse,
        ones,
        ones,
        np.abs(fine).max(2),
        blob_evidence().background,
        np.zeros(SHAPE[0] * SHAPE[1], np.uint8),
        np.ones(SHAPE[0] * SHAPE[1], np.float32),
        np.zeros(1),
    )


@pytest.mark.parametrize("height", [15.0, -15.0])
def test_a_bump_of_one_gas_is_one_candidate_of_it(height: float) -> None:
    found, numbers = find_candidates(maps_with((1, 20, 25, height)), one_sided=False)
    assert len(found) == 1
    assert found[0].gas == 1
    assert np.sign(found[0].scores).mean() == np.sign(height)
    assert numbers[20, 25] == 1
    assert np.hypot(*(found[0].members.mean(0) - [20, 25])) < 1.5


def test_what_scores_negative_is_no_plume_in_sunlight() -> None:
    maps = maps_with((1, 20, 25, -15.0))
    maps.strongest = maps.fine.max(2)
    assert find_candidates(maps, one_sided=True)[0] == []


def test_candidates_come_strongest_first_and_share_no_pixel() -> None:
    maps = maps_with((0, 10, 10, 9.0), (1, 30, 40, 20.0), (2, 10, 38, 14.0))
    found, numbers = find_candidates(maps, one_sided=False)
    assert [one.gas for one in found] == [1, 2, 0]
    peaks = [one.peak for one in found]
    assert peaks == sorted(peaks, reverse=True)
    for number, one in enumerate(found, start=1):
        assert (numbers[tuple(one.members.T)] == number).all()
    assert (numbers > 0).sum() == sum(len(one.members) for one in found)


def test_members_hang_together_over_small_gaps_only() -> None:
    found, numbers = find_candidates(
        maps_with((0, 12, 10, 20.0), (0, 28, 40, 18.0)), one_sided=False
    )
    assert len(found) == 2
    assert ndimage.label(numbers == 1, np.ones((3, 3)))[1] == 1


def test_noise_gives_no_candidates() -> None:
    found, numbers = find_candidates(maps_with(noise=0.9), one_sided=False)
    assert found == []
    assert not numbers.any()


def test_one_wild_pixel_is_no_plume() -> None:
    maps = maps_with()
    maps.strongest[7, 7] = 40.0
    assert find_candidates(maps, one_sided=False)[0] == []


def test_no_more_candidates_than_asked() -> None:
    maps = maps_with((0, 10, 10, 9.0), (1, 30, 40, 20.0), (2, 10, 38, 14.0))
    assert len(find_candidates(maps, one_sided=False, most=2)[0]) == 2


def test_plumes_of_two_gases_that_touch_are_two_candidates() -> None:
    maps = maps_with((0, 20, 20, 24.0), (1, 20, 29, 18.0))
    _, n_seeds = ndimage.label(maps.strongest > SEED_SCORE, np.ones((3, 3)))
    assert n_seeds == 1, "they are to be one seed"
    found, numbers = find_candidates(maps, one_sided=False)
    assert [one.gas for one in found] == [0, 1]
    assert numbers[20, 20] == 1
    assert numbers[20, 29] == 2


def test_the_fringe_of_a_strong_plume_is_no_second_candidate() -> None:
    maps = maps_with((0, 20, 25, 200.0))
    found, numbers = find_candidates(maps, one_sided=False)
    assert len(found) == 1
    assert ((maps.strongest > LEFT_SCORE) & (numbers == 0)).sum() > 20, "it has a fringe"


def test_a_weak_plume_that_touches_a_strong_one_is_not_lost_in_its_rim() -> None:
    # A long strong plume of gas 0 whose rim, below a share of its peak, still outshines gas 1.
    strong = [(0, 25, sample, 250.0) for sample in range(10, 40, 3)]
    weak = [(1, line, 30, 20.0) for line in range(2, 20, 3)]
    maps = maps_with(*strong, *weak)
    found, numbers = find_candidates(maps, one_sided=False)
    assert found[0].gas == 0
    others = [one for one in found if one.gas == 1]
    assert len(others) == 1
    assert others[0].members[:, 0].min() <= 3
    assert (numbers[tuple(others[0].members.T)] == found.index(others[0]) + 1).all()


def test_the_rim_of_a_strong_plume_is_no_second_plume() -> None:
    maps = maps_with(*[(0, 25, sample, 250.0) for sample in range(10, 40, 3)])
    found, _ = find_candidates(maps, one_sided=False)
    assert [one.gas for one in found] == [0]
