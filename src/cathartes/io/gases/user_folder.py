"""The folder of this person's own data, where the operating system wants it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

IMPORTED = "imported"
"""Spectra a person imported; they always count."""
FETCHED = "fetched"
"""Full-resolution spectra that were fetched; they count where they are asked for."""
VARIABLE = "CATHARTES_DATA_HOME"


def data_home() -> Path:
    r"""Return the folder for data of this program, which may not exist yet.

    Notes
    -----
    ``CATHARTES_DATA_HOME`` if it is set; else ``$XDG_DATA_HOME/cathartes`` or
    ``~/.local/share/cathartes``, ``~/Library/Application Support/cathartes`` on macOS and
    ``%LOCALAPPDATA%\cathartes`` on Windows.
    """
    if own := os.environ.get(VARIABLE):
        return Path(own)
    home = Path(os.path.expanduser("~"))
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "cathartes"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "cathartes"
    # The XDG specification: a path that is not absolute is to be ignored.
    stated = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (stated if stated.is_absolute() else home / ".local" / "share") / "cathartes"


def gas_folder(kind: str) -> Path:
    """Return the folder of imported or fetched gases, which may not exist yet."""
    return data_home() / "gases" / kind
