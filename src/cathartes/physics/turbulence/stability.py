"""Pasquill's stability classes as numbers without steps: 1 = A (unstable) to 6 = F (stable)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CLASS_LETTERS = "ABCDEF"
NEUTRAL = 4.0

_GOLDER_A = np.array([-0.096, -0.037, -0.002, 0.0, 0.004, 0.035])
_GOLDER_B = np.array([0.029, 0.029, 0.018, 0.0, -0.018, -0.036])
_LARGEST_ROUGHNESS_M = 0.8

_BETWEEN_CLASSES_DEG = np.array([2.1, 3.8, 7.5, 12.5, 17.5, 22.5, 27.5])
_CLASS_THERE = np.array([6.0, 5.5, 4.5, 3.5, 2.5, 1.5, 1.0])
_HEIGHT_EXPONENT = np.array([-0.06, -0.15, -0.17, -0.23, -0.38, -0.38])
"""How sigma theta falls with height in each class EPA 2000."""

_SUN_DEG = np.array([0.0, 25.0, 47.0, 70.0])
_SPEED_M_S = np.array([1.0, 2.5, 4.0, 5.5, 7.0])
_DAY_CLASS = np.array(
    [
        [3.5, 3.5, 4.0, 4.0, 4.0],
        [2.0, 3.0, 3.0, 4.0, 4.0],
        [1.5, 2.0, 2.5, 3.5, 4.0],
        [1.0, 1.5, 2.0, 3.0, 3.0],
    ]
)
"""Rows: no, slight, moderate, strong sun at these heights; columns: speed at 10 m."""


def inverse_obukhov_of_class(class_number: Array, roughness_m: Array) -> Array:
    """Return 1/L = a + b log10(z0), per metre Golder 1972, linear between classes."""
    log_roughness = np.log10(np.minimum(roughness_m, _LARGEST_ROUGHNESS_M))
    place = np.clip(class_number, 1.0, 6.0) - 1.0
    below = np.minimum(place.astype(np.int64), 4)
    share = place - below
    first = _GOLDER_A[below] + _GOLDER_B[below] * log_roughness
    second = _GOLDER_A[below + 1] + _GOLDER_B[below + 1] * log_roughness
    return np.asarray(first + share * (second - first))


def class_of_obukhov(inverse_obukhov_per_m: Array, roughness_m: Array) -> Array:
    """Return the class number, the inverse of :func:`inverse_obukhov_of_class`."""
    log_roughness = np.log10(np.minimum(roughness_m, _LARGEST_ROUGHNESS_M))
    middle = _GOLDER_A[:, None] + _GOLDER_B[:, None] * np.atleast_1d(log_roughness)
    steps = (np.atleast_1d(inverse_obukhov_per_m) - middle[:-1]) / (middle[1:] - middle[:-1])
    return np.asarray(1.0 + np.clip(steps, 0.0, 1.0).sum(axis=0))


def class_of_direction_spread(
    direction_std_deg: Array, speed_10m_m_s: Array, height_m: Array, roughness_m: Array, day: Array
) -> Array:
    """Return the class from the spread of the wind's direction.

    Parameters
    ----------
    direction_std_deg : (row,) float64
        Sigma theta over 10 to 60 minutes.
    speed_10m_m_s, height_m, roughness_m : (row,) float64
        Speed at 10 m; height of the instrument; roughness length.
    day : (row,) float64
        1 by day, 0 at night, NaN where it is not known.

    Notes
    -----
    The sigma-theta method of EPA 2000, its steps joined by straight lines: the class of the
    spread at 10 m over a roughness of 0.15 m, then held towards neutral in strong wind. At
    night a wide spread in light wind is meander, not convection: the speed alone decides. Where
    day and night are not known, a wide spread is taken for convection.
    """
    spread = direction_std_deg * np.clip(0.15 / roughness_m, 0.1, 10.0) ** 0.2
    first = np.interp(spread, _BETWEEN_CLASSES_DEG, _CLASS_THERE)
    # Measured low, the spread is wider than at 10 m.
    exponent = np.interp(first, np.arange(1.0, 7.0), _HEIGHT_EXPONENT)
    spread = spread / np.clip(height_m / 10.0, 0.2, 10.0) ** exponent
    number = np.interp(spread, _BETWEEN_CLASSES_DEG, _CLASS_THERE)
    most_unstable = np.interp(speed_10m_m_s, [2.5, 3.5, 5.0, 6.5], [1.0, 2.0, 3.0, 4.0])
    most_stable = np.interp(speed_10m_m_s, [2.5, 4.0, 5.5], [6.0, 5.0, 4.0])
    meander = np.interp(speed_10m_m_s, [2.0, 2.65, 3.3, 4.0], [6.0, 5.5, 5.0, 4.0])
    at_night = np.where(number < 3.5, meander, np.maximum(number, NEUTRAL))
    number = np.where(day == 0.0, at_night, number)
    number = np.where(day == 1.0, np.minimum(number, NEUTRAL), number)
    return np.asarray(np.minimum(np.maximum(number, most_unstable), most_stable))


def class_of_sun(sun_deg: Array, speed_10m_m_s: Array) -> Array:
    """Return the class from the sun's height and the wind Pasquill 1961, clouds not known.

    Half the way to neutral is gone where clear sky would be more than one class from it.
    """
    place = np.interp(sun_deg, _SUN_DEG, np.arange(4.0))
    below = np.minimum(place.astype(np.int64), 2)
    share = place - below
    by_speed = np.stack([np.interp(speed_10m_m_s, _SPEED_M_S, row) for row in _DAY_CLASS])
    column = np.arange(place.size)
    day = (1.0 - share) * by_speed[below, column] + share * by_speed[below + 1, column]
    night = np.interp(speed_10m_m_s, [2.0, 3.0, 5.0], [6.0, 5.5, NEUTRAL])
    clear = np.where(sun_deg > 0.0, day, night)
    excess = np.maximum(np.abs(clear - NEUTRAL) - 1.0, 0.0)
    return np.asarray(clear - np.sign(clear - NEUTRAL) * 0.5 * excess)


def class_letters(class_number: Array) -> tuple[str, ...]:
    """Return the nearest class of each row as a letter."""
    nearest = np.clip(np.rint(class_number), 1, 6).astype(int) - 1
    return tuple(CLASS_LETTERS[index] for index in nearest)
