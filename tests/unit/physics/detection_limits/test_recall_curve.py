"""The curve through the recall table."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.stats import norm

from cathartes.physics.detection_limits.recall_curve import (
    bundled_recall_curve,
    fit_recall_curve,
)
from cathartes.physics.recall_table import SNR_EDGES, RecallCell, RecallTable


def made_table(median: float, log_std: float, gas: str = "ammonia") -> RecallTable:
    cells = []
    for low, high in itertools.pairwise(SNR_EDGES):
        centre = np.sqrt(low * min(high, 200.0))
        chance = norm.cdf(np.log(centre / median) / log_std)
        cells.append(RecallCell(gas, low, high, 0.0, 1e9, 5.0, "calm", 2000, round(2000 * chance)))
    return RecallTable("1", "1", (), tuple(cells))


@pytest.mark.parametrize(("median", "log_std"), [(4.0, 0.4), (8.0, 0.9)])
def test_a_curve_is_recovered_from_the_counts_it_predicts(median: float, log_std: float) -> None:
    curve = fit_recall_curve(made_table(median, log_std))
    assert curve.median_strength == pytest.approx(median, rel=0.05)
    assert curve.log_std == pytest.approx(log_std, rel=0.1)


def test_gases_of_no_library_do_not_move_the_curve() -> None:
    known, unknown = made_table(5.0, 0.5), made_table(30.0, 0.5, "unknown")
    both = RecallTable("1", "1", (), known.cells + unknown.cells)
    assert fit_recall_curve(both) == fit_recall_curve(known)


def test_the_shipped_table_has_its_median_between_the_bins_that_are_half_found() -> None:
    curve = bundled_recall_curve()
    assert 3.0 < curve.median_strength < 8.0
    assert 0.1 < curve.log_std < 1.0
