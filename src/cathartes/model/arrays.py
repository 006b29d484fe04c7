"""Converters for arrays that are fields of frozen records: contiguous and read-only."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def _frozen_copy(values: ArrayLike, dtype: type[Any]) -> NDArray[Any]:
    array = np.array(values, dtype=dtype, order="C")
    array.setflags(write=False)
    return array


def float64_array(values: ArrayLike) -> NDArray[np.float64]:
    """Return a read-only float64 copy."""
    return _frozen_copy(values, np.float64)


def bool_array(values: ArrayLike) -> NDArray[np.bool_]:
    """Return a read-only boolean copy."""
    return _frozen_copy(values, np.bool_)
