"""The wind brought to the times of the observations."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.wind.blocks import block_means, even_blocks
from cathartes.io.cases.wind.gaps import EDGE_S, fill_gaps
from cathartes.io.cases.wind.series import is_known
from cathartes.model.location.observations import Observations
from cathartes.model.location.wind_series import WindSeries

Array = NDArray[np.float64]
FEWEST = 3
FINER, FAST_S, BLOCK_S = 0.75, 30.0, 60.0
HOUR_S = 3600.0


def wind_for(
    path: Path, wind: WindSeries, observations: Observations
) -> tuple[WindSeries, Observations, tuple[str, ...]]:
    """Return wind, observations that have one, and what was noticed.

    A wind in finer steps than the observations is averaged over their intervals; of a coarser one
    each row holds for all observations in its interval; short gaps are filled.

    Parameters
    ----------
    path : Path
        Of the wind, named in errors and warnings.
    wind : WindSeries
    observations : Observations

    Raises
    ------
    CaseError
        If fewer than three observations have a wind.
    """
    told = []
    wind, remark = _as_coarse_as(wind, observations)
    told += [f"{path.name}: {remark}"] if remark else []
    middle = observations.time_s + 0.5 * observations.averaging_s
    filled = fill_gaps(wind, middle)
    n_left, n_filled = int(filled.has_wind.sum()), int(filled.is_filled.sum())
    if n_left < FEWEST:
        raise _nothing_in_common(path, wind, observations, n_left)
    if n_filled:
        told.append(
            f"{path.name}: {n_filled} of {middle.size} observations lie where the wind is missing, "
            f"up to {_in_words(filled.furthest_s)} from the nearest known one; it was filled from "
            "its neighbours, with larger errors."
        )
    if n_left < middle.size:
        told.append(
            f"{path.name}: {middle.size - n_left} of {middle.size} observations have no wind near "
            f"in time and were left out; the wind reaches {_reach(wind)}, the observations "
            f"{_span(observations)}."
            + (_clock_hint(wind, middle) if n_left < 0.5 * middle.size else "")
        )
    return filled.wind, observations.take(filled.has_wind), tuple(told)


def _as_coarse_as(wind: WindSeries, observations: Observations) -> tuple[WindSeries, str]:
    """Return a wind that is no finer than the observations, and what was done."""
    known = is_known(wind)
    if int(known.sum()) < 2:
        return wind, ""
    begin = wind.time_s[known]
    step = float(np.median(np.minimum(wind.averaging_s[known], np.append(np.diff(begin), np.inf))))
    pairs = np.unique(np.stack([observations.time_s, observations.averaging_s], axis=1), axis=0)
    start, length = pairs[:, 0], pairs[:, 1]
    apart = bool(np.all(start[1:] >= start[:-1] + length[:-1] - EDGE_S))
    if apart and step < FINER * float(np.median(length)):
        inside = np.searchsorted(begin, start + length) - np.searchsorted(begin, start)
        if inside.max() > 1:
            return block_means(wind, start, length), (
                f"the wind, in steps of {_in_words(step)}, was averaged over the intervals of the "
                "observations."
            )
    if step < FAST_S:
        blocks = even_blocks(wind, BLOCK_S)
        return block_means(wind, *blocks), (
            f"the wind, in steps of {_in_words(step)}, was averaged to minutes."
        )
    return wind, ""


def _nothing_in_common(
    path: Path, wind: WindSeries, observations: Observations, n_left: int
) -> CaseError:
    middle = observations.time_s + 0.5 * observations.averaging_s
    remedy = "Give the wind for the time of the observations." + _clock_hint(wind, middle)
    return CaseError.about(
        path,
        "time",
        found=f"a wind that reaches {_reach(wind)}, and {n_left} observations with a wind",
        expected=f"at least three of the observations, which reach {_span(observations)}, with one",
        remedy=remedy,
    )


def _clock_hint(wind: WindSeries, middle_s: Array) -> str:
    for hours in (*range(1, 15), *range(-1, -15, -1)):
        if fill_gaps(wind, middle_s + hours * HOUR_S).has_wind.mean() > 0.5:
            return (
                f" It would fit if one of the clocks were {abs(hours)} h off: look whether a local "
                "time was written as UTC."
            )
    return ""


def _reach(wind: WindSeries) -> str:
    known = is_known(wind)
    if not known.any():
        return "nowhere"
    end = (wind.time_s + wind.averaging_s)[known].max()
    return f"from {_moment(wind.time_s[known].min())} to {_moment(end)}"


def _span(observations: Observations) -> str:
    end = np.max(observations.time_s + observations.averaging_s)
    return f"from {_moment(observations.time_s[0])} to {_moment(end)}"


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(float(seconds), UTC):%Y-%m-%d %H:%M}Z"


def _in_words(seconds: float) -> str:
    if seconds < 90.0:
        return f"{seconds:.3g} s"
    return f"{seconds / 60.0:.0f} min" if seconds < 2.0 * HOUR_S else f"{seconds / HOUR_S:.1f} h"
