"""What speaks for gases of one source, and what against it."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.kernels.fusion.drifted import likeness

AMMONIA, ESTER, UNKNOWN = range(3)
FARM = np.array([8.0, 1e-3, 1.0])
"""How much likelier each gas is from a farm."""


def of(*probabilities: float) -> float:
    return likeness(np.array(probabilities), FARM)


def test_one_sure_gas_counts_as_it_is() -> None:
    assert of(1.0, 0.0, 0.0) == pytest.approx(8.0)
    assert of(0.0, 1.0, 0.0) == pytest.approx(1e-3)
    assert of(0.0, 0.0, 1.0) == pytest.approx(1.0)


def test_alternatives_are_averaged() -> None:
    assert of(0.3, 0.0, 0.7) == pytest.approx(0.3 * 8.0 + 0.7)
    assert of(0.0, 0.3, 0.7) == pytest.approx(0.7, rel=1e-3)
    assert of(0.5, 0.5, 0.0) == pytest.approx(0.5 * 8.0, rel=2e-3)


def test_a_gas_of_its_own_beside_a_neighbours_gas_is_from_elsewhere() -> None:
    assert of(0.99, 0.99, 0.0) < 0.1 < of(0.99, 0.05, 0.0)


def test_more_of_the_same_says_nothing_more() -> None:
    one, both = (
        likeness(np.array([1.0, 0.0]), np.full(2, 5.0)),
        likeness(np.ones(2), np.full(2, 5.0)),
    )
    assert one == pytest.approx(both) == pytest.approx(5.0)
