"""Waiting for more deliveries: a run begins when something new has stopped growing."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

from cathartes.flow.collection.watching import watch_folder
from cathartes.io.campaign_files import read_settings

GATHERED_FOR_S = 2.0
"""Files of one delivery come together: what comes within this time is one occasion."""


def new_deliveries(folder: Path, stable_for_s: float) -> Iterator[tuple[Path, ...]]:
    """Yield the files that have come and stopped growing since the last time, as they come.

    What lies there at the beginning has been worked through and is no news.

    Raises
    ------
    OptionError
        If the settings are wrong.
    """
    incoming = Path(folder) / read_settings(folder).collect.incoming
    come: queue.Queue[Path] = queue.Queue()
    ended = threading.Event()

    def look() -> None:
        for path in watch_folder(incoming, stable_for_s, is_ended=ended.is_set):
            come.put(path)

    before = {path: _state(path) for path in incoming.rglob("*")}
    threading.Thread(target=look, daemon=True).start()
    try:
        while True:
            files = [path for path in _together(come) if before.get(path) != _state(path)]
            if files:
                before |= {path: _state(path) for path in files}
                yield tuple(files)
    finally:
        ended.set()


def _together(come: queue.Queue[Path]) -> list[Path]:
    files: list[Path] = []
    while True:
        try:
            # A wait without an end could not be interrupted.
            files.append(come.get(timeout=GATHERED_FOR_S if files else 0.5))
        except queue.Empty:
            return files


def _state(path: Path) -> tuple[int, int] | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_size, told.st_mtime_ns
