"""Many rows of wind made into few: means, and the turbulence that the rows themselves show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.io.cases.wind.series import FIELDS, is_known, make_series
from cathartes.model.location.wind_series import WindSeries

Array = NDArray[np.float64]
FEWEST_FOR_SPREAD = 5
"""Rows in a block that make a standard deviation."""
_SPREADS = ("direction_std_deg", "sigma_v_m_s", "sigma_w_m_s")


def block_means(
    wind: WindSeries, begin_s: Array, length_s: Array, upward_m_s: Array | None = None
) -> WindSeries:
    """Return one row for each block of time, from the rows whose middle lies in it.

    Parameters
    ----------
    wind : WindSeries
    begin_s, length_s : (block,) float64
        Increasing, not overlapping.
    upward_m_s : (row,) float64, optional
        Vertical velocity of each row.

    Returns
    -------
    WindSeries
        NaN in blocks without a known row.

    Notes
    -----
    Speed is the mean of the speeds, direction that of the mean vector. A spread over the block
    has two parts: that within the rows, where they tell it, and that between them,
    ``sigma_v^2 = <sigma_v,row^2> + var(v_across)``; sigma_theta alike, with differences of
    direction taken the short way round. The Obukhov length is averaged as 1/L.
    """
    known = np.flatnonzero(is_known(wind))
    middle = wind.time_s[known] + 0.5 * wind.averaging_s[known]
    block = np.searchsorted(begin_s, middle, side="right") - 1
    inside = (block >= 0) & (middle < (begin_s + length_s)[np.maximum(block, 0)])
    known, block = known[inside], block[inside]
    n_blocks = begin_s.size
    count = np.bincount(block, minlength=n_blocks)

    def mean(value: Array) -> Array:
        """Return the mean over each block of what is known; NaN where nothing is."""
        there = np.isfinite(value)
        total = np.bincount(block[there], value[there], n_blocks)
        number = np.bincount(block[there], minlength=n_blocks)
        return np.where(number > 0, total / np.maximum(number, 1), np.nan)

    speed = wind.speed_m_s[known]
    toward = np.radians(wind.from_direction_deg[known])
    east, north = mean(speed * np.sin(toward)), mean(speed * np.cos(toward))
    direction = np.degrees(np.arctan2(east, north)) % 360.0
    away = np.radians((wind.from_direction_deg[known] - direction[block] + 180.0) % 360.0 - 180.0)
    enough = count >= FEWEST_FOR_SPREAD
    between = {
        "direction_std_deg": np.degrees(_spread(away, mean, block)),
        "sigma_v_m_s": _spread(speed * np.sin(away), mean, block),
        "sigma_w_m_s": np.full(n_blocks, np.nan)
        if upward_m_s is None
        else _spread(upward_m_s[known], mean, block),
    }
    columns = {"speed_m_s": mean(speed), "from_direction_deg": direction}
    for name in FIELDS[2:]:
        own = getattr(wind, name)[known]
        if name in _SPREADS:
            within = mean(own**2)
            added = np.where(enough, between[name], np.nan)
            columns[name] = np.sqrt(np.nan_to_num(within) + np.nan_to_num(added) ** 2)
            columns[name][~(np.isfinite(within) | np.isfinite(added))] = np.nan
        elif name == "obukhov_length_m":
            with np.errstate(divide="ignore"):
                columns[name] = 1.0 / mean(1.0 / own)
        else:
            columns[name] = mean(own)
    place = np.stack([mean(wind.position_m[known, axis]) for axis in range(3)], axis=1)
    blocks = make_series(wind.kind, begin_s.copy(), length_s.copy(), columns, place)
    # Errors of rows in a block are one and the same: they do not average out.
    errors: dict[str, Any] = {
        name: np.where(count > 0, mean(getattr(wind, name)[known]), getattr(blocks, name))
        for name in ("speed_log_std", "from_direction_error_deg")
    }
    return evolve(blocks, **errors)


def _spread(value: Array, mean: Callable[[Array], Array], block: NDArray[np.int64]) -> Array:
    spread: Array = np.sqrt(mean((value - mean(value)[block]) ** 2))
    return spread


def even_blocks(wind: WindSeries, length_s: float) -> tuple[Array, Array]:
    """Return begin and length of even blocks that hold the rows of a series, empty ones left out.

    Blocks begin at whole multiples of their length after midnight UTC.
    """
    number = np.unique(np.floor((wind.time_s + 0.5 * wind.averaging_s) / length_s))
    return number * length_s, np.full(number.size, length_s)
