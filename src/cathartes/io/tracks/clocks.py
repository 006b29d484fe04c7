"""Times of a track: brought into order, with what is wrong with the clock told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve

if TYPE_CHECKING:
    from cathartes.io.tracks.recorded import Recorded

ROLLOVER_S = 1024 * 7 * 86_400.0
"""GPS counts weeks in ten bits: old receivers tell times 19.6 years too early."""
_YEAR_1990, _YEAR_2007, _YEAR_2100 = 631_152_000.0, 1_167_609_600.0, 4_102_444_800.0
_OTHER_CLOCK_S = 6 * 3600.0
_LONG_GAP_S, _LONG_GAP_INTERVALS = 30.0, 20.0


def in_order_of_time(one: Recorded) -> Recorded:
    """Return the points in the order of time, each time once.

    Points from before the clock was set are dropped; a jump of exactly 1,024 weeks is mended;
    points out of order are sorted; of points of one time the first is kept; long gaps and
    jumps that look like another clock are told.
    """
    if one.time_s is None or len(one.time_s) == 0:
        return one
    if one.is_utc:
        one = _with_clock_set(one)
    assert one.time_s is not None
    if len(one.time_s) < 2:
        return one
    n_back = int((np.diff(one.time_s) < 0.0).sum())
    if n_back:
        back = float(-np.diff(one.time_s).min())
        one = one.chosen(np.argsort(one.time_s, kind="stable"))
        one = one.told(
            f"Time runs backward at {n_back:,} points, by {back:,.1f} s at most: the points were "
            "sorted by time." + _other_clock(back)
        )
    assert one.time_s is not None
    is_twice = np.concatenate([[False], np.diff(one.time_s) == 0.0])
    one = one.without(is_twice, "of the same time as the point before")
    return _told_gaps(one)


def _other_clock(jump_s: float) -> str:
    if jump_s < _OTHER_CLOCK_S:
        return ""
    return " A jump of hours means two clocks (a time zone?) or two flights in one file."


def _with_clock_set(one: Recorded) -> Recorded:
    assert one.time_s is not None
    is_set = one.time_s > _YEAR_1990
    if is_set.any():
        one = one.without(~is_set, "from before the clock was set")
    else:
        one = one.told(
            "All times are before 1990: the clock was never set, and the date is not to be trusted."
        )
    times = np.array(one.time_s)
    jumps = np.diff(times)
    rolled = np.abs(np.abs(jumps) - ROLLOVER_S) < 3600.0
    if rolled.any():
        early = times < times.max() - 0.5 * ROLLOVER_S
        times[early] += ROLLOVER_S
        one = evolve(one, time_s=times).told(
            f"{int(early.sum()):,} times were 1,024 weeks too early (the receiver's week number "
            "had rolled over) and were mended."
        )
    elif is_set.any() and times.max() < _YEAR_2007:
        one = one.told(
            "The dates are before 2007: a receiver whose week number rolled over tells times 1,024 "
            "weeks (19.6 years) too early."
        )
    if times.max(initial=0.0) > _YEAR_2100:
        one = one.without(times > _YEAR_2100, "of the next century")
    return one


def _told_gaps(one: Recorded) -> Recorded:
    assert one.time_s is not None
    steps = np.diff(one.time_s)
    if len(steps) < 2:
        return one
    usual = float(np.median(steps))
    is_long = steps > max(_LONG_GAP_S, _LONG_GAP_INTERVALS * usual)
    if not is_long.any():
        return one
    gaps = "a gap" if is_long.sum() == 1 else f"{int(is_long.sum()):,} gaps"
    longest = float(steps.max())
    return one.told(
        f"There is {gaps} in the recording, the longest {longest:,.0f} s where {usual:.2g} s is "
        "usual: nothing is known of the flight there." + _other_clock(longest)
    )
