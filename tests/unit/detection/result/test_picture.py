"""The scene as a person would look at it."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.detection.block.prepare import channels_of_regime, prepare_block
from cathartes.detection.result.picture import picture_caption, scene_picture, stretch
from cathartes.model.instrument import Instrument
from tests.planted_scenes import planted_scene, with_radiance

SCENE = planted_scene(shape=(40, 30))


def test_a_thermal_scene_is_grey_and_as_warm_as_it_is() -> None:
    block, _ = prepare_block(SCENE, 0, 40, channels_of_regime(SCENE, "thermal"), "thermal")
    picture = scene_picture(SCENE, block, (10, 30), (0, 40))
    assert picture.shape[:2] == (20, 30)
    np.testing.assert_array_equal(picture[..., 0], picture[..., -1])
    assert picture.mean() == pytest.approx(300.0, abs=3.0)


def test_where_there_is_no_radiance_there_is_no_grey() -> None:
    radiance = SCENE.source.read(0, 40)
    radiance[4, 5] = np.nan
    scene = with_radiance(SCENE, radiance)
    block, _ = prepare_block(scene, 0, 40, channels_of_regime(scene, "thermal"), "thermal")
    picture = scene_picture(scene, block, (0, 40), (0, 40))
    assert np.isnan(picture[4, 5]).all()
    assert np.isfinite(picture[..., 0]).sum() == 40 * 30 - 1


def test_an_instrument_with_visible_channels_gives_true_colour() -> None:
    wavelength = np.linspace(0.4, 2.5, SCENE.shape[2])
    scene = evolve(SCENE, instrument=Instrument("v", wavelength, np.full(len(wavelength), 0.05)))
    radiance = np.random.default_rng(3).uniform(1.0, 2.0, SCENE.shape).astype(np.float32)
    radiance[..., np.argmin(np.abs(wavelength - 0.64))] = 3.0
    scene = with_radiance(scene, radiance)
    block, _ = prepare_block(scene, 5, 40, channels_of_regime(scene, "solar"), "solar")
    picture = scene_picture(scene, block, (10, 35), (5, 40))
    assert picture.shape == (25, 30, 3)
    assert (picture[..., 0] == 3.0).all()
    green = np.argmin(np.abs(wavelength - 0.55))
    np.testing.assert_array_equal(picture[..., 1], radiance[10:35, :, green])
    assert "colour" in picture_caption(scene, False, 0.0, 1.0)


def test_stretching_uses_the_whole_range_and_hides_what_is_missing() -> None:
    rng = np.random.default_rng(1)
    picture = rng.normal(300.0, 5.0, (50, 50, 3)).astype(np.float32)
    picture[0, 0] = np.nan
    scaled, low, high = stretch(picture.copy())
    assert scaled.shape == picture.shape
    assert scaled.min() == 0.0
    assert scaled.max() == 1.0
    assert (scaled[0, 0] == 0.0).all()
    assert 285.0 < low < 295.0 < 305.0 < high < 315.0


def test_a_grey_picture_is_shown_in_three_equal_bands() -> None:
    grey = np.random.default_rng(2).normal(size=(30, 20, 1)).astype(np.float32)
    scaled, _, _ = stretch(grey)
    assert scaled.shape == (30, 20, 3)
    np.testing.assert_array_equal(scaled[..., 0], scaled[..., 1])


def test_a_picture_of_one_grey_or_of_nothing_is_no_error() -> None:
    assert np.isfinite(stretch(np.full((4, 4, 3), 7.0, np.float32))[0]).all()
    assert (stretch(np.full((4, 4, 3), np.nan, np.float32))[0] == 0.0).all()


def test_the_caption_gives_the_scale() -> None:
    assert "290.0 K" in picture_caption(SCENE, True, 290.0, 310.0)
