"""The benchmark's simulated scenes are what the benchmark says of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.dev_scenes import DEV_SCENES
from benchmarks.scenery.methane_table import has_methane_table
from benchmarks.scenery.truth_spectra import truth_spectra
from benchmarks.scenes import BENCHMARK_SCENES
from cathartes.model.instrument import Instrument
from cathartes.physics.gases import channel_absorption, load_library
from cathartes.physics.instruments import find_design
from cathartes.simulate import SceneSettings
from cathartes.simulate.atmosphere.solar_air import build_solar_air
from cathartes.simulate.plume.absorption import cross_section_cm2, depth_per_ppm_m
from cathartes.simulate.sensor.response import fine_grid, response_matrix

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


@pytest.mark.parametrize(
    "settings",
    [one.settings for one in (*BENCHMARK_SCENES, *DEV_SCENES) if one.settings.kind == "swir"],
    ids=lambda settings: settings.name,
)
def test_true_methane_seen_through_its_own_air_is_the_bundled_one(
    field_data: Path, settings: SceneSettings
) -> None:
    assert field_data.is_dir()
    whole = find_design(settings.instrument).as_instrument()
    kept = (whole.wavelength_um > 2.1) & (whole.wavelength_um < 2.5)
    instrument = Instrument("SWIR", whole.wavelength_um[kept], whole.fwhm_um[kept])
    grid = fine_grid(instrument, settings.step_cm1)
    response = response_matrix(instrument, grid)
    methane = truth_spectra()["methane"]
    own = cross_section_cm2(methane, grid)
    air = build_solar_air(settings.atmosphere, settings.sun, grid, own)
    secant = 1.0 / np.cos(np.radians(settings.sun.zenith_deg))
    light = air.sun_irradiance * np.exp(-secant * air.sun_optical_depth - air.optical_depth)
    passes = (1.0 + secant) * 1000.0
    through = np.exp(-passes * depth_per_ppm_m(methane, grid))
    seen = -np.log((response @ (light * through)) / (response @ light)) / passes
    bundled = channel_absorption(load_library().gases["methane"], instrument)
    inside = (instrument.wavelength_um > 2.12) & (instrument.wavelength_um < 2.48)
    likeness = np.corrcoef(seen[inside], bundled[inside])[0, 1]
    # Drawn lines, which stand in where mag1c is not installed, crowd by chance.
    assert likeness > (0.98 if has_methane_table() else 0.95)
    level = bundled[inside] @ seen[inside] / (bundled[inside] @ bundled[inside])
    # From 5 km the sensor sees half of the background on the way up: less is dark already.
    assert 0.9 < level < 1.25
