"""Files and folders that are either the old ones or the new ones, never something between.

Everything is written beside its place under a hidden name ending in ``.partial``, flushed to
the disk, and then renamed. What goes wrong on the way (a full disk, Ctrl-C, a bug) removes
the partial one and leaves what was there before untouched.
"""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cathartes.errors import OutputError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_EXCHANGE_NOT_OFFERED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
    """Give a path to write to; when the block ends well it takes the place of ``path``.

    Raises
    ------
    OutputError
        If the folder or the file cannot be written; ``path`` is as it was before.
    """
    path = Path(path)
    with _told_as_output_error(path, "file"):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = _partial_name(path)
        try:
            yield partial
            _flush_to_disk(partial)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)


@contextmanager
def replace_folder(folder: Path, own_names: Collection[str]) -> Iterator[Path]:
    """Give an empty folder to write to; when the block ends well it becomes ``folder``.

    Parameters
    ----------
    folder : Path
        Where the result shall lie; may exist already.
    own_names : collection of str
        The only names in an existing ``folder`` that may vanish. A person's notes, or the
        raw data themselves where somebody writes results beside them, move into the new
        folder and are never deleted.

    Raises
    ------
    OutputError
        If something cannot be written; ``folder`` is as it was before.
    """
    folder = Path(folder).resolve()
    with _told_as_output_error(folder, "folder"):
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists() and not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "a file that has the folder's name")
        partial = _partial_name(folder)
        partial.mkdir()
        holds_old_result = False
        try:
            yield partial
            for written in partial.rglob("*"):
                _flush_to_disk(written)
            if folder.exists():
                _exchange(partial, folder)
                holds_old_result = True
                _move_what_is_not_ours(partial, folder, own_names)
            else:
                partial.rename(folder)
        finally:
            # What is left of an old result may hold things that could not be moved: those stay.
            if not holds_old_result or _holds_only(partial, own_names):
                shutil.rmtree(partial, ignore_errors=True)


def check_writable(folder: Path) -> None:
    """Prove that ``folder`` can be made and a file written in it, and leave nothing behind.

    Raises
    ------
    OutputError
        If it cannot; better before an hour of work than after it.
    """
    folder = Path(folder).absolute()
    with _told_as_output_error(folder, "folder"):
        missing = [one for one in (folder, *folder.parents) if not os.path.lexists(one)]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".{secrets.token_hex(4)}.partial"
            try:
                probe.write_bytes(b"x")
            finally:
                probe.unlink(missing_ok=True)
        finally:
            # Work that fails later must not leave an empty folder that looks like a result.
            for made in missing:
                with suppress(OSError):
                    made.rmdir()


@contextmanager
def _told_as_output_error(where: Path, kind: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedies = {
            errno.ENOSPC: "Free some disk space or choose another place, then run it again.",
            errno.EDQUOT: "Free some of your disk quota or choose another place.",
            errno.EROFS: "Choose a place that is not mounted read-only.",
        }
        raise OutputError.about(
            where,
            f"writing the {kind}",
            found=error.strerror or error,
            expected="a place with enough room that you may write to",
            remedy=remedies.get(error.errno or 0, "Choose another place with --out.")
            + " Nothing half-written was left behind.",
        ) from error


def _partial_name(path: Path) -> Path:
    return path.parent / f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.partial"


def _flush_to_disk(path: Path) -> None:
    if not path.is_file():
        return
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
    aside = partial.with_name(partial.name.removesuffix(".partial") + ".old.partial")
    folder.rename(aside)
    try:
        partial.rename(folder)
    except BaseException:
        aside.rename(folder)
        raise
    aside.rename(partial)


def _move_what_is_not_ours(old: Path, new: Path, own_names: Collection[str]) -> None:
    for entry in old.iterdir():
        if entry.name not in own_names:
            entry.rename(new / entry.name)


def _holds_only(folder: Path, names: Collection[str]) -> bool:
    return not folder.exists() or all(entry.name in names for entry in folder.iterdir())
