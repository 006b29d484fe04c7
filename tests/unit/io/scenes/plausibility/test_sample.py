"""A sample of spectra is small, spread out, and not fooled by fill."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.io.scenes.plausibility import sample
from cathartes.io.scenes.plausibility.sample import has_variation, sample_spectra
from cathartes.model import ArraySource


class CountingSource(ArraySource):
    """Counts the bytes that were read."""

    def __init__(self, radiance):
        super().__init__(radiance)
        object.__setattr__(self, "largest", 0)
        object.__setattr__(self, "n_bytes", 0)

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)

    def read(self, first_line, last_line):
        lines = super().read(first_line, last_line)
        self.largest = max(self.largest, lines.nbytes)
        self.n_bytes += lines.nbytes
        return lines


def test_a_sample_is_small_and_comes_from_all_over_the_scene():
    line, number = np.mgrid[:1000, :300]
    cube = np.stack([line, number], axis=2).astype(np.float32)
    spectra = sample_spectra(ArraySource(cube))
    assert spectra.shape == (16 * 64, 2)
    assert np.unique(spectra[:, 0] // 100).size == 10
    assert np.unique(spectra[:, 1] // 30).size == 10


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 40, 3), (40, 1, 3), (2, 2, 1)])
def test_the_smallest_scenes_have_a_sample(shape):
    cube = np.random.default_rng(1).random(shape, dtype=np.float32)
    assert sample_spectra(ArraySource(cube)).shape == (
        min(16, shape[0]) * min(64, shape[1]),
        shape[2],
    )


@pytest.mark.parametrize("fill", [np.nan, 0.0, -9999.0])
def test_a_narrow_strip_in_fill_is_found(fill):
    cube = np.full((400, 200, 4), fill, np.float32)
    cube[203, 1] = 5.0
    assert has_variation(sample_spectra(ArraySource(cube))) is not np.isnan(fill)
    cube[203, 2] = 6.0
    spectra = sample_spectra(ArraySource(cube))
    assert has_variation(spectra)
    assert 6.0 in spectra


def test_the_search_reads_on_in_bounded_pieces_and_stops_when_it_finds(monkeypatch):
    monkeypatch.setattr(sample, "SCANNED_BYTES", 40_000)
    cube = np.zeros((2000, 50, 4), np.float32)
    cube[500, 7] = 1.0
    source = CountingSource(cube)
    assert has_variation(sample_spectra(source))
    assert source.largest <= 40_000
    assert source.n_bytes < 0.4 * cube.nbytes


def test_a_scene_that_is_alike_everywhere_gives_an_all_alike_sample():
    cube = np.broadcast_to(np.arange(4, dtype=np.float32), (30, 20, 4))
    assert not has_variation(sample_spectra(ArraySource(cube)))
    assert not has_variation(np.full((5, 3), np.nan, np.float32))
