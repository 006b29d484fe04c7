"""The Pasquill stability class of each row of wind, worked out from what is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.model.location.wind_series import WindSeries

Array = NDArray[np.float64]
Classes = NDArray[np.int64]

CLASS_NAMES = "ABCDEF"
NEUTRAL = 3
ASSUMED_ROUGHNESS_M = 0.03
STANDARD_AVERAGING_S, AVERAGING_EXPONENT = 900.0, 0.2
"""The limits on the spread of direction are for a quarter of an hour; it grows as this power."""
STANDARD_HEIGHT_M, STANDARD_ROUGHNESS_M = 10.0, 0.15

# 1/L = a + b log10(roughness) in the middle of each class; Golder 1972 as in seinfeld2016.
_GOLDER = np.array(
    [
        (-0.096, 0.029),
        (-0.037, 0.029),
        (-0.002, 0.018),
        (0.0, 0.0),
        (0.004, -0.018),
        (0.035, -0.036),
    ]
)
# Least spread of the direction of A to E at 10 m, degrees, and the power of height (epa2000).
_SPREAD_LIMITS_DEG = np.array([22.5, 17.5, 12.5, 7.5, 3.8])
_SPREAD_EXPONENTS = np.array([0.06, 0.15, 0.17, 0.23, 0.38])
# For each class by spread alone, speeds at which it becomes another and what it then is (epa2000).
_BY_DAY: tuple[tuple[tuple[float, ...], str], ...] = (
    ((3.0, 4.0, 6.0), "ABCD"),
    ((4.0, 6.0), "BCD"),
    ((6.0,), "CD"),
    ((), "D"),
    ((), "D"),
    ((), "D"),
)
_BY_NIGHT: tuple[tuple[tuple[float, ...], str], ...] = (
    ((2.9, 3.6), "FED"),
    ((2.4, 3.0), "FED"),
    ((2.4,), "ED"),
    ((), "D"),
    ((5.0,), "ED"),
    ((3.0, 5.0), "FED"),
)
# Turner 1964: classes by speed at 10 m (rows) and insolation; night with unknown cloud last.
_TURNER_SPEEDS_M_S = np.array([0.8, 1.9, 2.9, 3.4, 3.9, 4.9, 5.5, 6.0])
_TURNER_ELEVATIONS_DEG = np.array([15.0, 35.0, 60.0])
_TURNER = (
    # low sun, 15-35, 35-60, high sun, night
    "CBAAF",
    "CBBAF",
    "DCBAE",
    "DCBBE",
    "DCBBD",
    "DCCBD",
    "DDCCD",
    "DDCCD",
    "DDDCD",
)
_SUNNY_SPEEDS_M_S = np.array([3.0, 5.0])
"""Above them C and D instead of B, on a day of some sun: all that a speed alone can tell."""


def stability_classes(wind: WindSeries, sun_elevation_deg: Array | None = None) -> Classes:
    """Return the class of each row by the best that is known of it.

    Parameters
    ----------
    wind : WindSeries
    sun_elevation_deg : (row,) float64, optional
        Where it is left out, sigma theta is judged by the rules of the day.

    Returns
    -------
    (row,) int64
        0 is A (very unstable), 3 is D (neutral), 5 is F.

    Notes
    -----
    In this order: Obukhov length and roughness [golder1972]; spread of the direction with the
    speed (the EPA's sigma-A method) [epa2000]; speed and height of the sun [turner1964]; speed
    alone, as on a day of some sun. A row without a speed is neutral.
    """
    height = _filled(wind.position_m[:, 2], STANDARD_HEIGHT_M)
    roughness = _filled(wind.roughness_m, ASSUMED_ROUGHNESS_M)
    speed = _at_standard_height(_filled(wind.speed_m_s, np.inf), height, roughness)
    found = np.searchsorted(_SUNNY_SPEEDS_M_S, speed, side="left") + 1
    is_day = np.ones(wind.size, np.bool_)
    if sun_elevation_deg is not None:
        is_day = np.asarray(sun_elevation_deg > 0.0)
        found = class_by_sun(speed, sun_elevation_deg)
    spread = direction_spread_deg(wind)
    spread = spread * (STANDARD_AVERAGING_S / wind.averaging_s) ** AVERAGING_EXPONENT
    by_spread = class_by_direction_spread(spread, speed, height, roughness, is_day)
    found = np.where(np.isfinite(spread), by_spread, found)
    by_length = class_by_obukhov_length(wind.obukhov_length_m, roughness)
    found = np.where(np.isfinite(wind.obukhov_length_m), by_length, found)
    return np.where(np.isfinite(wind.speed_m_s), found, NEUTRAL).astype(np.int64)


def direction_spread_deg(wind: WindSeries) -> Array:
    """Return the spread of the direction, (row,): as told, or by sigma_v; NaN if not known."""
    speed = np.maximum(wind.speed_m_s, 0.2)
    by_velocity = np.degrees(np.arctan(wind.sigma_v_m_s / speed))
    return np.where(np.isfinite(wind.direction_std_deg), wind.direction_std_deg, by_velocity)


def class_by_obukhov_length(length_m: Array, roughness_m: Array) -> Classes:
    """Return the class whose middle, ``1/L = a + b log10(z0)``, is next; (row,).

    Parameters
    ----------
    length_m, roughness_m : (row,) float64

    References
    ----------
    golder1972, seinfeld2016
    """
    log_roughness = np.log10(np.clip(roughness_m, 1e-3, 1.0))
    middles = _GOLDER[:, :1] + _GOLDER[:, 1:] * log_roughness
    limits = 0.5 * (middles[1:] + middles[:-1])
    inverse = 1.0 / np.where(length_m == 0.0, 1e-9, length_m)
    return np.asarray(np.sum(inverse > limits, axis=0), np.int64)


def class_by_direction_spread(
    spread_deg: Array,
    speed_m_s: Array,
    height_m: Array,
    roughness_m: Array,
    is_day: NDArray[np.bool_],
) -> Classes:
    """Return the class by the EPA's sigma-A method, (row,).

    Parameters
    ----------
    spread_deg : (row,) float64
        Of a quarter of an hour.
    speed_m_s, height_m, roughness_m : (row,) float64
    is_day : (row,) bool

    Notes
    -----
    The least spread of a class is ``limit (z0 / 0.15 m)^0.2 (z / 10 m)^-P``; then strong wind
    makes it neutral, and by night what looks unstable is a stable air that meanders.

    References
    ----------
    epa2000
    """
    rough = (np.clip(roughness_m, 0.01, 1.0) / STANDARD_ROUGHNESS_M) ** 0.2
    raised = (np.clip(height_m, 1.0, 100.0) / STANDARD_HEIGHT_M)[:, None] ** -_SPREAD_EXPONENTS
    limits = _SPREAD_LIMITS_DEG * rough[:, None] * raised
    first = np.sum(spread_deg[:, None] < limits, axis=1)
    found = np.empty(spread_deg.size, np.int64)
    for row, (one, speed, day) in enumerate(zip(first, speed_m_s, is_day, strict=True)):
        speeds, names = (_BY_DAY if day else _BY_NIGHT)[one]
        found[row] = CLASS_NAMES.index(names[int(np.searchsorted(speeds, speed, side="right"))])
    return found


def class_by_sun(speed_m_s: Array, elevation_deg: Array) -> Classes:
    """Return the class by speed at 10 m and height of the sun, cloud not known, (row,).

    References
    ----------
    turner1964
    """
    row = np.searchsorted(_TURNER_SPEEDS_M_S, speed_m_s, side="right")
    column = np.searchsorted(_TURNER_ELEVATIONS_DEG, elevation_deg, side="right")
    column = np.where(elevation_deg > 0.0, column, _TURNER_ELEVATIONS_DEG.size + 1)
    letters = np.array([list(line) for line in _TURNER])[row, column]
    return np.array([CLASS_NAMES.index(letter) for letter in letters], np.int64)


def _at_standard_height(speed: Array, height_m: Array, roughness_m: Array) -> Array:
    rough = np.clip(roughness_m, 1e-4, 1.0)
    above = np.maximum(height_m, 2.0 * rough)
    return np.asarray(speed * np.log(STANDARD_HEIGHT_M / rough) / np.log(above / rough))


def _filled(values: Array, otherwise: float) -> Array:
    return np.asarray(np.where(np.isfinite(values), values, otherwise))
