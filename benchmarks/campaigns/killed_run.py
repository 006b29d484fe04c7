"""A run of a campaign that is killed with signal 9, at a moment that is counted or timed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from attrs import frozen

from cathartes.store import open_store

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import os, signal, sys
from contextlib import contextmanager
from pathlib import Path

kill_at, workers = int(sys.argv[2]), int(sys.argv[3])
driver = os.getpid()
events = 0
step = "open"

def event(*_):
    # Before and after everything that is written: files, folders, rows, transactions.
    global events
    if os.getpid() != driver:
        return
    events += 1
    if events == kill_at:
        os.kill(driver, signal.SIGKILL)

def tell(what, done, of):
    global step
    if what != step:
        step = what
        print("step", step, flush=True)

def counted(function):
    def wrapper(*given, **more):
        event()
        result = function(*given, **more)
        event()
        return result
    return wrapper

def counted_block(function):
    # Before and after a transaction: the commit lies between its last statement and this.
    @contextmanager
    def wrapper(*given, **more):
        event()
        with function(*given, **more) as block:
            yield block
        event()
    return wrapper

def main():
    from cathartes.io import atomic
    from cathartes.store import Store
    from cathartes.store.repositories import products, sites, work
    from benchmarks.campaigns.small_scenes import detect_marks
    from cathartes.flow import campaign
    from cathartes.flow.scheduling import Scheduling

    Path.rename, Path.replace = counted(Path.rename), counted(Path.replace)
    atomic._flush_to_disk = counted(atomic._flush_to_disk)
    products.insert_new = sites.insert_new = counted(products.insert_new)
    work.WorkRepository.put = counted(work.WorkRepository.put)
    Store.together = counted_block(Store.together)
    campaign.fuse_campaign = counted(campaign.fuse_campaign)
    campaign.record_result = counted(campaign.record_result)
    print("begun", flush=True)
    how = Scheduling(serial=True) if workers == 0 else Scheduling(workers=workers)
    done = campaign.run_campaign(Path(sys.argv[1]), how, detect=detect_marks, on_progress=tell)
    print(done.computed, events, flush=True)

if __name__ == "__main__":
    main()
"""


def start_run(
    folder: Path, *, kill_at: int = 0, workers: int = 0, notes: Path | None = None
) -> subprocess.Popen[str]:
    """Start a run of its own.

    Parameters
    ----------
    folder : Path
    kill_at : int
        It kills itself with signal 9 at this event of writing; 0: never.
    workers : int
        0: no Dask.
    notes : Path, optional
        File in which each scene that is worked on is noted.
    """
    program = folder.parent / "run_killed.py"
    if not program.exists():
        # A file, not -c: workers of their own import the main module again.
        program.write_text(PROGRAM, encoding="utf-8")
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    told = {} if notes is None else {"CATHARTES_BENCHMARK_NOTES": str(notes)}
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return subprocess.Popen(
        [sys.executable, str(program), str(folder), str(kill_at), str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **threads, "PYTHONPATH": paths, **told},
        text=True,
    )


@frozen
class Ended:
    """How a run ended.

    Attributes
    ----------
    killed : bool
    computed : int
        Scenes; 0 where it was killed.
    events : int
        Of writing; 0 where it was killed.
    step : str
        In which it was killed.
    """

    killed: bool
    computed: int = 0
    events: int = 0
    step: str = ""


def finish(run: subprocess.Popen[str], timeout_s: float = 300.0) -> Ended:
    """Wait for a run.

    Raises
    ------
    RuntimeError
        If it failed by itself.
    """
    out, _ = run.communicate(timeout=timeout_s)
    if run.returncode == -signal.SIGKILL:
        steps = [one.removeprefix("step ") for one in out.splitlines() if one.startswith("step ")]
        return Ended(killed=True, step=steps[-1] if steps else "open")
    if run.returncode != 0:
        raise RuntimeError(f"the run failed: {out}")
    computed, events = out.split()[-2:]
    return Ended(killed=False, computed=int(computed), events=int(events))


def workers_of(run: subprocess.Popen[str]) -> list[int]:
    """Return the processes that work for a run; looks into ``/proc``."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            command = (place / "cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            continue
        if parent == run.pid and b"spawn_main" in command:
            found.append(int(place.name))
    return sorted(found)


@frozen
class Outcome:
    """What a campaign's folder holds, without anything that differs from run to run.

    Attributes
    ----------
    sites : frozenset of (frozenset of str, float)
        Members and score of each.
    plumes, estimates, looks, work : int
    half_written : tuple of str
    folders : int
        Of products.
    """

    sites: frozenset[tuple[frozenset[str], float]]
    plumes: int
    estimates: int
    looks: int
    work: int
    half_written: tuple[str, ...]
    folders: int


def outcome_of(folder: Path, store_address: str | None = None) -> Outcome:
    """Read what a campaign's folder holds, and its store where that is elsewhere."""
    with open_store(store_address or folder / "campaign.db") as store:
        sites = frozenset(
            (
                frozenset(one.site.estimate_ids),
                -1.0 if one.site.score is None else one.site.score.probability,
            )
            for one in store.sites.active()
        )
        products = folder / "products"
        return Outcome(
            sites=sites,
            plumes=store.plumes.count(),
            estimates=store.estimates.count(),
            looks=store.looks.count(),
            work=len(list(store.work.all())),
            half_written=tuple(sorted(one.name for one in products.rglob("*.partial"))),
            folders=sum(1 for one in (products / "scenes").iterdir() if one.is_dir()),
        )
