"""Cloud and water are marked where the instrument has the bands, from one reading."""

from __future__ import annotations

import numpy as np

from cathartes.detection.block.cloud_water import (
    SUN_SOLID_ANGLE,
    SUN_TEMPERATURE_K,
    mark_cloud_and_water,
)
from cathartes.detection.block.prepare import channels_of_regime, prepare_block
from cathartes.detection.block.quality import CLOUD, WATER
from cathartes.kernels.planck import planck_radiance
from cathartes.model import ArraySource, Instrument, Scene
from tests.planted_scenes import planted_scene

SHAPE = (40, 30)
WAVELENGTH = np.linspace(0.42, 2.46, 160)


def sunlit_scene(reflectance: np.ndarray) -> Scene:
    sun = planck_radiance(WAVELENGTH, SUN_TEMPERATURE_K) * SUN_SOLID_ANGLE / np.pi
    noise = np.random.default_rng(1).normal(1.0, 0.01, (*SHAPE, WAVELENGTH.size))
    instrument = Instrument("sunlit", WAVELENGTH, np.full(WAVELENGTH.size, 0.013))
    radiance = (reflectance * sun * noise).astype(np.float32)
    return Scene("sunlit", ArraySource(radiance), instrument, np.ones(WAVELENGTH.size, bool))


def marked(scene: Scene, first: int, last: int) -> np.ndarray:
    wanted = channels_of_regime(scene, "solar")
    block, kept = prepare_block(scene, first, last, wanted, "solar")
    assert set(kept) <= set(wanted)
    mark_cloud_and_water(scene, block)
    return block.quality


def test_water_cloud_snow_and_soil_are_told_apart() -> None:
    reflectance = np.broadcast_to(0.1 + 0.1 * WAVELENGTH, (*SHAPE, WAVELENGTH.size)).copy()
    reflectance[5:10, 5:10] = np.where(WAVELENGTH < 0.7, 0.06, 0.012)
    reflectance[20:25, 5:10] = 0.6
    reflectance[20:25, 20:25] = np.where(WAVELENGTH < 1.2, 0.8, 0.05)
    quality = marked(sunlit_scene(reflectance), 2, 38)
    assert (quality[3:8, 5:10] & WATER).all()
    assert (quality[18:23, 5:10] & CLOUD).all()
    assert ((quality & WATER) > 0).sum() == 25
    assert ((quality & CLOUD) > 0).sum() == 25


def test_a_thermal_instrument_marks_nothing() -> None:
    scene = planted_scene(shape=SHAPE)
    block, _ = prepare_block(scene, 0, 40, channels_of_regime(scene, "thermal"), "thermal")
    assert block.beside == {}
    mark_cloud_and_water(scene, block)
    assert not (block.quality & (CLOUD | WATER)).any()
