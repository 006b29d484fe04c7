"""Whether a split candidate is two plumes, judged by the evidence of its parts."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.detection.evidence.blob import BlobSpectrum
from cathartes.detection.plumes.candidates import Candidate
from cathartes.detection.plumes.judged import Judged

Array = NDArray[np.float64]
LEAST_TO_PART = 0.1
"""Two plumes seen as one look like a strange surface: improbable candidates are tried too."""
PART_PROBABILITY = 0.6
MOST_PARTINGS = 3
MORE_EVIDENCE = 2.0
"""By so much the log evidence of the parts together must surpass that of the whole."""
PRESENT, ABSENT, SURE = 0.5, 0.3, 0.9
"""Probabilities from which on a gas is in a plume, below which it is not, and that none doubts."""


class Split(Protocol):
    """Splits a candidate in two, or returns None; ``known`` gases were split off before."""

    def __call__(
        self, candidate: Candidate, known: frozenset[int]
    ) -> tuple[Candidate, Candidate] | None:
        """Return both halves, which share no pixel."""
        ...


class Weigh(Protocol):
    """Judges a candidate by its own spectrum, less what lies ``beneath`` it where given."""

    def __call__(
        self, candidate: Candidate, number: int, beneath: Array | None = None
    ) -> Judged | None:
        """Return the verdict, or None where there is too little ground to judge by."""
        ...


def part_blends(
    judged: list[Judged], numbers: NDArray[np.int32], split: Split, weigh: Weigh
) -> list[Judged]:
    """Part candidates that hold two plumes of different gases.

    Parameters
    ----------
    judged : list of Judged
    numbers : (line, sample) int32
        Non-zero where any candidate lies; second plumes are entered.
    split : callable
        Such as :func:`cathartes.detection.plumes.parts.deblend.split_candidate`.
    weigh : callable

    Notes
    -----
    A split stands only where both parts are plumes by evidence of their own, hold different
    gases, and together have more evidence than the whole: chance and errors of the model give
    remainders that no gas explains, and parts of one plume have the evidence of their pixels,
    not more.
    """
    done: list[Judged] = []
    todo = [(one, 0, frozenset[int]()) for one in judged]
    n_partings = 0
    while todo:
        whole, depth, known = todo.pop(0)
        parts = None
        if whole.probability >= LEAST_TO_PART and depth < MOST_PARTINGS:
            parts = _parted(whole, numbers, split(whole.candidate, known), weigh)
        if parts is None:
            done.append(whole)
            continue
        n_partings += 1
        first, second = parts
        todo = [
            (
                evolve(first, parted=whole.parted | {n_partings}),
                depth + 1,
                known | {second.candidate.gas},
            ),
            (
                evolve(second, parted=whole.parted | {-n_partings}),
                depth + 1,
                known | {first.candidate.gas},
            ),
            *todo,
        ]
    return done


def _parted(
    whole: Judged,
    numbers: NDArray[np.int32],
    halves: tuple[Candidate, Candidate] | None,
    weigh: Weigh,
) -> tuple[Judged, Judged] | None:
    """Return both parts, judged, or None where the split does not stand."""
    if halves is None:
        return None
    at = tuple(halves[1].members.T)
    before, number = numbers[at], int(numbers.max()) + 1
    numbers[at] = number
    second = weigh(halves[1], number)
    # Most splits fall here: the first part is not weighed for them.
    if second is not None and second.probability >= PART_PROBABILITY:
        own = int(numbers[tuple(halves[0].members[0])])
        first = weigh(halves[0], own)
        if first is not None:
            if not _is_known_plume(second) or (_gases(first) & _gases(second)).any():
                clean = weigh(halves[1], number, beneath=first.spectrum)
                second = clean if clean is not None and _is_known_plume(clean) else second
            first = _with_name_of_whole(first, second, whole)
            if stands(whole, first, second):
                return first, second
    numbers[at] = before
    return None


def without(blob: BlobSpectrum, beneath: Array) -> BlobSpectrum:
    """Return a blob with the spectrum of another plume taken out, in its coordinates.

    Parameters
    ----------
    blob : BlobSpectrum
    beneath : (wavelength,) float64
        Working units, of any strength: the blob, other places and the signatures lose what is
        along it, so that nothing there speaks for or against any gas.
    """
    direction = blob.whitener @ beneath
    direction = direction / max(float(np.linalg.norm(direction)), 1e-300)

    def less(rows: Array) -> Array:
        return np.asarray(rows - (rows @ direction)[..., None] * direction)

    plain = blob.whitened_plain_signatures
    return evolve(
        blob,
        whitened=less(blob.whitened),
        elsewhere=less(blob.elsewhere),
        whitened_signatures=less(blob.whitened_signatures),
        whitened_plain_signatures=None if plain is None else less(plain),
    )


def stands(whole: Judged, first: Judged, second: Judged) -> bool:
    """Return whether two parts explain a candidate better than one plume does."""
    if first.probability < PART_PROBABILITY or not _is_known_plume(second):
        return False
    one, two, all_ = (j.identification for j in (first, second, whole))
    return bool(
        one.unknown_probability <= PRESENT
        and one.log_odds + two.log_odds >= all_.log_odds + MORE_EVIDENCE
        and _gases(first).any()
        and _gases(second).any()
        and (_gases(first) != _gases(second)).any()
    )


def _with_name_of_whole(first: Judged, second: Judged, whole: Judged) -> Judged:
    """Return the first part; called by the whole's sure name where its own is lost.

    Notes
    -----
    The core of the second plume is gone from it, thin overlap is not: its spectrum may fit no
    gas well. What the whole was named for is still there if it is not the second's gas.
    """
    found = whole.identification
    is_new = _gases(second) & (found.gas_probability < ABSENT)
    is_lost = first.identification.unknown_probability > PRESENT
    if is_lost and is_new.any() and found.gas_probability.max() > SURE:
        kept = evolve(found, log_odds=first.identification.log_odds)
        return evolve(first, identification=kept, probability=whole.probability)
    return first


def _is_known_plume(part: Judged) -> bool:
    return (
        part.probability >= PART_PROBABILITY and part.identification.unknown_probability <= PRESENT
    )


def _gases(judged: Judged) -> NDArray[np.bool_]:
    return np.asarray(judged.identification.gas_probability > PRESENT)
