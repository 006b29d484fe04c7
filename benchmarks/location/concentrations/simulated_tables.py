"""Locate every case asked for, print and write the tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.location.concentrations.case_list import CaseList
from benchmarks.location.concentrations.judged import JudgedCase
from benchmarks.location.concentrations.many import judge_many
from benchmarks.location.concentrations.rows import (
    belief_in_blanks,
    belief_in_numbers,
    silent_sources,
)
from benchmarks.location.concentrations.simulated import DEV_SEED, SIMULATED
from benchmarks.location.concentrations.tables import tables_of
from benchmarks.reporting.tables import Table, publish

QUICK = 4
"""Cases of each list for a first look."""
CHOICES = {
    "flights": ("flights_two", "flights_few"),
    "networks": ("networks",),
    "samplers": ("samplers", "noise"),
}
"""What ``--only`` may name, and the lists behind it."""


def run_simulated(
    out: Path,
    console: Console,
    *,
    only: Sequence[str],
    quick: bool = False,
    dev: bool = False,
    processes: int = 2,
) -> list[Table]:
    """Judge simulated cases; publish and return the tables.

    Parameters
    ----------
    out : Path
        The tables; results of cases are kept in ``out/cache/location``.
    console : Console
    only : sequence of str
        Keys of ``CHOICES``.
    quick : bool
    dev : bool
        Cases one may tune on, of other seeds.
    processes : int
    """
    wanted = {name for choice in only for name in CHOICES[choice]}
    judged: list[tuple[CaseList, list[JudgedCase]]] = []
    for cases in SIMULATED:
        if cases.name not in wanted:
            continue
        numbers = list(cases.numbers)[:QUICK] if quick else list(cases.numbers)
        numbers = [number + DEV_SEED * dev for number in numbers]
        folder = out / "cache" / "location"
        done = judge_many(cases.name, numbers, folder, console, processes=processes)
        judged.append((cases, done))
    named = _named(judged)
    notes = [silent_sources(what, cases) for what, cases in named if any(c.n_true for c in cases)]
    notes += [
        belief_in_blanks(what, cases) for what, cases in named if any(not c.n_true for c in cases)
    ]
    notes += [belief_in_numbers(what, cases) for what, cases in named]
    tables = tables_of("simulated cases" + " (to tune on)" * dev, named, notes)
    name = "location_simulated_dev" if dev else "location_simulated"
    publish(name, tables, out, console=console)
    return tables


def _named(
    judged: Sequence[tuple[CaseList, list[JudgedCase]]],
) -> list[tuple[str, list[JudgedCase]]]:
    """Return the rows: each list, the first half of the networks, and all flights together."""
    rows: list[tuple[str, list[JudgedCase]]] = []
    for cases, done in judged:
        if cases.name == "networks" and len(done) > 100:
            rows.append((f"{cases.what}, the first 100", done[:100]))
        rows.append((cases.what, done))
        if cases.name == "flights_few":
            both = [done for cases, done in judged if cases.name.startswith("flights")]
            rows.append(("flights, pooled", [case for part in both for case in part]))
    return rows
