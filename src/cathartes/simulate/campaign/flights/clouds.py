"""Clouds below the sensor: cold, flat, opaque patches."""

from __future__ import annotations

import numpy as np
from attrs import evolve

from cathartes.kernels.planck import planck_radiance
from cathartes.model.scene import ArraySource
from cathartes.simulate.surface.fields import gaussian_random_field
from cathartes.simulate.truth import SimulatedScene

BELOW_AIR_K = (8.0, 20.0)
COVER = (0.15, 0.8)
TEXTURE_K = 0.3


def put_clouds(simulated: SimulatedScene, rng: np.random.Generator) -> SimulatedScene:
    """Return the scene with clouds over a share of it.

    The truth's surface temperature is NaN under them.

    Parameters
    ----------
    simulated : SimulatedScene
    rng : numpy.random.Generator
    """
    scene, truth = simulated.scene, simulated.truth
    lines, samples, _ = scene.shape
    shape = gaussian_random_field(rng, (lines, samples), 0.3 * lines, 3.2, 2)
    level = np.quantile(shape[0], 1.0 - rng.uniform(*COVER))
    # Edges are thin over a few pixels; what is more than half covered is lost.
    cover = np.clip((shape[0] - level) / 0.1 + 0.5, 0.0, 1.0).astype(np.float32)[..., None]
    top = truth.air_temperature_k - rng.uniform(*BELOW_AIR_K) + TEXTURE_K * shape[1]
    cloud = planck_radiance(
        scene.instrument.wavelength_um[None, None, :], np.asarray(top, np.float64)[..., None]
    ).astype(np.float32)
    noise = rng.standard_normal(cloud.shape, dtype=np.float32) * truth.noise_radiance.astype(
        np.float32
    )
    radiance = scene.source.read(0, lines)
    covered = np.where(cover > 0.0, (1.0 - cover) * radiance + cover * (cloud + noise), radiance)
    hidden = cover[..., 0] > 0.5
    surface = np.where(hidden, np.float32(np.nan), truth.surface_temperature_k)
    return evolve(
        simulated,
        scene=evolve(scene, source=ArraySource(covered.astype(np.float32))),
        truth=evolve(truth, surface_temperature_k=surface),
    )
