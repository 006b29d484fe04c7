"""Waiting for more deliveries: a run begins when something new has stopped growing."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cathartes.errors import InputError
from cathartes.flow.collection.watching import watch_folder
from cathartes.io.campaign_files import read_settings

GATHERED_FOR_S = 2.0
"""Files of one delivery come together: what comes within this time is one occasion."""
LONGEST_GATHERING_S = 60.0
"""What never stops coming is worked on all the same."""

State = tuple[int, int] | None


def new_deliveries(
    folder: Path, stable_for_s: float, *, on_wait: Callable[[], None] = lambda: None
) -> Iterator[tuple[Path, ...]]:
    """Return the files that come and stop growing after this call, as they come, without an end.

    What lies there at the time of the call is no news: call it before the first run, and what
    comes during that run is not overlooked.

    Parameters
    ----------
    folder : Path
        Of the campaign.
    stable_for_s : float
        A file that has not grown for so long is whole.
    on_wait : callable
        Called twice a second while nothing comes; what it raises ends the wait.

    Raises
    ------
    OptionError
        If the settings are wrong.
    InputError
        While waiting, if the folder of deliveries is gone.
    """
    incoming = Path(folder) / read_settings(folder).collect.incoming
    before = {path: _state(path) for path in incoming.rglob("*")}
    return _news(incoming, stable_for_s, before, on_wait)


def _news(
    incoming: Path, stable_for_s: float, before: dict[Path, State], on_wait: Callable[[], None]
) -> Iterator[tuple[Path, ...]]:
    come: queue.Queue[Path | InputError] = queue.Queue()
    ended = threading.Event()

    def look() -> None:
        try:
            for path in watch_folder(
                incoming, stable_for_s, is_ended=ended.is_set, sleep=lambda s: _wait(ended, s)
            ):
                come.put(path)
        except InputError as error:
            # It would end this thread alone, and the wait would have no end.
            come.put(error)

    # It looks on while a run is at work: what comes meanwhile is the next occasion.
    threading.Thread(target=look, name="deliveries", daemon=True).start()
    try:
        while True:
            files = [path for path in _together(come, on_wait) if before.get(path) != _state(path)]
            if files:
                before |= {path: _state(path) for path in files}
                yield tuple(files)
    finally:
        ended.set()


def _wait(ended: threading.Event, seconds: float) -> None:
    ended.wait(seconds)


def _together(come: queue.Queue[Path | InputError], on_wait: Callable[[], None]) -> list[Path]:
    files: list[Path] = []
    first = time.monotonic()
    while not files or time.monotonic() - first < LONGEST_GATHERING_S:
        try:
            # A wait without an end could not be interrupted.
            one = come.get(timeout=GATHERED_FOR_S if files else 0.5)
        except queue.Empty:
            if files:
                break
            on_wait()
            continue
        if isinstance(one, InputError):
            raise one
        if not files:
            first = time.monotonic()
        files.append(one)
    return files


def _state(path: Path) -> State:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_size, told.st_mtime_ns
