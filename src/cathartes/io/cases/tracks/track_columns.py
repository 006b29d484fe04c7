"""Columns of a track under the names of the table contract."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cathartes.errors import CaseError
from cathartes.io.cases.tables.table import Column

_UNIT_WORDS = {"ppm": "ppm", "ppb": "ppb", "mg_m3": "mg m-3", "ppm_m": "ppm m"}


def named_as_in_the_contract(
    path: Path, columns: dict[str, Column], n_rows: int, gases: Sequence[str], sensor: str
) -> dict[str, Column]:
    """Return the columns with ``value``, ``unit``, ``sensor_id`` and ``kind``.

    A column ``methane_ppm`` or ``value_ppb`` holds value and unit in one; a track without
    ``sensor_id`` is one sensor.

    Raises
    ------
    CaseError
        If several columns could be the value, or nothing tells the unit.
    """
    columns = dict(columns)
    if "value" not in columns:
        stems = {"value", *(_plain(gas) for gas in gases)}
        found = []
        for name in columns:
            match = re.fullmatch(r"(.+?)_(ppm|ppb|mg_m3|ppm_m)", name.casefold())
            if match and _plain(match[1]) in stems:
                found.append((name, _UNIT_WORDS[match[2]], _plain(match[1])))
        if len(found) > 1 and len({stem for *_, stem in found}) == len(found) == len(gases):
            raise CaseError.about(
                path,
                "column value",
                found=" and ".join(name for name, *_ in found),
                expected="one gas a row",
                remedy="Give one row for each gas, with columns gas, value and unit.",
            )
        if len(found) != 1:
            raise CaseError.about(
                path,
                "column value",
                found=(" and ".join(name for name, *_ in found) or "no such column")
                + ", among "
                + ", ".join(columns),
                expected=f"a column value, or one like {gases[0]}_ppm",
                remedy="Rename the column that holds the concentration.",
            )
        columns["value"] = columns[found[0][0]]
        columns.setdefault("unit", [found[0][1]] * n_rows)
    if "unit" not in columns:
        raise CaseError.about(
            path,
            "column unit",
            found="no such column",
            expected=f"the unit of the values, as a column unit or in a name like {gases[0]}_ppm",
            remedy="Add it: without a unit a rate would be wrong by any factor.",
        )
    columns.setdefault("sensor_id", [sensor] * n_rows)
    columns.setdefault("kind", ["point"] * n_rows)
    columns.setdefault("averaging_s", np.full(n_rows, np.nan))
    return columns


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
