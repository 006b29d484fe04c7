"""Columns against the truth: factor of two, bias, and coverage of the stated spread."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from benchmarks.metrics.intervals import share


@frozen
class ColumnStatement:
    """One stated mean column.

    Attributes
    ----------
    stated_ppm_m, std_ppm_m : float
        As reported.
    true_ppm_m : float
        True mean column of the named gas over the reported outline; 0 for a wrong name.
    """

    stated_ppm_m: float
    std_ppm_m: float
    true_ppm_m: float

    @property
    def is_within_factor_two(self) -> bool:
        """True when stated / true lies within [1/2, 2]."""
        return 0.5 * self.true_ppm_m <= self.stated_ppm_m <= 2.0 * self.true_ppm_m and (
            self.true_ppm_m > 0.0
        )

    def is_within(self, n_std: float) -> bool:
        """Return whether the truth lies within ``n_std`` stated standard deviations."""
        return abs(self.stated_ppm_m - self.true_ppm_m) <= n_std * self.std_ppm_m


@frozen
class ColumnScores:
    """What the stated columns are worth."""

    n_stated: int
    factor_two_share: float
    coverage_68: float
    coverage_95: float
    median_ratio: float


def score_columns(statements: Sequence[ColumnStatement]) -> ColumnScores:
    """Score all stated columns; NaN where none was stated."""
    n = len(statements)
    ratios = [s.stated_ppm_m / s.true_ppm_m for s in statements if s.true_ppm_m > 0.0]
    return ColumnScores(
        n_stated=n,
        factor_two_share=share(sum(s.is_within_factor_two for s in statements), n),
        coverage_68=share(sum(s.is_within(1.0) for s in statements), n),
        coverage_95=share(sum(s.is_within(1.959964) for s in statements), n),
        median_ratio=float(np.median(ratios)) if ratios else float("nan"),
    )
