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
        Strongest first.
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
    positions = ndimage.maximum_position(maps.strongest, seeds, np.arange(1, n_seeds + 1))
    sizes = np.bincount(seeds.ravel(), minlength=n_seeds + 1)[1:]
    order = sorted(
        (n for n in range(n_seeds) if sizes[n] >= 2), key=lambda n: -maps.strongest[positions[n]]
    )
    found: list[Candidate] = []
    of_gas: dict[int, NDArray[np.float32]] = {}
    for n in order:
        at = positions[n]
        if numbers[at] or len(found) >= most:
            continue
        gas, peak = int(maps.strongest_gas[at]), float(maps.strongest[at])
        if gas not in of_gas:
            of_gas[gas] = maps.of_gas(gas)
        score = of_gas[gas]
        members = _grow(score, at, max(GROW_SCORE, GROW_SHARE * peak), numbers, one_sided)
        if len(members) < FEWEST_PIXELS:
            continue
        numbers[members[:, 0], members[:, 1]] = len(found) + 1
        found.append(Candidate(gas, peak, members, score[members[:, 0], members[:, 1]]))
    numbers[numbers == OUTSIDE] = 0
    return found, numbers


def _grow(
    score: NDArray[np.float32],
    at: tuple[int, int],
    threshold: float,
    taken: NDArray[np.int32],
    one_sided: bool,
) -> NDArray[np.intp]:
    """Pixels over the threshold that hang together with the seed, bridging small gaps."""
    magnitude = score if one_sided else np.abs(score)
    return flood(magnitude, taken, int(at[0]), int(at[1]), threshold, GAP_PIXELS)
