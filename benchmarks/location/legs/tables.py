"""Tables of where to sense next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from scipy.stats import binomtest

from benchmarks.location.legs.many import (
    MOWERS,
    OURS,
    SEARCHERS,
    STONE_SOUP,
    Searcher,
    has_stone_soup,
    search_many,
)
from benchmarks.location.legs.samplers import samplers_table
from benchmarks.location.legs.search import LIMIT_S, WANTED_AREA_M2, SearchStep, first_below
from benchmarks.reporting.tables import Cell, Table, publish
from benchmarks.scenery.real_backgrounds import field_data_folder

FIRST_SEED, DEV_SEED = 1, 100_000
"""What is tuned is tuned on seeds from the second on."""
SEARCHES = 100
AREAS_M2 = (10_000.0, WANTED_AREA_M2)
COLUMNS = (
    "rule",
    "searches",
    *(
        f"{what}, {area / 1e4:g} ha"
        for area in AREAS_M2
        for what in ("minutes", "reached", "hold", "p")
    ),
    "error, m",
    "legs",
    "CPU s",
)
ABOUT_FLIGHT = (
    f"A square kilometre, one source, at most {LIMIT_S / 60.0:.0f} minutes of flight at 10 m/s, "
    "turns and transit counted. Medians: minutes to a 90 % region of this area (one that never "
    "comes to one counts as the limit), how many of those regions hold the source, the exact "
    "binomial test of that against 0.9; error at the smaller area, legs flown, CPU of a choice."
)
ABOUT_AIR = (
    "The air is unsteady and by other laws than the steady plume that is believed in; the belief "
    "is the same for every rule but Stone Soup's, which is its own."
)


def run_legs(
    out: Path,
    console: Console,
    *,
    quick: bool = False,
    dev: bool = False,
    processes: int = 2,
    peers: bool = True,
) -> list[Table]:
    """Search simulated airs and look at real samplers by every rule; print and write the tables.

    Parameters
    ----------
    out : Path
    console : Console
    quick : bool
        A few of each.
    dev : bool
        Airs that one may tune on instead of those that are reported.
    processes : int
    peers : bool
        Whether Stone Soup searches as well, where it is installed.
    """
    count = 4 if quick else SEARCHES
    first = DEV_SEED if dev else FIRST_SEED
    tables = [searches_table(range(first, first + count), processes=processes, peers=peers)]
    folder = field_data_folder() / "locate" / "cases"
    # Every third run set the error of a mean (0.5 or 0.8): it is not shown.
    runs = [one for k, one in enumerate(sorted(folder.glob("pg_*_all"))) if (k % 3 == 0) == dev]
    runs = runs[:: 6 if quick else 1]
    if runs:
        tables.append(samplers_table(runs, quick=quick))
    publish("location_legs", tables, out, console=console)
    return tables


def searches_table(seeds: Sequence[int], *, processes: int, peers: bool) -> Table:
    """Return the table of simulated searches; the slow searchers search fewer airs."""
    notes = [ABOUT_FLIGHT, ABOUT_AIR]
    table = Table("Searches for one source in unsteady air", COLUMNS)
    flown: dict[Searcher, list[list[SearchStep]]] = {}
    for number, searcher in enumerate(SEARCHERS):
        if searcher is STONE_SOUP and not (peers and has_stone_soup()):
            notes.append("Stone Soup is left out or not installed.")
            continue
        airs = seeds[: max(round(len(seeds) * searcher.share), 1)]
        flown[searcher] = search_many(number, airs, processes)
        table.rows.append(row(searcher.name, flown[searcher]))
    notes.append(against_mower(flown[OURS], [flown[one] for one in MOWERS]))
    return Table(table.title, table.columns, table.rows, tuple(notes))


def row(name: str, searches: Sequence[Sequence[SearchStep]]) -> tuple[Cell, ...]:
    """Return one line of the table."""
    cells: list[Cell] = []
    reached: list[SearchStep] = []
    for area in AREAS_M2:
        first = [first_below(steps, area) for steps in searches]
        reached = [one for one in first if one is not None]
        held = sum(one.held for one in reached)
        middle = float(np.median(_seconds(searches, area)))
        cells += [
            f"> {LIMIT_S / 60.0:.0f}" if middle >= LIMIT_S else middle / 60.0,
            f"{len(reached)} of {len(searches)}",
            f"{held} of {len(reached)}",
            float(binomtest(held, len(reached), 0.9).pvalue) if reached else None,
        ]
    thought = [one.thought_s for steps in searches for one in steps]
    return (
        name,
        len(searches),
        *cells,
        float(np.median([one.error_m for one in reached])) if reached else None,
        float(np.median([len(steps) for steps in searches])),
        float(np.median(thought)) if any(thought) else None,
    )


def _seconds(searches: Sequence[Sequence[SearchStep]], area_m2: float) -> np.ndarray:
    first = [first_below(steps, area_m2) for steps in searches]
    return np.array([LIMIT_S if one is None else one.time_s for one in first])


def against_mower(
    ours: Sequence[Sequence[SearchStep]], mowers: Sequence[Sequence[Sequence[SearchStep]]]
) -> str:
    """Say how our flight times compare with those of the quicker lawn-mower, air by air."""
    said = []
    for area in AREAS_M2:
        best = min((_seconds(one, area) for one in mowers), key=lambda t: float(np.median(t)))
        mine = _seconds(ours, area)
        ratio = float(np.median(mine / best))
        said.append(
            f"to {area / 1e4:g} ha {np.median(mine) / np.median(best):.2f} of its median, "
            f"{ratio:.2f} of its time air by air in the median, at most half of it in "
            f"{np.mean(mine <= 0.5 * best):.0%} of airs"
        )
    return (
        "Suggested legs against the quicker of the two lawn-mowers (searches that do not end "
        "count as the limit, which is kind to it): " + "; ".join(said) + "."
    )
