"""Sources that come and go, against sums over all the ways they can."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.kernels.fusion.on_off import on_off_log_likelihood, rhythm_log_likelihood


def likelihood(time_h, found, hits, duty=0.4, spell_h=5.0, false_alarm=0.01):
    """Return the log likelihood of one site under one duty."""
    return on_off_log_likelihood(
        np.array([0, len(time_h)]),
        np.array(time_h, float),
        np.array(found, float),
        np.array(hits, float),
        np.array([[duty]]),
        np.array([[1.0]]),
        np.array([spell_h]),
        false_alarm,
    )[0, 0]


def summed(time_h, found, hits, duty, spell_h, false_alarm):
    """Return the same by adding up all sequences of on and off."""
    total = 0.0
    for states in product((False, True), repeat=len(time_h)):
        p = 1.0
        for e, is_on in enumerate(states):
            if e == 0:
                on = duty
            else:
                rate = 1.0 / (spell_h * (1.0 - duty))
                before = 1.0 if states[e - 1] else 0.0
                on = duty + (before - duty) * np.exp(-rate * (time_h[e] - time_h[e - 1]))
            p *= on if is_on else 1.0 - on
            seen = max(found[e], false_alarm) if is_on else false_alarm
            missed = 1.0 - found[e] if is_on else 1.0
            p *= hits[e] * seen + (1.0 - hits[e]) * missed
        total += p
    return np.log(total)


@settings(max_examples=40, deadline=None)
@given(
    gaps=st.lists(st.floats(0.0, 50.0), min_size=1, max_size=6),
    data=st.data(),
    duty=st.floats(0.05, 0.95),
    spell_h=st.floats(0.5, 100.0),
)
def test_the_recursion_is_the_sum_over_all_sequences(gaps, data, duty, spell_h):
    n = len(gaps)
    found = data.draw(st.lists(st.floats(0.0, 1.0), min_size=n, max_size=n))
    hits = data.draw(st.lists(st.floats(0.0, 1.0), min_size=n, max_size=n))
    time_h = np.cumsum(gaps)
    expected = summed(time_h, found, hits, duty, spell_h, 0.01)
    assert likelihood(time_h, found, hits, duty, spell_h) == pytest.approx(expected, abs=1e-9)


def test_a_look_that_sees_nothing_at_all_leaves_the_likelihood_alone():
    with_blind = likelihood([0, 3, 7, 40], [0.9, 0.0, 0.5, 0.9], [1, 0, 0, 1])
    assert with_blind == pytest.approx(likelihood([0, 7, 40], [0.9, 0.5, 0.9], [1, 0, 1]))


def test_probabilities_of_all_outcomes_add_up_to_one_without_false_alarms():
    time_h, found = [0, 2, 30], [0.9, 0.4, 0.7]
    total = sum(
        np.exp(likelihood(time_h, found, hits, false_alarm=1e-300))
        for hits in product((False, True), repeat=3)
    )
    assert total == pytest.approx(1.0)


def test_duty_is_integrated_out():
    mixed = on_off_log_likelihood(
        np.array([0, 2]),
        np.array([0.0, 10.0]),
        np.array([0.8, 0.8]),
        np.array([1.0, 0.0]),
        np.array([[0.2, 0.9]]),
        np.array([[0.25, 0.75]]),
        np.array([5.0]),
        0.01,
    )[0, 0]
    one, other = (likelihood([0, 10], [0.8, 0.8], [1, 0], duty=duty) for duty in (0.2, 0.9))
    assert np.exp(mixed) == pytest.approx(0.25 * np.exp(one) + 0.75 * np.exp(other))


def rhythm(nights, hits, time_h, night_factor=2.0, day_factor=0.3):
    return rhythm_log_likelihood(
        np.array([0, len(hits)]),
        np.array(time_h, float),
        np.array(nights, bool),
        np.full(len(hits), 0.9),
        np.array(hits, float),
        np.array([0.3]),
        np.array([night_factor]),
        np.array([day_factor]),
        6.0,
    )[0, 0]


def test_hits_of_one_night_count_once():
    assert rhythm([1], [1], [0]) == pytest.approx(np.log(2.0))
    assert rhythm([1, 1, 1], [1, 1, 1], [0, 1, 2]) == pytest.approx(np.log(2.0))
    assert rhythm([1, 1], [1, 1], [0, 24]) == pytest.approx(2 * np.log(2.0))


def test_a_miss_at_night_speaks_against_what_works_at_night():
    assert rhythm([1], [0], [0]) < 0.0 < rhythm([0], [0], [0])


def test_without_a_rhythm_nothing_is_said():
    assert rhythm([1, 0], [1, 0], [0, 12], 1.0, 1.0) == pytest.approx(0.0)


def test_a_find_as_probable_as_not_says_nothing_of_on_and_off():
    """Whatever the look could have seen: both duties are moved alike."""
    for found in (0.1, 0.5, 0.9):
        often, seldom = (likelihood([0], [found], [0.5], duty, 5.0, 1e-12) for duty in (0.9, 0.1))
        assert often == pytest.approx(seldom)


def test_the_surer_a_find_the_more_it_says():
    def odds(p):
        return likelihood([0], [0.9], [p], 0.9) - likelihood([0], [0.9], [p], 0.1)

    drawn = [odds(p) for p in (0.0, 0.2, 0.5, 0.8, 0.97, 1.0)]
    assert drawn == sorted(drawn)
    assert abs(odds(0.5)) < 0.5 * abs(odds(0.97))


@pytest.mark.parametrize("is_night", [0, 1])
def test_a_doubtful_find_moves_the_rhythm_less_than_half_as_much(is_night):
    sure, doubtful, none = (rhythm([is_night], [p], [0]) for p in (0.97, 0.5, 0.0))
    assert abs(doubtful) < 0.5 * abs(sure)
    assert min(sure, none) < doubtful < max(sure, none)
