"""Our own scenes as Zarr stores (folders); the library is an optional extra."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import OutputError, SceneError
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
from cathartes.io.scenes.cf.zarr_arrays import (
    TROUBLE,
    ZarrCube,
    damaged,
    has_array,
    open_array,
    zarr_library,
)
from cathartes.model import Scene

FORMAT = "cathartes CF Zarr"
CHUNK_BYTES = 16 * 2**20
TILE_BYTES = 64 * 2**20
OWN_NAMES = ("zarr.json", "crs", "longitude", "latitude", *QUANTITIES, *CHANNEL_VARIABLES)
"""All that a store of ours holds; whatever else lies in the folder is a person's."""


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
        if not has_array(path, name):
            return None
        stored = open_array(path, name, n_dims=None)
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
        except TROUBLE as error:
            raise damaged(path, name, error) from error

    crs = dict(open_array(path, "crs", n_dims=None).attrs) if has_array(path, "crs") else {}
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
    zarr = zarr_library(path, OutputError)
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
