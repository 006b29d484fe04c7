"""Tables of where to sense next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from scipy.stats import binomtest

from benchmarks.location.legs.infotaxis import infotaxis
from benchmarks.location.legs.rules import adaptive, lawn_mower, random_leg
from benchmarks.location.legs.samplers import samplers_table
from benchmarks.location.legs.search import LIMIT_S, WANTED_AREA_M2, SearchStep, first_below, search
from benchmarks.reporting.tables import Cell, Table, publish
from benchmarks.scenery.real_backgrounds import field_data_folder

FIRST_SEED = 1
"""What is tuned is tuned on seeds from 100,000 on."""
SEARCHES = 100
AREAS_M2 = (10_000.0, WANTED_AREA_M2)
COLUMNS = (
    "rule",
    "searches",
    *(
        f"{what} {area:g} m2"
        for area in AREAS_M2
        for what in ("minutes to", "reached", "holds the source at", "p (binomial)")
    ),
    "median error then, m",
    "legs, median",
    "CPU s a choice",
)
ABOUT_FLIGHT = (
    f"A square kilometre, one source, at most {LIMIT_S / 60.0:.0f} minutes of flight at 10 m/s, "
    "turns and transit counted; a search that reaches no such region counts as the limit."
)
ABOUT_AIR = (
    "The air is unsteady and by other laws than the steady plume that is believed in; the belief "
    "is the same for every rule but Stone Soup's, which is its own."
)
Search = Callable[[int], list[SearchStep]]


def run_legs(out: Path, console: Console, *, quick: bool = False) -> list[Table]:
    """Search simulated airs and look at real samplers by every rule; print and write the tables."""
    count = 3 if quick else SEARCHES
    tables = [searches_table(count, slow=max(count // 4, 2))]
    folder = field_data_folder() / "locate" / "cases"
    # Every third run set the error of a mean (0.5 or 0.8): it is not shown.
    runs = [one for k, one in enumerate(sorted(folder.glob("pg_*_all"))) if k % 3]
    runs = runs[:: 6 if quick else 1]
    if runs:
        tables.append(samplers_table(runs, quick=quick))
    publish("location_legs", tables, out, console=console)
    return tables


def searches_table(count: int, *, slow: int) -> Table:
    """Return the table of simulated searches; the slow rules search fewer airs."""
    rules: list[tuple[str, Search, int]] = [
        ("suggested legs (cathartes)", lambda seed: search(seed, adaptive), count),
        ("lawn-mower, rows 50 m apart", lambda seed: search(seed, lawn_mower(50.0)()), count),
        ("lawn-mower, rows 100 m apart", lambda seed: search(seed, lawn_mower(100.0)()), count),
        ("random legs across the wind", lambda seed: search(seed, random_leg), count),
        ("infotaxis, steps of 100 m", lambda seed: search(seed, infotaxis(100.0)()), slow),
    ]
    notes = [ABOUT_FLIGHT, ABOUT_AIR]
    try:
        from benchmarks.location.legs.stone_soup import search_with_stone_soup
    except ImportError:
        notes.append("Stone Soup is not installed: its row is left out.")
    else:
        rules.append(("Stone Soup's gas example", search_with_stone_soup, count))
    table = Table("Searches for one source in unsteady air", COLUMNS, notes=())
    flown: dict[str, list[list[SearchStep]]] = {}
    for name, one, number in rules:
        flown[name] = [one(seed) for seed in range(FIRST_SEED, FIRST_SEED + number)]
        table.rows.append(row(name, flown[name]))
    ours, mower = flown[rules[0][0]], [flown[rules[1][0]], flown[rules[2][0]]]
    notes.append(_against_mower(ours, mower))
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


def _against_mower(
    ours: Sequence[Sequence[SearchStep]], mowers: Sequence[Sequence[Sequence[SearchStep]]]
) -> str:
    """Say how our flight times compare with those of the quicker lawn-mower, air by air."""
    said = []
    for area in AREAS_M2:
        best = min((_seconds(one, area) for one in mowers), key=lambda t: float(np.median(t)))
        mine = _seconds(ours, area)
        ratio = float(np.median(mine / best))
        said.append(
            f"to {area:g} m2 {np.median(mine) / np.median(best):.2f} of its median, "
            f"{ratio:.2f} of its time air by air in the median, at most half of it in "
            f"{np.mean(mine <= 0.5 * best):.0%} of airs"
        )
    return (
        "Suggested legs against the quicker of the two lawn-mowers (searches that do not end "
        "count as the limit, which is kind to it): " + "; ".join(said) + "."
    )
