"""Attributes of HDF5 files, read so that a damaged file cannot take the program down.

Strings of variable length lie in a heap that the HDF5 library walks without looking where it
steps: a flipped bit there makes it crash or run for ever (found by fuzzing h5py 3.16 with
HDF5 2.0, where nothing else did). Such strings are therefore read once, by a child process
that may die. Numbers, and the strings of fixed length that the NetCDF library writes, are
read directly.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError

TIME_LIMIT_S = 20.0
LONGEST_TEXT = 2**16

_CHILD = f"""
import json, sys, h5py
found = {{}}
def note(name, node):
    for key in node.attrs:
        kind = h5py.check_string_dtype(node.attrs.get_id(key).dtype)
        if kind is not None and kind.length is None and node.attrs.get_id(key).shape in ((), (1,)):
            value = node.attrs[key]
            value = value if isinstance(value, (str, bytes)) else value[0]
            value = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
            found.setdefault("/" + name, {{}})[key] = value[:{LONGEST_TEXT}]
    if isinstance(node, h5py.Dataset) and node.shape in ((), (1,)):
        kind = h5py.check_string_dtype(node.dtype)
        if kind is not None and kind.length is None:
            value = node[()] if node.shape == () else node[0]
            value = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
            found.setdefault("/" + name, {{}})[""] = value[:{LONGEST_TEXT}]
with h5py.File(sys.argv[1], "r") as file:
    note("", file)
    file.visititems(note)
print(json.dumps(found))
"""


def dataset_text(node: Any) -> str:
    """Return a dataset that is one string, empty where it is anything else.

    Raises
    ------
    SceneError
        If the strings of the file are damaged.
    """
    kind = h5py.check_string_dtype(node.dtype)
    if kind is None or node.shape not in ((), (1,)):
        return ""
    if kind.length is None:
        return _strings_of(node).get("", "").strip("\0 \n")
    value = node[()] if node.shape == () else node[0]
    return bytes(value)[:LONGEST_TEXT].decode("utf-8", "replace").strip("\0 \n")


def _strings_of(node: Any) -> dict[str, str]:
    file = Path(node.file.filename)
    status = file.stat()
    return _long_strings(file, status.st_mtime_ns, status.st_size).get(node.name, {})


def text(node: Any, name: str) -> str:
    """Return an attribute as text, empty where it is absent or is no text or number.

    Raises
    ------
    SceneError
        If the strings of the file are damaged.
    """
    if name not in node.attrs:
        return ""
    identity = node.attrs.get_id(name)
    if identity.dtype.kind == "O":
        kind = h5py.check_string_dtype(identity.dtype)
        if kind is None:
            return ""
        return _strings_of(node).get(name, "").strip("\0 \n")
    value = node.attrs[name]
    if isinstance(value, np.ndarray):
        if value.size != 1:
            return ""
        value = value.ravel()[0]
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace").strip("\0 \n")
    return str(value).strip() if isinstance(value, (str, int, float, np.generic)) else ""


def numbers(node: Any, name: str) -> NDArray[np.float64] | None:
    """Return a numeric attribute as a vector, None where it is absent or is no number."""
    if name not in node.attrs or node.attrs.get_id(name).dtype.kind not in "iuf":
        return None
    return np.asarray(node.attrs[name]).astype(np.float64).ravel()


@lru_cache(maxsize=16)
def _long_strings(path: Path, mtime_ns: int, size: int) -> dict[str, dict[str, str]]:
    """Return every variable-length string attribute of a file by node and name."""
    del mtime_ns, size  # parts of the key: a file that changed is read again
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-c", _CHILD, str(path)],
            capture_output=True,
            timeout=TIME_LIMIT_S,
            check=True,
        )
        found: dict[str, dict[str, str]] = json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError, OSError) as error:
        raise SceneError.about(
            path,
            "attributes",
            found="strings that the HDF5 library cannot read",
            expected="a complete HDF5 file",
            remedy="The file is damaged: fetch it again and compare its checksum.",
        ) from error
    return found
