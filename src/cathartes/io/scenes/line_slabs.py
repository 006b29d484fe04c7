"""Lines out of chunked storage: each chunk is decompressed once per pass, memory stays bounded.

A chunked file decompresses a whole chunk to give one of its lines. Tiles of the detector
seldom end where a row of chunks ends, so :class:`LineSlabs` keeps the rows that a tile took
only a part of and serves the next tile from them; whole rows go straight to the caller. A
row of chunks that does not fit the budget is read in as few parts (slabs) as the budget
allows.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError

SLAB_BUDGET_BYTES = 192 * 2**20
"""Decompressed float32 lines held at a time, beside the block that they are read for.

A row of AVIRIS-3 chunks (343 MiB) is read in two parts, and so decompressed twice in a pass: held
whole, it would lift the peak over a gigabyte.
"""

ReadLines = Callable[[int, int], NDArray[np.float32]]
"""``(first_line, last_line) -> (line, sample, wavelength) float32``, a fresh array."""


class LineSlabs:
    """A cache of a few slabs of lines in front of a chunked file.

    Parameters
    ----------
    shape : (line, sample, wavelength)
        Of the whole cube.
    chunk_lines : int
        Lines that one chunk covers; 1 where the storage is not chunked.
    budget_bytes : int
        Of all cached slabs together.

    Notes
    -----
    Safe to use from several threads: a cached slab is never changed after it was read, and
    callers get copies. Several slabs are kept where they fit, because threads that work on
    neighbouring tiles would otherwise take turns in throwing out each other's slab.
    """

    def __init__(
        self,
        shape: tuple[int, int, int],
        chunk_lines: int,
        budget_bytes: int = SLAB_BUDGET_BYTES,
    ) -> None:
        lines, samples, channels = shape
        line_bytes = max(1, samples * channels * 4)
        self._shape = shape
        self.chunk_lines = min(max(1, chunk_lines), max(1, lines))
        self.slab_lines = _slab_lines(self.chunk_lines, max(1, budget_bytes // line_bytes))
        self._n_slabs = max(1, min(16, budget_bytes // (self.slab_lines * line_bytes)))
        self._lock = threading.Lock()
        self._slabs: OrderedDict[int, NDArray[np.float32]] = OrderedDict()

    def __getstate__(self) -> dict[str, object]:
        """Leave lock and cache behind when the source travels to another process."""
        return {**self.__dict__, "_lock": None, "_slabs": OrderedDict()}

    def __setstate__(self, state: dict[str, object]) -> None:
        """Start with an empty cache."""
        self.__dict__.update(state)
        self._lock = threading.Lock()

    @property
    def readings_per_chunk(self) -> int:
        """How often a chunk is decompressed while the cube is read once, top to bottom."""
        return -(-self.chunk_lines // self.slab_lines)

    def lines(self, first_line: int, last_line: int, read_lines: ReadLines) -> NDArray[np.float32]:
        """Return a fresh array of lines, through the cache where the file is chunked."""
        if self.slab_lines == 1:
            return read_lines(first_line, last_line)
        lines: NDArray[np.float32] | None = None
        part: NDArray[np.float32] | None
        slab: NDArray[np.float32] | None
        line = first_line
        while line < last_line:
            stop = self._end_of_whole_rows(line, last_line)
            if stop > line:
                part = read_lines(line, stop)
                if lines is None and (line, stop) == (first_line, last_line):
                    return part
            else:
                slab_first = line - self._offset_in_slab(line)
                slab = self._slab_at(slab_first, read_lines)
                stop = min(last_line, slab_first + slab.shape[0])
                part = slab[line - slab_first : stop - slab_first]
            if lines is None:
                lines = np.empty((last_line - first_line, *self._shape[1:]), dtype=np.float32)
            lines[line - first_line : stop - first_line] = part
            line = stop
            part = slab = None  # or the next slab would be read while this one still lives
        return read_lines(first_line, last_line) if lines is None else lines

    def forget(self) -> None:
        """Let go of the cached slabs; what is read next is decompressed again."""
        with self._lock:
            self._slabs.clear()

    def _end_of_whole_rows(self, line: int, last_line: int) -> int:
        """Return where the whole rows of chunks that begin at ``line`` end, at most there."""
        if self.slab_lines < self.chunk_lines or line % self.chunk_lines:
            return line
        if last_line == self._shape[0]:
            return last_line
        return last_line - last_line % self.chunk_lines

    def _offset_in_slab(self, line: int) -> int:
        # Parts of one row of chunks: none of them reaches into the next row.
        return (line % self.chunk_lines) % self.slab_lines

    def _slab_at(self, first: int, read_lines: ReadLines) -> NDArray[np.float32]:
        row_end = (first // self.chunk_lines + 1) * self.chunk_lines
        last = min(self._shape[0], first + self.slab_lines, row_end)
        with self._lock:
            if first in self._slabs:
                self._slabs.move_to_end(first)
                return self._slabs[first]
            while len(self._slabs) >= self._n_slabs:  # before the new one is made
                self._slabs.popitem(last=False)
            slab = read_lines(first, last)
            self._slabs[first] = slab
            return slab


def _slab_lines(chunk_lines: int, affordable: int) -> int:
    parts = -(-chunk_lines // affordable)
    return -(-chunk_lines // parts)


def check_lines(where: object, first_line: int, last_line: int, lines: int) -> None:
    """Raise where a caller asks for lines that the scene does not have.

    Raises
    ------
    SceneError
        If not ``0 <= first_line <= last_line <= lines``.
    """
    if not 0 <= first_line <= last_line <= lines:
        raise SceneError.about(
            where,
            "lines asked for",
            found=f"{first_line}:{last_line}",
            expected=f"0 <= first <= last <= {lines}",
            remedy="Ask for lines that the scene has.",
        )
