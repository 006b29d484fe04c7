"""What no drift links with an estimate cannot change its odds."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.kernels.fusion.drifted import drift_odds, is_linked

WITHIN_S, LENGTH_M = 1200.0, 500.0


def made(seed, n=120):
    """Return estimates of some hours over some kilometres, a fifth without a wind."""
    rng = np.random.default_rng(seed)
    drift = rng.normal(0.0, 3.0, (n, 2))
    drift[rng.random(n) < 0.2] = np.nan
    gases = rng.dirichlet(np.ones(3), n)
    return {
        "time_s": np.sort(rng.uniform(0.0, 9000.0, n)),
        "longitude": -107.4 + rng.uniform(0.0, 0.05, n),
        "latitude": 24.8 + rng.uniform(0.0, 0.05, n),
        "variance_m2": rng.uniform(5.0, 60.0, n) ** 2,
        "probability": rng.uniform(0.5, 1.0, n),
        "drift": drift,
        "turn": np.full(n, 0.2),
        "gases": gases,
        "mixed": gases.copy(),
    }


def odds_of(columns):
    return drift_odds(*columns.values(), WITHIN_S, LENGTH_M, 0.0)


def linked_of(columns, asked):
    names = ("time_s", "longitude", "latitude", "variance_m2", "drift", "turn")
    return is_linked(*(columns[one] for one in names), asked, WITHIN_S, LENGTH_M)


@pytest.mark.parametrize("seed", range(10))
def test_the_odds_of_an_estimate_rest_on_what_is_linked_with_it(seed):
    columns = made(seed)
    odds, part, upwind, _ = odds_of(columns)
    for one in range(0, len(odds), 7):
        asked = np.arange(len(odds)) == one
        linked = linked_of(columns, asked)
        kept = linked | asked
        alone = odds_of({name: values[kept] for name, values in columns.items()})[0]
        assert alone[np.flatnonzero(kept) == one] == pytest.approx(odds[one], rel=1e-12)
        assert linked[upwind[part == one]].all()
        assert linked[part[upwind == one]].all()


def test_some_are_linked_and_most_are_not():
    columns = made(3)
    shares = [linked_of(columns, np.arange(120) == one).mean() for one in range(0, 120, 5)]
    assert 0.0 < np.mean(shares) < 0.2


def test_links_go_both_ways():
    columns = made(5)
    link = np.array([linked_of(columns, np.arange(120) == one) for one in range(120)])
    assert (link == link.T).all()
    assert not link.diagonal().any()
