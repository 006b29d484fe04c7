"""Whether wind in the wrong convention is noticed, and whether a right one is ever accused."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve
from rich.console import Console

from benchmarks.location.concentrations.real.truth import cases_folder
from benchmarks.reporting.tables import Table, publish
from cathartes.io.cases import read_case
from cathartes.location.cautions import compare_with_reversed_wind

QUICK_STEP = 10


def run_reversal(out: Path, console: Console, *, quick: bool = False) -> list[Table]:
    """Turn the wind of every real case by half a circle, and see what is said of it."""
    folders = sorted(cases_folder().iterdir())[:: QUICK_STEP if quick else 1]
    accused = noticed = 0
    for folder in folders:
        case = read_case(folder)
        turned = (case.wind.from_direction_deg + 180.0) % 360.0
        wrong = evolve(case, wind=evolve(case.wind, from_direction_deg=turned))
        accused += compare_with_reversed_wind(case).is_reversed
        noticed += compare_with_reversed_wind(wrong).is_reversed
    table = Table(
        "Reversed wind, real cases",
        ("cases", "turned on purpose, noticed", "right, accused"),
        [(len(folders), noticed, accused)],
    )
    publish("location_reversal", [table], out, console=console)
    return [table]
