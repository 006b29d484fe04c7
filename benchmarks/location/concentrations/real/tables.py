"""Tables of the real releases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console

from benchmarks.location.concentrations.judged import JudgedCase
from benchmarks.location.concentrations.many import judge_many
from benchmarks.location.concentrations.real import prairie_grass
from benchmarks.location.concentrations.real.chilbolton import CHILBOLTON, N_RESAMPLES
from benchmarks.location.concentrations.real.held_out import HELD_OUT
from benchmarks.location.concentrations.real.pyelq_peer import judge_pyelq, pyelq_python
from benchmarks.location.concentrations.tables import tables_of
from benchmarks.reporting.tables import Table, publish

QUICK = 4
PEER_SEED = 1
RESAMPLING = (
    "Resamples: blocks of ten minutes drawn with replacement, up to two of the seven beams left "
    "out. p says little of resamples of one record: they share what is wrong with it."
)
CACHE = Path("cache") / "location"


def run_prairie_grass(
    out: Path, console: Console, *, quick: bool = False, processes: int = 2
) -> list[Table]:
    """Judge whole runs, and runs of fewer samplers, and say how far groups of runs differ."""
    rows: list[tuple[str, list[JudgedCase]]] = []
    notes: list[str] = []
    for cases in (*prairie_grass.PRAIRIE_GRASS, *HELD_OUT):
        numbers = list(cases.numbers)
        if quick:
            numbers = numbers[:: len(numbers) // QUICK]
        judged = judge_many(cases.name, numbers, out / CACHE, console, processes=processes)
        rows.append((cases.what, judged))
        if cases in HELD_OUT:
            notes.append(_by_group(cases.what, numbers, judged))
    notes.append(
        "The scheme's departures were set on these same even runs: rows are kinder than the truth "
        "but those held out, whose group had no part in the means of the departures."
    )
    tables = tables_of("Prairie Grass 1956", rows, notes)
    publish("location_prairie_grass", tables, out, console=console)
    return tables


def _by_group(what: str, numbers: Sequence[int], judged: Sequence[JudgedCase]) -> str:
    """Return a sentence on each group of runs: median error, and how many regions hold."""
    parts = []
    for group in range(prairie_grass.GROUPS):
        own = [
            source
            for number, case in zip(numbers, judged, strict=True)
            if prairie_grass.group_of(number) == group
            for source in case.sources
        ]
        found = [one.error_m for one in own if one.is_found]
        if own:
            error = f"{np.median(found):.3g} m" if found else "none found"
            held = sum(one.in_region_90 for one in own)
            rates = sum(one.in_interval for one in own)
            parts.append(f"{error}, {held} regions and {rates} intervals of {len(own)}")
    return f"{what}, by group of runs in their order: " + "; ".join(parts) + "."


def run_chilbolton(
    out: Path,
    console: Console,
    *,
    quick: bool = False,
    processes: int = 2,
    peer_cases: int = N_RESAMPLES,
) -> list[Table]:
    """Judge whole records and resamples of them, ours and pyELQ's.

    Parameters
    ----------
    out : Path
    console : Console
    quick : bool
    processes : int
    peer_cases : int
        Resamples that pyELQ is run on; what it found is kept. 0 leaves it out.
    """
    python = pyelq_python() if peer_cases else None
    notes = [RESAMPLING]
    if peer_cases and python is None:
        notes.append("pyELQ 1.2.7 is not installed: its rows are missing.")
    rows: list[tuple[str, list[JudgedCase]]] = []
    for cases in CHILBOLTON:
        numbers = list(cases.numbers)[: 1 + QUICK] if quick else list(cases.numbers)
        judged = judge_many(cases.name, numbers, out / CACHE, console, processes=processes)
        rows += [(f"{cases.what}, whole", judged[:1]), (f"{cases.what}, resampled", judged[1:])]
        if python is None:
            continue
        peers = []
        for number in numbers[: 1 + (1 if quick else peer_cases)]:
            case, truth = cases.make(number)
            file = out / CACHE / f"pyelq_{cases.name}" / f"{number:06d}.json"
            peers.append(judge_pyelq(python, case, truth, file, seed=PEER_SEED + number))
            console.print(f"  pyELQ, {cases.name}: {len(peers)}, {peers[-1].cpu_s:.0f} CPU s")
        same = judged[1 : len(peers)]
        rows += [
            (f"{cases.what}, whole: pyELQ", peers[:1]),
            (f"{cases.what}, {len(same)} resampled: pyELQ", peers[1:]),
            (f"{cases.what}, the same {len(same)}: ours", same),
        ]
    tables = tables_of("Chilbolton 2017", [one for one in rows if one[1]], notes)
    publish("location_chilbolton", tables, out, console=console)
    return tables
