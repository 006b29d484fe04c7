"""Files of a folder that may be deliveries, and their bytes as a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from cathartes.errors import InputError
from cathartes.model.provenance import InputFile

UNFINISHED = (".partial", ".part", ".tmp", ".crdownload", ".filepart")
"""Endings that programs give to files that are still being written."""
BESIDE = (".aux.xml", ".scene.json", ".md5", ".sha256", ".idx")
"""Endings of what lies beside a delivery and is none of its own."""
_PIECE = 2**20


def is_delivered(path: Path, root: Path) -> bool:
    """Tell whether a path may be (a part of) a delivery.

    Hidden and unfinished files are none; nor is a simulation's truth, which no step may read.
    """
    parts = path.relative_to(root).parts
    name = path.name.lower()
    if any(part.startswith(".") for part in parts) or any(
        part.lower().endswith(UNFINISHED) for part in parts
    ):
        return False
    return ".truth." not in name and not name.startswith("truth.") and not name.endswith(BESIDE)


def files_below(folder: Path) -> list[Path]:
    """Return all files that may be deliveries, sorted by name.

    Raises
    ------
    InputError
        If there is no such folder.
    """
    if not folder.is_dir():
        raise InputError.about(
            folder,
            "folder",
            found="none",
            expected="the folder in which deliveries lie",
            remedy="Make it, or name another as [collect] incoming in campaign.toml.",
        )
    return sorted(
        (one for one in folder.rglob("*") if one.is_file() and is_delivered(one, folder)),
        key=lambda one: one.relative_to(folder).as_posix(),
    )


def digest_of(paths: Sequence[Path]) -> tuple[str, int]:
    """Return the digest and the length of the bytes of one or several files.

    Names do not count: of several files it is the digest of their digests, sorted.

    Raises
    ------
    InputError
        If one of them cannot be read.
    """
    digests, size = [], 0
    for path in paths:
        digest = hashlib.sha256()
        try:
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
                    size += len(piece)
        except OSError as error:
            raise InputError.about(
                path,
                "file",
                found=error.strerror or type(error).__name__,
                expected="a file that can be read",
                remedy="Check its rights, and that it is still there.",
            ) from error
        digests.append(digest.hexdigest())
    if len(digests) == 1:
        return digests[0], size
    return hashlib.sha256("\n".join(sorted(digests)).encode("ascii")).hexdigest(), size


def nameless_input(path: Path) -> InputFile:
    """Return what a record was read from, by its bytes alone.

    The name is left out: the id of a record counts its inputs, and the same bytes under another
    name are the same delivery. Which name they came under is told by the delivery.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    sha256, size = digest_of([path])
    return InputFile(f"sha256 {sha256[:16]}", sha256, size)
