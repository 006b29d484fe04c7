"""What lies in line with a plume and shows its spectrum, though alone it proves nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.detection.evidence.likelihood import signal_log_evidence
from cathartes.detection.plumes.judged import Judged
from cathartes.detection.plumes.parts.cone import is_in_cone

Array = NDArray[np.float64]
LEAST_PLUME_PROBABILITY = 0.5
"""Of the plume whose spectrum is looked for."""
LEAST_EVIDENCE = 3.0
"""Log odds of the plume's own spectrum against no gas: in line with a plume, gas is no surprise."""
LONGEST_GAP_PIXELS = 25.0


def thin_parts_of(plume: Judged, others: list[Judged], downwind: Array) -> list[int]:
    """Return which candidates are thin parts of a plume, the nearest first.

    Parameters
    ----------
    plume : Judged
    others : list of Judged
        Too improbable to be plumes by themselves.
    downwind : (2,) float64
        Unit vector (line, sample).

    Notes
    -----
    Near its source the gas of a hot or gusty emitter often shows in shreds: each by itself has to
    be told from all gases and surfaces there are, and is not. Given the plume, one question is
    left: whether the shred holds that very spectrum, ``r ~ a s + clutter`` with ``a`` of either
    sign. Along the wind the parts are taken up one after the other, each within a gap of what is
    the plume's already.
    """
    if plume.probability < LEAST_PLUME_PROBABILITY:
        return []
    across = np.array([-downwind[1], downwind[0]])
    low, high = _span(plume, downwind)
    line = _centre(plume)
    taken: list[int] = []
    while True:
        gaps = []
        for number, one in enumerate(others):
            if number in taken or one.is_parted_from(plume):
                continue
            first, last = _span(one, downwind)
            gap = max(first - high, low - last, 0.0)
            reach = abs(float((_centre(one) - line) @ downwind))
            aside = abs(float((_centre(one) - line) @ across))
            if gap <= LONGEST_GAP_PIXELS and is_in_cone(aside, reach):
                gaps.append((gap, number, first, last))
        for _, number, first, last in sorted(gaps):
            if own_log_odds(others[number], plume.spectrum) >= LEAST_EVIDENCE:
                taken.append(number)
                low, high = min(low, first), max(high, last)
                break
        else:
            return taken


def own_log_odds(part: Judged, spectrum: Array) -> float:
    """Return the log evidence that a candidate shows a given spectrum, over no gas.

    Parameters
    ----------
    part : Judged
    spectrum : (wavelength,) float64
        Working units, of any strength and sign.
    """
    view = part.identification.view
    direction = view.whitener @ spectrum
    direction = direction / max(float(np.linalg.norm(direction)), 1e-300)
    evidence = signal_log_evidence(
        np.array([float(direction @ view.whitened) ** 2]),
        1,
        float(view.whitened @ view.whitened),
        view.log_determinant,
        view.degrees,
        len(view.whitened),
    )
    return float(evidence[0]) - view.nothing


def _span(one: Judged, downwind: Array) -> tuple[float, float]:
    along = one.candidate.members @ downwind
    return float(along.min()), float(along.max())


def _centre(one: Judged) -> Array:
    weight = np.abs(one.candidate.scores)
    return np.asarray(np.average(one.candidate.members, axis=0, weights=weight))
