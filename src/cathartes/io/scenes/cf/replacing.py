"""Files and folders that appear only when they are complete."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cathartes.errors import OutputError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path beside ``path`` to write to; it takes the place of ``path`` at the end.

    Whatever goes wrong on the way, Ctrl-C included, nothing half-written is left and what
    stood at ``path`` before still stands there.

    Raises
    ------
    OutputError
        If the disk refuses.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield unfinished
        if path.is_dir():
            shutil.rmtree(path)
        unfinished.replace(path)
    except OSError as error:
        raise OutputError.about(
            path,
            "file",
            found=error.strerror or str(error),
            expected="to write a scene",
            remedy="Free space, or choose a folder that can be written to.",
        ) from error
    finally:
        if unfinished.is_dir():
            shutil.rmtree(unfinished, ignore_errors=True)
        else:
            unfinished.unlink(missing_ok=True)
