"""Values that no air can have, and values that only look like measurements."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.sensed.units import DENSEST_KG_M3, MOST_PPM
from cathartes.io.cases.tables import Table
from cathartes.model.location.observations import MOLE_FRACTION_UNIT

Array = NDArray[np.float64]
MARKS_OF_NOTHING = (-9.0, -99.0, -999.0, -9999.0, -99999.0, -9.99, -99.9, -99.99, -999.9, -6999.0,
                    -7999.0, -8888.0, -7777.0, -32768.0)  # fmt: skip
"""Numbers by which people mark a value that is not there."""
_FAR_SPREADS = 5.0
FEWEST_ALIKE = 3
"""Fewer values are refused for their number."""
MANY, FEWEST_OTHERS = 20, 3
"""Of so many values at least so many must not be the commonest one."""
ALONE = 20.0
"""Times as far from the middle as the next value: no plume passes one reading only like this."""


def checked_values(table: Table, factor: Array, unit: str, told: list[str]) -> Array:
    """Return the values in one unit, (row,) float64, NaN where missing.

    Raises
    ------
    CaseError
        If a value marks that nothing was measured, is more than pure gas, or is so negative that
        no noise explains it.
    """
    raw = table.number("value")
    value = raw * factor
    known = np.flatnonzero(np.isfinite(value))
    if known.size == 0:
        return value
    most = MOST_PPM if unit == MOLE_FRACTION_UNIT else DENSEST_KG_M3 * 1e6
    impossible = known[value[known] > most]
    if impossible.size:
        raise CaseError.about(
            table.where(int(impossible[0])),
            "value",
            found=f"{table.shown('value', int(impossible[0]))} {_unit_at(table, impossible[0])}",
            expected="no more than pure gas",
            remedy="Leave the field empty where the value is missing; correct the unit else.",
        )
    middle = float(np.median(value[known]))
    spread = 1.4826 * float(np.median(np.abs(value[known] - middle)))
    negative = known[value[known] < 0.0]
    marks = negative[np.isin(raw[negative], MARKS_OF_NOTHING)]
    marks = marks[np.abs(value[marks] - middle) > _FAR_SPREADS * spread]
    if marks.size:
        raise CaseError.about(
            table.where(int(marks[0])),
            "value",
            found=f"{table.shown('value', int(marks[0]))}, as in {marks.size} of {known.size} "
            "values",
            expected="an empty field where there is no value; no number stands for it",
            remedy="Empty these fields.",
        )
    if negative.size:
        lowest = negative[np.argmin(value[negative])]
        depth = -float(value[lowest])
        if depth > max(float(value[known].max()), 0.0) and depth > 2.0 * _FAR_SPREADS * spread:
            raise CaseError.about(
                table.where(int(lowest)),
                "value",
                found=f"{table.shown('value', int(lowest))}, further below zero than any value is "
                "above",
                expected="concentrations, or what noise leaves of a subtracted background",
                remedy="Leave the field empty where the value is missing; correct the sign else.",
            )
        told.append(
            f"{table.path.name}: {negative.size} of {known.size} values are below zero, the "
            f"lowest is {-depth:.4g} {unit}; they were taken as noise about a background that was "
            "subtracted or drifts."
        )
    return value


def check_variation(
    path: Path,
    value: Array,
    gas: NDArray[np.int32],
    names: Sequence[str],
    unit: str,
    told: list[str],
) -> None:
    """Refuse values of a gas that are all, or all but two, the same; tell of one far off the rest.

    Any source would explain them, and none.

    Raises
    ------
    CaseError
        That names the gas.
    """
    for number, name in enumerate(names):
        mine = value[gas == number]
        if mine.size >= FEWEST_ALIKE and np.ptp(mine) == 0.0:
            raise CaseError.about(
                path,
                "value",
                found=f"{mine.size} times the same of {name}, {mine[0]:g} {unit}",
                expected="values that vary, if only by noise",
                remedy="Give the readings as they are, not rounded to nothing or cut at a "
                "detection limit: from a constant neither a source nor its absence follows, and "
                "an instrument that stands still looks the same.",
            )
        commonest, count = _commonest(mine)
        if mine.size >= MANY and mine.size - count < FEWEST_OTHERS:
            raise CaseError.about(
                path,
                "value",
                found=f"{count} of {mine.size} values of {name} that are {commonest:g} {unit}, and "
                + ("another one" if mine.size - count == 1 else "two others"),
                expected=f"at least {FEWEST_OTHERS} values that differ from the commonest one",
                remedy="Give the readings as they are, not cut at a detection limit: one or two "
                "that stand out do not say where a source is.",
            )
        away = np.sort(np.abs(mine - np.median(mine)))
        if mine.size >= MANY and away[-1] > ALONE * away[-2]:
            alone = mine[np.argmax(np.abs(mine - np.median(mine)))]
            told.append(
                f"{path.name}: one value of {name}, {alone:.5g} {unit}, lies more than {ALONE:g} "
                "times as far from the middle as every other one; all errors were taken in "
                "proportion to it, so that the others say little. If it is a fault, empty its "
                "field and locate again."
            )


def _commonest(values: Array) -> tuple[float, int]:
    levels, counts = np.unique(values, return_counts=True)
    most = int(np.argmax(counts))
    return float(levels[most]), int(counts[most])


def checked_std(table: Table, factor: Array, told: list[str]) -> Array:
    """Return the standard deviations in the unit of the values, (row,) float64, NaN if unknown.

    Raises
    ------
    CaseError
        If one is negative.
    """
    std = table.number("value_std")
    wrong = np.flatnonzero(std < 0.0)
    if wrong.size:
        raise CaseError.about(
            table.where(int(wrong[0])),
            "value_std",
            found=table.shown("value_std", int(wrong[0])),
            expected="one standard deviation, more than 0",
            remedy="Leave the field empty where it is not known.",
        )
    perfect = std == 0.0
    if perfect.any():
        told.append(
            f"{table.path.name}: value_std is 0 in {int(perfect.sum())} rows; no instrument is "
            "perfect, so it counts as not known there."
        )
    return np.where(perfect, np.nan, std) * factor


def _unit_at(table: Table, row: int) -> str:
    return table.text("unit")[int(row)]
