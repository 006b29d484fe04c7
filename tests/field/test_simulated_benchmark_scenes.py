"""The benchmark's simulated scenes are what the benchmark says of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.dev_scenes import DEV_SCENES
from benchmarks.scenery.truth_spectra import truth_spectra
from benchmarks.scenes import BENCHMARK_SCENES
from cathartes.physics.gases import load_library
from cathartes.simulate.plume.absorption import cross_section_cm2

pytestmark = pytest.mark.field


def test_scene_counts_are_those_of_the_benchmark() -> None:
    thermal = [one for one in BENCHMARK_SCENES if one.settings.kind == "lwir" and not one.invented]
    groups = [one.group for one in thermal]
    assert [groups.count(name) for name in ("dense", "sparse", "clean")] == [4, 4, 4]
    assert len({one.settings.instrument for one in thermal}) == 3
    assert sum(one.settings.kind == "swir" for one in BENCHMARK_SCENES) == 4
    invented = [one for one in BENCHMARK_SCENES if one.invented]
    assert sum(len(one.settings.emitters) for one in invented) >= 20


def test_development_and_benchmark_share_nothing() -> None:
    scenes = (*BENCHMARK_SCENES, *DEV_SCENES)
    assert len({one.name for one in scenes}) == len(scenes)
    assert len({one.seed for one in scenes}) == len(scenes)
    for attribute in ("surface", "atmosphere", "wind"):
        bench = [getattr(one.settings, attribute) for one in BENCHMARK_SCENES]
        assert not [one.name for one in DEV_SCENES if getattr(one.settings, attribute) in bench]


def test_truth_spectra_agree_with_the_library_and_are_not_from_it(field_data: Path) -> None:
    assert field_data.is_dir()
    grid = np.arange(780.0, 1320.0, 0.5)
    truth, library = truth_spectra(), load_library().gases
    for name, gas in truth.items():
        if name == "methane":
            continue
        own = cross_section_cm2(gas, grid)
        bundled = cross_section_cm2(library[name], grid)
        kept = (own > 0.0) | (bundled > 0.0)
        kernel = np.exp(-0.5 * (np.arange(-40, 41) * 0.5 / 3.0) ** 2)
        seen, fitted = (np.convolve(one, kernel / kernel.sum(), "same") for one in (own, bundled))
        assert np.corrcoef(seen[kept], fitted[kept])[0, 1] > 0.95, name
        assert not np.array_equal(own, bundled)


def test_methane_of_the_truth_is_within_a_factor_of_the_bundled_methane(field_data: Path) -> None:
    assert field_data.is_dir()
    grid = np.arange(4150.0, 4450.0, 0.5)
    own = cross_section_cm2(truth_spectra()["methane"], grid).mean()
    bundled = cross_section_cm2(load_library().gases["methane"], grid).mean()
    assert 0.6 < bundled / own < 1.4
