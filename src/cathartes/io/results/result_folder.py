"""The folder of one scene's results: the old one or the new one, never something between.

Stricter than :func:`cathartes.io.atomic.atomic_folder` in one point: a folder of results is
a place where people put notes, and with ``--out .`` it may be the folder of the raw data. So
only files that cathartes itself writes there can ever vanish.
"""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cathartes.errors import OutputError

GEOJSON_NAME = "plumes.geojson"
NETCDF_NAME = "detection.nc"
REPORT_NAME = "report.html"
RESULT_NAMES = frozenset({GEOJSON_NAME, NETCDF_NAME, REPORT_NAME})
"""Every name a result folder gets from cathartes."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_EXCHANGE_NOT_OFFERED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})


@contextmanager
def replace_result_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write to; when the block ends well it becomes ``folder``.

    Parameters
    ----------
    folder : Path
        Where the result shall lie. An older result there is replaced in one step; whatever
        else lies there moves into the new folder.

    Raises
    ------
    OutputError
        If something cannot be written; ``folder`` is as it was before.
    """
    folder = folder.resolve()
    with translate_output_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists() and not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "a file where the folder should be")
        partial = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.unfinished"
        partial.mkdir()
        holds_old_result = False
        try:
            yield partial
            for written in partial.iterdir():
                _flush_to_disk(written)
            if folder.exists():
                _exchange(partial, folder)
                holds_old_result = True
                _move_what_is_not_ours(partial, folder)
            else:
                partial.rename(folder)
        finally:
            # What is left of an old result may hold things that could not be moved: those stay.
            if not holds_old_result or _holds_only_results(partial):
                shutil.rmtree(partial, ignore_errors=True)


def check_writable(folder: Path) -> None:
    """Make ``folder`` if need be and prove that a file can be written in it.

    Raises
    ------
    OutputError
        If it cannot; better before an hour of work than after it.
    """
    with translate_output_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".{secrets.token_hex(4)}.unfinished"
        try:
            probe.write_bytes(b"x")
        finally:
            probe.unlink(missing_ok=True)


@contextmanager
def translate_output_errors(where: Path) -> Iterator[None]:
    """Turn the system's errors into one paragraph.

    Raises
    ------
    OutputError
        In place of any ``OSError`` of the block.
    """
    remedies = {
        errno.ENOSPC: "Free some disk space or choose another place with --out.",
        errno.EDQUOT: "Free some of your disk quota or choose another place with --out.",
        errno.EROFS: "It is mounted read-only: choose another place with --out.",
    }
    try:
        yield
    except OSError as error:
        raise OutputError.about(
            where,
            "writing the result",
            found=error.strerror or str(error) or type(error).__name__,
            expected="a folder with enough room that you may write to",
            remedy=remedies.get(error.errno or 0, "Choose another place with --out.")
            + " Nothing half-written was left behind.",
        ) from error


def _flush_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exchange(partial: Path, folder: Path) -> None:
    """Let two existing folders trade names, in one system call where the system has one."""
    if sys.platform == "linux":
        rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if rename is not None:
            source, target = os.fsencode(partial), os.fsencode(folder)
            if rename(_AT_FDCWD, source, _AT_FDCWD, target, _RENAME_EXCHANGE) == 0:
                return
            number = ctypes.get_errno()
            if number not in _EXCHANGE_NOT_OFFERED:
                raise OSError(number, os.strerror(number))
    aside = partial.with_name(f"{partial.name}.old")
    folder.rename(aside)
    try:
        partial.rename(folder)
    except BaseException:
        aside.rename(folder)
        raise
    aside.rename(partial)


def _move_what_is_not_ours(old: Path, new: Path) -> None:
    for entry in old.iterdir():
        if entry.name not in RESULT_NAMES:
            entry.rename(new / entry.name)


def _holds_only_results(folder: Path) -> bool:
    return all(entry.name in RESULT_NAMES for entry in folder.iterdir())
