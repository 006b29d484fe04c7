"""Cameras as their column maps show them: pixel size, noise, clutter, errors of scale."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

Array = NDArray[np.float64]


@frozen
class Camera:
    """Column retrieval of one kind of instrument.

    Attributes
    ----------
    name : str
    gas : str
    molar_mass_g_per_mol : float
    pixel_size_m : (float, float)
        Range on the ground.
    noise_ppm_m : (float, float)
        Range of the standard deviation of one pixel's column, noise and clutter together.
    """

    name: str
    gas: str
    molar_mass_g_per_mol: float
    pixel_size_m: tuple[float, float]
    noise_ppm_m: tuple[float, float]


CAMERAS: tuple[Camera, ...] = (
    Camera("Mako class", "ammonia", 17.031, (1.0, 4.0), (4.0, 20.0)),
    Camera("HyTES", "methane", 16.043, (1.5, 6.0), (100.0, 400.0)),
    Camera("OWL", "SF6", 146.06, (1.0, 3.0), (0.5, 4.0)),
    Camera("AVIRIS-NG", "methane", 16.043, (2.0, 9.0), (80.0, 300.0)),
    Camera("MethaneAIR class", "methane", 16.043, (8.0, 25.0), (60.0, 250.0)),
    Camera("GHGSat class", "methane", 16.043, (22.0, 32.0), (120.0, 350.0)),
    Camera("Tanager", "methane", 16.043, (28.0, 36.0), (50.0, 180.0)),
    Camera("EnMAP", "methane", 16.043, (28.0, 32.0), (120.0, 350.0)),
    Camera("PRISMA", "methane", 16.043, (28.0, 32.0), (250.0, 600.0)),
    Camera("EMIT", "methane", 16.043, (56.0, 64.0), (60.0, 220.0)),
)
"""Nominal single-pixel spreads of published retrievals (for methane 0.5 to 4 % of the column)."""


def add_retrieval_errors(
    column_ppm_m: Array, noise_ppm_m: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return the column map a retrieval would give, and the spread it would state.

    Parameters
    ----------
    column_ppm_m : (line, sample) float64
        What is there.
    noise_ppm_m : float
        Standard deviation of one pixel.
    rng : numpy.random.Generator

    Returns
    -------
    column, std : (line, sample) float64

    Notes
    -----
    Optics blur by 0.3 to 0.7 pixels. Of the variance 15 to 60 % is clutter, correlated over one to
    eight pixels as ground is; columns of the detector have offsets; a few spots of ground look
    like gas or its lack. Ground and contrast make columns patchy (5 to 30 %). The whole map is
    wrong by a factor (10 %), dense columns read low by up to 15 %, and the stated spread is
    itself wrong by 10 %.
    """
    shape = column_ppm_m.shape
    seen = gaussian_filter(column_ppm_m, rng.uniform(0.3, 0.7), mode="nearest")
    dense = rng.uniform(0.0, 0.15)
    seen = seen * (1.0 - dense * seen / (seen + 30.0 * noise_ppm_m))
    seen *= np.exp(rng.normal(0.0, 0.1))
    seen *= np.exp(rng.uniform(0.05, 0.3) * _patches(shape, rng))
    clutter_share = rng.uniform(0.15, 0.6)
    spread = noise_ppm_m * np.exp(gaussian_filter(rng.normal(size=shape), 10.0) * 4.0)
    noise = np.sqrt(1.0 - clutter_share) * rng.standard_t(6, shape) / np.sqrt(1.5)
    noise += np.sqrt(clutter_share) * _patches(shape, rng)
    noise += 0.12 * rng.normal(size=(1, shape[1]))
    noise += _spots(shape, rng)
    return seen + noise * spread, spread * np.exp(rng.normal(0.0, 0.1))


def _patches(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Return a field of variance 1 with patches of one to eight pixels."""
    total = np.zeros(shape)
    for length in (1.0, 2.0, 4.0, 8.0):
        field = gaussian_filter(rng.normal(size=shape), length, mode="reflect")
        total += length**0.3 * field / field.std()
    return np.asarray(total / total.std())


def _spots(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Return ground that resembles gas (or the contrary), in units of the noise."""
    line, sample = np.mgrid[0 : shape[0], 0 : shape[1]]
    total = np.zeros(shape)
    for _ in range(rng.poisson(3.0)):
        at_line, at_sample = rng.uniform(0, shape[0]), rng.uniform(0, shape[1])
        radius = rng.uniform(0.6, 1.8)
        strength = rng.exponential(2.5) * (1.0 if rng.random() < 0.6 else -1.0)
        distance = (line - at_line) ** 2 + (sample - at_sample) ** 2
        total += strength * np.exp(-0.5 * distance / radius**2)
    return total
