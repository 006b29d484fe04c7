"""A chunk is decompressed once per pass, whatever tiles the caller asks for."""

from __future__ import annotations

import threading
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.io.scenes.line_slabs import LineSlabs


class _Storage:
    """Counts how often each row of chunks is touched."""

    def __init__(self, lines: int, chunk_lines: int) -> None:
        self.cube = np.arange(lines * 6, dtype=np.float32).reshape(lines, 2, 3)
        self.chunk_lines = chunk_lines
        self.touched: Counter[int] = Counter()

    def read(self, first: int, last: int) -> np.ndarray:
        self.touched.update(range(first // self.chunk_lines, -(-last // self.chunk_lines)))
        return self.cube[first:last].copy()


@settings(max_examples=100, deadline=None)
@given(
    lines=st.integers(1, 80),
    chunk_lines=st.integers(2, 100),
    tile=st.integers(1, 30),
    budget_lines=st.integers(1, 100),
)
def test_tiles_from_top_to_bottom_touch_each_chunk_as_seldom_as_the_budget_allows(
    lines, chunk_lines, tile, budget_lines
):
    chunk_lines = min(chunk_lines, lines)
    storage = _Storage(lines, chunk_lines)
    slabs = LineSlabs(storage.cube.shape, chunk_lines, budget_bytes=budget_lines * 24)
    for first in range(0, lines, tile):
        last = min(lines, first + tile)
        np.testing.assert_array_equal(
            slabs.lines(first, last, storage.read), storage.cube[first:last]
        )
    if slabs.slab_lines > 1:
        assert max(storage.touched.values()) <= slabs.readings_per_chunk
        assert slabs.readings_per_chunk <= -(-chunk_lines // budget_lines) + 1


def test_a_chunk_that_fits_is_read_once():
    storage = _Storage(40, 20)
    slabs = LineSlabs(storage.cube.shape, 20, budget_bytes=20 * 24)
    for line in range(40):
        slabs.lines(line, line + 1, storage.read)
    assert set(storage.touched.values()) == {1}


def test_what_is_forgotten_is_read_again():
    storage = _Storage(40, 20)
    slabs = LineSlabs(storage.cube.shape, 20, budget_bytes=20 * 24)
    for _ in range(2):
        np.testing.assert_array_equal(slabs.lines(3, 5, storage.read), storage.cube[3:5])
        slabs.forget()
    assert storage.touched[0] == 2


def test_two_threads_on_neighbouring_tiles_do_not_throw_out_each_others_lines():
    storage = _Storage(40, 20)
    slabs = LineSlabs(storage.cube.shape, 20, budget_bytes=4 * 20 * 24)
    for _ in range(10):
        slabs.lines(19, 20, storage.read)
        slabs.lines(20, 21, storage.read)
    assert set(storage.touched.values()) == {1}


def test_many_threads_read_the_right_lines():
    storage = _Storage(400, 7)
    slabs = LineSlabs(storage.cube.shape, 7, budget_bytes=30 * 24)
    wrong: list[int] = []

    def work(seed: int) -> None:
        rng = np.random.default_rng(seed)
        for _ in range(200):
            first = int(rng.integers(0, 400))
            last = int(rng.integers(first, min(400, first + 20) + 1))
            found = slabs.lines(first, last, storage.read)
            if not np.array_equal(found, storage.cube[first:last]):
                wrong.append(first)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("chunk_lines", [1, 5])
def test_no_lines_is_an_empty_array(chunk_lines):
    storage = _Storage(10, chunk_lines)
    slabs = LineSlabs(storage.cube.shape, chunk_lines)
    assert slabs.lines(3, 3, storage.read).shape == (0, 2, 3)
