"""Connected things that score like plumes."""

from __future__ import annotations

import numpy as np
from attrs import define
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.detection.score_maps import ScoreMaps
from cathartes.kernels.spatial import flood

SEED_SCORE = 5.0
GROW_SCORE = 2.8
GROW_SHARE = 0.12
"""A plume ends where its score falls below this share of its peak."""
FEWEST_PIXELS = 4
FEWEST_SEED_PIXELS = 2
FEWEST_LEFT_PIXELS, LEFT_SCORE = 8, 10.0
"""What a candidate leaves of its own seed to another gas is at least this large and strong."""
MOST_CANDIDATES = 60
OUTSIDE = -1
GAP_PIXELS = 2
"""Fragments of one gas closer than this are one plume (intermittent release)."""


@define(eq=False)
class Candidate:
    """A connected set of pixels that scores for one gas.

    Attributes
    ----------
    gas : int
        Whose score is highest at the peak.
    peak : float
    members : (member, 2) intp
        Line and sample.
    scores : (member,) float32
        Signed score for ``gas``.
    """

    gas: int
    peak: float
    members: NDArray[np.intp]
    scores: NDArray[np.float32]


def find_candidates(
    maps: ScoreMaps,
    *,
    one_sided: bool,
    most: int = MOST_CANDIDATES,
    inside: NDArray[np.bool_] | None = None,
) -> tuple[list[Candidate], NDArray[np.int32]]:
    """Segment by hysteresis: seeds of high score, grown in the map of the seed's own gas.

    Parameters
    ----------
    maps : ScoreMaps
    one_sided : bool
        True in sunlight, where only positive scores can be gas.
    most : int
    inside : (line, sample) bool, optional
        False for pixels without a usable spectrum: no plume holds them.

    Returns
    -------
    candidates : list of Candidate
        Strongest first, then what these left of their own seeds to other gases.
    numbers : (line, sample) int32
        Index of the candidate plus 1; 0 elsewhere.
    """
    seeds, n_seeds = ndimage.label(maps.strongest > SEED_SCORE, np.ones((3, 3)))
    numbers = np.zeros(maps.strongest.shape, np.int32)
    if inside is not None:
        numbers[~inside] = OUTSIDE
    if n_seeds == 0:
        numbers[numbers == OUTSIDE] = 0
        return [], numbers
    found: list[Candidate] = []
    gas_of_seed: dict[int, int] = {}

    def grow(at: tuple[int, int], gas: int) -> None:
        peak = float(maps.strongest[at])
        members, scores = flood(
            maps.fine[..., gas],
            maps.coarse[..., gas],
            maps.fine_scale[gas],
            maps.coarse_scale[gas],
            one_sided,
            numbers,
            *at,
            max(GROW_SCORE, GROW_SHARE * peak),
            GAP_PIXELS,
        )
        if len(members) >= FEWEST_PIXELS:
            numbers[members[:, 0], members[:, 1]] = len(found) + 1
            found.append(Candidate(gas, peak, members, scores))

    for at in _strongest_of_each(maps.strongest, seeds, FEWEST_SEED_PIXELS):
        if len(found) < most and not numbers[at]:
            gas_of_seed[int(seeds[at])] = gas = maps.gas_at(*at, one_sided=one_sided)
            grow(at, gas)
    for at in _strongest_of_each(
        maps.strongest,
        _left_to_others(maps, seeds, numbers, gas_of_seed, one_sided=one_sided),
        FEWEST_LEFT_PIXELS,
    ):
        if len(found) >= most or maps.strongest[at] < LEFT_SCORE:
            break
        if not numbers[at]:
            grow(at, maps.gas_at(*at, one_sided=one_sided))
    numbers[numbers == OUTSIDE] = 0
    return found, numbers


def _left_to_others(
    maps: ScoreMaps,
    seeds: NDArray[np.int32],
    numbers: NDArray[np.int32],
    gas_of_seed: dict[int, int],
    *,
    one_sided: bool,
) -> NDArray[np.int32]:
    """Return what candidates leave of their own seeds to other gases, parts numbered from 1.

    Notes
    -----
    Two plumes that touch are one seed, and the stronger has grown in its own gas only. Around it
    lies a rim that is still its own gas, too thin beside its peak to be grown: only with the rim
    taken away do the parts of other gases stand alone, each with its own strongest pixel.
    """
    pixels = np.argwhere((seeds > 0) & (numbers == 0))
    own = np.full(int(seeds.max()) + 1, -1)
    own[list(gas_of_seed)] = list(gas_of_seed.values())
    is_other = maps.gases_at(pixels, one_sided=one_sided) != own[seeds[tuple(pixels.T)]]
    left = np.zeros(seeds.shape, np.bool_)
    left[tuple(pixels[is_other].T)] = True
    return np.asarray(ndimage.label(left, np.ones((3, 3)))[0])


def _strongest_of_each(
    strongest: NDArray[np.float32], seeds: NDArray[np.int32], fewest: int
) -> list[tuple[int, int]]:
    """Return the place of the strongest pixel of each seed that is large enough, strongest first.

    Notes
    -----
    Only pixels of seeds are sorted: they are few, the scene is large.
    """
    at = np.flatnonzero(seeds)
    values = strongest.ravel()[at]
    order = np.argsort(values, kind="stable")[::-1]
    owner = seeds.ravel()[at[order]]
    _, first, sizes = np.unique(owner, return_index=True, return_counts=True)
    peaks = at[order[np.sort(first[sizes >= fewest])]]
    samples = strongest.shape[1]
    return [(int(p) // samples, int(p) % samples) for p in peaks]
