"""A candidate's own spectrum, and what the same outline gives elsewhere in the scene."""

from __future__ import annotations

import numpy as np
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


def blob_spectra(
    block: Block,
    maps: ScoreMaps,
    candidate: Candidate,
    numbers: NDArray[np.int32],
    rng: np.random.Generator,
) -> tuple[Array, Array] | None:
    """Return the blob's mean spectrum minus its surroundings, and the same laid elsewhere.

    Parameters
    ----------
    block : Block
    maps : ScoreMaps
    candidate : Candidate
    numbers : (line, sample) int32
        Non-zero where any candidate lies: other places must be free of them.
    rng : numpy Generator

    Returns
    -------
    spectrum : (wavelength,) float64
    elsewhere : (place, wavelength) float64
        Or None where surroundings or free places are too few to judge.

    Notes
    -----
    The spread over places is the clutter of *this* outline's size and shape, spatial
    correlation of the surface included, which pixel statistics divided by sqrt(n) miss.
    """
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
    here = np.ones((1, 2), np.intp)
    differences = blob_differences(
        block.rows,
        maps.labels,
        maps.distances,
        maps.background.means,
        maps.background.column_offsets,
        block.shape,
        inside,
        signs,
        surroundings,
        np.concatenate([centre[None], shifts[free]]).astype(np.intp),
        np.concatenate([here, flips[free]]),
    )
    elsewhere = differences[1:]
    return differences[0], elsewhere - elsewhere.mean(0)


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
