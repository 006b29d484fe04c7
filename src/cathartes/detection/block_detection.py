"""One block from working units to judged candidates."""

from __future__ import annotations

import numpy as np
from attrs import define, frozen
from numpy.typing import NDArray

from cathartes.detection.atmosphere import in_scene_transmittance
from cathartes.detection.block.working_units import Block
from cathartes.detection.evidence.blob import blob_spectra
from cathartes.detection.evidence.identify import Identification, identify
from cathartes.detection.evidence.shapes import free_shapes
from cathartes.detection.false_alarms import FalseAlarmCurve, false_alarm_curve
from cathartes.detection.plumes.candidates import Candidate, find_candidates
from cathartes.detection.plumes.columns import contrast_model
from cathartes.detection.score_maps import GasTargets, ScoreMaps, score_block
from cathartes.model.gas import ChannelLibrary

Array = NDArray[np.float64]
ROUNDS = 3
LOG_ODDS_OFFSET = 8.0
"""Log of how many chances clutter has had by the time a candidate is looked at closely: it was
chosen as the highest of many places and gases. Set on development scenes."""
LOG_ODDS_SCALE = 0.35
"""Evidence is worth this much of its face value: models of clutter are never quite right."""
PLUME_BONUS = 4.0
REJECTED_SHARE = 0.5
REJECTED_PROBABILITY = 0.1
GAS_IS_ABSENT = 0.02


@frozen(eq=False)
class Judged:
    """A candidate with what its spectrum says.

    Attributes
    ----------
    candidate : Candidate
    identification : Identification
    probability : float
        That it is a plume of any gas.
    spectrum, spectrum_std : (wavelength,) float64
        Working units.
    """

    candidate: Candidate
    identification: Identification
    probability: float
    spectrum: Array
    spectrum_std: Array


@define(eq=False)
class BlockResult:
    """Everything found in a block."""

    block: Block
    targets: GasTargets
    maps: ScoreMaps
    transmittance: Array
    judged: list[Judged]
    numbers: NDArray[np.int32]
    unjudged: list[Candidate]

    def gas_score(self, gas: int, least_probability: float) -> NDArray[np.float32]:
        """Return the final score map of one gas.

        Notes
        -----
        Magnitude of the integrated score; raised by a constant inside plumes that hold the gas,
        lowered by half inside candidates that are no plume or hold other gases. Adding what
        the whole blob says to what each pixel says orders pixels by the certainty of gas.
        """
        signed = self.maps.of_gas(gas)
        score = signed if self.block.regime == "solar" else np.abs(signed)
        score = score.astype(np.float32)
        for judged in self.judged:
            at = tuple(judged.candidate.members.T)
            present = judged.identification.gas_probability[gas]
            if judged.probability >= least_probability and present >= GAS_IS_ABSENT:
                score[at] += np.float32(PLUME_BONUS * judged.probability * present)
            else:
                score[at] *= np.float32(REJECTED_SHARE)
        for candidate in self.unjudged:
            score[tuple(candidate.members.T)] *= np.float32(REJECTED_SHARE)
        score[~self.block.valid.reshape(self.block.shape)] = np.nan
        return score

    def plume_free(self, least_probability: float) -> NDArray[np.bool_]:
        """Return where no plume was found, (line, sample)."""
        free = self.block.valid.reshape(self.block.shape).copy()
        for judged in self.judged:
            if judged.probability >= least_probability:
                free[tuple(judged.candidate.members.T)] = False
        return free

    def false_alarms(self, score: NDArray[np.float32], least_probability: float) -> FalseAlarmCurve:
        """Return the false-alarm curve of a final score map."""
        return false_alarm_curve(score[self.plume_free(least_probability)])


def plume_probability(log_odds: float) -> float:
    """Return the probability of a plume from the evidence of its spectrum."""
    return float(
        1.0 / (1.0 + np.exp(-np.clip(LOG_ODDS_SCALE * (log_odds - LOG_ODDS_OFFSET), -60, 60)))
    )


def block_targets(
    block: Block,
    channels: ChannelLibrary,
    transmittance: Array,
    air_temperature_k: float | None = None,
) -> GasTargets:
    """Return what each gas adds to working units, for gases with absorption in the block."""
    if block.regime == "solar":
        return GasTargets(
            channels.names,
            -channels.absorption_per_ppm_m,
            channels.relative_error,
            transmittance,
        )
    typical = float(np.median(block.brightness[block.valid]))
    contrast = contrast_model(air_temperature_k, typical)
    return GasTargets(
        channels.names,
        channels.absorption_per_ppm_m * transmittance,
        channels.relative_error,
        transmittance,
        contrast.plume_brightness_k,
        contrast.std_k,
    )


def blob_signatures(result: BlockResult, candidate: Candidate) -> Array:
    """Return signatures over the grounds that a candidate lies on, (gas, wavelength)."""
    members = candidate.members
    labels = result.maps.labels[members[:, 0] * result.block.shape[1] + members[:, 1]]
    means = result.maps.background.means.astype(np.float64)
    share = np.bincount(labels, minlength=len(means)) / len(labels)
    grounds = np.flatnonzero(share)
    over = result.targets.over(means[grounds])
    return np.asarray(np.einsum("c,cgk->gk", share[grounds], over))


def detect_in_block(
    block: Block, channels: ChannelLibrary, seed: int, air_temperature_k: float | None = None
) -> BlockResult:
    """Score, find candidates and judge each by its own spectrum.

    Parameters
    ----------
    block : Block
    channels : ChannelLibrary
        On the block's channels.
    seed : int
    air_temperature_k : float or None
        Near the ground, where it is known.
    """
    transmittance = in_scene_transmittance(block)
    targets = block_targets(block, channels, transmittance, air_temperature_k)
    maps = score_block(block, targets, ROUNDS, seed)
    candidates, numbers = find_candidates(maps, one_sided=block.regime == "solar")
    result = BlockResult(block, targets, maps, transmittance, [], numbers, [])
    if not candidates:
        return result
    rng = np.random.default_rng([seed, 7])
    shapes = free_shapes(
        maps.background, block.wavelength_um, targets.signatures, transmittance, rng
    )
    for candidate in candidates:
        spectra = blob_spectra(block, maps, candidate, numbers, rng)
        if spectra is None:
            result.unjudged.append(candidate)
            continue
        spectrum, elsewhere = spectra
        identification = identify(spectrum, elsewhere, blob_signatures(result, candidate), shapes)
        result.judged.append(
            Judged(
                candidate,
                identification,
                plume_probability(identification.log_odds),
                spectrum,
                elsewhere.std(0),
            )
        )
    return result
