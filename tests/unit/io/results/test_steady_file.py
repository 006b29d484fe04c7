"""A file that never fails its writer."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cathartes.io.results.steady_file import SteadyFile


class SmallDisk:
    """A raw file on a disk with room for so many bytes."""

    def __init__(self, file: io.FileIO, room: int) -> None:
        self._file, self._room = file, room

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, content: memoryview) -> int:
        left = self._room - self._file.tell()
        if left <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self._file.write(content[:left])  # as a disk does: first a part, then a refusal


def on_small_disk(path: Path, room: int) -> SteadyFile:
    file = SteadyFile(path)
    file._file = SmallDisk(file._file, room)  # type: ignore[assignment]
    return file


@pytest.mark.parametrize("room", [0, 1, 700, 10_000])
def test_what_is_read_back_is_what_was_written_whatever_the_disk_took(
    tmp_path: Path, room: int
) -> None:
    rng = np.random.default_rng(room)
    plain = io.BytesIO()
    with on_small_disk(tmp_path / "file", room) as steady:
        for _ in range(300):
            place = int(rng.integers(0, 3000))
            act = rng.integers(4)
            for file in (steady, plain):
                file.seek(place)
            if act < 2:
                content = rng.bytes(int(rng.integers(1, 200)))
                assert steady.write(content) == plain.write(content)
            elif act == 2:
                into = bytearray(150), bytearray(150)
                assert steady.readinto(into[0]) == plain.readinto(into[1])
                assert into[0] == into[1]
            elif place < len(plain.getvalue()):
                assert steady.truncate(place) == plain.truncate(place)
            assert steady.tell() == plain.tell()
            assert steady.seek(0, io.SEEK_END) == plain.seek(0, io.SEEK_END)
        if room < 3000:
            with pytest.raises(OSError, match="No space left"):
                steady.raise_refusal()
        else:
            steady.raise_refusal()
            assert (tmp_path / "file").read_bytes() == plain.getvalue()


def test_hdf5_survives_a_disk_that_fills_at_any_moment(tmp_path: Path) -> None:
    import h5py

    values = np.random.default_rng(0).normal(size=(64, 64))
    for room in range(0, 40_000, 2_500):
        with on_small_disk(tmp_path / "file", room) as steady:
            with h5py.File(steady, "w") as file:
                for name in "abc":
                    file.create_dataset(name, data=values, chunks=(16, 16), compression="gzip")
            with pytest.raises(OSError, match="No space left"):
                steady.raise_refusal()
            steady.seek(0)
            with h5py.File(steady, "r") as file:
                np.testing.assert_array_equal(file["c"][...], values)
