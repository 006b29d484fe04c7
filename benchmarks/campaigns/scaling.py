"""Thousands of small scenes over one and two workers: efficiency, overhead a scene, the driver."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from attrs import define, field
from rich.console import Console

from benchmarks.campaigns.small_scenes import SmallCampaign, detect_marks, write_small_campaign
from benchmarks.reporting.tables import Cell, Table, publish
from cathartes.flow.campaign import run_campaign
from cathartes.flow.scheduling import Scheduling, open_runner

FULL = SmallCampaign(flights=100, scenes=100, pixels=16, emitters_every=50)
QUICK = SmallCampaign(flights=10, scenes=30, pixels=16, emitters_every=15)
EMPTY_TASKS = 2000
COLUMNS = (
    "scheduled",
    "collect, s",
    "work, s",
    "scenes/s",
    "efficiency",
    "overhead a scene, ms",
    "fuse, s",
    "empty task, ms",
)
WAYS: tuple[tuple[str, Scheduling], ...] = (
    ("one after the other, no Dask", Scheduling(serial=True)),
    ("1 worker (a thread)", Scheduling(workers=1)),
    ("2 workers (processes)", Scheduling(workers=2)),
)


@define
class Watch:
    """When each step of a run was first and last heard of."""

    first: dict[str, float] = field(factory=dict)
    last: dict[str, float] = field(factory=dict)

    def tell(self, step: str, done: int, of: int) -> None:
        """Note the time."""
        now = time.perf_counter()
        self.first.setdefault(step, now)
        self.last[step] = now


def run_campaign_scaling(
    out: Path, console: Console, *, quick: bool = False, scenes: int | None = None
) -> list[Table]:
    """Measure, print and write ``out/campaign_scaling.md`` and ``.json``.

    Parameters
    ----------
    out : Path
    console : Console
    quick : bool
        300 scenes instead of 10,000.
    scenes : int, optional
        About how many.
    """
    size = QUICK if quick else FULL
    if scenes is not None:
        size = SmallCampaign(
            flights=max(scenes // 100, 1), scenes=100, pixels=16, emitters_every=50
        )
    count = size.flights * size.scenes
    table = Table(
        f"A campaign of {count:,} scenes of {size.pixels} x {size.pixels} pixels",
        COLUMNS,
        notes=(
            (
                "Each scene is a real ENVI file: recognised, hashed, matched, read, located in, "
                "written and stored; the statistics of detection are stood in for by a look at two "
                f"channels. One in {size.emitters_every} has a plume, which is located."
            ),
            (
                "Efficiency: time of the serial run over workers x time. Overhead: time x workers "
                "less that of the serial run, over scenes. The driver shares the cores."
            ),
            (
                "Empty task: a task that does nothing, there and back, mean over "
                f"{EMPTY_TASKS:,} of them."
            ),
        ),
    )
    with tempfile.TemporaryDirectory() as place:
        folder = write_small_campaign(Path(place) / "campaign", size)
        serial_s = 0.0
        for name, how in WAYS:
            _forget(folder)
            watch = Watch()
            run = run_campaign(folder, how, detect=detect_marks, on_progress=watch.tell)
            assert run.computed == count, run.troubles[:3]
            work_s = watch.last["detect and locate"] - watch.first["detect and locate"]
            serial_s = serial_s or work_s
            workers = how.workers or 1
            table.rows.append(
                (
                    name,
                    *_figures(
                        watch.first["detect and locate"] - watch.first["collect"],
                        work_s,
                        count / work_s,
                        serial_s / (workers * work_s),
                        1000.0 * (workers * work_s - serial_s) / count,
                        watch.last["fuse"] - watch.first["fuse"],
                        empty_task_ms(how),
                    ),
                )
            )
    publish("campaign_scaling", [table], out, console=console)
    return [table]


def empty_task_ms(how: Scheduling) -> float:
    """Return how long a task that does nothing takes, there and back."""
    with open_runner(how) as runner:
        for _ in runner.run(_nothing, range(50)):
            pass
        begun = time.perf_counter()
        for _ in runner.run(_nothing, range(EMPTY_TASKS)):
            pass
        return 1000.0 * (time.perf_counter() - begun) / EMPTY_TASKS


def _nothing(number: int) -> int:
    return number


def _figures(*values: float) -> Iterable[Cell]:
    return tuple(float(f"{value:.3g}") for value in values)


def _forget(folder: Path) -> None:
    shutil.rmtree(folder / "products", ignore_errors=True)
    for path in folder.glob("campaign.db*"):
        path.unlink()
