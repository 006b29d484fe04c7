"""From a task to the files of a scene, and what was true of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from attrs import evolve, frozen
from threadpoolctl import threadpool_limits

from cathartes.model.gas import Gas
from cathartes.model.scene import Georeference, Scene
from cathartes.model.wind import Wind
from cathartes.physics.detection_limits import (
    ground_brightness_k,
    limits_of_look,
    rms_contrast_k,
)
from cathartes.simulate.campaign.flights.clouds import put_clouds
from cathartes.simulate.campaign.flights.scene_tasks import SceneTask
from cathartes.simulate.campaign.ground.emitters import CampaignEmitter
from cathartes.simulate.scene import simulate_scene
from cathartes.simulate.settings import (
    ArtefactSettings,
    AtmosphereSettings,
    EmitterSettings,
    GasShare,
    SceneSettings,
    SunSettings,
    SurfaceSettings,
    TemperatureSettings,
    WindSettings,
)
from cathartes.simulate.truth import SimulatedScene
from cathartes.simulate.writing import write_scene

LONGEST_S = 600.0
"""Gas released longer ago has left every scene."""
CORRUPT_SHARE = 0.4
"""Of the image file that arrived."""
SATURATED_ABOVE_AIR_K = 6.0


@frozen(kw_only=True)
class SceneOutcome:
    """What is true of one scene, for the truth of the campaign.

    Attributes
    ----------
    task : SceneTask
    strengths : mapping of str to float
        By emitter that was on: mean true SNR of its 50 strongest pixels, cloud left out.
    clear_share : float
    limits_kg_per_h : mapping of str to float
        By gas: the rate found half of the time under the true conditions.
    limit_log_std : float
    contrast_k : float
        Root mean square of ground less air.
    """

    task: SceneTask
    strengths: Mapping[str, float]
    clear_share: float
    limits_kg_per_h: Mapping[str, float]
    limit_log_std: float
    contrast_k: float


def make_scene(task: SceneTask, spectra: Mapping[str, Gas], step_cm1: float) -> SimulatedScene:
    """Simulate the scene of a task, place it on the map and give it its clock.

    Parameters
    ----------
    task : SceneTask
    spectra : mapping of str to Gas
        Of every gas that any emitter of the campaign has.
    step_cm1 : float
        Spectral step of the physics.
    """
    settings = scene_settings(task, spectra, step_cm1)
    rng = np.random.default_rng(task.seed)
    of_clouds, of_wind = rng.spawn(2)
    used = {share.name for emitter in settings.emitters for share in emitter.gases}
    # Threads of small matrix products would round differently on another number of cores.
    with threadpool_limits(1):
        simulated = simulate_scene(settings, rng, {name: spectra[name] for name in sorted(used)})
        if task.fault == "cloudy":
            simulated = put_clouds(simulated, of_clouds)
    return evolve(simulated, scene=_placed(task, simulated.scene, of_wind))


def write_task(
    task: SceneTask, spectra: Mapping[str, Gas], step_cm1: float, incoming: Path
) -> SceneOutcome:
    """Simulate a scene and write its files without their truth, which is returned."""
    simulated = make_scene(task, spectra, step_cm1)
    folder = incoming / task.folder
    image = write_scene(simulated.scene, folder)[0]
    if task.fault == "corrupt":
        content = image.read_bytes()
        image.write_bytes(content[: int(CORRUPT_SHARE * len(content))])
    if task.fault == "delivered twice":
        write_scene(simulated.scene, incoming / f"{task.folder}_again")
    return _outcome(task, simulated, spectra)


def scene_settings(task: SceneTask, spectra: Mapping[str, Gas], step_cm1: float) -> SceneSettings:
    """Return the settings of the scene that a task asks for."""
    moment = task.moment
    rng = np.random.default_rng([*task.seed, 5])
    artefacts = ArtefactSettings()
    if task.fault == "striped":
        artefacts = artefacts.model_copy(update={"stripe_gain": 0.004, "stripe_offset": 1.5})
    if task.fault == "saturated":
        level = moment.air_temperature_k + SATURATED_ABOVE_AIR_K
        artefacts = artefacts.model_copy(update={"saturation_k": level})
    return SceneSettings(
        name=task.name,
        instrument=task.imager.instrument,
        lines=task.pixels,
        samples=task.pixels,
        pixel_size_m=task.imager.pixel_m,
        step_cm1=step_cm1,
        surface=SurfaceSettings(
            building_density=0.04, road_spacing_m=300.0, vehicles_per_ha=0.3, hot_spots=2
        ),
        temperature=TemperatureSettings(sun=float(np.clip(moment.sun, -0.6, 1.2))),
        atmosphere=AtmosphereSettings(
            air_temperature_k=moment.air_temperature_k,
            water_g_cm2=moment.water_g_cm2,
            platform_height_m=max(task.altitude_m - task.ground_m, 50.0),
            line_seed=int(task.seed[0]) % 2**31,
        ),
        sun=SunSettings(zenith_deg=moment.sun_zenith_deg),
        wind=WindSettings(
            speed_m_s=moment.wind_speed_m_s,
            from_direction_deg=moment.wind_from_direction_deg % 360.0,
            turbulence=moment.turbulence,
        ),
        artefacts=artefacts,
        emitters=tuple(
            _emitter_settings(one, task, spectra, rng) for one in visible(task, spectra)
        ),
    )


def visible(task: SceneTask, spectra: Mapping[str, Gas]) -> tuple[CampaignEmitter, ...]:
    """Return the emitters of a task that have a gas with a spectrum in the thermal infrared."""
    return tuple(
        one for one in task.emitters if any(is_thermal(spectra[gas]) for gas in one.rate_kg_per_h)
    )


def is_thermal(gas: Gas) -> bool:
    """Tell whether a gas absorbs between 7.4 and 13.6 um, as far as its spectrum tells."""
    own = gas.spectrum.wavenumber_cm1
    inside = (own > 735.0) & (own < 1350.0)
    return bool(np.any(gas.spectrum.cross_section_cm2[inside] > 0.0))


def _emitter_settings(
    emitter: CampaignEmitter, task: SceneTask, spectra: Mapping[str, Gas], rng: np.random.Generator
) -> EmitterSettings:
    line, sample = task.line_and_sample(emitter)
    rates = {gas: rate for gas, rate in emitter.rate_kg_per_h.items() if is_thermal(spectra[gas])}
    return EmitterSettings(
        gases=tuple(
            GasShare(name=gas, share=rate / (spectra[gas].molar_mass_g_per_mol or 70.0))
            for gas, rate in rates.items()
        ),
        line=line,
        sample=sample,
        radius_m=emitter.radius_m,
        release_height_m=emitter.release_height_m,
        temperature_excess_k=emitter.temperature_excess_k,
        emission_rate_kg_per_h=sum(rates.values()),
        duration_s=float(np.clip(emitter.on_for_s(task.time_s), 20.0, LONGEST_S)),
        pulsation=float(rng.uniform(0.1, 0.6)),
        pulse_s=float(rng.uniform(6.0, 20.0)),
        intermittency=float(rng.uniform(0.5, 1.4)),
    )


def _placed(task: SceneTask, scene: Scene, rng: np.random.Generator) -> Scene:
    """Return the scene as its platform states it."""
    from pyproj import CRS

    from cathartes.simulate.campaign.ground.frame import EPSG

    pixel = task.imager.pixel_m
    west, north = task.west_m + task.placed_off_m[0], task.north_m + task.placed_off_m[1]
    wind = None
    if task.imager.height_m < 2000.0:
        # A drone knows the wind by how it drifts, up where it flies: not that at the ground.
        speed = task.moment.wind_speed_m_s * float(np.exp(0.25 * rng.normal()))
        direction = (task.moment.wind_from_direction_deg + 15.0 * float(rng.normal())) % 360.0
        wind = Wind(round(speed, 1), round(direction, 0) % 360.0)
    return evolve(
        scene,
        georeference=Georeference(
            crs_wkt=CRS.from_epsg(EPSG).to_wkt(),
            affine=(pixel, 0.0, round(west, 2), 0.0, -pixel, round(north, 2)),
        ),
        acquired_at=datetime.fromtimestamp(round(task.stated_time_s, 1), UTC),
        platform_altitude_m=round(task.altitude_m, 1),
        ground_elevation_m=round(task.ground_m, 1),
        wind=wind,
        air_temperature_k=round(task.moment.air_temperature_k + 0.7 * float(rng.normal()), 1),
        remarks=("This scene is simulated; its place is made up.",),
    )


def _outcome(
    task: SceneTask, simulated: SimulatedScene, spectra: Mapping[str, Gas]
) -> SceneOutcome:
    truth = simulated.truth
    clear = np.ones(truth.snr.shape, np.bool_)
    if task.fault == "cloudy":
        clear = np.asarray(np.isfinite(truth.surface_temperature_k))
    usable = task.fault != "corrupt"
    strengths = {}
    for emitter, planted in zip(visible(task, spectra), truth.emitters, strict=True):
        snr = np.where(clear, planted.snr, 0.0) if usable else np.zeros(1)
        strengths[emitter.emitter_id] = float(np.mean(np.sort(snr, axis=None)[-50:]))
    scene = simulated.scene
    ground = ground_brightness_k(
        scene.source.read(0, scene.shape[0])[clear], scene.instrument.wavelength_um
    )
    contrast = rms_contrast_k(ground, truth.air_temperature_k)
    limits = limits_of_look(
        simulated.scene.instrument,
        wind_speed_m_s=task.moment.wind_speed_m_s,
        thermal_contrast_k=contrast,
        pixel_size_m=task.imager.pixel_m,
        platform_height_m=task.altitude_m - task.ground_m,
    )
    return SceneOutcome(
        task=task,
        strengths=strengths,
        clear_share=float(clear.mean()) if usable else 0.0,
        limits_kg_per_h=dict(limits.limits_kg_per_h),
        limit_log_std=limits.limit_log_std,
        contrast_k=contrast,
    )
