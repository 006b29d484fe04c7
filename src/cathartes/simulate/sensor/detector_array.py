"""What the detector array adds: noise, stripes, dead and hot elements, saturation."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from cathartes.kernels.planck import planck_radiance
from cathartes.physics.instruments import InstrumentDesign
from cathartes.simulate.settings import ArtefactSettings


@frozen(eq=False)
class Readout:
    """A measured cube and what was wrong with the detector.

    Attributes
    ----------
    radiance : (line, sample, wavelength) float32
    dead_columns, dead_channels, noisy_channels : tuple of int
    """

    radiance: NDArray[np.float32]
    dead_columns: tuple[int, ...]
    dead_channels: tuple[int, ...]
    noisy_channels: tuple[int, ...]


def _choose(rng: np.random.Generator, size: int, count: int) -> tuple[int, ...]:
    return tuple(sorted(int(i) for i in rng.choice(size, min(count, size), replace=False)))


def read_out(
    radiance: NDArray[np.float32],
    noise: NDArray[np.float64],
    channels: NDArray[np.intp],
    design: InstrumentDesign,
    settings: ArtefactSettings,
    rng: np.random.Generator,
) -> Readout:
    """Turn at-sensor radiance into measured radiance, in place.

    Parameters
    ----------
    radiance : (line, sample, wavelength) float32
        Overwritten.
    noise : (wavelength,) float64
        Standard deviation of one sample at the scene's mean radiance.
    channels : (wavelength,) int
        Channels of ``design`` that the scene holds.
    design : InstrumentDesign
    settings : ArtefactSettings
    rng : numpy.random.Generator
    """
    lines, samples, bands = radiance.shape
    noisy = _choose(rng, bands, settings.noisy_channels)
    level = noise.astype(np.float32).copy()
    level[list(noisy)] *= rng.uniform(3.0, 8.0, len(noisy)).astype(np.float32)
    hot = np.ones((samples, bands), np.float32)
    for _ in range(settings.hot_pixels):
        hot[rng.integers(samples), rng.integers(bands)] = rng.uniform(4.0, 20.0)
    gain = _stripe_pattern(rng, samples, bands) * settings.stripe_gain + 1.0
    offset = _stripe_pattern(rng, samples, bands) * settings.stripe_offset * noise
    drift = gaussian_filter1d(rng.standard_normal((lines, 1)), max(2.0, lines / 12.0), axis=0)
    drift = settings.drift * drift / max(float(np.std(drift)), 1e-9)
    ceiling = None
    if settings.saturation_k is not None and design.solar_noise is None:
        ceiling = planck_radiance(design.wavelength_um()[channels], settings.saturation_k)
    for line in range(lines):
        row = radiance[line]
        if design.solar_noise is not None:
            shot, floor, constant = design.solar_noise
            spread = settings.noise * (shot * np.sqrt(floor + np.maximum(row, 0.0)) + constant)
            spread = spread * (level / noise.astype(np.float32))
        else:
            spread = np.broadcast_to(level * float(settings.noise > 0.0), row.shape)
        grain = rng.standard_normal(row.shape, dtype=np.float32)
        row[:] = row * gain + offset * (1.0 + drift[line, 0]) + grain * spread * hot
        if ceiling is not None:
            np.minimum(row, ceiling, out=row, casting="unsafe")
    dead_channels = _choose(rng, bands, settings.dead_channels)
    dead_columns = _choose(rng, samples, settings.dead_columns)
    radiance[:, :, list(dead_channels)] = 0.0
    for column in dead_columns:
        stuck = radiance[0, column] * np.float32(rng.uniform(0.0, 1.0) > 0.5)
        radiance[:, column] = stuck
    return Readout(radiance, dead_columns, dead_channels, noisy)


def _stripe_pattern(rng: np.random.Generator, samples: int, bands: int) -> NDArray[np.float32]:
    """Draw column errors of variance 1: half alike in neighbouring channels, half not."""
    broad = gaussian_filter1d(rng.standard_normal((samples, bands)), 8.0, axis=1)
    broad /= max(float(np.std(broad)), 1e-9)
    white = rng.standard_normal((samples, bands))
    return np.asarray(np.sqrt(0.5) * (broad + white), dtype=np.float32)
