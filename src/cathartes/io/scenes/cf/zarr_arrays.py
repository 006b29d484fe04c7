"""Arrays of a Zarr store, opened only once their sizes and chunks were looked at."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import InputError, OutputError, SceneError
from cathartes.io.scenes.hdf5.cube_source import calibrate
from cathartes.io.scenes.line_slabs import LineSlabs, check_lines

LARGEST_CHUNK_BYTES = 2**30
MOST_CHUNKS = 100_000
"""A scene of 1 TB has fewer in chunks of our size."""
TROUBLE = (OSError, ValueError, KeyError, TypeError, RuntimeError, ArithmeticError)
"""What the library raises for a damaged store."""


class ZarrCube:
    """A radiance source over one array of a Zarr store."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        stored = open_array(path, name)
        lines, samples, channels = (int(n) for n in stored.shape)
        self._shape = (lines, samples, channels)
        tallest = (stored.shards or stored.chunks)[0]
        self._slabs = LineSlabs(self._shape, int(tallest))

    @property
    def shape(self) -> tuple[int, int, int]:
        """(line, sample, wavelength)."""
        return self._shape

    def read(self, first_line: int, last_line: int) -> NDArray[np.float32]:
        """Return lines, see :class:`cathartes.model.RadianceSource`.

        Raises
        ------
        SceneError
            If the lines do not exist or a chunk is damaged.
        """
        check_lines(self._path, first_line, last_line, self._shape[0])
        return self._slabs.lines(first_line, last_line, self._read_lines)

    def forget(self) -> None:
        """Let go of decompressed lines that were kept for the next reading."""
        self._slabs.forget()

    def _read_lines(self, first: int, last: int) -> NDArray[np.float32]:
        try:
            stored = open_array(self._path, self._name, count_chunks=False)
            lines = np.array(stored[first:last], dtype=np.float32, order="C")
        except TROUBLE as error:
            raise damaged(self._path, self._name, error) from error
        calibrate(lines, 1.0, 0.0, ())
        return lines


def zarr_library(path: Path, error: type[InputError] | type[OutputError]) -> Any:
    """Return the optional library, or raise with the way to get it."""
    try:
        import zarr
    except ImportError as missing:
        raise error.about(
            path,
            "Zarr store",
            found="no library that reads it",
            expected="the package zarr",
            remedy="Install it with: pip install 'cathartes[zarr]'.",
        ) from missing
    return zarr


def open_group(path: Path) -> Any:
    """Return the group of a store, opened for reading."""
    zarr = zarr_library(path, SceneError)
    try:
        return zarr.open_group(store=str(path), mode="r")
    except TROUBLE as error:
        raise damaged(path, "metadata", error) from error


def has_array(path: Path, name: str) -> bool:
    """Return True where the store has an array of this name, sound or not."""
    return any((path / name / file).is_file() for file in ("zarr.json", ".zarray"))


def open_array(path: Path, name: str, n_dims: int | None = 3, *, count_chunks: bool = True) -> Any:
    """Return an array of the store whose chunks are all there and of sensible size."""
    try:
        stored = open_group(path)[name]
        shape, chunks, kind = stored.shape, stored.shards or stored.chunks, stored.dtype.kind
        chunk_bytes = math.prod(map(float, chunks)) * stored.dtype.itemsize
        n_chunks = math.prod(-(-n // max(1, step)) for n, step in zip(shape, chunks, strict=True))
    except (*TROUBLE, AttributeError) as error:
        raise damaged(path, name, error) from error
    _refuse_if(
        path,
        name,
        (kind not in "iuf", f"type {stored.dtype}", "numbers"),
        (n_dims is not None and len(shape) != n_dims, f"shape {shape}", f"{n_dims} dimensions"),
        (0 in shape, f"shape {shape}", "at least one line, sample and channel"),
        (chunk_bytes > LARGEST_CHUNK_BYTES, f"chunks {chunks}", "chunks of at most 1 GiB"),
        (n_chunks > MOST_CHUNKS, f"{n_chunks} chunks", f"at most {MOST_CHUNKS} chunks"),
    )
    if not count_chunks:
        return stored
    try:
        missing = n_chunks - stored.nchunks_initialized  # looks for every single chunk
    except TROUBLE as error:
        raise damaged(path, name, error) from error
    _refuse_if(path, name, (missing > 0, f"{missing} of {n_chunks} chunks missing", "all of them"))
    return stored


def _refuse_if(path: Path, name: str, *faults: tuple[bool, str, str]) -> None:
    for wrong, found, expected in faults:
        if wrong:
            raise SceneError.about(
                path,
                name,
                found=found,
                expected=expected,
                remedy="The store is incomplete or damaged; copy or write it again.",
            )


def damaged(path: Path, name: str, error: BaseException) -> SceneError:
    """Return the error for whatever the library stumbled over."""
    return SceneError.about(
        path,
        name,
        found=str(error) or type(error).__name__,
        expected="a complete Zarr store of a scene",
        remedy="The store is incomplete or damaged; copy or write it again.",
    )
