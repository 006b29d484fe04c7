"""What is said of how many sources there are."""

import numpy as np
import pytest

from cathartes.location.concentrations.number import stated_chances


def test_a_series_with_one_source_does_not_exclude_a_second_one():
    said = stated_chances(np.array([0.0, 1.0, 0.0, 0.0]), is_single=False)
    assert said.sum() == pytest.approx(1.0)
    assert np.argmax(said) == 1
    assert 0.05 < said[2] < 0.2


@pytest.mark.parametrize("best", [0, 1, 2, 3])
def test_the_likeliest_number_stays_the_likeliest_and_fewer_gain_nothing(best):
    chances = np.full(4, 0.02)
    chances[best] = 0.94
    said = stated_chances(chances, is_single=False)
    assert np.argmax(said) == best
    assert np.all(said[:best] <= chances[:best] + 1e-12)


def test_single_means_and_blank_records_are_left_as_they_are():
    chances = np.array([0.9, 0.08, 0.01, 0.01])
    assert np.array_equal(stated_chances(chances, is_single=False), chances)
    assert np.array_equal(stated_chances(chances[::-1], is_single=True), chances[::-1])
