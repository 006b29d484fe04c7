"""Laws of filling a wind: what is known stays, what is guessed is less sure."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cathartes.io.cases.wind.gaps import CHANGE_DEG, CHANGE_LOG_STD, fill_gaps
from cathartes.io.cases.wind.series import take_rows
from cathartes.model.location.wind_series import WIND_ERRORS
from tests.made_locations import START_S, make_wind


def minutes(*numbers: float) -> np.ndarray:
    return START_S + 60.0 * np.array(numbers) + 30.0


def with_gap(first: int, last: int, **given):
    wind = make_wind(30, **given)
    return take_rows(wind, np.r_[0:first, last:30])


def test_a_whole_wind_is_left_as_it_is():
    wind = make_wind(30)
    filled = fill_gaps(wind, minutes(*range(30)))
    assert filled.has_wind.all()
    assert not filled.is_filled.any()
    for name in ("time_s", "speed_m_s", "from_direction_deg", "speed_log_std"):
        np.testing.assert_array_equal(getattr(filled.wind, name), getattr(wind, name))


def test_rows_without_a_number_are_gaps_too():
    wind = make_wind(30)
    speed = wind.speed_m_s.copy()
    speed[4:7] = np.nan
    one = fill_gaps(evolve(wind, speed_m_s=speed), minutes(*range(30)))
    two = fill_gaps(with_gap(4, 7), minutes(*range(30)))
    np.testing.assert_allclose(one.wind.speed_m_s, two.wind.speed_m_s)
    assert one.is_filled.tolist() == two.is_filled.tolist() == [4 <= k < 7 for k in range(30)]


@given(first=st.integers(1, 20), length=st.integers(1, 9), offset=st.floats(-29.0, 29.0))
def test_every_moment_that_has_a_wind_finds_its_row(first, length, offset):
    moments = minutes(*range(30)) + offset
    filled = fill_gaps(with_gap(first, first + length), moments)
    wind = filled.wind
    assert np.all(np.diff(wind.time_s) > 0.0)
    row = np.searchsorted(wind.time_s, moments, side="right") - 1
    inside = (row >= 0) & (moments <= wind.time_s[row] + wind.averaging_s[row] + 1.0)
    assert inside[filled.has_wind].all()
    assert filled.has_wind.all()


@given(first=st.integers(2, 20), length=st.integers(2, 9))
def test_errors_grow_towards_the_middle_of_a_gap_and_have_a_bound(first, length):
    filled = fill_gaps(with_gap(first, first + length), minutes(*range(30)))
    own_log, own_deg = WIND_ERRORS["mast"]
    inside = (filled.wind.time_s >= START_S + 60.0 * first) & (
        filled.wind.time_s < START_S + 60.0 * (first + length)
    )
    log_std = filled.wind.speed_log_std[inside]
    assert np.all(log_std > own_log)
    assert np.all(log_std < np.hypot(own_log, CHANGE_LOG_STD))
    assert np.all(filled.wind.from_direction_error_deg[inside] < np.hypot(own_deg, CHANGE_DEG))
    np.testing.assert_allclose(log_std, log_std[::-1])
    half = np.diff(log_std[: (length + 1) // 2])
    assert np.all(half > 0.0)
    assert set(filled.wind.speed_log_std[~inside]) == {own_log}


def test_a_wind_that_turns_through_north_does_not_fade():
    wind = with_gap(10, 13)
    direction = np.where(wind.time_s < START_S + 600.0, 350.0, 30.0)
    wind = evolve(wind, from_direction_deg=direction, speed_m_s=np.full(wind.size, 4.0))
    filled = fill_gaps(wind, minutes(11)).wind
    middle = np.argmin(np.abs(filled.time_s - (START_S + 660.0)))
    assert filled.from_direction_deg[middle] == pytest.approx(10.0, abs=1.0)
    assert filled.speed_m_s[middle] == pytest.approx(4.0)


def test_a_long_gap_is_filled_at_its_edges_only():
    wind = take_rows(make_wind(60), np.r_[0:5, 45:60])
    filled = fill_gaps(wind, minutes(*range(60)))
    reached = np.flatnonzero(~filled.has_wind)
    assert reached[0] == 5 + 8
    assert reached[-1] == 44 - 8


def test_a_report_is_held_longer_than_a_minute_of_a_sonic():
    far = minutes(75)
    for kind, holds in (("sonic", False), ("metar", True), ("model", True)):
        wind = evolve(make_wind(30), kind=kind)
        assert fill_gaps(wind, far).has_wind[0] == holds


def test_a_direction_that_may_be_any_stays_so():
    wind = evolve(with_gap(10, 13), from_direction_error_deg=np.full(27, 104.0))
    assert fill_gaps(wind, minutes(11)).wind.from_direction_error_deg.max() == 104.0


def test_what_came_before_is_held_before_the_first_row():
    filled = fill_gaps(make_wind(30), minutes(-1, -3, -6, -20))
    assert filled.has_wind.tolist() == [True, True, True, False]
    early = filled.wind.time_s < START_S
    assert set(filled.wind.speed_m_s[early]) == {make_wind(30).speed_m_s[0]}
    assert np.all(np.diff(filled.wind.speed_log_std[early]) < 0.0)
