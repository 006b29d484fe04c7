"""Some channels of some lines, without holding all of them."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.detection.block import reading
from cathartes.detection.block.reading import forget_lines, read_channels


class CountingSource:
    """Remembers the most lines that were read at once."""

    def __init__(self) -> None:
        self.radiance = np.random.default_rng(0).normal(size=(40, 7, 30)).astype(np.float32)
        self.shape = self.radiance.shape
        self.most_lines = 0

    def read(self, first_line: int, last_line: int) -> np.ndarray:
        self.most_lines = max(self.most_lines, last_line - first_line)
        return self.radiance[first_line:last_line].copy()


@pytest.fixture
def source() -> CountingSource:
    return CountingSource()


@pytest.mark.parametrize("channels", [[3, 4, 5], [20, 2, 9], list(range(30)), [7, 7]])
def test_the_channels_come_in_the_order_asked_for(
    source: CountingSource, channels: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SLAB_BYTES", 3 * 7 * 30 * 4)
    found = read_channels(source, 5, 33, np.array(channels, np.intp))
    np.testing.assert_array_equal(found, source.radiance[5:33][..., channels])
    assert found.flags.c_contiguous


def test_all_channels_are_never_held_while_a_few_are_kept(
    source: CountingSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SLAB_BYTES", 3 * 7 * 30 * 4)
    read_channels(source, 0, 40, np.array([1, 2], np.intp))
    assert source.most_lines == 3


def test_what_was_read_belongs_to_the_caller(source: CountingSource) -> None:
    before = source.radiance.copy()
    read_channels(source, 0, 4, np.arange(30, dtype=np.intp))[:] = 0.0
    np.testing.assert_array_equal(source.radiance, before)


def test_a_source_that_keeps_lines_is_told_and_another_left_alone(source: CountingSource) -> None:
    forget_lines(source)
    told: list[bool] = []
    source.forget = lambda: told.append(True)  # type: ignore[attr-defined]
    forget_lines(source)
    assert told == [True]
