"""Comma-separated values with a header."""

from __future__ import annotations

import csv
import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from cathartes.errors import CaseError
from cathartes.io.cases.tables.table import Table

ENCODING = "utf-8-sig"
"""UTF-8; the mark that some programs put in front of it is no part of the first name."""


@contextmanager
def _garbage_left_lying() -> Iterator[None]:
    """Keep the collector from looking through a growing million of cells again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_garbage_left_lying()
def read_csv(path: Path) -> Table:
    """Read a CSV file with a header.

    Raises
    ------
    CaseError
        If the file cannot be read, has no rows, a ragged row, or two columns of one name.
    """
    try:
        with path.open(encoding=ENCODING, newline="") as file:
            reader = csv.reader(file)
            rows = list(reader)
            lines = np.arange(1, len(rows) + 1)
            if reader.line_num != len(rows):  # quoted fields hold line breaks
                file.seek(0)
                reader = csv.reader(file)
                lines = np.array([reader.line_num for _ in reader])
    except (OSError, UnicodeError, csv.Error) as error:
        raise CaseError.about(
            path,
            "file",
            found=error,
            expected="a readable CSV table in UTF-8",
            remedy="Save it as comma-separated values in UTF-8; check that it is whole.",
        ) from error
    is_blank = [not row or not (row[0].strip() or "".join(row).strip()) for row in rows]
    if any(is_blank):
        lines = lines[~np.array(is_blank)]
        rows = [row for row, blank in zip(rows, is_blank, strict=True) if not blank]
    if len(rows) < 2:
        raise CaseError.about(
            path,
            "rows",
            found="none" if not rows else "a header alone",
            expected="a header and at least one row",
            remedy="Give the table that holds the measurements.",
        )
    header = [name.strip() for name in rows.pop(0)]
    lines = lines[1:]
    _check_header(path, header)
    if set(map(len, rows)) != {len(header)}:
        number = next(n for n, row in enumerate(rows) if len(row) != len(header))
        raise CaseError.about(
            f"{path}, line {lines[number]}",
            "number of fields",
            found=len(rows[number]),
            expected=f"{len(header)}, as in the header",
            remedy="Look for a missing comma, or a comma inside a number.",
        )
    texts = zip(*rows, strict=True)
    columns = {name: list(map(str.strip, text)) for name, text in zip(header, texts, strict=True)}
    return Table(path, columns, lines)


def _check_header(path: Path, header: list[str]) -> None:
    if len(header) == 1 and (parted := next((c for c in ";\t|" if c in header[0]), "")):
        raise CaseError.about(
            path,
            "columns",
            found=f"fields parted by {parted!r}",
            expected="fields parted by commas, and points in numbers",
            remedy="Save the table as comma-separated values.",
        )
    twice = [name for name, count in Counter(header).items() if name and count > 1]
    if twice:
        raise CaseError.about(
            path,
            "columns",
            found=f"more than one column {twice[0]}",
            expected="each name once",
            remedy="Remove the column that is not meant, or give it another name.",
        )
