"""Opening HDF5 and NetCDF4 files of others: nothing outside the file is ever touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.hdf5.attributes import numbers

HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_SIGNATURE_OFFSETS = (0, 512, 1024, 2048)  # a user block may stand in front
LARGEST_ANCILLARY_BYTES = 2**30
"""Longitudes of a scene 100 000 lines long fit; a header that claims more is hostile."""
LARGEST_LIST_BYTES = 2**24
"""The same for what has no shape to agree with, such as wavelengths."""


def is_hdf5(path: Path) -> bool:
    """Return True for a regular file with the HDF5 signature (NetCDF4 has it too)."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            for offset in _SIGNATURE_OFFSETS:
                stream.seek(offset)
                if stream.read(8) == HDF5_SIGNATURE:
                    return True
    except OSError:
        return False
    return False


def has_datasets(path: Path, *names: str) -> bool:
    """Return True where the file opens and holds a dataset under each name."""
    if not is_hdf5(path):
        return False
    try:
        with h5py.File(path, "r") as file:
            return all(is_own_dataset(file, name) for name in names)
    except (OSError, RuntimeError, KeyError, ValueError):
        return False


@contextmanager
def opened(path: Path) -> Iterator[h5py.File]:
    """Open a file for reading; whatever HDF5 complains about becomes a SceneError.

    Raises
    ------
    SceneError
        If the file is missing, truncated, damaged, or uses a filter that is not installed.
    """
    try:
        with h5py.File(path, "r") as file:
            yield file
    except FileNotFoundError as error:
        raise SceneError.about(
            path, "file", found="no such file", expected="a file", remedy="Check the path."
        ) from error
    except (OSError, RuntimeError, KeyError, ValueError, OverflowError, TypeError) as error:
        # h5py itself answers a damaged type description with TypeError.
        raise SceneError.about(
            path,
            "HDF5 structure",
            found=_complaint(error),
            expected="a complete HDF5 file",
            remedy="The file is truncated or damaged, or was written with a compression that "
            "is not installed: fetch it again and compare its size and checksum.",
        ) from error


def dataset(path: Path, file: h5py.File, name: str, *, n_dims: int | None = None) -> Any:
    """Return a numeric dataset that lives in this file.

    Raises
    ------
    SceneError
        If it is missing, is no number, has the wrong number of dimensions, or keeps its
        data outside this file (external or virtual storage, external links).
    """
    trouble = _link_trouble(file, name)
    if trouble:
        raise SceneError.about(
            path,
            name,
            found=trouble,
            expected="a dataset stored in this file",
            remedy="Check that this is the product that the format's description calls for, "
            "and that the transfer was complete.",
        )
    found = file[name]
    if found.dtype.kind not in "iuf":
        raise SceneError.about(
            path,
            name,
            found=f"type {found.dtype}",
            expected="integers or floating-point numbers",
            remedy="The file does not follow the published layout; ask its maker.",
        )
    if n_dims is not None and found.ndim != n_dims:
        raise SceneError.about(
            path,
            name,
            found=f"shape {found.shape}",
            expected=f"{n_dims} dimensions",
            remedy="The file does not follow the published layout; ask its maker.",
        )
    return found


def is_own_dataset(file: h5py.File, name: str) -> bool:
    """Return True for a dataset reached by hard links only, with its data in this file."""
    return not _link_trouble(file, name)


def values(
    path: Path, file: h5py.File, name: str, *, shape: tuple[int, ...] | None = None
) -> NDArray[np.float64]:
    """Return a whole small dataset as float64, NaN where it holds its fill value.

    Raises
    ------
    SceneError
        If it is missing, has another shape, or claims more memory than it can need.
    """
    found = dataset(path, file, name)
    if shape is not None and found.shape != shape:
        raise SceneError.about(
            path,
            name,
            found=f"shape {found.shape}",
            expected=f"shape {shape}, to agree with the radiance",
            remedy="The parts of this file contradict each other; ask its maker.",
        )
    n_bytes = int(np.prod([float(n) for n in found.shape])) * 8
    largest = LARGEST_LIST_BYTES if shape is None else LARGEST_ANCILLARY_BYTES
    if n_bytes > largest:
        raise SceneError.about(
            path,
            name,
            found=f"shape {found.shape}",
            expected=f"at most {largest // 2**20} MiB beside the radiance",
            remedy="Check the file; cut the scene into shorter pieces if it really is so long.",
        )
    stored = np.asarray(found[()], dtype=np.float64)
    for fill in fill_values(found):
        stored[stored == fill] = np.nan
    return stored


def fill_values(found: Any, *more: float) -> tuple[float, ...]:
    """Return what a dataset declares as no data, and ``more``, as the dataset's type holds it."""
    declared: list[float] = []
    for name in ("_FillValue", "missing_value", "no_data_value"):
        given = numbers(found, name)
        declared.extend([] if given is None else map(float, given))
    return tuple(sorted({value for value in (*declared, *more) if np.isfinite(value)}))


def _link_trouble(file: h5py.File, name: str) -> str:
    """Return what keeps ``name`` from being a dataset of this file, empty where nothing does.

    An external link, external storage or a virtual dataset would make the program read
    whatever file the scene's author names.
    """
    node: Any = file
    for part in name.strip("/").split("/"):
        if not isinstance(node, h5py.Group) or node.get(part, getlink=True) is None:
            return "no such dataset"
        if not isinstance(node.get(part, getlink=True), h5py.HardLink):
            return f"a link at {part!r}"
        node = node.get(part)
    if not isinstance(node, h5py.Dataset):
        return "a group"
    if node.shape is None:
        return "an empty dataset"
    return "data kept in another file" if node.is_virtual or node.external else ""


def _complaint(error: BaseException) -> str:
    """Return HDF5's complaint without the path of this machine in it."""
    words = str(error) or type(error).__name__
    return words.replace("\n", " ")
