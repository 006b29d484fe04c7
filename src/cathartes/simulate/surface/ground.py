"""The ground as the optics see it: weights of spectra, and temperature."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from cathartes.simulate.settings import SceneSettings
from cathartes.simulate.surface.fields import gaussian_random_field
from cathartes.simulate.surface.layout import Layout
from cathartes.simulate.surface.materials import VARIATION_MODES, Material


@frozen(eq=False)
class Ground:
    """Mixed pixels.

    Attributes
    ----------
    weights : (line, sample, spectrum) float32
        Emissivity or reflectance of a pixel is ``weights @ spectra``.
    spectra : (spectrum, wavelength) float64
        Means and modes of all materials.
    temperature_k : (line, sample) float32
    illumination : (line, sample) float32
        Share of direct sunlight that reaches the pixel.
    """

    weights: NDArray[np.float32]
    spectra: NDArray[np.float64]
    temperature_k: NDArray[np.float32]
    illumination: NDArray[np.float32]


def _blur(image: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    return np.asarray(gaussian_filter(image, sigma, mode="nearest")) if sigma > 0.0 else image


def mix_ground(
    settings: SceneSettings,
    layout: Layout,
    materials: tuple[Material, ...],
    rng: np.random.Generator,
) -> Ground:
    """Turn a layout into weights of spectra and temperatures, with texture.

    Parameters
    ----------
    settings : SceneSettings
    layout : Layout
    materials : tuple of Material
        In the order of ``layout.material_names``.
    rng : numpy.random.Generator
    """
    surface = settings.surface
    shape = layout.material.shape
    scale = max(1.5, surface.correlation_m / settings.pixel_size_m)
    per_unit = np.clip(rng.normal(0.0, 0.8, (layout.n_units, VARIATION_MODES)), -2.0, 2.0)
    texture = gaussian_random_field(rng, shape, scale, surface.spectrum_slope, VARIATION_MODES * 2)
    white = 0.25 * rng.standard_normal((VARIATION_MODES, *shape), dtype=np.float32)
    weights = np.empty((*shape, len(materials) * (1 + VARIATION_MODES)), dtype=np.float32)
    for index in range(len(materials)):
        cover = _blur((layout.material == index).astype(np.float32), surface.blur_pixels)
        first = index * (1 + VARIATION_MODES)
        weights[..., first] = cover
        for mode in range(VARIATION_MODES):
            # Half of the texture is the ground's own (soil moisture, wear) and shared by
            # neighbouring materials, half is the material's: two fields rolled apart.
            own = np.roll(texture[VARIATION_MODES + mode], 37 * (index + 1), axis=(0, 1))
            field = 0.6 * texture[mode] + 0.8 * own + white[mode]
            coefficient = np.clip(0.75 * field + per_unit[layout.unit, mode], -2.5, 2.5)
            weights[..., first + 1 + mode] = cover * coefficient
    spectra = np.concatenate([material.spectra for material in materials])
    lit = _blur(np.where(layout.shade, np.float32(0.25), np.float32(1.0)), surface.blur_pixels)
    temperature = _draw_temperature(settings, layout, materials, rng, scale)
    return Ground(weights, spectra, temperature, lit)


def _draw_temperature(
    settings: SceneSettings,
    layout: Layout,
    materials: tuple[Material, ...],
    rng: np.random.Generator,
    scale: float,
) -> NDArray[np.float32]:
    choice = settings.temperature
    shape = layout.material.shape
    day = np.array([material.day_k for material in materials], np.float32)
    night = np.array([material.night_k for material in materials], np.float32)
    # A share of the sun's warming stays in shade: ground that was lit an hour ago.
    sun = np.where(layout.shade, 0.35 * max(choice.sun, 0.0), choice.sun).astype(np.float32)
    excess = sun * day[layout.material] + (1.0 - sun) * night[layout.material]
    per_unit = rng.normal(0.0, choice.parcel_k, layout.n_units).astype(np.float32)
    slow, fast = gaussian_random_field(rng, shape, 2.5 * scale, 3.2, 2)
    texture = choice.texture_k * (0.8 * slow + 0.6 * fast * np.sign(slow + 1e-6))
    fine = choice.fine_k * rng.standard_normal(shape, dtype=np.float32)
    sharp = (
        settings.atmosphere.air_temperature_k
        + excess
        + per_unit[layout.unit]
        + layout.extra_k
        + texture
        + fine
    ).astype(np.float32)
    return _blur(sharp, settings.surface.blur_pixels)
