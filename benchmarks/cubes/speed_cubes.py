"""The two cubes of the speed benchmark: right in size, spectrum and clutter rank, quick to make."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from cathartes.kernels.planck import planck_radiance
from cathartes.model import ArraySource, Instrument, Scene

N_CLUTTER_MODES = 12
"""Independent spectral shapes in the clutter, spatially correlated each."""
N_PLUMES = 3


@frozen(eq=False)
class SpeedCube:
    """One cube with the target of one gas.

    Attributes
    ----------
    name : str
        As the columns of the table call it.
    scene : Scene
        The cube as a scene in memory.
    target : (wavelength,) float64
        Change of radiance per ppm m over the mean surface.
    """

    name: str
    scene: Scene
    target: NDArray[np.float64]

    @property
    def cube(self) -> NDArray[np.float32]:
        """(line, sample, wavelength) float32 radiance."""
        source = self.scene.source
        assert isinstance(source, ArraySource)
        return source.radiance


def swir_cube(lines: int = 1280, samples: int = 1242, seed: int = 1) -> SpeedCube:
    """Return a 50-channel SWIR cube around the methane band at 2.3 um."""
    wavelength = np.linspace(2.122, 2.488, 50)
    instrument = Instrument("speed SWIR", wavelength, np.full(50, 0.0085))
    mean = 6.0 * np.exp(-((wavelength - 2.12) / 0.28))
    absorption = 2.5e-5 * np.exp(-0.5 * ((wavelength - 2.35) / 0.045) ** 2)
    cube = _cluttered(mean, 0.25, 0.004, (lines, samples), seed)
    cube *= np.exp(-_plume_columns((lines, samples), seed)[..., None] * absorption)
    return _as_speed_cube("SWIR", cube, instrument, -absorption * mean)


def lwir_cube(lines: int = 2000, samples: int = 400, seed: int = 2) -> SpeedCube:
    """Return a 128-channel LWIR cube with an SF6-like plume warmer than nothing behind it."""
    wavelength = np.linspace(7.8, 13.2, 128)
    instrument = Instrument("speed LWIR", wavelength, np.full(128, 0.044))
    mean = planck_radiance(wavelength, 300.0)
    contrast = planck_radiance(wavelength, 295.0) - mean
    absorption = 3e-3 * np.exp(-0.5 * ((wavelength - 10.55) / 0.06) ** 2)
    cube = _cluttered(mean, 0.03, 0.0008, (lines, samples), seed)
    cube += _plume_columns((lines, samples), seed)[..., None] * (0.02 * absorption * contrast)
    return _as_speed_cube("LWIR", cube, instrument, absorption * contrast)


def _as_speed_cube(
    name: str,
    cube: NDArray[np.float32],
    instrument: Instrument,
    target: NDArray[np.float64],
) -> SpeedCube:
    cube = np.ascontiguousarray(cube, np.float32)
    lines, samples, channels = cube.shape
    title = f"{name} {lines}x{samples}x{channels}"
    scene = Scene(
        name=f"speed-{name.lower()}",
        source=ArraySource(cube),
        instrument=instrument,
        good_bands=np.ones(channels, bool),
        pixel_size_m=2.0,
    )
    return SpeedCube(title, scene, target)


def _cluttered(
    mean: NDArray[np.float64],
    clutter: float,
    noise: float,
    shape: tuple[int, int],
    seed: int,
) -> NDArray[np.float32]:
    """Return mean + smooth low-rank clutter + white noise, the last two as shares of the mean."""
    rng = np.random.default_rng(seed)
    channel = np.linspace(0.0, 1.0, mean.size)
    modes = [np.cos(np.pi * k * channel + rng.uniform(0, np.pi)) for k in range(N_CLUTTER_MODES)]
    cube = np.empty((*shape, mean.size), np.float32)
    rng.standard_normal(dtype=np.float32, out=cube)
    cube *= (noise * mean).astype(np.float32)
    cube += mean.astype(np.float32)
    for k, mode in enumerate(modes):
        texture = gaussian_filter(rng.standard_normal(shape, dtype=np.float32), 4.0)
        texture *= clutter / (1.0 + k) ** 1.5 / texture.std()
        cube += texture[..., None] * (mode * mean).astype(np.float32)
    return cube


def _plume_columns(shape: tuple[int, int], seed: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed + 100)
    column = np.zeros(shape, np.float32)
    for _ in range(N_PLUMES):
        line, sample = (int(rng.integers(size // 8, size // 2)) for size in shape)
        downwind = np.arange(120)
        width = 1.0 + 0.12 * downwind
        across = np.arange(-20, 21)
        plume = 800.0 / width[None] * np.exp(-0.5 * (across[:, None] / width[None]) ** 2)
        lines = slice(line, line + across.size)
        samples = slice(sample, sample + downwind.size)
        patch = column[lines, samples]
        patch += plume[: patch.shape[0], : patch.shape[1]]
    return column
