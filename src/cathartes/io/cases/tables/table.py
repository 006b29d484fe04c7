"""A table as columns of text or numbers, with faults told by row and column."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cathartes.errors import CaseError

Column = list[str] | NDArray[np.float64]


@frozen(eq=False)
class Table:
    """Rows of a file.

    Attributes
    ----------
    path : Path
    columns : mapping of str to list of str or (row,) float64
        Text as it stands there, without blanks at the ends, or numbers; empty or NaN = missing.
        Times that were numbers already are seconds since 1970-01-01 UTC.
    row_number : (row,) int64
        Number of each row as a person finds it in the file.
    row_word : str
        What the file calls a row.
    remarks : tuple of str
        What was assumed while reading, whole sentences.
    """

    path: Path
    columns: Mapping[str, Column]
    row_number: NDArray[np.int64]
    row_word: str = "line"
    remarks: tuple[str, ...] = ()
    _numbers: dict[str, NDArray[np.float64]] = field(factory=dict, init=False, repr=False)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return int(self.row_number.size)

    def where(self, row: int) -> str:
        """Return the place of a row as a person finds it; the header of a CSV file is line 1."""
        return f"{self.path}, {self.row_word} {self.row_number[row]}"

    def shown(self, name: str, row: int) -> str:
        """Return what stands in a field."""
        one = self.columns[name][row]
        return repr(one) if isinstance(one, str) else f"{one:.10g}"

    def text(self, name: str, default: str = "") -> list[str]:
        """Return a column as text; ``default`` where the table has no such column."""
        column = self.columns.get(name)
        if column is None:
            return [default] * self.n_rows
        if isinstance(column, list):
            return column
        return ["" if math.isnan(one) else f"{one:.15g}" for one in column]

    def number(self, name: str) -> NDArray[np.float64]:
        """Return a column of numbers, (row,) float64, NaN where empty or not in the table."""
        column = self.columns.get(name)
        if column is None:
            return np.full(self.n_rows, np.nan)
        if not isinstance(column, list):
            return column
        if name not in self._numbers:
            quickly = _numbers_of(column)
            remedy = "Correct this field, or leave it empty where the value is missing."
            self._numbers[name] = (
                self._each(name, column, _number, "a number, or nothing", remedy)
                if quickly is None
                else quickly
            )
        return self._numbers[name]

    def time(self, name: str) -> NDArray[np.float64]:
        """Return a column of times as seconds since 1970-01-01 UTC, (row,) float64."""
        column = self.columns[name]
        if not isinstance(column, list):
            return column
        return self._each(
            name,
            column,
            _seconds,
            "ISO 8601 with a zone, like 2017-05-09T11:26:00Z",
            "Write the zone (Z for UTC); without it the wind of another hour may be taken.",
        )

    def _each(
        self,
        name: str,
        column: Sequence[str],
        read: Callable[[str], float],
        expected: str,
        remedy: str,
    ) -> NDArray[np.float64]:
        # Texts repeat (times, places, units of many sensors): each is read once.
        value_of: dict[str, float] = {}
        for text in dict.fromkeys(column):
            try:
                value_of[text] = read(text)
            except ValueError:
                row = column.index(text)
                raise CaseError.about(
                    self.where(row), name, found=repr(text), expected=expected, remedy=remedy
                ) from None
        return np.fromiter(map(value_of.__getitem__, column), np.float64, len(column))

    def check_columns(self, needed: Sequence[str], known: Collection[str] = ()) -> None:
        """Refuse a table without one of these columns.

        Parameters
        ----------
        needed : sequence of str
        known : collection of str
            Names that mean something else, and are no misspelling of these.

        Raises
        ------
        CaseError
            That names the missing column, and the one most like it.
        """
        for name in needed:
            if name not in self.columns:
                unknown = [one for one in self.columns if one not in known]
                near = difflib.get_close_matches(name, unknown, 1)
                raise CaseError.about(
                    self.path,
                    f"column {name}",
                    found="no such column" + (f"; the nearest is {near[0]}" if near else ""),
                    expected="the columns " + ", ".join(needed),
                    remedy="Rename or add the column.",
                )

    def misspelt(self, known: Collection[str]) -> list[str]:
        """Return a sentence for each column that is unknown but nearly called like a known one."""
        told = []
        for name in self.columns:
            near = difflib.get_close_matches(name, known, 1, 0.75)
            if name and name not in known and near and near[0] not in self.columns:
                told.append(
                    f"{self.path.name}: the column {name} was not used; if {near[0]} is meant, "
                    "call it so."
                )
        return told


def _numbers_of(column: list[str]) -> NDArray[np.float64] | None:
    """Return a column at the speed of C; None where some text of it is no plain number."""
    try:
        value = np.fromiter(map(float, [text or "nan" for text in column]), np.float64, len(column))
    except ValueError:
        return None
    n_unknown = int(np.sum(~np.isfinite(value)))
    if n_unknown != column.count("") or "_" in "".join(column):
        return None
    return value


def _number(text: str) -> float:
    if not text:
        return math.nan
    value = float(text)
    if not math.isfinite(value) or "_" in text:
        raise ValueError(text)
    return value


def _seconds(text: str) -> float:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.timestamp()
