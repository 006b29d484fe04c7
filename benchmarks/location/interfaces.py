"""What a person waits for beside the inference: a big case read, the page of an answer drawn."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from benchmarks.reporting.tables import Table, publish
from cathartes.io.cases import read_case
from cathartes.plot.location import render_location_report
from tests.long_cases import write_long_case
from tests.made_locations import make_case, make_location

N_ROWS = 200_000
TRIES = 3


def run_interfaces(out: Path, console: Console, *, quick: bool = False) -> list[Table]:
    """Time the reader and the page in processor time: the best of some tries."""
    case = make_case("network")
    location = make_location(case)
    rows = N_ROWS // 10 if quick else N_ROWS
    with tempfile.TemporaryDirectory() as folder:
        long = write_long_case(Path(folder), rows)
        read = _best(lambda: read_case(long))
    drawn = _best(lambda: render_location_report(location, case))
    table = Table(
        "What a person waits for beside the inference",
        ("what", "processor time, s"),
        [(f"a case of {rows:,} rows read", read), ("the page of a located case", drawn)],
        (f"The best of {TRIES}; one core.",),
    )
    publish("location_interfaces", [table], out, console=console)
    return [table]


def _best(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(TRIES):
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
    return min(seconds)
