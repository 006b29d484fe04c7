"""Radiance of an HDF5 dataset, line by line, in the canonical unit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.hdf5.hdf5_file import dataset, opened
from cathartes.io.scenes.line_slabs import SLAB_BUDGET_BYTES, LineSlabs, check_lines

LARGEST_LINE_BYTES = 2**30
LARGEST_CHUNK_BYTES = 2**30
LARGEST_CUBE_BYTES = 2**44
_BLOCK_BYTES = 64 * 2**20


class Hdf5Cube:
    """A radiance source over one three-dimensional dataset.

    The file is opened for each slab and closed again: the source can be pickled, holds no
    handle, and an opening costs a thousandth of the reading.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        The dataset.
    axes : tuple of 3 int
        Which axis of the dataset is (line, sample, wavelength).
    scale, offset : float
        ``radiance = scale * stored + offset``, to W m-2 sr-1 um-1.
    fill_values : sequence of float
        Stored values that mean no data.
    no_data : (line, sample) bool or None
        True where the file's own mask says that there are no data.
    budget_bytes : int
        For decompressed lines that are kept.

    Raises
    ------
    SceneError
        If the dataset is missing, empty, not numeric, kept in another file, or has lines or
        chunks too large to hold in memory.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        axes: tuple[int, int, int] = (0, 1, 2),
        *,
        scale: float = 1.0,
        offset: float = 0.0,
        fill_values: Sequence[float] = (),
        no_data: NDArray[np.bool_] | None = None,
        budget_bytes: int = SLAB_BUDGET_BYTES,
    ) -> None:
        self._path, self._name, self._axes = path, name, axes
        self._scale, self._offset = scale, offset
        self._fill_values = tuple(fill_values)
        self._no_data = no_data
        with opened(path) as file:
            stored = dataset(path, file, name, n_dims=3)
            self._stored_shape = tuple(int(n) for n in stored.shape)
            chunks = stored.chunks
            _check_size(path, name, stored, axes)
        lines, samples, channels = (self._stored_shape[axis] for axis in axes)
        self._shape = (lines, samples, channels)
        self._band_step = 1 if chunks is None else int(chunks[axes[2]])
        self._slabs = LineSlabs(
            self._shape, 1 if chunks is None else int(chunks[axes[0]]), budget_bytes
        )

    @property
    def shape(self) -> tuple[int, int, int]:
        """(line, sample, wavelength)."""
        return self._shape

    @property
    def readings_per_chunk(self) -> int:
        """How often a chunk is decompressed while the cube is read once, top to bottom."""
        return self._slabs.readings_per_chunk

    def read(self, first_line: int, last_line: int) -> NDArray[np.float32]:
        """Return lines ``first_line:last_line``, see :class:`cathartes.model.RadianceSource`.

        Raises
        ------
        SceneError
            If the lines do not exist, the file is damaged there, or it has changed.
        """
        check_lines(self._path, first_line, last_line, self._shape[0])
        return self._slabs.lines(first_line, last_line, self._read_lines)

    def forget(self) -> None:
        """Let go of decompressed lines that were kept for the next reading."""
        self._slabs.forget()

    def _read_lines(self, first: int, last: int) -> NDArray[np.float32]:
        with opened(self._path) as file:
            stored = dataset(self._path, file, self._name, n_dims=3)
            if stored.shape != self._stored_shape:
                raise SceneError.about(
                    self._path,
                    self._name,
                    found=f"shape {stored.shape}",
                    expected=f"shape {self._stored_shape}, as when the scene was opened",
                    remedy="The file was changed while it was in use; start again.",
                )
            lines = self._gather(stored, first, last)
        calibrate(lines, self._scale, self._offset, self._fill_values)
        if self._no_data is not None:
            lines[self._no_data[first:last]] = np.nan
        return lines

    def _gather(self, stored: Any, first: int, last: int) -> NDArray[np.float32]:
        """Read into one array that is filled in place: no second copy of a slab is made."""
        _, samples, channels = self._shape
        lines = np.empty((last - first, samples, channels), dtype=np.float32)
        if self._axes == (0, 1, 2):
            if lines.size:
                stored.read_direct(lines, np.s_[first:last])
            return lines
        affordable = max(1, _BLOCK_BYTES // max(1, (last - first) * samples * 4))
        step = self._band_step * max(1, affordable // self._band_step)  # whole chunks
        for start in range(0, channels, step):
            window: list[slice] = [slice(None)] * 3
            window[self._axes[0]] = slice(first, last)
            window[self._axes[2]] = slice(start, start + step)
            block = stored.astype(np.float32)[tuple(window)]
            lines[..., start : start + step] = np.transpose(block, self._axes)
        return lines


def calibrate(
    lines: NDArray[np.float32], scale: float, offset: float, fill_values: Sequence[float]
) -> None:
    """Turn stored numbers into radiance in place, NaN where there are no data.

    Parameters
    ----------
    lines : (line, sample, wavelength) float32
        Changed in place.
    scale, offset : float
        ``radiance = scale * stored + offset``.
    fill_values : sequence of float
        Stored values that mean no data; Inf and NaN always do.
    """
    factor, shift = np.float32(scale), np.float32(offset)
    for line in lines:  # one line at a time: the temporary masks stay in the cache
        bad = ~np.isfinite(line)
        for fill in fill_values:
            bad |= line == np.float32(fill)
        with np.errstate(over="ignore", invalid="ignore"):
            line *= factor
            if shift:
                line += shift
            bad |= ~np.isfinite(line)
        line[bad] = np.nan


def _check_size(path: Path, name: str, stored: Any, axes: tuple[int, int, int]) -> None:
    if 0 in stored.shape:
        raise SceneError.about(
            path,
            name,
            found=f"shape {stored.shape}",
            expected="at least one line, one sample and one channel",
            remedy="The scene is empty; fetch it again.",
        )
    line_bytes = 4 * int(stored.shape[axes[1]]) * int(stored.shape[axes[2]])
    if line_bytes > LARGEST_LINE_BYTES:
        raise SceneError.about(
            path,
            name,
            found=f"shape {stored.shape}, {line_bytes / 2**30:.3g} GiB a line",
            expected=f"at most {LARGEST_LINE_BYTES // 2**30} GiB a line",
            remedy="No imaging spectrometer has lines of this size: the header is wrong.",
        )
    if line_bytes * int(stored.shape[axes[0]]) > LARGEST_CUBE_BYTES:
        raise SceneError.about(
            path,
            name,
            found=f"shape {stored.shape}",
            expected=f"at most {LARGEST_CUBE_BYTES // 2**40} TiB",
            remedy="No flight line is so long: the header is wrong.",
        )
    if stored.id.get_storage_size() == 0:
        raise SceneError.about(
            path,
            name,
            found="a dataset of which nothing was ever written",
            expected="radiance",
            remedy="The program that wrote the file stopped before the data; fetch it again.",
        )
    if stored.chunks is None:
        return
    chunk_bytes = float(np.prod([float(n) for n in stored.chunks])) * stored.dtype.itemsize
    if chunk_bytes > LARGEST_CHUNK_BYTES:
        raise SceneError.about(
            path,
            name,
            found=f"chunks of {stored.chunks}, {chunk_bytes / 2**30:.3g} GiB each",
            expected=f"chunks of at most {LARGEST_CHUNK_BYTES // 2**30} GiB",
            remedy="A chunk must be decompressed whole to read one line of it; rewrite the file "
            "in smaller chunks, for example with h5repack -l.",
        )


def chunk_remark(cube: Hdf5Cube) -> tuple[str, ...]:
    """Return a sentence for people where the file's chunks make reading slow, else nothing."""
    times = cube.readings_per_chunk
    if times <= 2:
        return ()
    remark = (
        f"The file's chunks are so tall that each is decompressed {times} times per reading of "
        "the scene; rewriting it in chunks of a few lines (h5repack -l) makes it faster."
    )
    return (remark,)
