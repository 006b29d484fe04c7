"""Many cases over some processes; each result is kept until the code that made it changes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.location.concentrations.case_lists import all_lists
from benchmarks.location.concentrations.judged import JudgedCase, judge_case
from benchmarks.location.concentrations.simulated import DEV_SEED
from benchmarks.reporting.cache import REPOSITORY, cached, fingerprint_of_sources

WITHOUT_INFLUENCE = {"images", "legs", "__pycache__"}
"""Folders of the step that no case of concentrations passes through."""
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS")
REPORT_EVERY_S = 20.0
WARM_UP = ("samplers", 2 * DEV_SEED)


def fingerprint() -> str:
    """Return a digest of all code that a result follows from."""
    step = REPOSITORY / "src" / "cathartes" / "location"
    parts = [
        str(part.relative_to(REPOSITORY))
        for part in sorted(step.iterdir())
        if part.name not in WITHOUT_INFLUENCE
    ]
    others = ("kernels", "physics", "model", "simulate/insitu", "io/cases")
    return fingerprint_of_sources(
        *parts,
        *(f"src/cathartes/{one}" for one in others),
        "benchmarks/location/concentrations/simulated.py",
        "benchmarks/location/concentrations/judged.py",
        "benchmarks/location/concentrations/real",
    )


def judge_many(
    name: str,
    numbers: Sequence[int],
    folder: Path,
    console: Console,
    *,
    processes: int = 2,
) -> list[JudgedCase]:
    """Judge cases of one list in the order of ``numbers``; known results are not made again.

    Parameters
    ----------
    name : str
        Of the list.
    numbers : sequence of int
    folder : Path
        Of the cache; a run that was ended goes on where it was.
    console : Console
    processes : int
        1 runs them in this process.
    """
    code = fingerprint()
    files = {number: folder / name / f"{number:06d}.json" for number in numbers}
    done: dict[int, JudgedCase] = {}
    began = told = time.monotonic()
    for number, document in _documents(name, files, code, processes):
        done[number] = JudgedCase.from_document(document)
        now = time.monotonic()
        if now - told > REPORT_EVERY_S:
            told = now
            left = (now - began) / len(done) * (len(files) - len(done))
            console.print(f"  {name}: {len(done)} of {len(files)}, {left / 60.0:.1f} min left")
    return [done[number] for number in numbers]


def _documents(
    name: str, files: dict[int, Path], code: str, processes: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    if processes == 1:
        for number, file in files.items():
            yield number, judge_or_read(name, number, file, code)
        return
    for variable in ONE_THREAD:
        os.environ.setdefault(variable, "1")
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_warm_up)
    with pool:
        jobs = {
            pool.submit(judge_or_read, name, number, file, code): number
            for number, file in files.items()
        }
        try:
            for job in as_completed(jobs):
                yield jobs[job], job.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def judge_or_read(name: str, number: int, file: Path, code: str) -> dict[str, Any]:
    """Return the result of one case as a document, from its file where that is still true."""

    def make() -> dict[str, Any]:
        cases = all_lists()[name]
        made = cases.make(number)
        with cases.around(number):
            return judge_case(*made).as_document()

    return cached(file, code, make)


def _warm_up() -> None:
    """Locate one case that is not counted: compiling is no part of a case's CPU time."""
    name, number = WARM_UP
    judge_case(*all_lists()[name].make(number))
