"""Rows that say again what another row said, or contradict it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.tables import Table


def first_of_each(
    table: Table,
    keep: NDArray[np.bool_],
    time_s: NDArray[np.float64],
    sensor: NDArray[np.int32],
    gas: NDArray[np.int32],
    value: NDArray[np.float64],
    told: list[str],
) -> NDArray[np.bool_]:
    """Return which rows are the first of their time, sensor and gas, (row,).

    Raises
    ------
    CaseError
        If a sensor has two different values of a gas for one time.
    """
    index = np.flatnonzero(keep)
    order = index[np.lexsort((index, gas[index], sensor[index], time_s[index]))]
    before, after = order[:-1], order[1:]
    same = (
        (time_s[before] == time_s[after])
        & (sensor[before] == sensor[after])
        & (gas[before] == gas[after])
    )
    other = after[same & (value[before] != value[after])]
    if other.size:
        row = int(other.min())
        raise CaseError.about(
            table.where(row),
            "time, sensor_id",
            found=f"a second, different value of {table.text('sensor_id')[row]}",
            expected="one value of a sensor for a gas and a time",
            remedy="Remove the wrong row, or give the sensors different names.",
        )
    if same.any():
        n = int(same.sum())
        rows = "1 row was" if n == 1 else f"{n} rows were"
        told.append(f"{table.path.name}: {rows} there twice; one of each was used.")
    is_first = np.ones(table.n_rows, bool)
    is_first[after[same]] = False
    return is_first
