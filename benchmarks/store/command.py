"""Records a second, in an SQLite file and on a PostgreSQL server of our own."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

from attrs import evolve
from rich.console import Console

from benchmarks.reporting.tables import Cell, Table, publish
from cathartes.model.identity import content_id
from cathartes.store import Store, open_store
from tests import postgres_server
from tests.made_campaigns import make_estimate, make_site

T = TypeVar("T")

ESTIMATES, QUICK_ESTIMATES = 5000, 500
SINGLE_WRITES, BOXES = 200, 100
ESTIMATES_A_SITE = 10
BOX = (-107.4899, 24.0, -107.4897, 25.0)
COLUMNS = (
    "database",
    "added in one write, records/s",
    "the same by processor time",
    "all known already, records/s",
    "one write each, records/s",
    "read, records/s",
    "a box, ms",
    "new sites, s",
    "sites changed, s",
    "a merge, s",
)


def run_store(out: Path, console: Console, *, quick: bool = False) -> list[Table]:
    """Measure, print and write ``out/store.md`` and ``out/store.json``."""
    count = QUICK_ESTIMATES if quick else ESTIMATES
    estimates = [make_estimate(number) for number in range(count)]
    begun = time.process_time()
    for estimate in estimates:
        content_id(estimate)
    ids_a_second = count / (time.process_time() - begun)
    table = Table(
        f"A campaign's store: {count:,} estimates, then {count // ESTIMATES_A_SITE:,} sites of "
        f"{ESTIMATES_A_SITE} each",
        COLUMNS,
        notes=(
            f"{ids_a_second:,.0f} ids a second, which every insert needs.",
            "SQLite waits for the disk at each write; the test server of PostgreSQL does not.",
        ),
    )
    for name, address in _databases():
        with address() as where, open_store(where, campaign_is_simulated=False) as store:
            table.rows.append((name, *_measured(store, count)))
    if reason := postgres_server.missing():
        table = evolve(table, notes=(*table.notes, f"PostgreSQL is left out: {reason}."))
    publish("store", [table], out, console=console)
    return [table]


def _databases() -> Iterator[tuple[str, Callable[[], AbstractContextManager[str]]]]:
    yield "SQLite", _sqlite
    if postgres_server.missing() is None:
        yield "PostgreSQL, pg8000", _postgres


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield str(Path(folder) / "campaign.db")


@contextmanager
def _postgres() -> Iterator[str]:
    with postgres_server.running_server() as address:
        yield f"{address}postgres"


def _measured(store: Store, count: int) -> list[Cell]:
    estimates = [make_estimate(number) for number in range(count)]
    processor = time.process_time()
    adding, report = _timed(lambda: store.estimates.add(estimates))
    processor = time.process_time() - processor
    again, _ = _timed(lambda: store.estimates.add(estimates))
    single, _ = _timed(
        lambda: [store.estimates.add([make_estimate(count + n)]) for n in range(SINGLE_WRITES)]
    )
    reading, read = _timed(lambda: sum(1 for _ in store.estimates.all()))
    boxes, _ = _timed(lambda: [store.estimates.ids_within(BOX) for _ in range(BOXES)])
    sites = [
        make_site(tuple(report.added[first : first + ESTIMATES_A_SITE]))
        for first in range(0, count, ESTIMATES_A_SITE)
    ]
    new, _ = _timed(lambda: store.sites.put_all([(site, None) for site in sites]))
    moved = [(evolve(site, longitude=-107.41), 1) for site in sites]
    changed, _ = _timed(lambda: store.sites.put_all(moved))
    gone, kept = sites[0].site_id, sites[1].site_id
    merge, _ = _timed(
        lambda: store.site_changes.merge(gone, kept, made_by="benchmark", reason="timed")
    )
    return [
        count / adding,
        count / processor,
        count / again,
        SINGLE_WRITES / single,
        read / reading,
        1000.0 * boxes / BOXES,
        new,
        changed,
        merge,
    ]


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result
