"""Whether a file says that what it holds was simulated: read alike from every kind of file."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cathartes.model.campaign.record import Record, refuse_simulated

MARK = "is_simulated"
"""Name of the member, column, property or attribute that says so."""
WORDS = "simulated scene"
"""What descriptions of simulated scenes say, in formats without a place for the mark."""
_YES = frozenset({"true", "yes", "1", "1.0", "simulated"})
_TEXTS = ("title", "description", "comment", "history", "source", "summary")
_HEADER_BYTES = 2**20
_IN_WORDS = re.compile(rb"(?:<(?:name|desc|cmt)>[^<]*|^(?:#|\$..TXT,).*)\bSIMULATED\b", re.M)
_HDF5 = b"\x89HDF\r\n\x1a\n"


def is_yes(value: object) -> bool:
    """Tell whether a value of the mark, as formats without truth values write it, means yes."""
    if isinstance(value, np.ndarray):
        return value.size == 1 and is_yes(value.item())
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return str(value).strip().casefold() in _YES


def attributes_say_simulated(attributes: Mapping[str, Any]) -> bool:
    """Tell whether the attributes of a file (NetCDF, HDF5, Zarr) say so.

    The attribute ``is_simulated`` counts, and a title, description or history that speaks of a
    simulated scene.
    """
    if is_yes(attributes.get(MARK)):
        return True
    return any(WORDS in _text(attributes.get(name)).casefold() for name in _TEXTS)


def features_say_simulated(
    members: Mapping[str, Any], properties: Iterable[Mapping[str, Any]]
) -> bool:
    """Tell whether a GeoJSON collection, or any feature of it, says so."""
    return is_yes(members.get(MARK)) or any(is_yes(one.get(MARK)) for one in properties)


def file_says_simulated(path: Path) -> bool:
    """Tell whether a file of a scene or of a field says so; one that cannot be read does not.

    Parameters
    ----------
    path : Path
        ENVI header, sidecar, NetCDF, HDF5, NPZ, or the folder of a Zarr store.
    """
    try:
        if path.is_dir():
            return _zarr_says_simulated(path)
        with path.open("rb") as file:
            begin = file.read(8)
        ending = path.suffix.lower()
        if begin == _HDF5:
            return _hdf5_says_simulated(path)
        if begin.startswith(b"CDF"):
            return _netcdf3_says_simulated(path)
        if ending == ".npz":
            return _npz_says_simulated(path)
        if ending == ".hdr":
            return _header_says_simulated(path)
        if ending == ".json":
            told = json.loads(path.read_bytes())
            return isinstance(told, dict) and attributes_say_simulated(told)
    except (OSError, ValueError, TypeError, KeyError, zipfile.BadZipFile):
        return False
    return False


def track_says_simulated(path: Path) -> bool:
    """Tell whether a recorded track says so.

    A table does with its column ``is_simulated``, GPX with the word ``SIMULATED`` in a name or
    description, NMEA with it in a line of comment or a ``TXT`` sentence. Telemetry logs and
    lists of numbers have no place for it.
    """
    with path.open("rb") as file:
        begin = file.read(_HEADER_BYTES)
    if b"\0" in begin:
        return False
    if MARK.encode() not in begin.split(b"\n", 1)[0]:
        return _IN_WORDS.search(begin) is not None
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as table:
        rows = csv.reader(table)
        names = [name.strip() for name in next(rows)]
        column = names.index(MARK) if MARK in names else len(names)
        return any(is_yes(row[column]) for row in rows if len(row) > column)


def refuse_where_real(path: object, says_simulated: bool, *, is_simulated: bool) -> None:
    """Refuse a file that says it was simulated in a campaign that is real.

    Parameters
    ----------
    path : object
        For the message.
    says_simulated : bool
        What the file says.
    is_simulated : bool
        Whether the campaign is a simulation.

    Raises
    ------
    RecordError
        If the file says so and the campaign is real.
    """
    if says_simulated:
        told = [Record(is_simulated=True)]
        refuse_simulated(told, str(path), campaign_is_simulated=is_simulated)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")


def _hdf5_says_simulated(path: Path) -> bool:
    import h5py

    with h5py.File(path, "r") as file:
        names = (MARK, *_TEXTS)
        return attributes_say_simulated({name: file.attrs.get(name) for name in names})


def _netcdf3_says_simulated(path: Path) -> bool:
    from scipy.io import netcdf_file

    with netcdf_file(path, "r", mmap=False) as file:
        names = (MARK, *_TEXTS)
        return attributes_say_simulated({name: getattr(file, name, None) for name in names})


def _npz_says_simulated(path: Path) -> bool:
    with np.load(path, allow_pickle=False) as stored:
        return MARK in stored.files and is_yes(stored[MARK])


def _header_says_simulated(path: Path) -> bool:
    with path.open("rb") as file:
        text = file.read(_HEADER_BYTES).decode("utf-8", "replace").casefold()
    if WORDS in text:
        return True
    lines = (one.partition("=") for one in text.splitlines())
    return any(name.strip().replace(" ", "_") == MARK and is_yes(value) for name, _, value in lines)


def _zarr_says_simulated(folder: Path) -> bool:
    """Read the attributes of a Zarr group, format 2 or 3."""
    for name in (".zattrs", "zarr.json"):
        path = folder / name
        if path.is_file():
            told = json.loads(path.read_bytes())
            attributes = told.get("attributes", {}) if name == "zarr.json" else told
            if attributes_say_simulated(attributes):
                return True
    return False
