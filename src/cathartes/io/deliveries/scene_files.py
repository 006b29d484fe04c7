"""The files of a scene, told without opening it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cathartes.errors import SceneError
from cathartes.io.scenes.envi.files import find_header, find_pair
from cathartes.io.scenes.envi.placing import lookup_table, positions
from cathartes.io.scenes.envi.placing.companion import find_companion
from cathartes.io.scenes.sidecar import find_sidecar

_ENDINGS = (positions.ENDINGS, positions.LATITUDE_FIRST_ENDINGS, lookup_table.ENDINGS)


def headers_of(paths: Iterable[Path]) -> set[Path]:
    """Return the headers of those that are ENVI images."""
    found = set()
    for path in paths:
        header = find_header(path)
        if header is not None and header != path:
            found.add(header)
    return found


def files_beside(path: Path) -> set[Path]:
    """Return the files that belong to a scene which may be broken, itself among them.

    Of an ENVI image these are image, header, positions and sidecar; so one broken scene is told
    once, and not once for each of its files.
    """
    files = {path}
    if sidecar := find_sidecar(path):
        files.add(sidecar)
    try:
        image, header = find_pair(path)
    except SceneError:
        return files
    files |= {image, header.path}
    for endings in _ENDINGS:
        companion = find_companion(image, endings)
        if companion is not None:
            files.add(companion)
            if (other := find_header(companion)) is not None:
                files.add(other)
    return files
