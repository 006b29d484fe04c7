"""A candidate's own spectrum, and the same outline laid elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.detection.block.prepare import channels_of_regime, prepare_block
from cathartes.detection.block_detection import block_targets
from cathartes.detection.evidence.blob import BlobSpectrum, blob_spectrum, grounds_of
from cathartes.detection.evidence.shapes import free_shapes
from cathartes.detection.plumes.candidates import Candidate
from cathartes.detection.score_maps import score_block
from tests.planted_scenes import AIR_K, channels_of, drifting_plume, planted_scene

SHAPE = (56, 72)
PLUME = drifting_plume(SHAPE, 28, 20)
MASK = PLUME > 0.2


class Laid:
    """A scene with SF6 planted, scored, ready to have a blob cut out."""

    def __init__(self, seed: int, column: float) -> None:
        scene = planted_scene({"SF6": column * PLUME}, seed=seed)
        wanted = channels_of_regime(scene, "thermal")
        self.block, _ = prepare_block(scene, 0, SHAPE[0], wanted, "thermal")
        channels = channels_of(scene.instrument)
        tau = np.ones(len(self.block.wavelength_um))
        targets = block_targets(self.block, channels, tau, AIR_K - 1.0)
        self.gas = channels.names.index("SF6")
        self.signature = targets.signatures[self.gas]
        self.maps = score_block(self.block, targets, 3, 0)
        self.shapes = free_shapes(
            self.maps.background,
            self.block.wavelength_um,
            targets.signatures,
            tau,
            np.random.default_rng(0),
        )
        over = targets.over(self.maps.background.means.astype(np.float64))
        self.grounds = grounds_of(self.maps, over, self.shapes)

    def blob(
        self, mask: np.ndarray = MASK, score: float = -10.0, seed: int = 0
    ) -> BlobSpectrum | None:
        candidate = candidate_at(mask, score)
        return blob_spectrum(
            self.block,
            self.maps,
            candidate,
            mask.astype(np.int32),
            self.grounds,
            np.random.default_rng(seed),
        )


def candidate_at(mask: np.ndarray, score: float) -> Candidate:
    members = np.argwhere(mask)
    return Candidate(0, abs(score), members, np.full(len(members), score, np.float32))


def strength(blob: BlobSpectrum, gas: int) -> float:
    """Return the matched filter's strength of a gas in whitened coordinates."""
    covariance = blob.elsewhere.T @ blob.elsewhere / len(blob.elsewhere)
    matched = np.linalg.solve(covariance + np.eye(len(covariance)), blob.whitened_signatures[gas])
    return float(blob.whitened @ matched / (blob.whitened_signatures[gas] @ matched))


def test_the_spectrum_of_a_plume_is_its_gas_times_the_contrast() -> None:
    laid = Laid(1, 5.0)
    blob = laid.blob()
    assert blob is not None
    # The grounds in and around the plume differ in temperature: an offset is not the gas's.
    spectrum = blob.spectrum - np.median(blob.spectrum)
    found = spectrum @ laid.signature / (laid.signature @ laid.signature)
    truth = 5.0 * PLUME[MASK].mean() * (AIR_K - 300.0)
    # The sign of the contrast is kept: this plume absorbs. Its strongest pixels count less.
    assert found == pytest.approx(truth, rel=0.5)
    left = spectrum - found * laid.signature
    assert np.abs(left).max() < 0.25 * np.abs(spectrum).max()


def test_least_squares_finds_the_strength_that_was_planted() -> None:
    laid = Laid(1, 5.0)
    blob = laid.blob()
    assert blob is not None
    truth = 5.0 * PLUME[MASK].mean() * (AIR_K - 300.0)
    assert strength(blob, laid.gas) == pytest.approx(truth, rel=0.35)


def test_places_without_gas_are_centred_and_weaker_than_the_plume() -> None:
    laid = Laid(2, 5.0)
    blob = laid.blob()
    assert blob is not None
    np.testing.assert_allclose(blob.elsewhere.mean(0), 0.0, atol=1e-9)
    covariance = blob.elsewhere.T @ blob.elsewhere / len(blob.elsewhere)
    matched = np.linalg.solve(
        covariance + np.eye(len(covariance)), blob.whitened_signatures[laid.gas]
    )
    assert abs(blob.whitened @ matched) > 4.0 * (blob.elsewhere @ matched).std()


def test_without_gas_here_is_like_elsewhere() -> None:
    ratio = []
    for seed in range(4):
        blob = Laid(seed + 10, 0.0).blob(score=1.0, seed=seed)
        assert blob is not None
        usual = (blob.elsewhere**2).sum(1).mean()
        ratio.append(np.sqrt((blob.whitened**2).sum() / usual))
    assert 0.4 < np.median(ratio) < 2.0


def test_where_all_ground_is_alike_least_squares_is_the_plain_mean() -> None:
    laid = Laid(5, 5.0)
    one = laid.grounds.precisions[:1]
    laid.grounds = evolve(laid.grounds, precisions=np.repeat(one, len(laid.grounds.precisions), 0))
    blob = laid.blob()
    assert blob is not None
    np.testing.assert_allclose(blob.whitened, blob.whitener @ blob.spectrum, rtol=1e-3, atol=2e-2)


def test_a_ground_that_varies_counts_less() -> None:
    laid = Laid(6, 0.0)
    before = laid.blob(score=1.0)
    members = np.flatnonzero(MASK.ravel())
    label = np.bincount(laid.maps.labels[members]).argmax()
    odd = members[laid.maps.labels[members] == label]
    laid.block.rows[odd] += (3.0 * laid.signature / laid.signature.max()).astype(np.float32)
    firm = laid.blob(score=1.0)
    loose = laid.grounds.precisions.copy()
    loose[label] /= 1e3
    laid.grounds = evolve(laid.grounds, precisions=loose)
    after = laid.blob(score=1.0)
    assert before is not None
    assert firm is not None
    assert after is not None
    moved = abs(strength(firm, laid.gas) - strength(before, laid.gas))
    assert abs(strength(after, laid.gas) - strength(before, laid.gas)) < 0.5 * moved


def test_the_same_seed_gives_the_same_spectra() -> None:
    laid = Laid(3, 5.0)
    one, two = (laid.blob(PLUME > 0.1, seed=5) for _ in range(2))
    assert one is not None
    assert two is not None
    np.testing.assert_array_equal(one.whitened, two.whitened)
    np.testing.assert_array_equal(one.elsewhere, two.elsewhere)


def test_where_no_place_is_free_nothing_is_judged() -> None:
    laid = Laid(4, 0.0)
    everywhere = np.ones(SHAPE, np.int32)
    rng = np.random.default_rng(0)
    found = blob_spectrum(
        laid.block, laid.maps, candidate_at(MASK, -10.0), everywhere, laid.grounds, rng
    )
    assert found is None
