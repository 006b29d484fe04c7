"""Platforms that have moved on by the time that their instrument answers."""

import numpy as np
import pytest
from attrs import evolve

from cathartes.location.concentrations.problem.track import is_moving, where_sensed
from tests.unit.location.concentrations.test_locate import arcs_about

SPEED_M_S = 8.0


def a_flight(response_s):
    seen = arcs_about((0.0, 0.0), 90.0).observations
    time = np.arange(seen.size, dtype=float)
    place = np.stack([SPEED_M_S * time, np.zeros(seen.size), np.full(seen.size, 20.0)], axis=1)
    return evolve(
        seen,
        time_s=time,
        sensor=np.zeros(seen.size, np.int32),
        begin_m=place,
        end_m=place,
        response_s=np.full(seen.size, response_s),
    )


def test_values_belong_to_where_the_platform_was_a_response_time_before():
    flight = a_flight(3.0)
    moved = where_sensed(flight)
    assert moved.begin_m[5:, 0] == pytest.approx(flight.begin_m[5:, 0] - 3.0 * SPEED_M_S)
    assert np.array_equal(moved.begin_m, moved.end_m)


def test_a_fast_instrument_and_a_sensor_that_stands_still_stay_where_they_are():
    fast = a_flight(0.0)
    assert np.array_equal(where_sensed(fast).begin_m, fast.begin_m)
    still = evolve(a_flight(3.0), begin_m=np.zeros((fast.size, 3)), end_m=np.zeros((fast.size, 3)))
    assert np.array_equal(where_sensed(still).begin_m, still.begin_m)


def test_a_flight_moves_and_samplers_do_not():
    assert is_moving(a_flight(0.0))
    assert not is_moving(arcs_about((0.0, 0.0), 90.0).observations)
