"""Kills with signal 9 at random moments of a campaign: driver, worker, writer."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.console import Console

from benchmarks.campaigns.killed_run import finish, outcome_of, start_run
from benchmarks.campaigns.small_scenes import SmallCampaign, write_small_campaign
from benchmarks.reporting.tables import Table, publish

SIZE = SmallCampaign(flights=3, scenes=4)
KILLS, QUICK_KILLS = 100, 6
MOST_EVENTS = 60
LONGEST_S = 8.0
COLUMNS = ("killed", "kills", "campaigns", "same sites", "half-written", "computed twice")


def run_kills(out: Path, console: Console, *, quick: bool = False, seed: int = 0) -> list[Table]:
    """Kill until there were enough, and look at what the runs after the kills make of it."""
    wanted = QUICK_KILLS if quick else KILLS
    rng = random.Random(seed)
    table = Table(
        f"{wanted} kills of campaigns of {SIZE.flights * SIZE.scenes} scenes",
        COLUMNS,
        notes=(
            (
                "Writer: kills itself before or after a random write of a file or of rows. "
                "Driver: killed from outside at a random time, serial; and with two workers, which "
                "then end by themselves. Each campaign is run again until a run is not killed, and "
                "is then compared with an undisturbed one: partition, scores, counts of records."
            ),
        ),
    )
    with tempfile.TemporaryDirectory() as place:
        pristine = write_small_campaign(Path(place) / "pristine", SIZE)
        folder = Path(shutil.copytree(pristine, Path(place) / "undisturbed"))
        finish(start_run(folder))
        undisturbed = outcome_of(folder)
        for kind, share in (("writer", 0.5), ("driver, serial", 0.3), ("driver, 2 workers", 0.2)):
            tally: Counter[str] = Counter()
            while tally["kills"] < round(share * wanted):
                shutil.rmtree(Path(place) / "campaign", ignore_errors=True)
                folder = Path(shutil.copytree(pristine, Path(place) / "campaign"))
                _kill_until_done(folder, kind, rng, tally)
                outcome = outcome_of(folder)
                tally["campaigns"] += 1
                tally["same"] += outcome == undisturbed
                tally["half"] += len(outcome.half_written)
                tally["twice"] += finish(start_run(folder)).computed
            counts = (tally[name] for name in ("kills", "campaigns", "same", "half", "twice"))
            table.rows.append((kind, *counts))
    publish("kills", [table], out, console=console)
    return [table]


def _kill_until_done(folder: Path, kind: str, rng: random.Random, tally: Counter[str]) -> None:
    workers = 2 if "workers" in kind else 0
    for _ in range(50):
        if kind == "writer":
            ended = finish(start_run(folder, kill_at=rng.randint(1, MOST_EVENTS)))
        else:
            run = start_run(folder, workers=workers)
            assert run.stdout is not None
            run.stdout.readline()
            time.sleep(rng.uniform(0.0, LONGEST_S))
            run.kill()
            ended = finish(run)
        if not ended.killed:
            return
        tally["kills"] += 1
    finish(start_run(folder, workers=workers))
