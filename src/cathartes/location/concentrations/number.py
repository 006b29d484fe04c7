"""How many sources there are: belief before the data, and what is said after them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

PRIOR_OF_NUMBER = (0.3, 0.55, 0.11, 0.04)
"""Of 0, 1, 2, 3 sources, before the data."""
LOG_PRIOR = np.log(PRIOR_OF_NUMBER)
TRUE_WHEN_STATED = np.array(
    [
        [0.30, 0.35, 0.33, 0.02],
        [0.03, 0.52, 0.42, 0.03],
        [0.02, 0.12, 0.83, 0.03],
        [0.02, 0.20, 0.28, 0.50],
    ]
)
"""Row: the likeliest number by evidence; column: how often each number was true instead."""
WEIGHT_WHEN_STATED = np.array([0.27, 0.9, 0.5, 0.5])
"""How much of what is said comes from that table, in series."""


def stated_chances(chances: Array, *, is_single: bool) -> Array:
    """Return the probabilities of 0, 1, 2, 3 sources that are true as often as they say.

    In series the evidence is too sure of itself: sources that few sensors saw are missed. What is
    said is mixed with how often each number was true on 146 development cases, networks and
    flights with none, one and two sources equally often.

    Parameters
    ----------
    chances : (4,) float64
        By evidence and prior.
    is_single : bool
        Whether the values are means of one or a few intervals, for which evidence is enough.
    """
    if is_single:
        return chances
    best = int(np.argmax(chances))
    weight = WEIGHT_WHEN_STATED[best]
    said = (1.0 - weight) * chances + weight * TRUE_WHEN_STATED[best]
    return np.asarray(said / said.sum())


def others_as_stated(n_best: int, best: int, stated: Array) -> NDArray[np.int64]:
    """Return the numbers of sources of the draws to be added, (draw,), in growing order.

    With ``n_best`` draws of the best number they make each number as frequent as it is said to
    be, to half a draw.
    """
    wanted = np.round(n_best / stated[best] * stated).astype(np.int64)
    wanted[best] = 0
    return np.repeat(np.arange(stated.size), wanted)
