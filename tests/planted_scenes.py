"""Small thermal scenes whose clutter and gas are known exactly, for laws of detection.

Clutter is Gaussian in brightness temperature and a plume adds ``A c (T_p - y)`` to it: the very
model the detector reasons in, so that what it states can be held against the truth.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cathartes.kernels.planck import planck_radiance
from cathartes.model.gas import ChannelLibrary, GasLibrary
from cathartes.model.instrument import Instrument
from cathartes.model.scene import ArraySource, Scene
from cathartes.model.wind import Wind
from cathartes.physics.gases.channels import channel_library
from cathartes.physics.gases.library import load_library, select_gases

GASES = (
    "ammonia",
    "SF6",
    "acetone",
    "ethylene",
    "methanol",
    "sulfur dioxide",
    "ethyl acetate",
    "tetrachloroethene",
    "acetic acid",
    "MTBE",
)
NOISE_K = 0.1
AIR_K = 291.0

Array = NDArray[np.float64]


def thermal_instrument(channels: int = 48) -> Instrument:
    """Return regular channels from 8 to 12 um."""
    wavelength = np.linspace(8.0, 12.0, channels)
    return Instrument("made up", wavelength, np.full(channels, 4.0 / channels * 1.2))


def library_of(*names: str) -> GasLibrary:
    """Return the bundled library, or some of its gases."""
    return select_gases(load_library(), names or GASES)


def channels_of(instrument: Instrument, *names: str) -> ChannelLibrary:
    """Return gases on the channels of an instrument."""
    return channel_library(library_of(*names), instrument)


def drifting_plume(
    shape: tuple[int, int], line: float, sample: float, length: float = 16.0, width: float = 3.0
) -> Array:
    """Return a plume of peak 1 that begins at a place and drifts to higher samples."""
    lines, samples = np.mgrid[: shape[0], : shape[1]].astype(float)
    along, across = samples - sample, lines - line
    spread = width * (0.35 + 0.65 * np.clip(along / length, 0.0, 1.0))
    thinning = np.exp(-np.clip(along, 0.0, None) / length) * (along >= 0.0)
    return np.asarray(thinning * np.exp(-0.5 * (across / spread) ** 2))


def ground_brightness(rng: np.random.Generator, shape: tuple[int, int], channels: int) -> Array:
    """Return brightness temperature of three smooth materials, K, (line, sample, wavelength)."""
    kinds = ndimage.gaussian_filter(rng.normal(size=(3, *shape)), (0, 5, 5)).argmax(0)
    u = np.linspace(-1.0, 1.0, channels)
    emissivity = np.array([0.0 * u, 1.5 * u - 1.0, 2.0 * u**2 - 2.0])
    warm = ndimage.gaussian_filter(rng.normal(size=shape), 2.0)
    temperature = 300.0 + 2.0 * warm / warm.std() + 0.4 * rng.normal(size=shape)
    return temperature[..., None] + emissivity[kinds]


def planted_scene(
    plumes: Mapping[str, Array] | None = None,
    *,
    seed: int = 0,
    shape: tuple[int, int] = (56, 72),
    plume_temperature_k: float = AIR_K,
    instrument: Instrument | None = None,
    wind: Wind | None = None,
    absorption: Mapping[str, Array] | None = None,
) -> Scene:
    """Return a scene with columns of gas planted in it.

    Parameters
    ----------
    plumes : mapping of str to (line, sample) float64
        Column of each gas, ppm m.
    absorption : mapping of str to (wavelength,) float64
        Of gases that are not in the library.
    """
    instrument = instrument or thermal_instrument()
    rng = np.random.default_rng([seed, 99])
    channels = len(instrument.wavelength_um)
    brightness = ground_brightness(rng, shape, channels)
    ground = brightness.copy()
    for name, column in (plumes or {}).items():
        known = absorption or {}
        spectrum = known[name] if name in known else _absorption(instrument, name)
        depth = np.minimum(column[..., None] * spectrum, 1.0)
        brightness = brightness + depth * (plume_temperature_k - ground)
    brightness = brightness + NOISE_K * rng.normal(size=brightness.shape)
    radiance = planck_radiance(instrument.wavelength_um, brightness).astype(np.float32)
    return Scene(
        name="planted",
        source=ArraySource(radiance),
        instrument=instrument,
        good_bands=np.ones(channels, bool),
        pixel_size_m=2.0,
        wind=wind,
        air_temperature_k=plume_temperature_k - 1.0,
    )


def with_radiance(scene: Scene, radiance: NDArray[np.floating]) -> Scene:
    """Return the scene with other numbers in it."""
    from attrs import evolve

    return evolve(scene, source=ArraySource(radiance.astype(np.float32)))


def _absorption(instrument: Instrument, name: str) -> Array:
    return channels_of(instrument, name).absorption_per_ppm_m[0]
