"""Numbers of plans: null and text are no numbers."""

from __future__ import annotations

import math


def finite_or_nan(value: object) -> float:
    """Return a number, NaN for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return math.nan
    return float(value) if math.isfinite(value) else math.nan
