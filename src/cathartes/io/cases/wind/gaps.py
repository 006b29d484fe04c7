"""Times without a known wind: filled from neighbours where they are near, with larger errors."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.io.cases.wind.series import FIELDS, is_known, join_rows, make_series, take_rows
from cathartes.model.location.wind_series import WindSeries

Array = NDArray[np.float64]
EDGE_S = 1.0
"""Clocks and rounded times differ by as much."""
CHANGE_LOG_STD, CHANGE_DEG, CHANGE_S = 0.40, 33.0, 130.0
"""How one-minute winds depart with time: fitted to the sonic records of the two Chilbolton 2017
releases, from which gaps of 1 to 45 minutes were taken and filled from both sides: 0.24 and 19
degrees at 1 minute from the nearest known one, 0.33 and 29 at 3, 0.33 and 32 at 10."""
MOST_DEG = 104.0
"""Spread of a direction that may be any, 360 / sqrt(12)."""


@frozen
class Reach:
    """How far a kind of wind may be carried in time.

    Attributes
    ----------
    longest_gap_s : float
        A longer gap is not bridged, and no wind is carried further than half of it.
    free_s : float
        Distance from a report up to which the error of the kind holds that distance already.
    step_s : float or None
        Length of filled rows; None: that of the known ones.
    """

    longest_gap_s: float
    free_s: float = 0.0
    step_s: float | None = None


REACHES = {
    "sonic": Reach(900.0),
    "mast": Reach(900.0),
    "plume drift": Reach(900.0),
    "metar": Reach(7200.0, 1800.0, 600.0),
    "model": Reach(21600.0, 1800.0, 600.0),
}


@frozen(eq=False)
class FilledWind:
    """A wind with its gaps filled.

    Attributes
    ----------
    wind : WindSeries
        Known and filled rows.
    has_wind, is_filled : (moment,) bool
        Of the moments that were asked for; filled counts only where errors grew.
    furthest_s : float
        Largest distance of a filled moment from a known wind.
    """

    wind: WindSeries
    has_wind: NDArray[np.bool_]
    is_filled: NDArray[np.bool_]
    furthest_s: float


def fill_gaps(wind: WindSeries, moment_s: Array) -> FilledWind:
    """Fill a wind where it is missing and asked for.

    Between two known rows speed is interpolated in time, and direction as a unit vector, so that a
    turning wind does not fade; beyond the first and the last row the nearest is held.

    Parameters
    ----------
    wind : WindSeries
    moment_s : (moment,) float64
        When a wind is needed.

    Notes
    -----
    The error of a filled row is that of its neighbours and, in quadrature,
    ``CHANGE * sqrt(1 - exp(-t / CHANGE_S))``, with t its distance from the nearest known row
    beyond ``Reach.free_s``.
    """
    wind = take_rows(wind, is_known(wind))
    reach = REACHES[wind.kind]
    begin = wind.time_s
    end = np.minimum(begin + wind.averaging_s, np.append(begin[1:], np.inf))
    before = np.searchsorted(begin, moment_s, side="right") - 1
    after = before + 1
    is_covered = (before >= 0) & (moment_s < end[np.maximum(before, 0)] + EDGE_S)
    since = np.where(before >= 0, moment_s - end[np.maximum(before, 0)], np.inf)
    until = np.where(
        after < begin.size, begin[np.minimum(after, begin.size - 1)] - moment_s, np.inf
    )
    bridged = since + until <= reach.longest_gap_s
    held = np.minimum(since, until) <= 0.5 * reach.longest_gap_s
    filled = ~is_covered & (bridged | held)
    if not filled.any():
        return FilledWind(wind, is_covered, np.zeros(moment_s.size, bool), 0.0)
    step = reach.step_s or float(np.median(end - begin))
    start, length, owner = _pieces(
        moment_s[filled], since[filled], until[filled], step, before[filled]
    )
    centre = start + 0.5 * length
    left, right = owner, owner + 1
    from_left = np.where(left >= 0, centre - end[np.maximum(left, 0)], np.inf)
    from_right = np.where(
        right < begin.size, begin[np.minimum(right, begin.size - 1)] - centre, np.inf
    )
    share = _share_of_right(from_left, from_right, reach.longest_gap_s)
    near = np.maximum(np.minimum(from_left, from_right), 0.0)
    more = _filled_rows(wind, start, length, np.maximum(left, 0),
                        np.minimum(right, begin.size - 1), share, near - reach.free_s)  # fmt: skip
    grown = filled & (np.minimum(since, until) > reach.free_s)
    furthest = float(np.minimum(since, until)[filled].max())
    return FilledWind(join_rows(wind, more), is_covered | filled, grown, furthest)


def _pieces(
    moment_s: Array, since_s: Array, until_s: Array, step_s: float, before: NDArray[np.int64]
) -> tuple[Array, Array, NDArray[np.int64]]:
    """Return begin and length of the rows to add, and the known row before each; -1 for none."""
    has_left = np.isfinite(since_s)
    number = np.where(
        has_left,
        np.floor(np.where(has_left, since_s, 0.0) / step_s),
        -np.ceil(np.where(has_left, 1.0, until_s) / step_s),
    )
    origin = np.where(has_left, moment_s - since_s, moment_s + until_s)
    start = origin + number * step_s
    gap_end = moment_s + until_s
    length = np.minimum(step_s, gap_end - start)
    start, first = np.unique(np.round(start, 6), return_index=True)
    return start, length[first], before[first]


def _share_of_right(from_left: Array, from_right: Array, longest_gap_s: float) -> Array:
    bridged = from_left + from_right <= longest_gap_s
    with np.errstate(invalid="ignore"):
        between = from_left / (from_left + from_right)
    return np.where(bridged, np.nan_to_num(between), np.where(from_right < from_left, 1.0, 0.0))


def _filled_rows(
    wind: WindSeries,
    start_s: Array,
    length_s: Array,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    share: Array,
    beyond_s: Array,
) -> WindSeries:
    def between(value: Array) -> Array:
        one, other = value[left], value[right]
        mixed = (1.0 - share) * one + share * other
        return np.where(np.isfinite(one) & np.isfinite(other), mixed, np.where(
            np.isfinite(one), one, other))  # fmt: skip

    turn = np.radians(wind.from_direction_deg)
    east, north = between(np.sin(turn)), between(np.cos(turn))
    columns = {name: between(getattr(wind, name)) for name in FIELDS}
    columns["from_direction_deg"] = np.degrees(np.arctan2(east, north)) % 360.0
    with np.errstate(divide="ignore"):
        columns["obukhov_length_m"] = 1.0 / between(1.0 / wind.obukhov_length_m)
    place = np.stack([between(wind.position_m[:, axis]) for axis in range(3)], axis=1)
    rows = make_series(wind.kind, start_s, length_s, columns, place)
    growth = np.sqrt(1.0 - np.exp(-np.maximum(beyond_s, 0.0) / CHANGE_S))
    used_left, used_right = share < 1.0, share > 0.0
    for name, change in (
        ("speed_log_std", CHANGE_LOG_STD),
        ("from_direction_error_deg", CHANGE_DEG),
    ):
        own = getattr(wind, name)
        base = np.maximum(
            np.where(used_left, own[left], 0.0), np.where(used_right, own[right], 0.0)
        )
        getattr(rows, name)[:] = np.hypot(base, change * growth)
    rows.from_direction_error_deg[:] = np.minimum(rows.from_direction_error_deg, MOST_DEG)
    return rows
