"""Tables for people (terminal, Markdown) and for programs (JSON), written together."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from attrs import field, frozen
from rich.console import Console
from rich.table import Table as RichTable

Cell = str | int | float | bool | None
VERSIONED = ("cathartes", "numpy", "scipy", "numba", "spectral", "mag1c", "fastmag1c", "torch")


@frozen
class Table:
    """One table of the benchmark.

    Attributes
    ----------
    title : str
        What is compared.
    columns : tuple of str
        Headings, units included.
    rows : list of tuple of Cell
        None is shown as a dash.
    notes : tuple of str
        Whole sentences below the table.
    """

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]] = field(factory=list)
    notes: tuple[str, ...] = ()


def show(cell: Cell) -> str:
    """Return a cell as people read it: three digits, a dash for what is missing."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return "–"
    if isinstance(cell, bool):
        return "yes" if cell else "NO"
    if isinstance(cell, float):
        return f"{cell:.3g}" if abs(cell) < 1e5 else f"{cell:.0f}"
    return str(cell)


def print_table(table: Table, console: Console) -> None:
    """Print one table to the terminal."""
    shown = RichTable(title=table.title, title_justify="left")
    for index, heading in enumerate(table.columns):
        shown.add_column(heading, justify="left" if index == 0 else "right")
    for row in table.rows:
        shown.add_row(*(show(cell) for cell in row))
    console.print(shown)
    for note in table.notes:
        console.print(f"  {note}", style="dim")


def as_markdown(table: Table) -> str:
    """Return one table as GitHub Markdown."""
    lines = [f"### {table.title}", ""]
    lines.append("| " + " | ".join(table.columns) + " |")
    lines.append("|---" + "|---:" * (len(table.columns) - 1) + "|")
    lines += ["| " + " | ".join(show(cell) for cell in row) + " |" for row in table.rows]
    lines += ["", *(f"{note}  " for note in table.notes)]
    return "\n".join(lines) + "\n"


def machine() -> Mapping[str, object]:
    """Return what the numbers were measured with."""
    versions: dict[str, str] = {}
    for package in VERSIONED:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    from threadpoolctl import threadpool_info

    blas = sorted(
        {
            f"{one['internal_api']} {one['version']} {one.get('architecture', '')}".strip()
            for one in threadpool_info()
            if one["user_api"] == "blas"
        }
    )
    return {
        "python": platform.python_version(),
        "processor": _processor_name(),
        "blas": blas,
        "versions": versions,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _processor_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((one.split(":", 1)[1].strip() for one in lines if "model name" in one), "unknown")


def publish(name: str, tables: Sequence[Table], out: Path, *, console: Console) -> None:
    """Print the tables and write ``out/NAME.md`` and ``out/NAME.json``."""
    for table in tables:
        print_table(table, console)
    out.mkdir(parents=True, exist_ok=True)
    facts = machine()
    about = f"Measured {facts['measured_at']} on {facts['processor']}, {facts['blas']}."
    (out / f"{name}.md").write_text(
        "\n".join(as_markdown(table) for table in tables) + "\n" + about + "\n", encoding="utf-8"
    )
    document = {
        "machine": facts,
        "tables": [
            {
                "title": table.title,
                "columns": table.columns,
                "rows": table.rows,
                "notes": table.notes,
            }
            for table in tables
        ],
    }
    (out / f"{name}.json").write_text(
        json.dumps(document, indent=1, default=_plain, allow_nan=True), encoding="utf-8"
    )


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} does not belong in a table")
