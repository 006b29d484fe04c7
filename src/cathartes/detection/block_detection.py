"""One block from working units to judged candidates."""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from attrs import define, evolve
from numpy.typing import NDArray

from cathartes.detection.atmosphere import transmittance_of
from cathartes.detection.block.working_units import Block
from cathartes.detection.evidence.blob import blob_spectrum, grounds_of
from cathartes.detection.evidence.identify import Identification, identify
from cathartes.detection.evidence.probability import plume_probability
from cathartes.detection.evidence.repeats import weigh_repeats
from cathartes.detection.evidence.shapes import free_shapes
from cathartes.detection.false_alarms import FalseAlarmCurve, false_alarm_curve
from cathartes.detection.options import DetectionOptions
from cathartes.detection.plumes.candidates import Candidate, find_candidates
from cathartes.detection.plumes.columns import contrast_model, ground_brightness
from cathartes.detection.plumes.judged import Judged
from cathartes.detection.plumes.parts.deblend import Whitening, split_candidate, whiten_classes
from cathartes.detection.plumes.parts.fragments import join_fragments
from cathartes.detection.plumes.parts.parting import part_blends, without
from cathartes.detection.score_maps import GasTargets, ScoreMaps, score_block
from cathartes.model.gas import ChannelLibrary

Array = NDArray[np.float64]
ROUNDS = 3
PLUME_BONUS = 4.0
REJECTED_SHARE = 0.5
REJECTED_PROBABILITY = 0.1
GAS_IS_ABSENT = 0.02
SURELY_KNOWN = 8.0
"""Log odds of a known gas from which on a spectrum is no example of a strange surface."""
REPEAT_PIXELS = 40.0
"""Nearer candidates may be fragments of the same plume."""


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


def thermal_contrast(
    result: BlockResult, candidate: Candidate, identification: Identification
) -> float | None:
    """Return the sign of the signal times the expected contrast over its uncertainty.

    Positive where signal and contrast agree (a plume colder than the ground absorbs, a warmer
    one emits); None in sunlight, where a plume can only absorb.
    """
    targets, block = result.targets, result.block
    if targets.plume_brightness is None:
        return None
    signature = targets.signatures[int(np.argmax(identification.gas_probability))] ** 2
    members = candidate.members
    pixels = members[:, 0] * block.shape[1] + members[:, 1]
    ground = ground_brightness(
        block,
        result.maps.labels,
        result.maps.background.means,
        result.maps.class_brightness,
        pixels,
        signature,
    )
    contrast = targets.plume_brightness - float(ground.mean())
    return float(np.sign(np.median(candidate.scores))) * contrast / targets.plume_brightness_std


def against_repeats(judged: list[Judged]) -> list[Judged]:
    """Weigh each candidate against those far away that no known gas explains."""
    centres = np.array([one.candidate.members.mean(0) for one in judged]).reshape(-1, 2)
    is_strange = np.array([o.identification.known_log_odds < SURELY_KNOWN for o in judged], bool)
    weighed = []
    for one, centre in zip(judged, centres, strict=True):
        far = np.hypot(*(centres - centre).T) > REPEAT_PIXELS
        others = [judged[i].spectrum for i in np.flatnonzero(far & is_strange)]
        found = one.identification
        if len(others) > 1:
            found = weigh_repeats(found, np.array(others))
        weighed.append(evolve(one, identification=found))
    return weighed


def detect_in_block(
    block: Block,
    channels: ChannelLibrary,
    seed: int,
    air_temperature_k: float | None = None,
    downwind: Array | None = None,
    n_threads: int = 1,
    options: DetectionOptions | None = None,
    *,
    as_weighed: bool = False,
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
    downwind : (2,) float64 or None
        Unit vector (line, sample) that the wind blows towards, where it is known.
    n_threads : int
        Candidates judged side by side; the result does not depend on it.
    options : DetectionOptions, optional
        Say where the atmosphere comes from; the scene itself by default.
    as_weighed : bool
        Leave candidates as each was weighed, neither parted nor joined: the probability is fitted
        to these.
    """
    transmittance = transmittance_of(block, options or DetectionOptions())
    targets = block_targets(block, channels, transmittance, air_temperature_k)
    maps = score_block(block, targets, ROUNDS, seed, n_threads)
    candidates, numbers = find_candidates(
        maps, one_sided=block.regime == "solar", inside=block.valid.reshape(block.shape)
    )
    result = BlockResult(block, targets, maps, transmittance, [], numbers, [])
    if not candidates:
        return result
    rng = np.random.default_rng([seed, 7])
    shapes = free_shapes(
        maps.background, block.wavelength_um, targets.signatures, transmittance, rng
    )
    over_classes = targets.over(maps.background.means.astype(np.float64))
    has_contrast = targets.plume_brightness is not None
    grounds = grounds_of(maps, over_classes, shapes, targets.signatures if has_contrast else None)

    def judge(numbered: tuple[int, Candidate], beneath: Array | None = None) -> Judged | None:
        number, candidate = numbered
        own = np.random.default_rng([seed, 7, number])
        blob = blob_spectrum(block, maps, candidate, numbers, grounds, own)
        if blob is None:
            return None
        left = blob if beneath is None else without(blob, beneath)
        return Judged(candidate, identify(left, shapes), 0.0, blob.spectrum, blob.spectrum_std)

    def conclude(judged: Judged) -> Judged:
        candidate = judged.candidate
        contrast = thermal_contrast(result, candidate, judged.identification)
        chance = plume_probability(judged.identification, candidate, contrast, downwind)
        return evolve(judged, probability=chance)

    def weigh(candidate: Candidate, number: int, beneath: Array | None = None) -> Judged | None:
        verdict = judge((number, candidate), beneath)
        return None if verdict is None else conclude(verdict)

    @functools.cache
    def whitening() -> Whitening:
        return whiten_classes(maps, over_classes)

    def split(candidate: Candidate, known: frozenset[int]) -> tuple[Candidate, Candidate] | None:
        return split_candidate(block, maps, whitening(), candidate, numbers, known)

    with ThreadPoolExecutor(n_threads) as pool:
        verdicts = list(pool.map(judge, enumerate(candidates)))
    seen = [verdict for verdict in verdicts if verdict is not None]
    result.judged = [conclude(judged) for judged in against_repeats(seen)]
    result.unjudged = [c for c, v in zip(candidates, verdicts, strict=True) if v is None]
    if as_weighed:
        return result
    result.judged = part_blends(result.judged, numbers, split, weigh)
    result.judged = join_fragments(result.judged, block.shape, downwind)
    return result
