"""Scenes that cannot be what they say are refused; ordinary ones are let through."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.errors import SceneError, StatisticsError
from cathartes.io.scenes.plausibility.implied import sunlight_radiance
from cathartes.io.scenes.plausibility.judgement import judge_scene, require_enough_pixels
from cathartes.kernels.planck import planck_radiance
from cathartes.model import ArraySource, Instrument, Scene
from cathartes.units import RADIANCE_UNITS

THERMAL_UM = np.linspace(7.6, 12.9, 20)
SWIR_UM = np.linspace(2.1, 2.4, 20)


def scene_of(cube: np.ndarray, wavelength_um: np.ndarray = THERMAL_UM, **fields) -> Scene:
    instrument = Instrument("test", wavelength_um, np.full(wavelength_um.size, 0.05))
    fields.setdefault("good_bands", np.ones(wavelength_um.size, bool))
    return Scene("test", ArraySource(cube.astype(np.float32)), instrument, **fields)


def thermal(kelvin: float = 295.0, shape: tuple[int, int] = (30, 20)) -> np.ndarray:
    rng = np.random.default_rng(1)
    return planck_radiance(THERMAL_UM, rng.normal(kelvin, 3.0, (*shape, 1)))


def sunlit(reflectance: float) -> np.ndarray:
    rng = np.random.default_rng(2)
    shares = reflectance * np.exp(0.3 * rng.standard_normal((30, 20, 1)))
    return shares * sunlight_radiance(SWIR_UM)


@pytest.mark.parametrize("kelvin", [240.0, 270.0, 295.0, 330.0])
def test_ordinary_thermal_scenes_are_let_through(kelvin):
    assert judge_scene(scene_of(thermal(kelvin))).remarks == ()


@pytest.mark.parametrize("kelvin", [275.0, 295.0, 315.0])
@pytest.mark.parametrize(
    "ratio", sorted({a / b for a in RADIANCE_UNITS.values() for b in RADIANCE_UNITS.values()} - {1})
)
def test_every_confusion_of_two_units_is_noticed_in_a_thermal_scene(kelvin, ratio):
    with pytest.raises(SceneError, match=r"radiance unit.*implies a brightness temperature"):
        judge_scene(scene_of(thermal(kelvin) * ratio))


@pytest.mark.parametrize("reflectance", [0.003, 0.05, 0.3, 0.8])
def test_ordinary_sunlit_scenes_are_let_through(reflectance):
    assert judge_scene(scene_of(sunlit(reflectance), SWIR_UM)).remarks == ()


@pytest.mark.parametrize("ratio", [10.0, 1e3, 1e4, 1e-4])
def test_more_light_than_the_sun_gives_is_noticed(ratio):
    with pytest.raises(SceneError, match=r"of the sunlight"):
        judge_scene(scene_of(sunlit(0.2) * ratio, SWIR_UM))


def test_single_beams_are_not_judged_by_temperature():
    scene = scene_of(thermal() * 1e6, quantity="single_beam")
    assert judge_scene(scene).quantity == "single_beam"


def test_bad_bands_do_not_count():
    cube = thermal()
    cube[:, :, :12] = 1e12
    good = np.arange(20) >= 12
    assert judge_scene(scene_of(cube, good_bands=good)).shape == cube.shape
    with pytest.raises(SceneError):
        judge_scene(scene_of(cube))


def test_one_pixel_is_not_called_constant():
    scene = judge_scene(scene_of(thermal(shape=(1, 1))))
    assert "Too small for detection" in scene.remarks[-1]


@pytest.mark.parametrize("shape", [(1, 500), (500, 1), (6, 6)])
def test_too_few_pixels_for_the_statistics_are_refused(shape):
    with pytest.raises(StatisticsError, match=rf"{shape[0]} x {shape[1]} pixels.*background"):
        require_enough_pixels(scene_of(thermal(shape=shape)))


def test_a_series_of_single_beams_may_have_one_sample():
    require_enough_pixels(scene_of(thermal(shape=(140, 1)), quantity="single_beam"))


def test_enough_pixels_are_let_through():
    require_enough_pixels(scene_of(thermal(shape=(10, 10))))
