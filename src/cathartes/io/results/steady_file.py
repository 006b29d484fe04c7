"""A file that never fails its writer: what a disk refuses is kept in memory and told afterwards.

The HDF5 library can crash the whole process when a write fails at the wrong moment, a full disk
for one. It is given this file instead: from the first refusal on, writes go to memory, so that
the library stays consistent, and whoever writes asks :meth:`SteadyFile.raise_refusal` after
each step and stops there.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Self


class SteadyFile(io.RawIOBase):
    """A new file for reading and writing, as h5py's ``fileobj`` driver needs it.

    Parameters
    ----------
    path : Path
        To make.

    Raises
    ------
    OSError
        If it cannot even be made.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b", buffering=0)
        self._position = 0
        self._refusal: OSError | None = None
        self._kept: list[tuple[int, bytes]] = []

    def raise_refusal(self) -> None:
        """Raise what the disk has refused.

        Raises
        ------
        OSError
            The first refusal.
        """
        if self._refusal is not None:
            raise self._refusal

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def readable(self) -> bool:
        """Return True."""
        return True

    def writable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a place, as any file does."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size()}[whence]
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        """Return the place."""
        return self._position

    def write(self, content: object) -> int:
        """Write to the disk, or to memory once the disk has refused."""
        view = memoryview(content).cast("B")  # type: ignore[arg-type]
        written = 0
        while self._refusal is None and written < len(view):
            try:
                self._file.seek(self._position + written)
                written += self._file.write(view[written:]) or 0
            except OSError as refusal:
                self._refusal = refusal
        if written < len(view):
            self._kept.append((self._position + written, bytes(view[written:])))
        self._position += len(view)
        return len(view)

    def readinto(self, buffer: object) -> int:
        """Read from the disk, with what it has refused laid over it."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        length = min(len(view), max(0, self._size() - self._position))
        view[:length] = bytes(length)
        self._file.seek(self._position)
        self._file.readinto(view[:length])
        for start, content in self._kept:
            first = max(start, self._position)
            last = min(start + len(content), self._position + length)
            if first < last:
                at = slice(first - self._position, last - self._position)
                view[at] = content[first - start : last - start]
        self._position += length
        return length

    def truncate(self, size: int | None = None) -> int:
        """Set the length."""
        length = self._position if size is None else size
        inside = [(start, content) for start, content in self._kept if start < length]
        self._kept = [(start, content[: length - start]) for start, content in inside]
        try:
            self._file.truncate(length)
        except OSError as refusal:
            self._refusal = self._refusal or refusal
        return length

    def _size(self) -> int:
        on_disk = self._file.seek(0, io.SEEK_END)
        return max([on_disk, *(start + len(content) for start, content in self._kept)])
