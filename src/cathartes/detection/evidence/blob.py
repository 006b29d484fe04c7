"""A candidate's own spectrum, and what the same outline gives elsewhere in the scene."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.detection.block.working_units import Block
from cathartes.detection.plumes.candidates import Candidate
from cathartes.detection.score_maps import ScoreMaps
from cathartes.kernels.blobs import blob_differences, overlaps_until_enough

Array = NDArray[np.float64]
MOST_MEMBERS = 144
N_ELSEWHERE = 224
INNER_GAP, OUTER_REACH = 3, 10
"""Pixels: surroundings begin this far from the outline, and end that far from it."""
MOST_OVERLAP = 0.05
FEWEST_ELSEWHERE = 60
BAND_LINES = 32


@frozen(eq=False)
class Placement:
    """A candidate's pixels, and the places that its outline is laid at.

    Attributes
    ----------
    inside, around : (member, 2) intp
        Line and sample relative to the centre, line by line.
    signs : (inside member,) float32
        Of the contrast, times one common sign.
    shifts, flips : (place, 2) intp
        Line and sample of the centre, and 1 or -1 for each axis; the first place is its own.
    """

    inside: NDArray[np.intp]
    around: NDArray[np.intp]
    signs: NDArray[np.float32]
    shifts: NDArray[np.intp]
    flips: NDArray[np.intp]


def blob_spectra(
    block: Block,
    maps: ScoreMaps,
    candidates: Sequence[Candidate],
    numbers: NDArray[np.int32],
    seed: Sequence[int],
    n_threads: int = 1,
) -> list[tuple[Array, Array] | None]:
    """Return each blob's mean spectrum minus its surroundings, and the same laid elsewhere.

    Parameters
    ----------
    block : Block
    maps : ScoreMaps
    candidates : sequence of Candidate
    numbers : (line, sample) int32
        Non-zero where any candidate lies: other places must be free of them.
    seed : sequence of int
        Each candidate draws from a generator of its own.
    n_threads : int
        The result does not depend on it.

    Returns
    -------
    For each candidate, None where surroundings or free places are too few to judge, else

    spectrum : (wavelength,) float64
    elsewhere : (place, wavelength) float64

    Notes
    -----
    The spread over places is the clutter of *this* outline's size and shape, spatial
    correlation of the surface included, which pixel statistics divided by sqrt(n) miss.

    All candidates go through the block together, place by place: a block is larger than any
    cache, and every pixel is wanted by several outlines.
    """
    placed = [
        place_outline(block, candidate, numbers, np.random.default_rng([*seed, number]))
        for number, candidate in enumerate(candidates)
    ]
    sure = [placement for placement in placed if placement is not None]
    if not sure:
        return [None] * len(placed)
    shifts = np.concatenate([p.shifts for p in sure])
    flips = np.concatenate([p.flips for p in sure])
    blobs = np.repeat(np.arange(len(sure)), [len(p.shifts) for p in sure])
    # Bands of lines, each crossed from side to side: what was just read is read again soon.
    order = np.lexsort((shifts[:, 1], shifts[:, 0] // BAND_LINES))
    differences = np.empty((len(order), block.rows.shape[1]), np.float32)
    inside = np.concatenate([p.inside for p in sure])
    around = np.concatenate([p.around for p in sure])
    signs = np.concatenate([p.signs for p in sure])
    inside_ends = np.cumsum([0] + [len(p.inside) for p in sure])
    around_ends = np.cumsum([0] + [len(p.around) for p in sure])

    def work(part: NDArray[np.intp]) -> None:
        differences[part] = blob_differences(
            block.rows,
            maps.labels,
            maps.distances,
            maps.background.means,
            maps.background.column_offsets,
            block.shape,
            inside,
            signs,
            inside_ends,
            around,
            around_ends,
            blobs[part],
            shifts[part],
            flips[part],
        )

    with ThreadPoolExecutor(n_threads) as pool:
        list(pool.map(work, np.array_split(order, n_threads)))
    spectra = iter(np.split(differences, np.cumsum([len(p.shifts) for p in sure])[:-1]))
    found: list[tuple[Array, Array] | None] = []
    for placement in placed:
        if placement is None:
            found.append(None)
            continue
        own = next(spectra).astype(np.float64)
        found.append((own[0], own[1:] - own[1:].mean(0)))
    return found


def place_outline(
    block: Block, candidate: Candidate, numbers: NDArray[np.int32], rng: np.random.Generator
) -> Placement | None:
    """Choose members, surroundings and free places; None where they are too few to judge."""
    lines, samples = block.shape
    surroundings = _surroundings(candidate, numbers, block)
    if len(surroundings) < 12:
        return None
    weight = np.maximum(np.abs(candidate.scores), 0.1).astype(np.float64)
    inside, signs = candidate.members, np.sign(candidate.scores).astype(np.float32)
    if len(inside) > MOST_MEMBERS:
        pick = rng.choice(len(inside), MOST_MEMBERS, replace=False, p=weight / weight.sum())
        inside, signs = inside[pick], signs[pick]
    # One overall sign keeps "the plume absorbs" visible; flips inside the plume are undone.
    signs = signs * np.float32(np.sign(np.sum(signs)) or 1.0)
    if len(surroundings) > MOST_MEMBERS:
        surroundings = surroundings[rng.choice(len(surroundings), MOST_MEMBERS, replace=False)]
    centre = np.round(inside.mean(0)).astype(np.intp)
    order = np.lexsort((inside[:, 1], inside[:, 0]))
    inside, signs = inside[order] - centre, signs[order]
    order = np.lexsort((surroundings[:, 1], surroundings[:, 0]))
    surroundings = surroundings[order] - centre
    shifts = rng.integers(0, [lines, samples], size=(6 * N_ELSEWHERE, 2))
    flips = rng.choice(np.array([-1, 1], np.intp), size=(6 * N_ELSEWHERE, 2))
    overlap = overlaps_until_enough(
        numbers,
        block.valid.reshape(block.shape),
        inside,
        shifts,
        flips,
        MOST_OVERLAP,
        N_ELSEWHERE,
    )
    free = np.flatnonzero(overlap <= MOST_OVERLAP)
    if len(free) < FEWEST_ELSEWHERE:
        free = np.argsort(overlap, kind="stable")[:FEWEST_ELSEWHERE]
        if overlap[free].max() > 0.5:
            return None
    return Placement(
        inside,
        surroundings,
        signs,
        np.concatenate([centre[None], shifts[free]]).astype(np.intp),
        np.concatenate([np.ones((1, 2), np.intp), flips[free]]),
    )


def _surroundings(
    candidate: Candidate, numbers: NDArray[np.int32], block: Block
) -> NDArray[np.intp]:
    """Return valid pixels near the outline that belong to no candidate."""
    low = np.maximum(candidate.members.min(0) - OUTER_REACH - 1, 0)
    high = np.minimum(candidate.members.max(0) + OUTER_REACH + 2, block.shape)
    window = np.zeros(tuple(high - low), bool)
    window[tuple((candidate.members - low).T)] = True
    distance = ndimage.distance_transform_edt(~window)
    cut = (slice(low[0], high[0]), slice(low[1], high[1]))
    near = (distance > INNER_GAP) & (distance <= OUTER_REACH) & (numbers[cut] == 0)
    near &= block.valid.reshape(block.shape)[cut]
    return np.asarray(np.argwhere(near) + low, dtype=np.intp)
