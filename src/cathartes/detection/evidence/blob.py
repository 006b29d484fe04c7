"""A candidate's own spectrum, and what the same outline gives elsewhere in the scene."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import ndimage
from scipy.linalg import solve_triangular

from cathartes.detection.block.working_units import Block
from cathartes.detection.evidence.shapes import FreeShapes
from cathartes.detection.plumes.candidates import Candidate
from cathartes.detection.score_maps import ScoreMaps
from cathartes.kernels.blobs import blob_sums, forward_substitution, overlaps_until_enough

Array = NDArray[np.float64]
MOST_MEMBERS = 144
N_ELSEWHERE = 160
INNER_GAP, OUTER_REACH = 3, 10
"""Pixels: surroundings begin this far from the outline, and end that far from it."""
MOST_OVERLAP = 0.05
FEWEST_ELSEWHERE = 60
LEAST_VARIANCE = 1e-4
"""Added to class covariances, in units of the pooled one."""


@frozen(eq=False)
class Grounds:
    """What the classes of a block are like, in the coordinates of :class:`FreeShapes`.

    Attributes
    ----------
    signatures : (class, gas, wavelength) float64
        What one ppm m K or ppm m of each gas adds over each class.
    turned : (class, gas, coordinate) float64
        The same, in coordinates.
    precisions : (class, coordinate, coordinate) float64
    whitener : (coordinate, wavelength) float64
    plain_signatures : (gas, wavelength) float64 or None
        What it adds over ground without features; None in sunlight, where that is the same.
    """

    signatures: Array
    turned: Array
    precisions: Array
    whitener: Array
    plain_signatures: Array | None = None


@frozen(eq=False)
class BlobSpectrum:
    """What a blob shows, against its surroundings and against other places.

    Attributes
    ----------
    spectrum, spectrum_std : (wavelength,) float64
        Plain mean over members minus that of the surroundings, working units, and its standard
        deviation over other places.
    whitened : (coordinate,) float64
        The same by generalised least squares, white if pixels were independent.
    elsewhere : (place, coordinate) float64
        The same outline laid at free places; zero mean.
    whitener : (coordinate, wavelength) float64
        Working units to these coordinates.
    turn : (coordinate, coordinate) float64
        The coordinates of :class:`FreeShapes` to these.
    signatures : (gas, wavelength) float64
        Over the grounds of the blob, plainly averaged.
    whitened_signatures : (gas, coordinate) float64
    plain_signatures : (gas, wavelength) float64 or None
        Over ground without features, as if the plume's contrast were far above what grounds
        differ by; None where that is the same.
    whitened_plain_signatures : (gas, coordinate) float64 or None
    """

    spectrum: Array
    spectrum_std: Array
    whitened: Array
    elsewhere: Array
    whitener: Array
    turn: Array
    signatures: Array
    whitened_signatures: Array
    plain_signatures: Array | None = None
    whitened_plain_signatures: Array | None = None


def grounds_of(
    maps: ScoreMaps, signatures: Array, shapes: FreeShapes, plain_signatures: Array | None = None
) -> Grounds:
    """Return what class-wise weighing of blobs needs, once for a block.

    Parameters
    ----------
    maps : ScoreMaps
    signatures : (class, gas, wavelength) float64
    shapes : FreeShapes
    plain_signatures : (gas, wavelength) float64, optional
        Over ground without features, where that differs.
    """
    turn = shapes.whitener
    covariances = turn @ maps.background.covariances @ turn.T
    loosened = covariances + LEAST_VARIANCE * np.eye(len(turn))
    precisions = np.asarray(np.linalg.inv(loosened), dtype=np.float64)
    return Grounds(signatures, signatures @ turn.T, precisions, turn, plain_signatures)


def blob_spectrum(
    block: Block,
    maps: ScoreMaps,
    candidate: Candidate,
    numbers: NDArray[np.int32],
    grounds: Grounds,
    rng: np.random.Generator,
) -> BlobSpectrum | None:
    """Return the blob's spectrum against its surroundings, and the same laid elsewhere.

    Parameters
    ----------
    block : Block
    maps : ScoreMaps
    candidate : Candidate
    numbers : (line, sample) int32
        Above zero where any candidate lies: other places must be free of them.
    grounds : Grounds
    rng : numpy Generator

    Returns
    -------
    BlobSpectrum, or None where surroundings or free places are too few to judge.

    Notes
    -----
    A blob lies on several grounds, and a roof says little about what its material varies in. With
    ``P_c`` the precision of class c, ``s_c`` the weighted sum of its members' residuals and
    ``w_c`` their weight, the signal common to all members is best estimated (generalised least
    squares) by ``A^-1 sum_c P_c s_c``, ``A = sum_c w_c P_c = L L'``; its coordinates
    ``L^-1 sum_c P_c s_c`` are white for pixels that do not depend on each other. Neighbours do: the
    spread of the same coordinates over other places, each with the ``L`` of its own grounds, is
    the clutter of *this* outline's size and shape in this scene.
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
    sums = blob_sums(
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
        np.concatenate([np.ones((1, 2), np.intp), flips[free]]),
    )
    return _by_least_squares(grounds, *sums)


def _by_least_squares(
    grounds: Grounds,
    sums: NDArray[np.float32],
    weights: NDArray[np.float32],
    mean_sign: NDArray[np.float32],
    surroundings: NDArray[np.float32],
) -> BlobSpectrum:
    """Combine classes; the blob itself comes first, its other places after it."""
    whole = weights.sum(1, keepdims=True)
    plain = sums.sum(1) / whole - mean_sign[:, None] * surroundings
    used = np.flatnonzero(weights.any(0))
    turn, precisions = grounds.whitener.astype(np.float32), grounds.precisions[used]
    n = len(turn)
    information = (weights[:, used] @ precisions.reshape(len(used), -1)).reshape(-1, n, n)
    factors = np.asarray(np.linalg.cholesky(information), dtype=np.float64)
    turned = np.swapaxes(sums[:, used] @ turn.T, 0, 1).astype(np.float64) @ precisions
    offset = (mean_sign[:, None] * surroundings) @ turn.T
    coordinates = forward_substitution(factors, turned.sum(0))
    coordinates -= np.einsum("jlk,jl->jk", factors, offset.astype(np.float64))
    elsewhere = coordinates[1:]
    share = weights[0, used].astype(np.float64)
    signal = np.einsum("c,cgl->gl", share, grounds.turned[used] @ precisions)
    plain_signatures = grounds.plain_signatures
    whitener = factors[0].T @ grounds.whitener
    return BlobSpectrum(
        spectrum=plain[0].astype(np.float64),
        spectrum_std=plain[1:].std(0).astype(np.float64),
        whitened=coordinates[0],
        elsewhere=elsewhere - elsewhere.mean(0),
        whitener=whitener,
        turn=factors[0].T,
        signatures=np.einsum("c,cgk->gk", share / share.sum(), grounds.signatures[used]),
        whitened_signatures=solve_triangular(factors[0], signal.T, lower=True).T,
        plain_signatures=plain_signatures,
        # Alike on all grounds, so that L^-1 (sum_c w_c P_c) = L'.
        whitened_plain_signatures=None
        if plain_signatures is None
        else plain_signatures @ whitener.T,
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
