"""Maps on disk behave like any array and give their memory back."""

from __future__ import annotations

import errno
import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from cathartes.errors import OutputError
from cathartes.io.paged_maps import IN_MEMORY_BYTES, line_runs, page_out, paged_map

SHAPE = (3000, 700)
"""Of float32: 8.4 MB, several runs."""


def resident_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise AssertionError("no VmRSS")


def test_a_large_map_keeps_its_numbers_when_its_memory_is_let_go(tmp_path: Path) -> None:
    large = paged_map(SHAPE, np.float32, np.nan, tmp_path)
    assert np.isnan(large).all()
    large[10:20] = 3.0
    page_out(large[15:])
    assert (large[10:20] == 3.0).all()
    assert np.isnan(large[20:]).all()
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the resident set")
@pytest.mark.parametrize("kind", ["itself", "some lines", "three bands"])
def test_letting_go_of_a_map_or_a_view_of_it_frees_memory(tmp_path: Path, kind: str) -> None:
    large = paged_map((30_000, 700, 1), np.float32, 0, tmp_path)
    views = {
        "itself": large,
        "some lines": large[:100],
        "three bands": np.broadcast_to(large, (30_000, 700, 3)),
    }
    large[:] = 1.0
    before = resident_mb()
    page_out(views[kind])
    assert before - resident_mb() > 60.0


def test_a_small_map_is_an_ordinary_array(tmp_path: Path) -> None:
    small = paged_map((4, 5), np.int32, 7, tmp_path)
    assert small.base is None
    assert (small == 7).all()
    page_out(small)


def test_runs_of_lines_tile_the_map_and_keep_to_a_multiple() -> None:
    large = np.zeros(SHAPE, np.float32)
    runs = list(line_runs(large, 256))
    assert runs[0].start == 0
    assert runs[-1].stop == SHAPE[0]
    assert all(a.stop == b.start for a, b in pairwise(runs))
    assert all(run.start % 256 == 0 for run in runs)
    assert len(runs) > 1
    assert list(line_runs(np.zeros((0, 5)))) == []


def test_a_disk_without_room_is_said_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(OutputError, match=r"No space left.*MB that may be used"):
        paged_map((IN_MEMORY_BYTES + 1,), np.uint8, 0, tmp_path)
    assert os.listdir(tmp_path) == []
