"""A candidate's own spectrum, and the same outline laid elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection.block.prepare import channels_of_regime, prepare_block
from cathartes.detection.block_detection import block_targets
from cathartes.detection.evidence.blob import blob_spectra
from cathartes.detection.plumes.candidates import Candidate
from cathartes.detection.score_maps import score_block
from tests.planted_scenes import AIR_K, channels_of, drifting_plume, planted_scene

SHAPE = (56, 72)
PLUME = drifting_plume(SHAPE, 28, 20)


def parts(seed: int, column: float):
    """Return block, maps and signature of SF6 of a scene with a plume of it."""
    scene = planted_scene({"SF6": column * PLUME}, seed=seed)
    block, _ = prepare_block(scene, 0, SHAPE[0], channels_of_regime(scene, "thermal"), "thermal")
    channels = channels_of(scene.instrument)
    targets = block_targets(block, channels, np.ones(len(block.wavelength_um)), AIR_K - 1.0)
    signature = targets.signatures[channels.names.index("SF6")]
    return block, score_block(block, targets, 3, 0), signature


def spectra_of(block, maps, candidate, numbers, seed: int):
    return blob_spectra(block, maps, [candidate], numbers, [seed])[0]


def candidate_at(mask: np.ndarray, score: float = -10.0) -> tuple[Candidate, np.ndarray]:
    members = np.argwhere(mask)
    numbers = mask.astype(np.int32)
    return Candidate(0, abs(score), members, np.full(len(members), score, np.float32)), numbers


def test_the_spectrum_of_a_plume_is_its_gas_times_the_contrast() -> None:
    block, maps, signature = parts(1, 5.0)
    mask = PLUME > 0.2
    candidate, numbers = candidate_at(mask)
    found = spectra_of(block, maps, candidate, numbers, 0)
    assert found is not None
    spectrum, elsewhere = found
    assert elsewhere.shape[1] == len(signature)
    # The grounds in and around the plume differ in temperature: an offset is not the gas's.
    spectrum = spectrum - np.median(spectrum)
    strength = spectrum @ signature / (signature @ signature)
    truth = 5.0 * PLUME[mask].mean() * (AIR_K - 300.0)
    # The sign of the contrast is kept: this plume absorbs. Its strongest pixels count less.
    assert strength == pytest.approx(truth, rel=0.5)
    left = spectrum - strength * signature
    assert np.abs(left).max() < 0.25 * np.abs(spectrum).max()


def test_places_without_gas_are_centred_and_weaker_than_the_plume() -> None:
    block, maps, signature = parts(2, 5.0)
    candidate, numbers = candidate_at(PLUME > 0.2)
    spectrum, elsewhere = spectra_of(block, maps, candidate, numbers, 0)
    np.testing.assert_allclose(elsewhere.mean(0), 0.0, atol=1e-9)
    covariance = elsewhere.T @ elsewhere / len(elsewhere) + 1e-4 * np.eye(len(signature))
    matched = np.linalg.solve(covariance, signature)
    assert abs(spectrum @ matched) > 4.0 * (elsewhere @ matched).std()


def test_without_gas_here_is_like_elsewhere() -> None:
    ratio = []
    for seed in range(4):
        block, maps, _ = parts(seed + 10, 0.0)
        candidate, numbers = candidate_at(PLUME > 0.2, 1.0)
        spectrum, elsewhere = spectra_of(block, maps, candidate, numbers, seed)
        ratio.append(np.sqrt((spectrum**2).sum() / (elsewhere**2).sum(1).mean()))
    assert 0.4 < np.median(ratio) < 2.0


def test_the_same_seed_gives_the_same_spectra() -> None:
    block, maps, _ = parts(3, 5.0)
    candidate, numbers = candidate_at(PLUME > 0.1)
    one, two = (spectra_of(block, maps, candidate, numbers, 5) for _ in range(2))
    np.testing.assert_array_equal(one[0], two[0])
    np.testing.assert_array_equal(one[1], two[1])


def test_where_no_place_is_free_nothing_is_judged() -> None:
    block, maps, _ = parts(4, 0.0)
    candidate, _ = candidate_at(PLUME > 0.2)
    everywhere = np.ones(SHAPE, np.int32)
    assert spectra_of(block, maps, candidate, everywhere, 0) is None


def test_candidates_judged_together_get_the_spectra_they_get_alone() -> None:
    block, maps, _ = parts(5, 5.0)
    mask = PLUME > 0.2
    first, numbers = candidate_at(mask)
    other = np.zeros(SHAPE, bool)
    other[40:44, 50:56] = True
    second, _ = candidate_at(other)
    hopeless = candidate_at(np.ones(SHAPE, bool))[0]
    numbers = numbers + 2 * other.astype(np.int32)
    together = blob_spectra(block, maps, [first, hopeless, second], numbers, [0], n_threads=2)
    assert together[1] is None
    alone = spectra_of(block, maps, first, numbers, 0)
    np.testing.assert_array_equal(together[0][0], alone[0])
    np.testing.assert_array_equal(together[0][1], alone[1])
    assert np.abs(together[2][0]).max() < np.abs(together[0][0]).max()
