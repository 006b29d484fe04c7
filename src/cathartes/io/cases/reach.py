"""How far from the sensors a source can be looked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cathartes.io.cases.search_area import Corners
from cathartes.model.location.observations import Observations

REACH_SIZES, LEAST_SIZE_M = 4.5, 300.0
"""In extents of the sensors, which count as this much at least. In areas 8 times as wide as a real
layout sources are found as in its own one; in areas 28 times as wide they can be missed."""


def within_reach(path: Path, observations: Observations, area: Corners) -> tuple[Corners, str]:
    """Return the part of a search area that the sensors can say something of, and what was cut.

    Of an area that lies wholly elsewhere nothing is cut: that is another mistake.

    Parameters
    ----------
    path : Path
        Of the observations, named in the sentence.
    observations : Observations
    area : (float, float, float, float)
    """
    ends = np.concatenate([observations.begin_m[:, :2], observations.end_m[:, :2]])
    low, high = ends.min(axis=0), ends.max(axis=0)
    size = float((high - low).max())
    reach = REACH_SIZES * max(size, LEAST_SIZE_M)
    kept_low = np.maximum(low - reach, area[:2])
    kept_high = np.minimum(high + reach, area[2:])
    if np.any(kept_low >= kept_high) or (
        np.all(kept_low == area[:2]) and np.all(kept_high == area[2:])
    ):
        return area, ""
    kept = (float(kept_low[0]), float(kept_low[1]), float(kept_high[0]), float(kept_high[1]))
    wide = max(area[2] - area[0], area[3] - area[1])
    return kept, (
        f"{path.name}: the search area is {_in_words(wide)} wide and the sensors lie within "
        f"{_in_words(max(size, 1.0))} of each other, from where nothing can be said of most of it: "
        "sources were looked for within "
        f"({', '.join(f'{one:.0f}' for one in kept)}) only; one further away was not looked for."
    )


def _in_words(metres: float) -> str:
    if metres < 2000.0:
        return f"{metres:.0f} m"
    return f"{metres / 1000.0:,.1f} km" if metres < 2e4 else f"{metres / 1000.0:,.0f} km"
