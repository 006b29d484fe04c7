"""Methane plumes of known column put into real radiance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.metrics.matching import N_STRONGEST
from benchmarks.scenery.methane_table import MethaneTransmittance, methane_transmittance
from benchmarks.scenery.real_backgrounds import RealBackground
from benchmarks.scenery.skill_scene import SkillScene
from cathartes.model import AbsorptionSpectrum, Gas, Wind
from cathartes.simulate.plume.emission import GasPlume, emit_plume
from cathartes.simulate.settings import EmitterSettings, GasShare, SceneSettings, WindSettings
from cathartes.simulate.truth import EmitterTruth, SceneTruth

METHANE = "methane"
PEER_WINDOW_UM = (2.122, 2.488)
"""mag1c's own default window; every peer is given these channels only."""
LEAST_SHARE_OVER_DATA = 0.8


def inject_methane(
    background: RealBackground, strengths: tuple[float, ...], seed: int, *, wind_is_told: bool
) -> SkillScene:
    """Put one plume of each strength into a real background.

    Parameters
    ----------
    background : RealBackground
    strengths : tuple of float
        Mean true SNR of the 50 strongest pixels, one for each emitter.
    seed : int
    wind_is_told : bool
        Whether the scene carries its wind.
    """
    rng = np.random.default_rng(seed)
    lines, samples, _ = background.radiance.shape
    wind = WindSettings(
        speed_m_s=float(rng.uniform(2.0, 5.0)), from_direction_deg=float(rng.uniform(0.0, 360.0))
    )
    settings = SceneSettings(
        name=background.name,
        kind="swir",
        lines=lines,
        samples=samples,
        pixel_size_m=background.pixel_size_m,
        wind=wind,
    )
    # At 20-30 m a pixel the shape is set by the pixel size: the drawn speed stands for
    # a plume that is some tens of pixels long.
    absorber = methane_transmittance(background.instrument)
    emitters = []
    for strength in strengths:
        emitter = EmitterSettings(
            gases=(GasShare(name=METHANE),),
            target_snr=strength,
            duration_s=40.0 * background.pixel_size_m / wind.speed_m_s,
            pulse_s=6.0 * background.pixel_size_m / wind.speed_m_s,
        )
        plume = _plume_over_data(emitter, settings, background, rng)
        emitters.append(_scaled_emitter(plume, background, absorber, strength))
    return _as_skill_scene(background, emitters, absorber, wind, wind_is_told, seed)


def _plume_over_data(
    emitter: EmitterSettings,
    settings: SceneSettings,
    background: RealBackground,
    rng: np.random.Generator,
) -> GasPlume:
    """Draw plumes until one lies where the background has data, emitter included.

    Raises
    ------
    RuntimeError
        When a hundred plumes in a row fell into holes.
    """
    valid = background.has_data
    for _ in range(100):
        plume = emit_plume(emitter, settings, {METHANE: _methane()}, rng)
        column = plume.column_ppm_m[0]
        at_emitter = valid[round(plume.line), round(plume.sample)]
        if at_emitter and column[valid].sum() > LEAST_SHARE_OVER_DATA * column.sum():
            return plume
    raise RuntimeError(f"{background.name} has no room for a plume")


def _methane() -> Gas:
    nothing = AbsorptionSpectrum(np.array([4000.0, 5000.0]), np.zeros(2))
    return Gas(METHANE, "L", nothing, molar_mass_g_per_mol=16.04)


def _scaled_emitter(
    plume: GasPlume, background: RealBackground, absorber: MethaneTransmittance, strength: float
) -> EmitterTruth:
    """Scale a plume to its strength; absorption saturates, so the scale is searched for."""
    shape = plume.column_ppm_m[0] / max(float(plume.column_ppm_m[0].max()), 1e-30)
    shape[~background.has_data] = 0.0
    low, high = 1.0, 1e6
    for _ in range(30):
        middle = float(np.sqrt(low * high))
        snr = _snr(middle * shape, background, absorber)
        if np.mean(np.sort(snr, axis=None)[-N_STRONGEST:]) < strength:
            low = middle
        else:
            high = middle
    column = (low * shape).astype(np.float32)
    snr = _snr(column.astype(np.float64), background, absorber)
    rate = float(plume.gas_rate_kg_per_h[0]) * low / max(float(plume.column_ppm_m[0].max()), 1e-30)
    return EmitterTruth(
        gases=(METHANE,),
        column_ppm_m={METHANE: column},
        line=plume.line,
        sample=plume.sample,
        emission_rate_kg_per_h=rate,
        gas_rate_kg_per_h={METHANE: rate},
        plume_temperature_k=np.full(shape.shape, np.nan, np.float32),
        snr=snr,
        gas_snr={METHANE: float(np.mean(np.sort(snr, axis=None)[-N_STRONGEST:]))},
        contrast_sign=np.where(column > 0, -1, 0).astype(np.int8),
    )


def _snr(
    column: NDArray[np.float64], background: RealBackground, absorber: MethaneTransmittance
) -> NDArray[np.float32]:
    noise = background.instrument.noise_radiance
    assert noise is not None
    snr = np.zeros(column.shape, np.float32)
    inside = column > 1e-4 * column.max()
    change = background.radiance[inside] * (absorber.at(column[inside]) - 1.0)
    snr[inside] = np.sqrt(np.sum((change / noise) ** 2, axis=1))
    return snr


def _as_skill_scene(
    background: RealBackground,
    emitters: list[EmitterTruth],
    absorber: MethaneTransmittance,
    wind: WindSettings,
    wind_is_told: bool,
    seed: int,
) -> SkillScene:
    shape = background.radiance.shape[:2]
    column = np.zeros(shape)
    for emitter in emitters:
        column += emitter.column_ppm_m[METHANE]
    radiance = (background.radiance * absorber.at(column)).astype(np.float32)
    instrument = background.instrument
    noise = instrument.noise_radiance
    assert noise is not None
    true_wind = Wind(wind.speed_m_s, wind.from_direction_deg)
    scene = background.as_scene(
        f"{background.name}-{seed}", radiance, true_wind if wind_is_told else None
    )
    nothing = np.full(instrument.wavelength_um.size, np.nan)
    truth = SceneTruth(
        emitters=tuple(emitters),
        snr=_snr(column, background, absorber) if emitters else np.zeros(shape, np.float32),
        surface_temperature_k=np.full(shape, np.nan, np.float32),
        material_names=("unknown",),
        material=np.zeros(shape, np.uint8),
        wavelength_um=instrument.wavelength_um,
        transmittance=nothing,
        path_radiance=nothing,
        sky_radiance=nothing,
        noise_radiance=noise,
        wind=true_wind,
        air_temperature_k=float("nan"),
        dead_columns=(),
        dead_channels=(),
    )
    mean = np.nanmean(radiance, axis=(0, 1), dtype=np.float64)
    low, high = PEER_WINDOW_UM
    return SkillScene(
        scene,
        truth,
        {METHANE: mean * absorber.slope_per_ppm_m},
        (instrument.wavelength_um >= low) & (instrument.wavelength_um <= high),
        background.has_data,
    )
