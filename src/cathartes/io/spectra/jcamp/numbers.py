"""The number tables of JCAMP-DX: plain, run together, and the compressed forms.

In ``(X++(Y..Y))`` every line begins with an X for checking, and then Y values follow. They may
be plain numbers (which may touch: ``138264-105172``), or the compressed digits SQZ, DIF and
DUP, which are told by their first character.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SpectrumError

_PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?|\?")
_PACKED = re.compile(r"[-+@A-Ia-i%J-Rj-rS-Zs]?(?:\d+\.?\d*|\.\d+)|[@A-Ia-i%J-Rj-rS-Zs]|\?")
_IS_PACKED = re.compile(r"[@A-DF-Za-df-z%]")  # E and e are also exponents

SQUEEZED = {c: str(v) for v, c in enumerate("@ABCDEFGHI")}
SQUEEZED |= {c: f"-{v}" for v, c in enumerate("abcdefghi", start=1)}
DIFFERENCE = {c: str(v) for v, c in enumerate("%JKLMNOPQR")}
DIFFERENCE |= {c: f"-{v}" for v, c in enumerate("jklmnopqr", start=1)}
DUPLICATE = {c: str(v) for v, c in enumerate("STUVWXYZs", start=1)}
MOST_POINTS = 20_000_000


def parse_ordinates(path: Path, table: str) -> NDArray[np.float64]:
    """Return the Y values of an ``(X++(Y..Y))`` table; ``?`` is NaN.

    Raises
    ------
    SpectrumError
        If a compressed line does not begin with the value its predecessor ended with.
    """
    if not _IS_PACKED.search(table):
        values: list[float] = []
        for line in table.splitlines():
            fields = _PLAIN.findall(line)
            values += [np.nan if field == "?" else float(field) for field in fields[1:]]
        return np.array(values)
    return np.array(_unpack(path, table))


def parse_pairs(table: str) -> NDArray[np.float64]:
    """Return the numbers of an ``(XY..XY)`` table as (point, 2), incomplete pairs left out."""
    fields = [np.nan if f == "?" else float(f) for f in _PLAIN.findall(table)]
    return np.array(fields[: len(fields) // 2 * 2], dtype=np.float64).reshape(-1, 2)


def _unpack(path: Path, table: str) -> list[float]:
    values: list[float] = []
    previous_was_difference = False
    for number, line in enumerate(table.splitlines(), start=1):
        fields = _PACKED.findall(line)
        if len(fields) < 2:
            continue
        line_values, ends_in_difference = _unpack_line(path, number, fields[1:])
        if previous_was_difference and values and line_values:
            # A line after a difference repeats the last value, to check the sum of them.
            if not np.isclose(values[-1], line_values[0], rtol=1e-9, atol=0.5):
                raise SpectrumError.about(
                    path,
                    f"line {number} of the table",
                    found=f"{line_values[0]:g}",
                    expected=f"{values[-1]:g}, the value its predecessor ends with",
                    remedy="A line is missing or damaged; fetch the file again.",
                )
            line_values = line_values[1:]
        values += line_values
        previous_was_difference = ends_in_difference
        if len(values) > MOST_POINTS:
            raise _damaged(path, number, f"more than {MOST_POINTS} points")
    return values


def _unpack_line(path: Path, number: int, fields: list[str]) -> tuple[list[float], bool]:
    values: list[float] = []
    step: float | None = None
    for field in fields:
        first, rest = field[0], field[1:]
        if field == "?":
            values.append(np.nan)
            step = None
        elif first in DUPLICATE:
            # The count includes the value that is already there.
            count = int(float(DUPLICATE[first] + rest)) - 1
            if not values or count > MOST_POINTS:
                raise _damaged(path, number, f"repetition {field!r}")
            for _ in range(count):
                values.append(values[-1] + (step or 0.0))
        elif first in DIFFERENCE:
            if not values:
                raise _damaged(path, number, f"difference {field!r} without a value before it")
            step = float(DIFFERENCE[first] + rest)
            values.append(values[-1] + step)
        else:
            step = None
            values.append(float(SQUEEZED[first] + rest if first in SQUEEZED else field))
    return values, step is not None


def _damaged(path: Path, number: int, found: str) -> SpectrumError:
    return SpectrumError.about(
        path,
        f"line {number} of the table",
        found=found,
        expected="numbers in one of the forms of JCAMP-DX",
        remedy="The file is damaged; fetch it again.",
    )
