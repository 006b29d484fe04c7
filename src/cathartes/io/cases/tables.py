"""A CSV table as columns of text, numbers and times, with faults told by row and column."""

from __future__ import annotations

import csv
import difflib
import math
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import CaseError


@frozen(eq=False)
class Table:
    """Rows of a CSV file.

    Attributes
    ----------
    path : Path
    columns : mapping of str to list of str
        Text as it stands there, without blanks at the ends; empty = missing.
    n_rows : int
    """

    path: Path
    columns: dict[str, list[str]]
    n_rows: int

    def where(self, row: int) -> str:
        """Return the place of a row as a person finds it; the header is line 1."""
        return f"{self.path}, line {row + 2}"

    def number(self, name: str) -> NDArray[np.float64]:
        """Return a column of numbers, (row,) float64, NaN where empty or not in the table."""
        if name not in self.columns:
            return np.full(self.n_rows, np.nan)
        remedy = "Correct this field, or leave it empty where the value is missing."
        return np.array(self._each(name, _number, "a number, or nothing", remedy), np.float64)

    def time(self, name: str) -> NDArray[np.float64]:
        """Return a column of times as seconds since 1970-01-01 UTC, (row,) float64."""
        return np.array(
            self._each(
                name,
                _seconds,
                "ISO 8601 with a zone, like 2017-05-09T11:26:00Z",
                "Write the zone (Z for UTC); without it the wind of another hour may be taken.",
            ),
            np.float64,
        )

    def _each(
        self, name: str, read: Callable[[str], float], expected: str, remedy: str
    ) -> list[float]:
        values = []
        for row, text in enumerate(self.columns[name]):
            try:
                values.append(read(text))
            except ValueError:
                raise CaseError.about(
                    self.where(row),
                    name,
                    found=repr(text),
                    expected=expected,
                    remedy=remedy,
                ) from None
        return values


def _number(text: str) -> float:
    if not text:
        return math.nan
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _seconds(text: str) -> float:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.timestamp()


def read_table(path: Path, needed: Sequence[str]) -> Table:
    """Read a CSV file with a header.

    Raises
    ------
    CaseError
        If the file cannot be read, has no rows, a ragged row, or lacks a needed column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if any(cell.strip() for cell in row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CaseError.about(
            path,
            "file",
            found=error,
            expected="a readable CSV table in UTF-8",
            remedy="Check the path and how the file was saved.",
        ) from error
    if len(rows) < 2:
        raise CaseError.about(
            path,
            "rows",
            found="none",
            expected="a header and at least one row",
            remedy="Give the table that holds the measurements.",
        )
    header = [name.strip() for name in rows[0]]
    if len(header) == 1 and (parted := next((c for c in ";\t|" if c in header[0]), "")):
        raise CaseError.about(
            path,
            "columns",
            found=f"fields parted by {parted!r}",
            expected="fields parted by commas, and points in numbers",
            remedy="Save the table as comma-separated values.",
        )
    for name in needed:
        if name not in header:
            near = difflib.get_close_matches(name, header, 1)
            raise CaseError.about(
                path,
                f"column {name}",
                found="no such column" + (f"; the nearest is {near[0]}" if near else ""),
                expected="the columns " + ", ".join(needed),
                remedy="Rename or add the column.",
            )
    for row, cells in enumerate(rows[1:]):
        if len(cells) != len(header):
            raise CaseError.about(
                f"{path}, line {row + 2}",
                "number of fields",
                found=len(cells),
                expected=f"{len(header)}, as in the header",
                remedy="Look for a missing comma, or a comma inside a number.",
            )
    columns = {name: [row[index].strip() for row in rows[1:]] for index, name in enumerate(header)}
    return Table(path, columns, len(rows) - 1)
