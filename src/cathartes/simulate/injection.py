"""Plumes into real sunlit scenes, and radiance out of real reflectance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import evolve
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from cathartes.errors import OptionError
from cathartes.model.gas import Gas
from cathartes.model.instrument import Instrument
from cathartes.model.scene import ArraySource, Scene
from cathartes.model.wind import Wind
from cathartes.simulate.atmosphere.air import Atmosphere
from cathartes.simulate.atmosphere.solar_air import build_solar_air
from cathartes.simulate.plume.absorption import depth_per_ppm_m
from cathartes.simulate.plume.emission import emit_plume
from cathartes.simulate.plume.planting import STRONGEST
from cathartes.simulate.sensor.response import fine_grid, response_matrix
from cathartes.simulate.settings import (
    AtmosphereSettings,
    EmitterSettings,
    SceneSettings,
    SunSettings,
    WindSettings,
)
from cathartes.simulate.truth import EmitterTruth, SceneTruth, SimulatedScene

_PIXELS_AT_ONCE = 256
_SATELLITE_M = 40_000.0


def radiance_from_reflectance(
    reflectance: ArrayLike,
    instrument: Instrument,
    *,
    sun: SunSettings | None = None,
    air: AtmosphereSettings | None = None,
    step_cm1: float = 0.2,
) -> NDArray[np.float32]:
    """Light a reflectance cube with a simulated sun and look at it through simulated air.

    Parameters
    ----------
    reflectance : (line, sample, wavelength) array_like
        0 to 1; NaN stays NaN.
    instrument : Instrument
        Channels of the cube, 1.9-2.6 um.
    sun : SunSettings, optional
    air : AtmosphereSettings, optional
        A platform of 40 km or more is a satellite, which is the default.
    step_cm1 : float
        Spectral step of the physics.

    Returns
    -------
    (line, sample, wavelength) float32
        W m-2 sr-1 um-1, without noise of its own (the cube has the noise it was measured with).
    """
    sun = sun or SunSettings()
    air = air or AtmosphereSettings(platform_height_m=_SATELLITE_M)
    grid = fine_grid(instrument, step_cm1)
    atmosphere = build_solar_air(air, sun, grid)
    response = response_matrix(instrument, grid)
    white = response @ _white_ground(atmosphere, sun)
    path = response @ atmosphere.path_radiance
    return np.asarray(np.asarray(reflectance) * white + path, dtype=np.float32)


def _white_ground(atmosphere: Atmosphere, sun: SunSettings) -> NDArray[np.float64]:
    secant = 1.0 / np.cos(np.radians(sun.zenith_deg))
    through = np.exp(-secant * atmosphere.sun_optical_depth - atmosphere.optical_depth)
    return np.asarray(atmosphere.sun_irradiance / (secant * np.pi) * through)


class _Absorber:
    """Two-way transmittance of gas on an instrument's channels, weighted by what arrives."""

    def __init__(
        self, instrument: Instrument, gases: Sequence[Gas], sun: SunSettings, step_cm1: float
    ) -> None:
        grid = fine_grid(instrument, step_cm1)
        air = AtmosphereSettings(platform_height_m=_SATELLITE_M)
        atmosphere = build_solar_air(air, sun, grid)
        white = _white_ground(atmosphere, sun)
        response = response_matrix(instrument, grid)
        weighted = response.multiply(white[None, :]).tocsr()
        whole = np.maximum(np.asarray(response @ white), 1e-30)
        self._weights = csr_array(weighted.multiply((1.0 / whole)[:, None]))
        secants = 1.0 + 1.0 / np.cos(np.radians(sun.zenith_deg))
        self._depth = secants * np.stack([depth_per_ppm_m(gas, grid) for gas in gases])

    def absorptance(self, column_ppm_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return 1 - transmittance, (pixel, channel), of columns (pixel, gas)."""
        parts = [
            np.asarray(
                self._weights
                @ -np.expm1(-(column_ppm_m[first : first + _PIXELS_AT_ONCE] @ self._depth)).T
            ).T
            for first in range(0, column_ppm_m.shape[0], _PIXELS_AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.empty((0, self._weights.shape[0]))


def inject_plume(
    scene: Scene,
    emitters: Sequence[EmitterSettings],
    spectra: Mapping[str, Gas],
    rng: np.random.Generator,
    *,
    wind: WindSettings | None = None,
    sun: SunSettings | None = None,
    step_cm1: float = 0.2,
) -> SimulatedScene:
    """Multiply a real sunlit radiance scene by the transmittance of plumes.

    The scene's path radiance is taken for zero, so gas over dark ground is a little too
    strong; noise that was measured under the plume stays as it is.

    Parameters
    ----------
    scene : Scene
        With ``instrument.noise_radiance`` and ``pixel_size_m``, which strengths and rates need.
    emitters : sequence of EmitterSettings
    spectra : mapping of str to Gas
    rng : numpy.random.Generator
    wind : WindSettings, optional
    sun : SunSettings, optional
    step_cm1 : float
        Spectral step of the physics.

    Raises
    ------
    OptionError
        The scene lacks its noise or pixel size, or is thermal.
    """
    noise, pixel = scene.instrument.noise_radiance, scene.pixel_size_m
    if noise is None or pixel is None or bool(np.any(scene.instrument.is_thermal)):
        raise OptionError.about(
            scene.name,
            "scene",
            found="no noise, no pixel size, or thermal channels",
            expected="a sunlit scene with instrument.noise_radiance and pixel_size_m",
            remedy="Fill these in; thermal plumes need the whole simulator.",
        )
    wind, sun = wind or WindSettings(), sun or SunSettings()
    lines, samples, channels = scene.shape
    settings = SceneSettings(
        name=scene.name, kind="swir", lines=lines, samples=samples, pixel_size_m=pixel,
        wind=wind, sun=sun, emitters=tuple(emitters), step_cm1=step_cm1,
    )  # fmt: skip
    radiance = scene.source.read(0, lines)
    factor = np.ones((lines, samples, channels), np.float32)
    truths: list[EmitterTruth] = []
    for emitter in emitters:
        plume = emit_plume(
            emitter, settings, spectra, rng, [(other.line, other.sample) for other in truths]
        )
        absorber = _Absorber(
            scene.instrument, [spectra[name] for name in plume.names], sun, step_cm1
        )
        shape = plume.column_ppm_m
        line, sample = np.nonzero(
            (shape.sum(axis=0) > 1e-4 * shape.sum(axis=0).max()) & np.isfinite(radiance).all(axis=2)
        )
        under, columns = radiance[line, sample], shape[:, line, sample].T
        scale = 1.0
        if emitter.target_snr is not None:
            scale = _scale_to(emitter.target_snr, under, columns, noise, absorber)
        lost = absorber.absorptance(scale * columns)
        factor[line, sample] *= (1.0 - lost).astype(np.float32)
        snr_values = np.sqrt(np.sum((under * lost / noise) ** 2, axis=1))
        maps = np.zeros(shape.shape, np.float32)
        maps[:, line, sample] = (scale * columns).T
        snr = np.zeros((lines, samples), np.float32)
        snr[line, sample] = snr_values
        rates = scale * plume.gas_rate_kg_per_h
        strength = float(np.mean(np.sort(snr_values)[-STRONGEST:])) if line.size else 0.0
        truths.append(
            EmitterTruth(
                gases=plume.names,
                column_ppm_m={name: maps[index] for index, name in enumerate(plume.names)},
                line=plume.line,
                sample=plume.sample,
                emission_rate_kg_per_h=float(rates.sum()),
                gas_rate_kg_per_h=dict(zip(plume.names, rates.tolist(), strict=True)),
                plume_temperature_k=np.full((lines, samples), np.nan, np.float32),
                snr=snr,
                gas_snr=dict.fromkeys(plume.names, strength),
                contrast_sign=np.where(snr > 0.0, -1, 0).astype(np.int8),
            )
        )
    change = (radiance * (factor - 1.0)) / noise.astype(np.float32)
    nothing = np.full(channels, np.nan)
    truth = SceneTruth(
        emitters=tuple(truths),
        snr=np.nan_to_num(np.sqrt(np.einsum("lsc,lsc->ls", change, change))).astype(np.float32),
        surface_temperature_k=np.full((lines, samples), np.nan, np.float32),
        material_names=("unknown",),
        material=np.zeros((lines, samples), np.uint8),
        wavelength_um=scene.instrument.wavelength_um,
        transmittance=nothing,
        path_radiance=nothing,
        sky_radiance=nothing,
        noise_radiance=noise,
        wind=Wind(wind.speed_m_s, wind.from_direction_deg),
        air_temperature_k=float("nan"),
        dead_columns=(),
        dead_channels=(),
    )
    injected = evolve(
        scene,
        source=ArraySource(radiance * factor),
        wind=truth.wind,
        remarks=(*scene.remarks, "Plumes were put into this scene."),
        is_simulated=True,
    )
    return SimulatedScene(injected, truth, settings)


def _scale_to(
    target_snr: float,
    under: NDArray[np.float32],
    columns: NDArray[np.float64],
    noise: NDArray[np.float64],
    absorber: _Absorber,
) -> float:
    """Search the factor by bisection of its logarithm; absorption saturates."""
    keep = np.argsort(-columns.sum(axis=1) * under.mean(axis=1))[: 4 * STRONGEST]
    under, columns = under[keep], columns[keep]
    low, high = 1e-6, 1e8
    for _ in range(40):
        middle = float(np.sqrt(low * high))
        changed = under * absorber.absorptance(middle * columns) / noise
        reached = np.mean(np.sort(np.sqrt(np.sum(changed**2, axis=1)))[-STRONGEST:])
        low, high = (middle, high) if reached < target_snr else (low, middle)
    return low
