"""Our own scenes as Zarr stores (folders); the library is an optional extra."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import InputError, OutputError, SceneError
from cathartes.io.atomic import replace_folder
from cathartes.io.scenes.cf.layout import (
    CHANNEL_VARIABLES,
    DIMENSIONS,
    QUANTITIES,
    VERSION_ATTRIBUTE,
    cube_attributes,
    file_attributes,
    small_variables,
)
from cathartes.io.scenes.cf.stored import StoredScene
from cathartes.io.scenes.hdf5.cube_source import calibrate
from cathartes.io.scenes.line_slabs import LineSlabs, check_lines
from cathartes.model import Scene

FORMAT = "cathartes CF Zarr"
CHUNK_BYTES = 16 * 2**20
TILE_BYTES = 64 * 2**20
LARGEST_CHUNK_BYTES = 2**30
MOST_CHUNKS = 100_000
"""A scene of 1 TB has fewer in chunks of our size."""
OWN_NAMES = ("zarr.json", "crs", "longitude", "latitude", *QUANTITIES, *CHANNEL_VARIABLES)
"""All that a store of ours holds; whatever else lies in the folder is a person's."""
_TROUBLE = (OSError, ValueError, KeyError, TypeError, RuntimeError, ArithmeticError)


class ZarrCube:
    """A radiance source over one array of a Zarr store."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        stored = _array(path, name)
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

    def _read_lines(self, first: int, last: int) -> NDArray[np.float32]:
        try:
            stored = _array(self._path, self._name, count_chunks=False)
            lines = np.array(stored[first:last], dtype=np.float32, order="C")
        except _TROUBLE as error:
            raise _damaged(self._path, self._name, error) from error
        calibrate(lines, 1.0, 0.0, ())
        return lines


def recognises(path: Path) -> bool:
    """Return True for a folder whose Zarr metadata carry the mark of our scenes."""
    return VERSION_ATTRIBUTE in _metadata(path)


def open_scene(path: Path) -> Scene:
    """Open a scene that :func:`write_scene` wrote.

    Raises
    ------
    SceneError
        If the store is damaged, contradicts itself, or zarr is not installed.
    """
    attributes = _metadata(path)

    def variable(name: str, shape: tuple[int, ...] | None) -> NDArray[np.float64] | None:
        if not _has(path, name):
            return None
        stored = _array(path, name, n_dims=None)
        if shape is not None and stored.shape != shape:
            raise SceneError.about(
                path,
                name,
                found=f"shape {stored.shape}",
                expected=f"shape {shape}, to agree with the radiance",
                remedy="The store was changed after it was written; write it again.",
            )
        try:
            return np.asarray(stored[...], dtype=np.float64)
        except _TROUBLE as error:
            raise _damaged(path, name, error) from error

    crs = dict(_array(path, "crs", n_dims=None).attrs) if _has(path, "crs") else {}
    stored = StoredScene(path, attributes, variable, crs)
    return stored.scene(ZarrCube(path, stored.quantity()), FORMAT)


def write_scene(scene: Scene, path: Path) -> None:
    """Write a scene, tile by tile: memory does not grow with the scene.

    Parameters
    ----------
    scene : Scene
        Any scene; its lines are read once.
    path : Path
        The folder to make. It appears only when it is complete.

    Raises
    ------
    OutputError
        If it cannot be written, or zarr is not installed.
    """
    zarr = _zarr(path, OutputError)
    lines, samples, channels = scene.shape
    line_bytes = 4 * samples * channels
    chunk_lines = min(lines, max(1, CHUNK_BYTES // line_bytes))
    tile_lines = chunk_lines * max(1, TILE_BYTES // (line_bytes * chunk_lines))
    # Chunks of nothing but NaN are written too: a missing chunk means a damaged store.
    everything = {"write_empty_chunks": True}
    with replace_folder(path, OWN_NAMES) as unfinished:
        group = zarr.open_group(store=str(unfinished), mode="w", zarr_format=3)
        group.attrs.update(file_attributes(scene))
        for name, small in small_variables(scene).items():
            array = group.create_array(
                name,
                shape=small.values.shape,
                dtype=small.values.dtype,
                dimension_names=small.dimensions,
                config=everything,
                attributes=dict(small.attributes),
            )
            array[...] = small.values
        cube = group.create_array(
            scene.quantity,
            shape=scene.shape,
            dtype="float32",
            chunks=(chunk_lines, samples, channels),
            dimension_names=DIMENSIONS,
            fill_value=float("nan"),
            config=everything,
            attributes=cube_attributes(scene),
        )
        for first in range(0, lines, tile_lines):
            last = min(lines, first + tile_lines)
            cube[first:last] = scene.source.read(first, last)


def _metadata(path: Path) -> dict[str, Any]:
    """Return the attributes of a Zarr group (format 3 or 2), empty where it is none."""
    for name in ("zarr.json", ".zattrs"):
        file = path / name
        try:
            if not file.is_file() or file.stat().st_size > 2**26:
                continue
            parsed = json.loads(file.read_bytes())
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(parsed, dict):
            attributes = parsed.get("attributes", {}) if name == "zarr.json" else parsed
            return attributes if isinstance(attributes, dict) else {}
    return {}


def _zarr(path: Path, error: type[InputError] | type[OutputError]) -> Any:
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


def _group(path: Path) -> Any:
    zarr = _zarr(path, SceneError)
    try:
        return zarr.open_group(store=str(path), mode="r")
    except _TROUBLE as error:
        raise _damaged(path, "metadata", error) from error


def _has(path: Path, name: str) -> bool:
    """Return True where the store has an array of this name, sound or not."""
    return any((path / name / file).is_file() for file in ("zarr.json", ".zarray"))


def _array(path: Path, name: str, n_dims: int | None = 3, *, count_chunks: bool = True) -> Any:
    """Return an array of the store whose chunks are all there and of sensible size."""
    try:
        stored = _group(path)[name]
        shape, chunks, kind = stored.shape, stored.shards or stored.chunks, stored.dtype.kind
        chunk_bytes = math.prod(map(float, chunks)) * stored.dtype.itemsize
        n_chunks = math.prod(-(-n // max(1, step)) for n, step in zip(shape, chunks, strict=True))
    except (*_TROUBLE, AttributeError) as error:
        raise _damaged(path, name, error) from error
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
    except _TROUBLE as error:
        raise _damaged(path, name, error) from error
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


def _damaged(path: Path, name: str, error: BaseException) -> SceneError:
    return SceneError.about(
        path,
        name,
        found=str(error) or type(error).__name__,
        expected="a complete Zarr store of a scene",
        remedy="The store is incomplete or damaged; copy or write it again.",
    )
