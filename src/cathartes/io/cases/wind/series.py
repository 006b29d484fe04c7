"""Columns made into a series of wind, with the errors of where it is from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.model.location.wind_series import WIND_ERRORS, WindSeries

Array = NDArray[np.float64]
FIELDS = (
    "speed_m_s",
    "from_direction_deg",
    "direction_std_deg",
    "sigma_v_m_s",
    "sigma_w_m_s",
    "friction_velocity_m_s",
    "obukhov_length_m",
    "mixing_height_m",
    "roughness_m",
    "temperature_k",
    "pressure_pa",
)
"""Fields of a row that are one number each and may be missing."""
CALM_M_S, CALM_LOG_STD = 0.25, 0.7
"""Calm is less than a knot, most often more than nothing."""
NO_DIRECTION_DEG = 360.0 / math.sqrt(12.0)
"""Spread of a direction that may be any."""


def make_series(
    kind: str,
    time_s: Array,
    averaging_s: Array,
    columns: Mapping[str, Array],
    position_m: Array | None = None,
) -> WindSeries:
    """Return a series of a kind with the errors of that kind.

    Parameters
    ----------
    kind : str
        A key of ``WIND_ERRORS``.
    time_s, averaging_s : (row,) float64
    columns : mapping of str to (row,) float64
        Some of ``FIELDS``; the others are NaN.
    position_m : (row, 3) float64, optional
    """
    n_rows = time_s.size
    speed_error, direction_error = WIND_ERRORS[kind]
    unknown = np.full(n_rows, np.nan)
    return WindSeries(
        time_s=time_s,
        averaging_s=averaging_s,
        position_m=np.full((n_rows, 3), np.nan) if position_m is None else position_m,
        speed_log_std=np.full(n_rows, speed_error),
        from_direction_error_deg=np.full(n_rows, direction_error),
        kind=kind,
        **{name: np.asarray(columns.get(name, unknown), np.float64) for name in FIELDS},
    )


def with_calm(wind: WindSeries) -> WindSeries:
    """Return the series with a hardly known wind where it says that there was none at all.

    An instrument that stands still keeps the direction of the last breath.
    """
    calm = wind.speed_m_s == 0.0
    return evolve(
        wind,
        speed_m_s=np.where(calm, CALM_M_S, wind.speed_m_s),
        speed_log_std=np.where(calm, CALM_LOG_STD, wind.speed_log_std),
        from_direction_error_deg=np.where(calm, NO_DIRECTION_DEG, wind.from_direction_error_deg),
    )


_ARRAYS = (*FIELDS, "time_s", "averaging_s", "position_m", "speed_log_std",
           "from_direction_error_deg")  # fmt: skip


def take_rows(wind: WindSeries, rows: NDArray[np.int64] | NDArray[np.bool_]) -> WindSeries:
    """Return some rows of a series."""
    taken: dict[str, Any] = {name: getattr(wind, name)[rows] for name in _ARRAYS}
    return evolve(wind, **taken)


def join_rows(first: WindSeries, second: WindSeries) -> WindSeries:
    """Return the rows of two series of one kind, in the order of time."""
    order = np.argsort(np.concatenate([first.time_s, second.time_s]), kind="stable")
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(first, name), getattr(second, name)])[order]
        for name in _ARRAYS
    }
    return evolve(first, **joined)


def is_known(wind: WindSeries) -> NDArray[np.bool_]:
    """Return which rows have speed and direction, (row,)."""
    return np.asarray(np.isfinite(wind.speed_m_s) & np.isfinite(wind.from_direction_deg))
