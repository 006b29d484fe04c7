from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from cathartes.location.images.evidence import find_evidence, find_suspects
from cathartes.location.images.options import ImageOptions
from cathartes.location.images.summary import number_probabilities
from cathartes.model.location.plume_image import PlumeImage
from cathartes.physics.image_calibration import bundled_image_calibration
from cathartes.simulate.passes import draw_pass, draw_settings

SEED = 990_100
DOWN = np.array([0.0, 1.0])
ACROSS = np.array([1.0, 0.0])
WEIGHTS = bundled_image_calibration().gas_weights


def ground(rng: np.random.Generator) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(rng.normal(size=(100, 120)), np.float64)


def streak() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Gas that leaves (50, 30) along the samples and widens."""
    line, sample = np.mgrid[0:100, 0:120].astype(float)
    along = sample - 30.0
    width = 1.0 + 0.08 * np.maximum(along, 0.0)
    gas = np.exp(-0.5 * ((line - 50.0) / width) ** 2) / width
    return np.where((along > 0) & (along < 60), 4.0 * gas, 0.0)


def image(column: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> PlumeImage:
    return PlumeImage(
        "scene", "methane", 16.0, column, np.ones(column.shape), (5.0, 0.0, 0.0, 0.0, -5.0, 500.0)
    )


def test_gas_drawn_out_down_the_wind_is_stated() -> None:
    column = ground(np.random.default_rng(1)) + streak()
    found = find_evidence([image(column)], DOWN, ImageOptions(), WEIGHTS)
    assert found.count == 1
    assert found.gas_probability[0] > 0.9


def test_the_same_gas_across_the_wind_is_less_believed() -> None:
    column = ground(np.random.default_rng(1)) + streak()
    score = [
        max(one.signs @ WEIGHTS for one in find_suspects(column, wind, ImageOptions()))
        for wind in (DOWN, ACROSS)
    ]
    assert score[1] < score[0] - 2.0


@pytest.mark.parametrize("seed", range(4))
def test_a_bright_spot_beside_clutter_is_no_source(seed: int) -> None:
    rng = np.random.default_rng(seed)
    clutter = gaussian_filter(rng.normal(size=(100, 120)), 4.0)
    spot = np.zeros((100, 120))
    spot[60, 60] = 1.0
    spot = 25.0 * gaussian_filter(spot, 1.2) / gaussian_filter(spot, 1.2).max()
    column = ground(rng) + 0.5 * clutter / clutter.std() + spot
    assert find_evidence([image(column)], DOWN, ImageOptions(), WEIGHTS).count == 0


def test_blank_passes_of_all_cameras_have_no_source() -> None:
    for index in range(30):
        rng = np.random.default_rng([SEED, index])
        settings = draw_settings(rng, emitters=0)
        blank = draw_pass(settings, rng)[0].image
        assert find_evidence([blank], DOWN, ImageOptions(), WEIGHTS).count == 0


def test_numbers_of_sources_are_those_of_independent_plumes() -> None:
    number = number_probabilities([0.9, 0.2])
    assert number == pytest.approx({0: 0.08, 1: 0.74, 2: 0.18})
    assert number_probabilities([]) == {0: 1.0}
