"""The wind of each observation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import Observations
from cathartes.model.location.wind_series import WindSeries


def rows_of(observations: Observations, wind: WindSeries) -> NDArray[np.int64]:
    """Return the row of wind that holds at the middle of each observation, (observation,)."""
    middle = observations.time_s + 0.5 * observations.averaging_s
    row = np.searchsorted(wind.time_s, middle, side="right") - 1
    return np.clip(row, 0, wind.size - 1)


def used_rows(case: SourceCase) -> NDArray[np.int64]:
    """Return the rows of wind that some observation used, each once."""
    return np.unique(rows_of(case.observations, case.wind))
