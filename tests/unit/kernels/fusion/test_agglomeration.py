"""One source or two, by the odds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from cathartes.kernels.fusion.agglomeration import (
    NEVER_TOGETHER,
    agglomerate,
    log_odds_of_one,
)

DENSITY = float(np.log(1e-6))


def clustered(east_m, std_m=10.0, against=None, gases=None, factor=None):
    """Return the labels of items on a line."""
    n = len(east_m)
    place = np.zeros((n, 3))
    place[:, 0] = east_m
    return agglomerate(
        place,
        np.full(n, std_m**-2.0),
        np.ones(n),
        np.ones((n, 1)) if gases is None else gases,
        np.zeros((n, n)) if against is None else against,
        np.ones((1, 1)) if factor is None else factor,
        DENSITY,
        10.0,
        0.0,
    ).tolist()


def test_the_odds_integrate_to_one_over_the_density():
    """Summed over all distances two positions of one source are somewhere."""
    total, _ = quad(
        lambda d: 2 * np.pi * d * np.exp(log_odds_of_one(d * d, 400.0, 0.0, 10.0)), 0.0, 1000.0
    )
    assert total == pytest.approx(1.0, abs=1e-3)


def test_many_degrees_of_freedom_are_a_gaussian():
    odds = log_odds_of_one(900.0, 400.0, DENSITY, 1e7)
    assert odds == pytest.approx(-900 / 800 - np.log(2 * np.pi * 400.0) - DENSITY, abs=1e-4)


def test_near_ones_join_and_far_ones_do_not():
    assert clustered([0.0, 12.0, 300.0, 305.0, 900.0]) == [0, 0, 2, 2, 4]


def test_a_pair_that_may_not_join_does_not_even_over_a_third():
    against = np.zeros((3, 3))
    against[0, 2] = against[2, 0] = NEVER_TOGETHER
    labels = clustered([0.0, 4.0, 9.0], against=against)
    assert labels[0] != labels[2]


def test_gases_of_two_sources_keep_apart():
    gases = np.array([[1.0, 0.0], [0.0, 1.0]])
    factor = np.array([[2.0, 1e-5], [1e-5, 2.0]])
    assert clustered([0.0, 1.0], gases=gases, factor=factor) == [0, 1]
    assert clustered([0.0, 1.0], gases=np.array([[1.0, 0.0]] * 2), factor=factor) == [0, 0]


@settings(max_examples=50, deadline=None)
@given(
    east_m=st.lists(st.floats(0.0, 400.0), min_size=2, max_size=12, unique=True),
    order=st.randoms(use_true_random=False),
)
def test_the_order_of_items_does_not_matter(east_m, order):
    shuffled = list(east_m)
    order.shuffle(shuffled)

    def groups(values):
        labels = clustered(values)
        return {
            frozenset(v for v, other in zip(values, labels, strict=True) if other == label)
            for label in labels
        }

    assert groups(east_m) == groups(shuffled)
