"""One scene's own version of each material, as a mean spectrum and modes of variation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import OptionError
from cathartes.simulate.surface.recipes import RECIPES, Band, MaterialRecipe, SpectralShape

VARIATION_MODES = 3
"""Modes of variation of each material beside its mean."""


@frozen(eq=False)
class Material:
    """A material as one scene has it.

    Attributes
    ----------
    name : str
    spectra : (1 + mode, wavelength) float64
        Mean emissivity or reflectance, then the change for one standard deviation of each mode.
    day_k, night_k : float
        Surface minus air temperature under full sun and on a clear night.
    """

    name: str
    spectra: NDArray[np.float64]
    day_k: float
    night_k: float


def _find_recipe(name: str) -> MaterialRecipe:
    for recipe in RECIPES:
        if recipe.name == name:
            return recipe
    raise OptionError.about(
        "scene settings",
        "surface",
        found=repr(name),
        expected="a material out of " + ", ".join(recipe.name for recipe in RECIPES),
        remedy="Correct the name.",
    )


def _band_curves(
    wavelength_um: NDArray[np.float64], bands: Iterable[Band], skew: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (band, wavelength) curves of depth; skewed, since real bands are not Gaussian."""
    curves = []
    for (centre, width, depth), lean in zip(bands, skew, strict=True):
        offset = (wavelength_um - centre) / width
        flank = np.where(offset > 0.0, offset / (1.0 + lean), offset / (1.0 - lean))
        curves.append(depth * np.exp(-0.5 * flank**2))
    return np.array(curves).reshape(len(curves), wavelength_um.size)


def _random_bands(
    rng: np.random.Generator, wavelength_um: NDArray[np.float64], count: int, depth: float
) -> tuple[Band, ...]:
    low, high = float(wavelength_um.min()), float(wavelength_um.max())
    narrow, wide = 0.006 * low, 0.016 * low
    return tuple(
        (
            float(rng.uniform(low, high)),
            float(rng.uniform(narrow, wide)),
            float(depth * rng.exponential()),
        )
        for _ in range(count)
    )


def draw_material(
    rng: np.random.Generator,
    name: str,
    wavelength_um: NDArray[np.float64],
    kind: Literal["lwir", "swir"],
    clutter: float,
) -> Material:
    """Draw one scene's version of a material.

    Parameters
    ----------
    rng : numpy.random.Generator
    name : str
        A name out of the recipes.
    wavelength_um : (wavelength,) float64
        Grid of the physics.
    kind : {"lwir", "swir"}
        Emissivity or reflectance.
    clutter : float
        Factor on the modes of variation.

    Raises
    ------
    OptionError
        No such material.
    """
    recipe = _find_recipe(name)
    shape: SpectralShape = recipe.thermal if kind == "lwir" else recipe.solar
    middle = 10.0 if kind == "lwir" else 2.25
    bands = shape.bands + _random_bands(
        rng, wavelength_um, shape.random_bands, 0.025 if kind == "lwir" else 0.06
    )
    moved = tuple(
        (
            centre + float(rng.normal(0.0, 0.25 * width)),
            width * float(rng.uniform(0.85, 1.2)),
            depth * float(rng.lognormal(0.0, 0.25)),
        )
        for centre, width, depth in bands
    )
    skew = rng.uniform(-0.35, 0.35, len(moved))
    curves = _band_curves(wavelength_um, moved, skew)
    if kind == "lwir":
        level = shape.level + recipe.level_spread * float(rng.normal())
    else:
        level = shape.level * float(rng.lognormal(0.0, 0.15))
        curves = curves * level
    slope = (shape.slope + 0.0015 * float(rng.normal())) * (wavelength_um - middle)
    mean = level + slope - curves.sum(axis=0)
    modes = np.array(
        [
            _depth_mode(rng, curves, wavelength_um.size),
            _brightness_mode(rng, wavelength_um, level, kind),
            _mixture_mode(rng, curves, wavelength_um, level, kind),
        ]
    )
    low, high = (0.03, 0.995) if kind == "lwir" else (0.003, 0.95)
    spectra = np.vstack([np.clip(mean, low, high)[None], clutter * modes])
    return Material(name, spectra, recipe.day_k, recipe.night_k)


def _depth_mode(
    rng: np.random.Generator, curves: NDArray[np.float64], size: int
) -> NDArray[np.float64]:
    """Deepen all bands together: grain size, moisture, cover."""
    if curves.shape[0] == 0:
        return np.zeros(size)
    return np.asarray(-0.16 * curves.sum(axis=0) * rng.uniform(0.7, 1.3))


def _brightness_mode(
    rng: np.random.Generator, wavelength_um: NDArray[np.float64], level: float, kind: str
) -> NDArray[np.float64]:
    """Raise or tilt the whole spectrum; metals vary most in LWIR, everything in SWIR."""
    span = (wavelength_um - wavelength_um.mean()) / np.ptp(wavelength_um)
    shape = 1.0 + rng.normal(0.0, 0.5) * span + rng.normal(0.0, 0.4) * (span**2 - 1.0 / 12.0)
    spread = 0.10 * (1.0 - level) + 0.001 if kind == "lwir" else 0.14 * level
    return np.asarray(spread * shape)


def _mixture_mode(
    rng: np.random.Generator,
    curves: NDArray[np.float64],
    wavelength_um: NDArray[np.float64],
    level: float,
    kind: str,
) -> NDArray[np.float64]:
    """Set bands against each other, and add a stray band of medium width: minor constituents."""
    signs = np.asarray(rng.normal(0.0, 0.10, curves.shape[0]))
    mode = -(signs[:, None] * curves).sum(axis=0)
    centre = rng.uniform(wavelength_um.min(), wavelength_um.max())
    width = rng.uniform(0.012, 0.04) * centre
    scale = 0.002 if kind == "lwir" else 0.006 * level
    stray = np.exp(-0.5 * ((wavelength_um - centre) / width) ** 2)
    return np.asarray(mode + scale * rng.normal() * stray)
