"""A candidate that covers two plumes, split where its own spectrum does not explain it."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.detection.block.working_units import Block
from cathartes.detection.plumes.candidates import (
    GAP_PIXELS,
    GROW_SCORE,
    GROW_SHARE,
    Candidate,
)
from cathartes.detection.score_maps import FINE_SIGMA, ScoreMaps
from cathartes.kernels.spatial import flood

Floats = NDArray[np.float32]
CORE_PIXELS, LEAST_CORE_PIXELS = 50, 8
MARGIN_PIXELS = 8
"""Around a candidate: smoothing and growing must not stop at its box."""
SEED_SCORE = 10.0
SEED_SHARE = 0.15
"""Of the first plume's score. What is left of it may be saturation, or ground that differs."""
MOST_ALIKE = 0.85
"""Cosine of whitened spectra above which a gas cannot be told under another plume."""
ONE_OF_KIND = 0.7
"""Cosine from which on a gas counts as one that was split off before."""
DEGREES = 40.0
SIGN_SCORE = 3.0
FEWEST_OWN_PIXELS = 24
"""In either part: what is smaller is a shred of the overlap, not a plume."""
RIDGE = 1e-9


@frozen(eq=False)
class Whitening:
    """Background classes as unit noise.

    Attributes
    ----------
    inverse_factors : (class, wavelength, wavelength) float32
        ``L^-1`` of each class's covariance ``L L'``.
    signatures : (class, gas, wavelength) float32
        Whitened, of unit length.
    """

    inverse_factors: Floats
    signatures: Floats


@frozen(eq=False)
class Leftover:
    """What a candidate's own spectrum leaves, in the box around it.

    Attributes
    ----------
    low : (2,) intp
        Line and sample of the box's first pixel.
    inside : (line, sample) bool
        Where the candidate lies.
    free : (line, sample) bool
        Where a second plume may lie: in the candidate or in no candidate.
    left : (line, sample, gas) float32
        Score of each gas once the candidate's spectrum is taken out; positive where it adds to
        the candidate's signal, whichever sign that has there.
    own : (line, sample) float32
        Score of the candidate's spectrum.
    alone : (line, sample, gas) float32
        Score of each gas, nothing taken out.
    alike : (line, sample, gas) float32
        Cosine between the two.
    """

    low: NDArray[np.intp]
    inside: NDArray[np.bool_]
    free: NDArray[np.bool_]
    left: Floats
    own: Floats
    alone: Floats
    alike: Floats


def whiten_classes(maps: ScoreMaps, signatures: NDArray[np.float64]) -> Whitening:
    """Return what turns rows of each class to unit noise, and the gases so turned.

    Parameters
    ----------
    maps : ScoreMaps
    signatures : (class, gas, wavelength) float64
    """
    covariances = maps.background.covariances
    n = covariances.shape[1]
    ridge = RIDGE * np.trace(covariances, axis1=1, axis2=2)[:, None, None] / n * np.eye(n)
    inverse = np.linalg.inv(np.linalg.cholesky(covariances + ridge))
    turned = signatures @ np.swapaxes(inverse, 1, 2)
    turned /= np.maximum(np.linalg.norm(turned, axis=2, keepdims=True), 1e-300)
    return Whitening(inverse.astype(np.float32), turned.astype(np.float32))


def split_candidate(
    block: Block,
    maps: ScoreMaps,
    whitening: Whitening,
    candidate: Candidate,
    numbers: NDArray[np.int32],
    known: frozenset[int] = frozenset(),
) -> tuple[Candidate, Candidate] | None:
    """Split a candidate in two where some gas is out of proportion to its own spectrum.

    Parameters
    ----------
    block : Block
    maps : ScoreMaps
    whitening : Whitening
    candidate : Candidate
    numbers : (line, sample) int32
        Non-zero where any candidate lies; the second plume may grow where none does.
    known : frozenset of int
        Gases split off from this candidate before: neither they nor their likes are seeds.

    Returns
    -------
    (first, second), which share no pixel, or None where one spectrum explains the candidate.

    Notes
    -----
    Each pixel of the second plume goes to the plume that explains more of it; one that is
    weaker everywhere keeps the stronger half of its pixels, so that it has a place at all.
    """
    leftover = _take_out_own(block, maps, whitening, candidate, numbers)
    over = leftover.left / np.maximum(SEED_SCORE, SEED_SHARE * np.abs(leftover.own))[..., None]
    over[~leftover.inside] = 0.0
    for gas in known:
        cosine = np.abs(np.einsum("cgk,ck->cg", whitening.signatures, whitening.signatures[:, gas]))
        over[..., cosine.max(0) > ONE_OF_KIND] = 0.0
    line, sample, gas = (int(i) for i in np.unravel_index(int(np.argmax(over)), over.shape))
    if over[line, sample, gas] < 1.0:
        return None
    score = np.ascontiguousarray(leftover.left[..., gas])
    peak = float(score[line, sample])
    reached, scores = flood(
        score,
        # Smoothed at one scale here: the second map of the flood is empty.
        np.zeros((score.shape[0] // 2 + 1, score.shape[1] // 2 + 1), np.float32),
        np.float32(1.0),
        np.float32(1.0),
        True,
        (~leftover.free).astype(np.int32),
        line,
        sample,
        max(GROW_SCORE, GROW_SHARE * peak),
        GAP_PIXELS,
    )
    mine = _stronger_part(leftover, gas, reached, scores)
    members = reached[mine] + leftover.low
    is_gone = np.zeros(leftover.inside.shape, bool)
    is_gone[tuple(reached[mine].T)] = True
    kept = ~is_gone[tuple((candidate.members - leftover.low).T)]
    if min(int(kept.sum()), len(members)) < FEWEST_OWN_PIXELS:
        return None
    first = Candidate(
        candidate.gas, candidate.peak, candidate.members[kept], candidate.scores[kept]
    )
    signed = scores[mine] * np.where(leftover.own[tuple(reached[mine].T)] < 0.0, -1.0, 1.0)
    return first, Candidate(gas, peak, members, signed.astype(np.float32))


def _take_out_own(
    block: Block,
    maps: ScoreMaps,
    whitening: Whitening,
    candidate: Candidate,
    numbers: NDArray[np.int32],
) -> Leftover:
    """Score every gas with the candidate's own mean spectrum taken out of each pixel.

    Notes
    -----
    With unit directions ``m`` (own spectrum) and ``t`` (gas), both whitened, and ``rho = m't``,
    the gas given the plume scores ``(t'y - rho m'y) / sqrt(1 - rho^2)``. Taking out the plume's
    own spectrum rather than a library's leaves nothing of a mixture from one source, which is
    in proportion to it everywhere, whatever its gases and however wrong the library.
    """
    low = np.maximum(candidate.members.min(0) - MARGIN_PIXELS, 0)
    high = np.minimum(candidate.members.max(0) + MARGIN_PIXELS + 1, block.shape)
    box = (slice(low[0], high[0]), slice(low[1], high[1]))
    lines, samples = np.mgrid[box]
    shape = lines.shape
    pixels = (lines * block.shape[1] + samples).ravel()
    labels = maps.labels[pixels]
    residuals = maps.background.residuals(block.rows[pixels], labels, samples.ravel())
    inside = np.zeros(shape, bool)
    inside[tuple((candidate.members - low).T)] = True
    rows = np.empty_like(residuals)
    n_pixels, n_channels = rows.shape
    gases = np.empty((n_pixels, whitening.signatures.shape[1]), np.float32)
    for label in np.unique(labels):
        of_class = labels == label
        rows[of_class] = residuals[of_class] @ whitening.inverse_factors[label].T
        gases[of_class] = rows[of_class] @ whitening.signatures[label].T
    energy = np.einsum("pk,pk->p", rows, rows)
    core = _core(gases[:, candidate.gas], energy, inside.ravel())
    spectrum = np.sign(gases[core, candidate.gas]) @ residuals[core]
    directions = whitening.inverse_factors @ spectrum
    directions /= np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-30)
    own = np.einsum("pk,pk->p", rows, directions[labels])
    alike = np.einsum("cgk,ck->cg", whitening.signatures, directions)[labels]
    apart = np.sqrt(np.maximum(1.0 - alike**2, 1.0 - MOST_ALIKE**2))
    left = (gases - alike * own[:, None]) / apart
    left[np.abs(alike) > MOST_ALIKE] = 0.0
    valid = block.valid[pixels]
    left[~valid] = 0.0
    # One normalisation for all scores of a pixel, by what neither plume explains of it.
    rest = np.maximum(energy - own**2 - (left**2).max(1), 0.0)
    trust = np.sqrt((DEGREES + n_channels) / (DEGREES + rest))[:, None]

    def smooth(scores: Floats) -> Floats:
        cube = (scores * trust).reshape(*shape, -1)
        spread = (FINE_SIGMA, FINE_SIGMA, 0.0)
        return np.asarray(ndimage.gaussian_filter(cube, spread, mode="constant"), np.float32)

    left = smooth(left) * maps.fine_scale
    strength = smooth(own[:, None])[..., 0] * maps.fine_scale[candidate.gas]
    if block.regime != "solar":
        # Both plumes lie over the same ground and differ little in temperature.
        sure = (np.abs(strength) > SIGN_SCORE)[..., None]
        left = np.where(sure, left * np.sign(strength)[..., None], np.abs(left))
    return Leftover(
        low,
        inside,
        (inside | (numbers[box] == 0)) & valid.reshape(shape),
        left,
        strength,
        smooth(gases) * maps.fine_scale,
        alike.reshape(*shape, -1),
    )


def _core(along: Floats, energy: Floats, inside: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the pixels of a candidate that show its gas best for what else is in them."""
    other = energy - along**2
    usual = max(float(np.median(other[inside])), 1e-6)
    weight = np.where(inside, np.abs(along) / (1.0 + other / usual), 0.0)
    n_core = max(LEAST_CORE_PIXELS, min(CORE_PIXELS, int(inside.sum()) // 3))
    return np.argsort(-weight, kind="stable")[:n_core]


def _stronger_part(
    leftover: Leftover, gas: int, reached: NDArray[np.intp], scores: Floats
) -> NDArray[np.bool_]:
    """Return which reached pixels the second plume explains more of than the first."""
    at = tuple(reached.T)
    alike = leftover.alike[..., gas][at]
    apart = np.sqrt(np.maximum(1.0 - alike**2, 1.0 - MOST_ALIKE**2))
    first = np.abs(leftover.own[at] - alike * leftover.alone[..., gas][at]) / apart
    mine: NDArray[np.bool_] = scores > first
    if mine.sum() < FEWEST_OWN_PIXELS:
        strongest = np.argsort(-scores, kind="stable")
        mine = np.zeros(len(scores), bool)
        mine[strongest[: max(FEWEST_OWN_PIXELS, len(scores) // 2)]] = True
    return mine
