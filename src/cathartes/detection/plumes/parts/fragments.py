"""Fragments of one plume, joined."""

from __future__ import annotations

import numpy as np
from attrs import evolve
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.detection.evidence.identify import Identification
from cathartes.detection.plumes.judged import Judged
from cathartes.detection.plumes.parts.cone import is_in_cone
from cathartes.detection.plumes.parts.thin_parts import thin_parts_of

Array = NDArray[np.float64]
REACH_PIXELS = 4
LEAST_PROBABILITY = 0.3
LONGEST_GAP_PIXELS = 70.0
"""Along a known wind, fragments of an intermittent plume may lie this far apart."""
SAME_GAS = 0.3
"""Each of two fragments must hold one common gas (or an unknown one) this probably."""
MOST_UNKNOWN, SURELY_GAS = 0.5, 2.0
"""Of a spectrum called unknown: from this probability, and with these log odds of a library gas
against no gas at all."""
LEAST_LIKE, LIKE = 0.3, 0.6
"""Likeness of gases below which two are never one plume (thin overlap shares a gas too), and
from which on the nearest plume upwind is taken for a fragment's own."""


def join_fragments(
    judged: list[Judged], shape: tuple[int, int], downwind: Array | None
) -> list[Judged]:
    """Join candidates that are probably plume, share a gas and lie as one plume would.

    Parameters
    ----------
    judged : list of Judged
    shape : (line, sample)
        Of the block.
    downwind : (2,) float64 or None
        Unit vector (line, sample); None where the wind is not known.

    Notes
    -----
    A plume that crosses from warm to cold ground changes sign and falls apart, and so does an
    intermittent one: neighbours are joined, and along a known wind also what lies in the cone
    downwind of a plume. The surer fragment keeps its verdict; the chance that either is plume
    is at least that of the surer.
    """
    likely = [j for j in judged if j.probability >= LEAST_PROBABILITY]
    thin = [j for j in judged if j.probability < LEAST_PROBABILITY]
    kept = _join_neighbours(sorted(likely, key=lambda j: -j.probability), shape)
    if downwind is not None:
        kept = _join_along_wind(kept, downwind)
        kept, thin = _join_thin_parts(kept, thin, downwind)
    return kept + thin


def _join_neighbours(fragments: list[Judged], shape: tuple[int, int]) -> list[Judged]:
    """Join fragments that nearly touch, the most alike first; the surest come first."""
    numbers = np.zeros(shape, np.int32)
    for number, fragment in enumerate(fragments, start=1):
        numbers[tuple(fragment.candidate.members.T)] = number
    pairs = [
        (first, second - 1)
        for first, fragment in enumerate(fragments)
        for second in _neighbours(fragment, numbers)
        if first < second - 1
    ]
    pairs.sort(key=lambda pair: (-_likeness(fragments[pair[0]], fragments[pair[1]]), pair))
    plumes = dict(enumerate(fragments))
    host_of = list(plumes)
    for first, second in pairs:
        host, guest = sorted((host_of[first], host_of[second]))
        if host != guest and _share_a_gas(plumes[host], plumes[guest]):
            plumes[host] = _joined(plumes[host], plumes.pop(guest))
            host_of = [host if of == guest else of for of in host_of]
    return list(plumes.values())


def _join_along_wind(plumes: list[Judged], downwind: Array) -> list[Judged]:
    """Give each fragment to the nearest plume upwind of it that shares its gas."""
    across = np.array([-downwind[1], downwind[0]])
    order = sorted(plumes, key=lambda j: float((j.candidate.members @ downwind).min()))
    heads: list[Judged] = []
    for fragment in order:
        points = fragment.candidate.members
        along = points @ downwind
        tip = points[along <= np.quantile(along, 0.1)].mean(0)
        best, host = (True, np.inf), -1
        for number, plume in enumerate(heads):
            own = plume.candidate.members
            gap = float(along.min() - (own @ downwind).max())
            if gap > LONGEST_GAP_PIXELS or not _share_a_gas(plume, fragment):
                continue
            weight = np.abs(plume.candidate.scores)
            centre = np.average(own, axis=0, weights=weight)
            reach = max(float((tip - centre) @ downwind), 0.0)
            aside = abs(float((tip - centre) @ across))
            rank = (_likeness(plume, fragment) < LIKE, gap)
            if is_in_cone(aside, reach) and rank < best:
                best, host = rank, number
        if host < 0:
            heads.append(fragment)
        elif heads[host].probability >= fragment.probability:
            heads[host] = _joined(heads[host], fragment)
        else:
            heads[host] = _joined(fragment, heads[host])
    return heads


def _join_thin_parts(
    plumes: list[Judged], thin: list[Judged], downwind: Array
) -> tuple[list[Judged], list[Judged]]:
    """Give the surest plume first what is too thin to be a plume; return that and what is left."""
    joined = list(plumes)
    for number in sorted(range(len(plumes)), key=lambda n: -plumes[n].probability):
        taken = thin_parts_of(plumes[number], thin, downwind)
        for part in taken:
            joined[number] = _joined(joined[number], thin[part])
        thin = [one for part, one in enumerate(thin) if part not in taken]
    return joined, thin


def _neighbours(fragment: Judged, numbers: NDArray[np.int32]) -> set[int]:
    members = fragment.candidate.members
    low = np.maximum(members.min(0) - REACH_PIXELS, 0)
    high = np.minimum(members.max(0) + REACH_PIXELS + 1, numbers.shape)
    window = np.zeros(tuple(high - low), bool)
    window[tuple((members - low).T)] = True
    reached = ndimage.binary_dilation(window, np.ones((3, 3)), iterations=REACH_PIXELS)
    cut = numbers[low[0] : high[0], low[1] : high[1]]
    return {int(n) for n in np.unique(cut[reached]) if n}


def _share_a_gas(first: Judged, second: Judged) -> bool:
    if first.is_parted_from(second):
        return False
    one, two = first.identification, second.identification
    if _is_badly_fitted(one, two) or _is_badly_fitted(two, one):
        return True
    if _likeness(first, second) < LEAST_LIKE:
        return False
    if min(one.unknown_probability, two.unknown_probability) >= SAME_GAS:
        return True
    return bool(np.any(np.minimum(one.gas_probability, two.gas_probability) >= SAME_GAS))


def _is_badly_fitted(unknown: Identification, known: Identification) -> bool:
    """Return whether what is called unknown is next to the gas that fits it best.

    Notes
    -----
    Near its source a plume is strong, and what its signature gets wrong stands out: of a library
    gas that explains most but not all, in line with a plume of that very gas, the plume is the
    better explanation.
    """
    if unknown.unknown_probability < MOST_UNKNOWN or unknown.known_log_odds < SURELY_GAS:
        return False
    sure = set(np.flatnonzero(known.gas_probability > 0.5).tolist())
    return bool(sure.intersection(unknown.best))


def _likeness(first: Judged, second: Judged) -> float:
    """Return how much of the gases of either both hold, 0 to 1."""
    one, two = (
        np.append(j.identification.gas_probability, j.identification.unknown_probability)
        for j in (first, second)
    )
    return float(np.minimum(one, two).sum() / np.maximum(one, two).sum())


def _joined(host: Judged, fragment: Judged) -> Judged:
    candidate = evolve(
        host.candidate,
        members=np.vstack([host.candidate.members, fragment.candidate.members]),
        scores=np.concatenate([host.candidate.scores, fragment.candidate.scores]),
    )
    return evolve(host, candidate=candidate, parted=host.parted | fragment.parted)
