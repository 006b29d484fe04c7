"""What is said of how many sources there are."""

import numpy as np
import pytest

from cathartes.location.concentrations.number import (
    TRUE_WHEN_STATED,
    numbers_as_stated,
    stated_chances,
)


def test_a_series_with_one_source_does_not_exclude_a_second_one():
    said = stated_chances(np.array([0.0, 1.0, 0.0, 0.0]), is_single=False)
    assert said.sum() == pytest.approx(1.0)
    assert 0.3 < said[2] < said[1]


def test_a_series_without_a_source_stated_is_not_sure_that_there_is_none():
    said = stated_chances(np.array([0.98, 0.02, 0.0, 0.0]), is_single=False)
    assert 0.7 < said[0] < 0.9


@pytest.mark.parametrize("best", [0, 1, 2])
@pytest.mark.parametrize("sure", [0.55, 1.0])
def test_the_likeliest_number_stays_the_likeliest(best, sure):
    chances = np.full(4, (1.0 - sure) / 3.0)
    chances[best] = sure
    assert np.argmax(stated_chances(chances, is_single=False)) == best


def test_three_by_evidence_are_more_often_two_and_not_excluded():
    said = stated_chances(np.array([0.0, 0.0, 0.0, 1.0]), is_single=False)
    assert np.argmax(said) == 2
    assert 0.35 < said[3] < said[2]


def test_what_was_counted_are_probabilities():
    assert TRUE_WHEN_STATED.sum(axis=1) == pytest.approx(1.0)
    assert np.all(TRUE_WHEN_STATED > 0.0)


def test_single_means_are_left_as_they_are():
    chances = np.array([0.01, 0.01, 0.08, 0.9])
    assert np.array_equal(stated_chances(chances, is_single=True), chances)


def test_draws_are_as_frequent_as_their_number_is_said_to_be():
    stated = np.array([0.1, 0.6, 0.25, 0.05])
    drawn = numbers_as_stated(1200, 1, stated)
    assert np.bincount(drawn, minlength=4) == pytest.approx(2000.0 * stated, abs=0.5)
    assert np.all(np.diff(drawn) >= 0)
