"""What a candidate's own spectrum leaves is a second plume, or nothing."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from attrs import frozen

from cathartes.detection.block.prepare import channels_of_regime, prepare_block
from cathartes.detection.block.working_units import Block
from cathartes.detection.block_detection import block_targets
from cathartes.detection.plumes.candidates import Candidate, find_candidates
from cathartes.detection.plumes.parts.deblend import Whitening, split_candidate, whiten_classes
from cathartes.detection.score_maps import ScoreMaps, score_block
from tests.planted_scenes import AIR_K, channels_of, drifting_plume, planted_scene

SHAPE = (56, 80)
UPWIND = drifting_plume(SHAPE, 28, 14, length=20.0)
DOWNWIND = drifting_plume(SHAPE, 31, 32, length=20.0)


@frozen(eq=False)
class Scored:
    block: Block
    maps: ScoreMaps
    whitening: Whitening
    names: tuple[str, ...]
    candidates: list[Candidate]
    numbers: np.ndarray

    def split(self, number: int = 0, *known: str) -> tuple[Candidate, Candidate] | None:
        return split_candidate(
            self.block,
            self.maps,
            self.whitening,
            self.candidates[number],
            self.numbers,
            frozenset(self.names.index(gas) for gas in known),
        )


@functools.cache
def scored(ammonia: float = 0.0, ethylene: float = 0.0, mixture: bool = False) -> Scored:
    second = UPWIND if mixture else DOWNWIND
    columns = {"ammonia": ammonia * UPWIND, "ethylene": ethylene * second}
    scene = planted_scene(columns, seed=5, shape=SHAPE)
    block, _ = prepare_block(scene, 0, SHAPE[0], channels_of_regime(scene, "thermal"), "thermal")
    channels = channels_of(scene.instrument)
    targets = block_targets(block, channels, np.ones(len(block.wavelength_um)), AIR_K)
    maps = score_block(block, targets, 2, 0)
    found, numbers = find_candidates(maps, one_sided=False)
    over = targets.over(maps.background.means.astype(float))
    return Scored(block, maps, whiten_classes(maps, over), channels.names, found, numbers)


def test_the_weaker_of_two_plumes_is_split_off_and_named() -> None:
    scene = scored(150.0, 160.0)
    whole = scene.candidates[0]
    parts = scene.split()
    assert parts is not None
    first, second = parts
    assert scene.names[first.gas] == "ammonia"
    assert scene.names[second.gas] == "ethylene"
    at = tuple(second.members.T)
    assert DOWNWIND[at].mean() > UPWIND[at].mean()
    assert len(whole.members) > len(first.members)


def test_parts_share_no_pixel_and_lose_none() -> None:
    scene = scored(150.0, 160.0)
    parts = scene.split()
    assert parts is not None
    first, second = (set(map(tuple, part.members.tolist())) for part in parts)
    assert not first & second
    assert set(map(tuple, scene.candidates[0].members.tolist())) <= first | second
    taken = scene.numbers[tuple(parts[1].members.T)]
    assert set(np.unique(taken)) <= {0, 1}, "it grows into no other candidate"


def test_a_gas_that_was_split_off_is_no_seed_again() -> None:
    parts = scored(150.0, 160.0).split(0, "ethylene")
    assert parts is None or scored().names[parts[1].gas] != "ethylene"


@pytest.mark.parametrize(
    ("ammonia", "ethylene", "mixture"),
    [(90.0, 0.0, False), (200.0, 0.0, False), (90.0, 160.0, True), (90.0, 60.0, True)],
)
def test_one_plume_leaves_nothing(ammonia: float, ethylene: float, mixture: bool) -> None:
    assert scored(ammonia, ethylene, mixture).split() is None


def test_whitened_gases_have_unit_length_and_clutter_unit_noise() -> None:
    scene = scored(90.0)
    lengths = np.linalg.norm(scene.whitening.signatures, axis=2)
    np.testing.assert_allclose(lengths, 1.0, rtol=1e-5)
    factor = scene.whitening.inverse_factors[0].astype(float)
    noise = factor @ scene.maps.background.covariances[0] @ factor.T
    np.testing.assert_allclose(noise, np.eye(len(noise)), atol=5e-3)
