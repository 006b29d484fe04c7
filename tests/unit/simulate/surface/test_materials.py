"""Materials as scenes draw them."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.simulate.surface.materials import draw_material
from cathartes.simulate.surface.recipes import RECIPES

THERMAL = np.linspace(7.5, 13.5, 400)
SOLAR = np.linspace(2.0, 2.5, 300)


@pytest.mark.parametrize("name", [recipe.name for recipe in RECIPES])
@pytest.mark.parametrize("kind", ["lwir", "swir"])
def test_every_material_is_between_black_and_white(name: str, kind: str) -> None:
    grid = THERMAL if kind == "lwir" else SOLAR
    for seed in range(5):
        material = draw_material(np.random.default_rng(seed), name, grid, kind, 1.0)
        # Two standard deviations in the worst of the three modes.
        extremes = material.spectra[0] + 2.0 * np.abs(material.spectra[1:]).max(axis=0)
        assert material.spectra[0].min() > 0.0
        assert material.spectra[0].max() < 1.0
        assert extremes.max() < 1.1


def test_quartz_soil_is_darkest_between_8_and_9_5_um() -> None:
    spectrum = draw_material(np.random.default_rng(0), "quartz soil", THERMAL, "lwir", 1.0).spectra[
        0
    ]
    assert 8.0 < THERMAL[np.argmin(spectrum)] < 9.5
    assert spectrum[THERMAL > 10.5].min() > spectrum.min() + 0.1


def test_carbonate_soil_has_its_band_near_11_3_um() -> None:
    spectrum = draw_material(
        np.random.default_rng(0), "carbonate soil", THERMAL, "lwir", 1.0
    ).spectra[0]
    beyond = THERMAL > 10.5
    assert THERMAL[beyond][np.argmin(spectrum[beyond])] == pytest.approx(11.33, abs=0.15)


def test_metal_reflects_the_sky() -> None:
    metal = draw_material(np.random.default_rng(0), "bare metal", THERMAL, "lwir", 1.0)
    assert metal.spectra[0].mean() < 0.6


def test_two_scenes_draw_two_versions() -> None:
    first, second = (
        draw_material(np.random.default_rng(seed), "membrane", THERMAL, "lwir", 1.0).spectra[0]
        for seed in (0, 1)
    )
    assert np.abs(first - second).max() > 0.005
