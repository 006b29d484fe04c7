"""Our own scenes as CF NetCDF4 files."""

from __future__ import annotations

from pathlib import Path

import h5netcdf  # type: ignore[import-untyped]
import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.io.atomic import replace_file
from cathartes.io.scenes.cf.layout import (
    DIMENSIONS,
    QUANTITIES,
    VERSION_ATTRIBUTE,
    cube_attributes,
    file_attributes,
    small_variables,
)
from cathartes.io.scenes.cf.stored import StoredScene
from cathartes.io.scenes.hdf5.attributes import text
from cathartes.io.scenes.hdf5.cube_source import Hdf5Cube, chunk_remark
from cathartes.io.scenes.hdf5.hdf5_file import (
    dataset,
    fill_values,
    has_datasets,
    is_own_dataset,
    opened,
    values,
)
from cathartes.model import Scene

FORMAT = "cathartes CF NetCDF4"
CHUNK_BYTES = 4 * 2**20
TILE_BYTES = 64 * 2**20


def recognises(path: Path) -> bool:
    """Return True for a NetCDF4 file with the mark and the variables of our scenes."""
    if not any(has_datasets(path, quantity, "wavelength") for quantity in QUANTITIES):
        return False
    with opened(path) as file:
        return VERSION_ATTRIBUTE in file.attrs


def open_scene(path: Path) -> Scene:
    """Open a scene that :func:`write_scene` wrote.

    Raises
    ------
    SceneError
        If the file is damaged or contradicts itself.
    """
    with opened(path) as file:

        def variable(name: str, shape: tuple[int, ...] | None) -> NDArray[np.float64] | None:
            if not is_own_dataset(file, name):
                return None
            return values(path, file, name, shape=shape)

        attributes = {name: text(file, name) for name in file.attrs}
        crs = {}
        if is_own_dataset(file, "crs"):
            crs = {name: text(file["crs"], name) for name in ("crs_wkt", "GeoTransform")}
        stored = StoredScene(path, attributes, variable, crs)
        quantity = stored.quantity()
        fills = fill_values(dataset(path, file, quantity, n_dims=3))
        cube = Hdf5Cube(path, quantity, fill_values=fills)
        scene = stored.scene(cube, FORMAT)
    return evolve(scene, remarks=(*scene.remarks, *chunk_remark(cube)))


def write_scene(scene: Scene, path: Path) -> None:
    """Write a scene, tile by tile: memory does not grow with the scene.

    Parameters
    ----------
    scene : Scene
        Any scene; its lines are read once.
    path : Path
        The file to make. It appears only when it is complete.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    lines, samples, channels = scene.shape
    line_bytes = 4 * samples * channels
    chunk_lines = min(lines, max(1, CHUNK_BYTES // line_bytes))
    tile_lines = chunk_lines * max(1, TILE_BYTES // (line_bytes * chunk_lines))
    with replace_file(path) as unfinished, h5netcdf.File(unfinished, "w") as file:
        file.dimensions = dict(zip(DIMENSIONS, scene.shape, strict=True))
        for name, attribute in file_attributes(scene).items():
            file.attrs[name] = _attribute(attribute)
        for name, small in small_variables(scene).items():
            variable = file.create_variable(name, small.dimensions, small.values.dtype)
            variable[...] = small.values
            for key, attribute in small.attributes.items():
                variable.attrs[key] = _attribute(attribute)
        cube = file.create_variable(
            scene.quantity,
            DIMENSIONS,
            np.float32,
            chunks=(chunk_lines, samples, channels),
            compression="gzip",
            compression_opts=1,
            shuffle=True,
            fillvalue=np.float32(np.nan),
        )
        for key, attribute in cube_attributes(scene).items():
            cube.attrs[key] = _attribute(attribute)
        for first in range(0, lines, tile_lines):
            last = min(lines, first + tile_lines)
            cube[first:last] = scene.source.read(first, last)


def _attribute(value: str | float | int) -> object:
    """Return text as a string of fixed length, as the NetCDF library writes it.

    HDF5 reads such strings safely from a damaged file too; above 64 KiB they do not fit.
    """
    if isinstance(value, str) and len(encoded := value.encode()) < 60_000:
        return np.bytes_(encoded)
    return value
