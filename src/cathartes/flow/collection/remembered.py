"""What earlier runs read in deliveries, so that an unchanged one is neither read nor hashed again.

A file counts as unchanged while its size and its time of change (to the nanosecond) are those
that it had when it was read: so a re-run looks at names and dates alone. What changes bytes and
keeps both is not noticed; delete the file ``products/deliveries.json`` then. A file that was
changed within the last seconds before it was read is not remembered, for the next change might
bear the same time.

Remembered is what a scene says of itself, not the record that was made of it: which line it
is of, and whether its clock agrees, hangs on plans and tracks that may come later, and is worked
out in every run. So the order in which deliveries come does not matter.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cathartes import __version__
from cathartes.errors import OutputError, RecordError
from cathartes.io.atomic import replace_file
from cathartes.io.deliveries.files import digest_of
from cathartes.io.deliveries.scene_files import files_beside
from cathartes.model.collection import DeliveredScene
from cathartes.model.identity import canonical_text, from_text, to_plain

READ_VERSION = 1
"""Raised when the same bytes are read as something else than before."""
SETTLED_S = 2.0
State = tuple[int, int]


class Remembered:
    """What is known of the files of a campaign.

    Parameters
    ----------
    root : Path
        The campaign's folder; names are relative to it.
    path : Path or None
        File in which it is kept from run to run; None keeps nothing.
    """

    def __init__(self, root: Path, path: Path | None = None) -> None:
        self._root = root
        self._path = path
        self._version = f"{READ_VERSION} {__version__}"
        self._digests: dict[str, list[Any]] = {}
        self._scenes: dict[str, dict[str, Any]] = {}
        self._used: set[str] = set()
        self._is_changed = False
        self._load()

    def digest(self, path: Path) -> tuple[str, int]:
        """Return digest and length of a file's bytes.

        Raises
        ------
        InputError
            If it cannot be read.
        """
        name, began = self._name(path), time.time()
        state = _state(path)
        self._used.add(name)
        known = self._digests.get(name)
        if known is not None and state == (known[0], known[1]):
            return str(known[2]), int(known[0])
        sha256, size = digest_of([path])
        if _is_settled([state], began):
            self._digests[name] = [*(state or ()), sha256]
            self._is_changed = True
        return sha256, size

    def scene(self, path: Path) -> tuple[DeliveredScene, tuple[Path, ...], set[Path]] | None:
        """Return what a scene says, the files it was read from, and those that lie beside it.

        None where it was not read before, or where one of them is new, gone or changed.
        """
        known = self._scenes.get(self._name(path))
        if known is None:
            return None
        files = [self._root / one for one in known["files"]]
        beside = {self._root / one for one in known["beside"]}
        states = {one: _state(self._root / one) for one in known["states"]}
        if any(state is None or list(state) != known["states"][k] for k, state in states.items()):
            return None
        if _time_of(path.parent) != known["folder"] and files_beside(path) != beside:
            return None
        if {self._name(one) for one in _flat({*files, *beside})} != set(known["states"]):
            return None
        self._used.add(self._name(path))
        return from_text(DeliveredScene, known["scene"]), tuple(files), beside

    def keep_scene(
        self,
        path: Path,
        scene: DeliveredScene,
        files: Iterable[Path],
        beside: Iterable[Path],
        began: float,
    ) -> None:
        """Remember what a scene says, if its files have not just been changed.

        Parameters
        ----------
        path : Path
        scene : DeliveredScene
        files, beside : iterable of Path
            From which it was read, and which belong to it by their names.
        began : float
            When reading began, seconds since 1970.
        """
        files, beside = list(files), sorted(beside)
        states = {self._name(one): _state(one) for one in _flat({*files, *beside})}
        name = self._name(path)
        self._used.add(name)
        if not _is_settled(states.values(), began):
            return
        try:
            text = canonical_text(to_plain(scene))
        except RecordError:
            return
        self._scenes[name] = {
            "folder": _time_of(path.parent),
            "files": [self._name(one) for one in files],
            "beside": [self._name(one) for one in beside],
            "states": {one: list(state) for one, state in states.items() if state is not None},
            "scene": text,
        }
        self._is_changed = True

    def save(self) -> None:
        """Keep what was asked for since it was made; whatever hinders that costs time alone."""
        if self._path is None or not self._is_changed:
            return
        plain = {
            "version": self._version,
            "digests": {k: one for k, one in self._digests.items() if k in self._used},
            "scenes": {k: one for k, one in self._scenes.items() if k in self._used},
        }
        try:
            with replace_file(self._path) as unfinished:
                unfinished.write_text(json.dumps(plain), encoding="ascii")
        except OutputError:
            return
        self._is_changed = False

    def _load(self) -> None:
        if self._path is None:
            return
        try:
            plain = json.loads(self._path.read_text(encoding="ascii"))
            if plain["version"] == self._version:
                self._digests, self._scenes = dict(plain["digests"]), dict(plain["scenes"])
        except (OSError, ValueError, KeyError, TypeError):
            return  # none, or somebody's own file: everything is read

    def _name(self, path: Path) -> str:
        return (
            path.relative_to(self._root).as_posix()
            if path.is_relative_to(self._root)
            else str(path)
        )


def _state(path: Path) -> State | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_size, told.st_mtime_ns


def _time_of(folder: Path) -> int:
    state = _state(folder)
    return -1 if state is None else state[1]


def _is_settled(states: Iterable[State | None], began: float) -> bool:
    latest = int((began - SETTLED_S) * 1e9)
    return all(state is not None and state[1] < latest for state in states)


def _flat(paths: Iterable[Path]) -> list[Path]:
    """Return files, and of a scene that is a folder all that is in it."""
    found: list[Path] = []
    for path in paths:
        found += [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
    return found
