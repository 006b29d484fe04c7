"""When emitters of a simulated campaign are on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cathartes.physics.profiles import Rhythm
from cathartes.simulate.campaign.ground.rhythm import (
    draw_on_periods,
    is_night,
    shares_on,
)

DAY_S = 86400.0
rhythms = st.builds(
    Rhythm,
    duty=st.floats(0.02, 1.0),
    spell_h=st.floats(0.5, 500.0),
    night_share=st.floats(0.0, 1.0),
)


@given(rhythms)
def test_the_shares_of_night_and_day_make_up_the_duty(rhythm):
    night, day = shares_on(rhythm)
    assert 0.0 <= night <= 1.0
    assert 0.0 <= day <= 1.0
    assert night * 10.0 / 24.0 + day * 14.0 / 24.0 == pytest.approx(rhythm.duty)


@given(rhythms, st.integers(0, 1000))
def test_spells_lie_within_the_time_asked_for_and_apart_from_each_other(rhythm, seed):
    rng = np.random.default_rng(seed)
    periods = draw_on_periods(rng, rhythm, 1000.0, 1000.0 + 5.0 * DAY_S, 0.0)
    edges = [edge for period in periods for edge in period]
    assert edges == sorted(edges)
    assert all(begin < end for begin, end in periods)
    assert all(1000.0 <= edge <= 1000.0 + 5.0 * DAY_S for edge in edges)


def test_over_many_days_an_emitter_is_on_for_its_duty_mostly_at_its_time_of_day():
    rhythm = Rhythm(duty=0.25, spell_h=6.0, night_share=0.65)
    end = 600.0 * DAY_S
    periods = draw_on_periods(np.random.default_rng(4), rhythm, 0.0, end, 0.0)
    moments = np.arange(0.0, end, 300.0)
    begins, ends = np.array(periods).T
    is_on = np.searchsorted(begins, moments, side="right") > np.searchsorted(
        ends, moments, side="right"
    )
    night = np.array([is_night(one / 3600.0) for one in moments])
    assert is_on.mean() == pytest.approx(0.25, abs=0.02)
    assert night[is_on].mean() == pytest.approx(0.65, abs=0.03)


def test_an_emitter_of_full_duty_is_never_off():
    rhythm = Rhythm(duty=1.0, spell_h=2.0, night_share=10.0 / 24.0)
    periods = draw_on_periods(np.random.default_rng(0), rhythm, 0.0, 10.0 * DAY_S, 0.0)
    assert periods == ((0.0, 10.0 * DAY_S),)
