"""The last HDF5 reader of the list: it says why none of the others took the file."""

from __future__ import annotations

from pathlib import Path

import h5py

from cathartes.errors import SceneError
from cathartes.io.scenes.hdf5.hdf5_file import is_hdf5, opened
from cathartes.model import Scene

FORMAT = "HDF5 of unknown layout"
_SHOWN = 4


def recognises(path: Path) -> bool:
    """Return True for every HDF5 or NetCDF4 file, readable or not."""
    return is_hdf5(path)


def open_scene(path: Path) -> Scene:
    """Explain what is wrong with an HDF5 file that no reader recognises.

    Raises
    ------
    SceneError
        Always: the file is truncated or damaged, or its layout is none of those read.
    """
    cubes: list[str] = []

    def note_cube(name: str, node: object) -> None:
        if isinstance(node, h5py.Dataset) and node.ndim == 3:
            cubes.append(f"{name} {node.shape}")

    with opened(path) as file:
        file.visititems(note_cube)
    shown = ", ".join(cubes[:_SHOWN]) + (", ..." if len(cubes) > _SHOWN else "")
    raise SceneError.about(
        path,
        "layout",
        found=shown or "no dataset of three dimensions",
        expected="EMIT L1B, AVIRIS-3 L1B, HyTES L1, Tanager radiance, or cathartes' own CF",
        remedy="Give the radiance (level 1) file of the scene, not reflectance or observation "
        "geometry; see docs/howto/formats.md for what is read.",
    )
