"""Our own scenes: CF NetCDF4 and Zarr, written and read without loss."""

from __future__ import annotations

from pathlib import Path

from cathartes.io.scenes.cf import netcdf, zarr_store
from cathartes.model import Scene

__all__ = ["write_scene"]


def write_scene(scene: Scene, path: Path) -> None:
    """Write a scene as NetCDF4, or as a Zarr store where the name ends in ``.zarr``.

    Parameters
    ----------
    scene : Scene
        Any scene; its lines are read once, tile by tile.
    path : Path
        The file or folder to make. It appears only when it is complete.

    Raises
    ------
    OutputError
        If it cannot be written, or zarr is not installed.
    """
    writer = zarr_store if path.suffix == ".zarr" else netcdf
    writer.write_scene(scene, path)
