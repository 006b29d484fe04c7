"""Air that is sensed came along the path that the wind took, whatever the source."""

import numpy as np
import pytest

from cathartes.kernels.dispersion.air_path import direction_by_distance

DISTANCE_M = np.geomspace(0.5, 2e4, 96)
MINUTE_S = 60.0


def directions(velocity, carried=1.0, time_s=None, length_s=MINUTE_S):
    """Return (row, distance) degrees clockwise from north, of minutes of a velocity (row, 2)."""
    rows = len(velocity)
    time_s = MINUTE_S * np.arange(rows) if time_s is None else time_s
    toward = np.empty((2, rows, DISTANCE_M.size))
    direction_by_distance(
        np.asarray(time_s, float),
        np.full(rows, length_s),
        np.ascontiguousarray(np.asarray(velocity, float).T),
        np.full((rows, DISTANCE_M.size), carried),
        DISTANCE_M,
        toward,
    )
    assert np.hypot(*toward) == pytest.approx(np.ones((rows, DISTANCE_M.size)))
    return np.degrees(np.arctan2(toward[0], toward[1])) % 360.0


def test_a_steady_wind_comes_from_one_direction_at_every_distance():
    assert directions([(3.0, 0.0)] * 5) == pytest.approx(np.full((5, 96), 90.0))


def test_where_the_wind_has_turned_what_is_near_follows_the_new_wind_and_what_is_far_the_old():
    found = directions([(4.0, 0.0)] * 60 + [(0.0, 4.0)] * 2)[-1]
    near, far = DISTANCE_M < 50.0, (DISTANCE_M > 5000.0) & (DISTANCE_M < 10000.0)
    assert found[near] == pytest.approx(np.zeros(near.sum()), abs=1e-6)
    assert np.all(np.abs(found[far] - 90.0) < 5.0)
    assert np.all(np.diff(found) >= -1e-9)


def test_gas_that_goes_slower_than_the_wind_remembers_longer():
    turned = [(4.0, 0.0)] * 30 + [(0.0, 4.0)] * 2
    slow, fast = directions(turned, carried=0.5)[-1], directions(turned, carried=1.0)[-1]
    assert np.all(slow >= fast - 1e-9)
    assert slow[60] > fast[60] + 5.0


def test_a_puff_is_where_the_direction_says():
    rng = np.random.default_rng(5)
    speed, turning = rng.uniform(1.0, 3.0, 40), np.cumsum(rng.normal(0.0, 0.3, 40))
    velocity = np.stack([speed * np.sin(turning), speed * np.cos(turning)], axis=1)
    found = np.radians(directions(velocity)[-1])
    # Puffs released 3 minutes ago arrive through the last minute; their mean place is there.
    fine = np.repeat(velocity, 60, axis=0)
    path = np.cumsum(fine, axis=0)
    arrivals = path[-60:] - path[-60 - 180 : -180]
    distance = np.hypot(*arrivals.T).mean()
    expected = np.arctan2(*arrivals.mean(axis=0))
    direction = np.interp(np.log(distance), np.log(DISTANCE_M), np.unwrap(found))
    assert np.cos(direction - expected) > np.cos(np.radians(2.0))


def test_turning_the_whole_wind_turns_every_direction():
    wind = np.array([(2.0, 1.0), (1.0, 2.0), (-1.0, 2.0), (0.5, 1.5)])
    turned = np.stack([wind[:, 1], -wind[:, 0]], axis=1)
    assert (directions(turned) - directions(wind)) % 360.0 == pytest.approx(np.full((4, 96), 90.0))


@pytest.mark.parametrize("how", ["a gap of time", "a row without wind"])
def test_what_is_not_known_before_a_gap_is_taken_to_be_as_after_it(how):
    time_s = MINUTE_S * np.arange(6)
    velocity = [(4.0, 0.0)] * 3 + [(0.0, 4.0)] * 3
    if how == "a gap of time":
        time_s[3:] += 3600.0
    else:
        velocity[2] = (np.nan, np.nan)
    found = directions(velocity, time_s=time_s)[-1]
    assert np.minimum(found, 360.0 - found) == pytest.approx(np.zeros(96), abs=1e-6)


def test_running_means_that_overlap_count_each_moment_once():
    turned = [(4.0, 0.0)] * 10 + [(0.0, 4.0)] * 10
    minutes, running = directions(turned)[-1], directions(turned, length_s=2.0 * MINUTE_S)[-1]
    # Counted twice, ten minutes of the new wind would reach as far as this by themselves.
    far = np.abs(DISTANCE_M - 1.8 * 4.0 * 10.0 * MINUTE_S).argmin()
    assert minutes[far] > 45.0
    assert abs(running[far] - minutes[far]) < 4.0
