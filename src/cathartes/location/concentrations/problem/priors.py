"""What is believed of wind, dispersion and errors before the data are looked at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.model.location.case import SourceCase

Array = NDArray[np.float64]

MODEL_ERROR_SINGLE, MODEL_ERROR_SERIES = (np.log(0.4), 0.1), (np.log(0.4), 0.4)
NOISE_FACTOR = (0.0, 0.1)
NOISE_FACTOR_ABOVE = 1.5, 1.0
"""Spread of the log factor on the noise above 1: single means, series of known noise."""
NOISE_FACTOR_UNKNOWN = 0.7, 1.5
COMMON_PER_NOISE, OFFSET_PER_NOISE = (np.log(2.0), 1.0), (np.log(2.0), 1.0)
"""What all sensors of a time share, and offsets of sensors, against the noise."""
DIRECTION_DEG = (np.log(8.0), 0.5)
"""Error of the direction from one interval to the next."""
MODEL_ERROR, NOISE, COMMON, OFFSET = 6, 7, 8, 9
SHAPE = slice(2, 6)
"""Places among the shared parameters."""


def shared_prior(
    case: SourceCase, used_rows: NDArray[np.int32], *, is_single: bool
) -> tuple[Array, Array, float]:
    """Return mean and spread of the shared parameters, and the spread of the noise above 1.

    A spread of 0 means that a parameter keeps its mean. What a scheme expects of its own spreads
    comes in at ``SHAPE``.

    Parameters
    ----------
    case : SourceCase
    used_rows : (row,) int32
        Rows of wind that observations have.
    is_single : bool
        Whether the values are means of one or a few intervals.
    """
    direction = max(float(np.mean(case.wind.from_direction_error_deg[used_rows])), 1.0)
    speed = float(np.mean(case.wind.speed_log_std[used_rows]))
    air_mean, air_std = [0.0] * 6, [direction, speed] + [0.0] * 4
    if is_single:
        mean = [*air_mean, MODEL_ERROR_SINGLE[0], NOISE_FACTOR[0], 0.0, 0.0, np.log(1e-6)]
        std = [*air_std, MODEL_ERROR_SINGLE[1], NOISE_FACTOR[1], 0.0, 0.0, 0.0]
        return np.array(mean), np.array(std), NOISE_FACTOR_ABOVE[0]
    is_known = bool(np.isfinite(case.observations.value_std).any())
    below, above = (NOISE_FACTOR[1], NOISE_FACTOR_ABOVE[1]) if is_known else NOISE_FACTOR_UNKNOWN
    common, offset = COMMON_PER_NOISE[0], OFFSET_PER_NOISE[0]
    mean = [*air_mean, MODEL_ERROR_SERIES[0], NOISE_FACTOR[0], common, offset, DIRECTION_DEG[0]]
    of_errors = [COMMON_PER_NOISE[1], OFFSET_PER_NOISE[1], DIRECTION_DEG[1]]
    std = [*air_std, MODEL_ERROR_SERIES[1], below, *of_errors]
    return np.array(mean), np.array(std), above
