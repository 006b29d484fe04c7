"""What is true of a simulated scene."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.model.scene import Scene
from cathartes.model.wind import Wind
from cathartes.simulate.settings import SceneSettings


@frozen(eq=False)
class EmitterTruth:
    """One plume as it is.

    Attributes
    ----------
    gases : tuple of str
        Names, the strongest in the scene first.
    column_ppm_m : mapping of str to (line, sample) float32
        Column of each gas from this emitter.
    line, sample : float
        Where the gas leaves the ground, pixel-centre coordinates.
    emission_rate_kg_per_h : float
        Mean rate of all gases together.
    gas_rate_kg_per_h : mapping of str to float
        Mean rate of each gas.
    plume_temperature_k : (line, sample) float32
        Temperature of the plume, NaN outside.
    snr : (line, sample) float32
        Noise-limited matched filter SNR of this plume alone, sqrt(dL' Sigma_noise^-1 dL).
    gas_snr : mapping of str to float
        Mean SNR that each gas alone has over the 50 strongest pixels of the plume.
    contrast_sign : (line, sample) int8
        1 where the plume emits more than it absorbs, -1 where less, 0 outside.
    """

    gases: tuple[str, ...]
    column_ppm_m: Mapping[str, NDArray[np.float32]]
    line: float
    sample: float
    emission_rate_kg_per_h: float
    gas_rate_kg_per_h: Mapping[str, float]
    plume_temperature_k: NDArray[np.float32]
    snr: NDArray[np.float32]
    gas_snr: Mapping[str, float]
    contrast_sign: NDArray[np.int8]

    @property
    def strength(self) -> float:
        """Mean true SNR of the 50 strongest pixels."""
        return float(np.mean(np.sort(self.snr, axis=None)[-50:]))


@frozen(eq=False)
class SceneTruth:
    """Everything that is true of a scene.

    Attributes
    ----------
    emitters : tuple of EmitterTruth
    snr : (line, sample) float32
        Noise-limited matched filter SNR of all plumes together.
    surface_temperature_k : (line, sample) float32
    material_names : tuple of str
    material : (line, sample) uint8
        Index into ``material_names`` of the material that covers most of the pixel.
    wavelength_um : (wavelength,) float64
    transmittance, path_radiance, sky_radiance : (wavelength,) float64
        Of the atmosphere at nadir, on the channels of the nadir column (sky: LWIR only).
    noise_radiance : (wavelength,) float64
        Standard deviation that was used for ``snr``.
    wind : Wind
    air_temperature_k : float
    dead_columns, dead_channels : tuple of int
    """

    emitters: tuple[EmitterTruth, ...]
    snr: NDArray[np.float32]
    surface_temperature_k: NDArray[np.float32]
    material_names: tuple[str, ...]
    material: NDArray[np.uint8]
    wavelength_um: NDArray[np.float64]
    transmittance: NDArray[np.float64]
    path_radiance: NDArray[np.float64]
    sky_radiance: NDArray[np.float64]
    noise_radiance: NDArray[np.float64]
    wind: Wind
    air_temperature_k: float
    dead_columns: tuple[int, ...]
    dead_channels: tuple[int, ...]

    def column_ppm_m(self, gas: str) -> NDArray[np.float32]:
        """Return the column of one gas from all emitters, (line, sample)."""
        total = np.zeros(self.snr.shape, dtype=np.float32)
        for emitter in self.emitters:
            if gas in emitter.column_ppm_m:
                total += emitter.column_ppm_m[gas]
        return total


@frozen(eq=False)
class SimulatedScene:
    """A scene with its truth and the settings that made it."""

    scene: Scene
    truth: SceneTruth
    settings: SceneSettings
