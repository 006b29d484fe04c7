"""Comma-separated values with a header."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np

from cathartes.errors import CaseError
from cathartes.io.cases.tables.table import Table

ENCODING = "utf-8-sig"
"""UTF-8; the mark that some programs put in front of it is no part of the first name."""


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
            rows, lines = [], []
            for row in reader:
                if row and (len(row) > 1 or row[0].strip()) and any(map(str.strip, row)):
                    rows.append(row)
                    lines.append(reader.line_num)
    except (OSError, UnicodeError, csv.Error) as error:
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
            found="none" if not rows else "a header alone",
            expected="a header and at least one row",
            remedy="Give the table that holds the measurements.",
        )
    header = [name.strip() for name in rows.pop(0)]
    lines.pop(0)
    _check_header(path, header)
    for row, line in zip(rows, lines, strict=True):
        if len(row) != len(header):
            raise CaseError.about(
                f"{path}, line {line}",
                "number of fields",
                found=len(row),
                expected=f"{len(header)}, as in the header",
                remedy="Look for a missing comma, or a comma inside a number.",
            )
    texts = zip(*rows, strict=True)
    columns = {name: list(map(str.strip, text)) for name, text in zip(header, texts, strict=True)}
    return Table(path, columns, np.array(lines, np.int64))


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
