"""Maps of a whole scene that lie on disk, so that memory holds only the lines in work.

A large map is an ordinary array over an unnamed file: the system writes what does not fit, and
:func:`page_out` lets go of what was looked at. An unnamed file vanishes with the process,
however it ends.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from cathartes.errors import OutputError

IN_MEMORY_BYTES = 2**20
"""Smaller maps stay in memory: a dozen of them weigh less than one block of radiance."""
RUN_BYTES = 4 * 2**20
"""Of a map, looked at between two calls of :func:`page_out`."""


def paged_map(
    shape: tuple[int, ...], dtype: DTypeLike, fill: float = 0, folder: Path | None = None
) -> NDArray[Any]:
    """Return an array of ``shape`` full of ``fill``, on disk where it is large.

    Parameters
    ----------
    shape : tuple of int
        The first axis is the line.
    dtype : dtype
    fill : float
        What it holds at first.
    folder : Path, optional
        Where the unnamed file lies; the system's folder for temporary files if not given (which
        may itself be memory).

    Raises
    ------
    OutputError
        If there is no room for it.
    """
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    if size <= IN_MEMORY_BYTES:
        return np.full(shape, fill, dtype)
    folder = Path(folder or tempfile.gettempdir())
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            if hasattr(os, "posix_fallocate"):
                # Room is claimed now: a disk that fills later would end the process by a signal.
                os.posix_fallocate(file.fileno(), 0, size)
            else:
                file.truncate(size)
            mapping = mmap.mmap(file.fileno(), size)
    except OSError as error:
        raise OutputError.about(
            folder,
            "room for a map of the scene",
            found=error.strerror or error,
            expected=f"{size / 1e6:,.0f} MB that may be used until the scene is finished",
            remedy="Free some disk space or choose another place with --out.",
        ) from error
    large = np.frombuffer(mapping, dtype).reshape(shape)
    if fill:
        for lines in line_runs(large):
            large[lines] = fill
    return large


def page_out(array: NDArray[Any]) -> None:
    """Let go of the memory that a map, or the map under a view, fills; its numbers stay."""
    base: Any = array
    while not isinstance(base, mmap.mmap):
        base = base.obj if isinstance(base, memoryview) else getattr(base, "base", None)
        if base is None:
            return
    if hasattr(base, "madvise"):
        base.madvise(mmap.MADV_DONTNEED)


def line_runs(array: NDArray[Any], multiple: int = 1) -> Iterator[slice]:
    """Yield runs of lines, a multiple of so many; each is paged out when the next is asked for."""
    lines = array.shape[0]
    line_bytes = max(1, array[:1].nbytes)
    step = max(1, RUN_BYTES // (line_bytes * multiple)) * multiple
    for first in range(0, lines, step):
        yield slice(first, min(first + step, lines))
        page_out(array)


def return_freed_memory() -> None:
    """Give memory that was freed back to the system, where the C library would keep it.

    Arrays come and go in every block; glibc keeps up to 150 MB of what they leave (measured).
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)
