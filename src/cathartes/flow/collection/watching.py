"""Wait for deliveries: each is given once it has stopped growing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cathartes.io.deliveries.files import files_below

State = tuple[int, int]


def watch_folder(
    path: Path,
    stable_for_s: float,
    *,
    every_s: float | None = None,
    is_ended: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Path]:
    """Yield each file of a folder once its length and date have been the same for a while.

    Parameters
    ----------
    path : Path
        Folder, with all folders in it.
    stable_for_s : float
        A file that is still being copied grows; one that has not for this long is whole.
    every_s : float, optional
        How often the folder is looked at; left out: a quarter of ``stable_for_s``.
    is_ended : callable
        Asked after each look: whether to stop.
    clock, sleep : callable
        Of the time that passes.

    Yields
    ------
    Path
        Again, where a file that was given is replaced by another. Hidden and unfinished files
        (``.partial`` and the like) are none.

    Notes
    -----
    It looks and waits: watching by messages of the system fails silently on network drives,
    which is where aircraft deliver to.
    """
    pause = 0.25 * stable_for_s if every_s is None else every_s
    since: dict[Path, tuple[State, float]] = {}
    given: dict[Path, State] = {}
    while True:
        now = clock()
        there = set()
        for file in files_below(path):
            try:
                told = file.stat()
            except OSError:
                continue  # gone since it was listed
            there.add(file)
            state = told.st_size, told.st_mtime_ns
            if given.get(file) == state:
                continue
            before = since.get(file)
            if before is None or before[0] != state:
                since[file] = state, now
            elif now - before[1] >= stable_for_s:
                given[file] = state
                del since[file]
                yield file
        for gone in set(since) - there:
            del since[gone]
        if is_ended():
            return
        sleep(pause)
