"""Cloud and water, where the instrument has the bands to tell them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.detection.block.beside import cloud_water_channels
from cathartes.detection.block.quality import CLOUD, WATER
from cathartes.detection.block.working_units import Block
from cathartes.kernels.planck import planck_radiance
from cathartes.model.scene import Scene

Floats = NDArray[np.float32]
SUN_TEMPERATURE_K = 5772.0
SUN_SOLID_ANGLE = 6.79e-5
"""Steradian that the Sun fills as seen from the Earth."""
WATER_INDEX = 0.1
DARKEST_WATER = 0.12
CLOUD_REFLECTANCE = 0.35
CLOUD_WHITENESS = 0.25
CLOUD_SNOW_INDEX = 0.4


def mark_cloud_and_water(scene: Scene, block: Block) -> None:
    """Set the cloud and water flags of a block's quality, where the bands allow.

    Parameters
    ----------
    scene : Scene
    block : Block
        Its ``quality`` is changed.

    Notes
    -----
    At-sensor reflectance of a Sun of 5772 K overhead. Water: green exceeds near infrared
    (normalised difference water index [1]_) and the near infrared is dark. Cloud: bright and white
    from green to 1.6 um; snow, which is dark at 1.6 um, is not cloud. Without green, red, near
    infrared and 1.6 um bands (thermal and short-wave-only instruments) nothing is marked. The
    flags inform; they take no pixel out of the statistics, whose classes see cloud and water as
    grounds of their own.

    References
    ----------
    .. [1] McFeeters 1996, The use of the normalized difference water index.
    """
    wavelength = scene.instrument.wavelength_um
    bands = cloud_water_channels(wavelength)
    if not bands:
        return
    radiance = np.stack([block.beside[band] for band in bands], axis=-1)
    sun = planck_radiance(wavelength[bands], SUN_TEMPERATURE_K) * SUN_SOLID_ANGLE
    green, red, near, short = np.moveaxis(np.pi * radiance / sun.astype(np.float32), -1, 0)
    index = (green - near) / np.maximum(green + near, 1e-6)
    water = (index > WATER_INDEX) & (near < DARKEST_WATER)
    level = (green + red + near) / 3
    white = np.maximum(np.abs(green - level), np.abs(near - level)) < CLOUD_WHITENESS * level
    snow = (green - short) / np.maximum(green + short, 1e-6) > CLOUD_SNOW_INDEX
    cloud = (level > CLOUD_REFLECTANCE) & white & ~snow & (short > 0.5 * CLOUD_REFLECTANCE)
    block.quality[water] |= WATER
    block.quality[cloud] |= CLOUD
