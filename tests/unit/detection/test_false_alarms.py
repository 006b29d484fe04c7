"""Stated false-alarm rates against distributions that are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cathartes.detection.false_alarms import false_alarm_curve

RATES = (0.3, 1e-2, 1e-3, 1e-4)


def gaussian(seed: int, n: int = 200_000) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=n).astype(np.float32)


def exponential(seed: int, n: int = 200_000) -> np.ndarray:
    return np.random.default_rng(seed).exponential(size=n).astype(np.float32)


@pytest.mark.parametrize(
    ("draw", "truth"), [(gaussian, stats.norm.sf), (exponential, stats.expon.sf)]
)
def test_stated_rate_is_the_true_one(draw, truth) -> None:
    curve = false_alarm_curve(draw(1))
    for rate in RATES:
        assert truth(curve.score_at(rate)) == pytest.approx(rate, rel=0.15 if rate > 5e-4 else 0.35)


def test_exponential_tail_is_extrapolated_truly_far_beyond_the_sample() -> None:
    ratio = []
    for seed in range(8):
        curve = false_alarm_curve(exponential(seed, 50_000))
        ratio.append(np.log(stats.expon.sf(curve.score_at(1e-6)) / 1e-6))
    assert abs(np.mean(ratio)) < 0.5


def test_gaussian_tail_is_stated_too_high_rather_than_too_low() -> None:
    stated = [false_alarm_curve(gaussian(seed, 50_000)).rate(5.5) for seed in range(5)]
    assert np.mean(stated) > stats.norm.sf(5.5)


@settings(max_examples=60, deadline=None)
@given(st.floats(1e-9, 0.9))
def test_rate_and_score_are_inverse(rate: float) -> None:
    curve = false_alarm_curve(exponential(2, 5000))
    assert curve.rate(curve.score_at(rate)) == pytest.approx(rate, rel=0.05, abs=2 / 5000)


@settings(max_examples=60, deadline=None)
@given(st.floats(-2.0, 30.0), st.floats(0.0, 5.0))
def test_higher_scores_are_never_more_frequent(score: float, more: float) -> None:
    curve = false_alarm_curve(gaussian(3, 4000))
    assert 0.0 < curve.rate(score + more) <= curve.rate(score) <= 1.0


def test_missing_scores_do_not_count() -> None:
    scores = gaussian(4, 5000)
    with_gaps = np.concatenate([scores, np.full(5000, np.nan, np.float32)])
    whole, gappy = false_alarm_curve(scores), false_alarm_curve(with_gaps)
    assert gappy.n_pixels == whole.n_pixels == 5000
    assert gappy.score_at(1e-3) == whole.score_at(1e-3)


def test_without_plume_free_pixels_nothing_is_promised() -> None:
    curve = false_alarm_curve(np.full(10, np.nan, np.float32))
    assert curve.rate(100.0) == 1.0
    assert curve.score_at(1e-3) == float("inf")


@pytest.mark.parametrize("n", [1, 5, 70])
def test_few_pixels_give_a_curve_too(n: int) -> None:
    curve = false_alarm_curve(gaussian(5, n))
    assert 0.0 < curve.rate(50.0) < curve.rate(-50.0) <= 1.0


def test_equal_scores_are_no_error() -> None:
    curve = false_alarm_curve(np.zeros(3000, np.float32))
    assert curve.rate(-1.0) == pytest.approx(1.0)
    assert curve.rate(0.0) > 0.01 > curve.rate(1.0)
