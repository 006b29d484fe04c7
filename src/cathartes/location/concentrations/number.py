"""How many sources there are: belief before the data, and what is said after them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

PRIOR_OF_NUMBER = (0.3, 0.55, 0.11, 0.04)
"""Of 0, 1, 2, 3 sources, before the data."""
LOG_PRIOR = np.log(PRIOR_OF_NUMBER)
MISSED_IN_SERIES = 0.8
"""Weight, in series, of not having seen whether there are more sources than the likeliest number.

On development networks one source was stated in 8 of 14 cases of two and in 6 of 9 of one: there
the data hardly tell one from two, whatever the evidence says.
"""


def stated_chances(chances: Array, *, is_single: bool) -> Array:
    """Return the probabilities of 0, 1, 2, 3 sources that are true as often as they say.

    Parameters
    ----------
    chances : (4,) float64
        By evidence and prior.
    is_single : bool
        Whether the values are means of one or a few intervals, for which evidence is enough.
    """
    best = int(np.argmax(chances))
    if is_single or best == 0:
        return chances
    before = np.where(np.arange(chances.size) >= best, PRIOR_OF_NUMBER, 0.0)
    more = (1.0 - MISSED_IN_SERIES) * chances + MISSED_IN_SERIES * before / before.sum()
    return np.asarray(more / more.sum())
