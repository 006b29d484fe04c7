"""A climb reaches the top, however narrow the ridge."""

import numpy as np
import pytest

from cathartes.location.concentrations.search.climbing import climb


def ridge(places):
    """Return heights of an oblique ridge: steep across, nearly flat along."""
    across = places[:, 0] - 0.6 * places[:, 1]
    return -0.5 * (1e4 * across**2 + 1.0 * (places[:, 1] - 2.0) ** 2 + places[:, 2] ** 2)


@pytest.mark.parametrize("start", [(1.0, -3.0, 1.0), (-2.0, 4.0, 0.0), (0.0, 0.0, 3.0)])
def test_a_climb_follows_a_narrow_ridge_to_its_top(start):
    place, height, _ = climb(ridge, np.array(start), np.arange(3), 60)
    assert height > -0.1
    assert place == pytest.approx([1.2, 2.0, 0.0], abs=0.7)


def test_a_climb_ends_higher_than_it_began_even_with_a_covariance_that_is_wrong():
    start = np.array([1.0, -3.0, 1.0])
    before = float(ridge(start[None])[0])
    _, height, covariance = climb(ridge, start, np.arange(3), 60, 1e-3 * np.eye(3))
    assert height > before + 100.0
    assert np.all(np.linalg.eigvalsh(covariance) > 0.0)
