"""Kills with signal 9 at random moments of a campaign: driver, writer, worker."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.console import Console

from benchmarks.campaigns.killed_run import (
    Ended,
    Outcome,
    finish,
    outcome_of,
    start_run,
    workers_of,
)
from benchmarks.campaigns.small_scenes import SmallCampaign, write_small_campaign
from benchmarks.reporting.tables import Table, publish
from cathartes.store import open_store

SIZE = SmallCampaign(flights=3, scenes=4)
N_SCENES = SIZE.flights * SIZE.scenes
KILLS, QUICK_KILLS = 100, 10
SHARES = (
    ("writer, serial", 0.4),
    ("driver, serial", 0.2),
    ("driver and scheduler, 2 workers", 0.2),
    ("one of 2 workers", 0.2),
)
MOST_KILLS_OF_ONE = 12
"""After so many a campaign is let go to its end: each kill should hit another moment."""
STEPS = ("open", "collect", "detect and locate", "fuse")
COLUMNS = (
    "killed", "kills", *(f"in {step}" for step in STEPS), "campaigns", "runs needed, most",
    "same sites", "half files", "in flight again", "finished done again",
)  # fmt: skip
NOTES = (
    (
        "Writer: the driver kills itself before or after a random write: a file, its rename, rows, "
        "a transaction. Driver: killed from outside at a random time; with two workers its "
        "scheduler dies with it. Worker: one of two is killed at a random time, and the run goes "
        "on. Each campaign is run again until a run is not killed, and is then compared with an "
        "undisturbed one: partition, scores, counts of records, folders. Runs needed counts the "
        "last one. Scenes in flight when something was killed are worked on again; a scene whose "
        "folder was in place never may be."
    ),
)


def run_kills(out: Path, console: Console, *, quick: bool = False, seed: int = 0) -> list[Table]:
    """Kill until there were enough, and look at what the runs after the kills make of it."""
    wanted = QUICK_KILLS if quick else KILLS
    rng = random.Random(seed)
    table = Table(f"{wanted} kills of campaigns of {N_SCENES} scenes", COLUMNS, notes=NOTES)
    with tempfile.TemporaryDirectory() as place:
        pristine = write_small_campaign(Path(place) / "pristine", SIZE)
        folder = Path(shutil.copytree(pristine, Path(place) / "undisturbed"))
        begun = time.monotonic()
        events = finish(start_run(folder)).events
        longest_s = time.monotonic() - begun
        undisturbed = outcome_of(folder)
        for kind, share in SHARES:
            tally: Counter[str] = Counter()
            while tally["kills"] < round(share * wanted):
                shutil.rmtree(Path(place) / "campaign", ignore_errors=True)
                folder = Path(shutil.copytree(pristine, Path(place) / "campaign"))
                left = round(share * wanted) - tally["kills"]
                _kill_until_done(folder, kind, rng, tally, left, events, longest_s)
                tally["campaigns"] += 1
                tally["same"] += _is_same(outcome_of(folder), undisturbed)
                tally["half"] += len(outcome_of(folder).half_written)
            steps = (tally[step] for step in STEPS)
            ends = (tally[name] for name in ("campaigns", "runs", "same", "half", "again", "done"))
            table.rows.append((kind, tally["kills"], *steps, *ends))
            console.print(
                f"{kind}: {tally['kills']} kills of {tally['campaigns']} campaigns, "
                f"{tally['same']} with the same sites, {tally['half']} half files, "
                f"{tally['done']} finished scenes done again"
            )
    publish("kills", [table], out, console=console)
    return [table]


def _is_same(outcome: Outcome, undisturbed: Outcome) -> bool:
    return outcome == undisturbed


def _kill_until_done(
    folder: Path,
    kind: str,
    rng: random.Random,
    tally: Counter[str],
    left: int,
    events: int,
    longest_s: float,
) -> None:
    notes = folder.parent / "notes.txt"
    notes.unlink(missing_ok=True)
    begun: list[tuple[set[str], int]] = []
    most = min(left, MOST_KILLS_OF_ONE)
    for number in range(50):
        begun.append((_finished(folder), len(_noted(notes))))
        is_last = number >= most
        workers = 2 if "workers" in kind else 0
        if is_last:
            ended, killed = finish(start_run(folder, workers=workers, notes=notes)), 0
        elif kind.startswith("writer"):
            kill_at = rng.randint(1, events)
            ended = finish(start_run(folder, kill_at=kill_at, notes=notes))
            killed = int(ended.killed)
        else:
            run = start_run(folder, workers=workers, notes=notes)
            is_worker = kind.startswith("one of")
            ended, killed = _killed_at_a_time(run, rng, longest_s, is_worker=is_worker)
        tally["kills"] += killed
        if killed:
            tally[ended.step] += 1
        # A run that ends by itself has done everything, unless a worker died on it.
        if not ended.killed and not killed:
            break
    tally["runs"] = max(tally["runs"], len(begun))
    _count_again(folder, begun, _noted(notes), tally)


def _killed_at_a_time(
    run: subprocess.Popen[str], rng: random.Random, longest_s: float, *, is_worker: bool
) -> tuple[Ended, int]:
    assert run.stdout is not None
    run.stdout.readline()
    if not is_worker:
        time.sleep(rng.uniform(0.0, longest_s))
        run.kill()
        ended = finish(run)
        return ended, int(ended.killed)
    deadline = time.monotonic() + 60.0
    while run.poll() is None and not workers_of(run) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(rng.uniform(0.0, longest_s))
    workers = workers_of(run)
    if run.poll() is None and workers:
        os.kill(rng.choice(workers), signal.SIGKILL)
        ended = finish(run)
        return Ended(killed=False, computed=ended.computed, step="detect and locate"), 1
    return finish(run), 0


def _finished(folder: Path) -> set[str]:
    """Return the folders of products that are in place."""
    return {one.name for one in (folder / "products" / "scenes").glob("[0-9a-f]*")}


def _noted(notes: Path) -> list[str]:
    return notes.read_text(encoding="utf-8").split() if notes.exists() else []


def _count_again(
    folder: Path, begun: list[tuple[set[str], int]], noted: list[str], tally: Counter[str]
) -> None:
    """Count scenes that were worked on again: those in flight, and those that were finished."""
    with open_store(folder / "campaign.db") as store:
        name_of = {one.rpartition("-")[2][:16]: scene.name for one, scene in store.scenes.all()}
    tally["again"] += len(noted) - N_SCENES
    ends = [*(at for _, at in begun[1:]), len(noted)]
    for (finished, at), end in zip(begun, ends, strict=True):
        names = {name_of[one] for one in finished}
        tally["done"] += sum(name in names for name in noted[at:end])
