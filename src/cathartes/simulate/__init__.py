"""Synthetic truth with a seed: surface, atmosphere, plume, scene."""

from cathartes.simulate.bundled_spectra import bent_spectra
from cathartes.simulate.injection import inject_plume, radiance_from_reflectance
from cathartes.simulate.plume.invented import invented_gases
from cathartes.simulate.presets import (
    demo_settings,
    draw_emitters,
    small_settings,
    solar_demo_settings,
)
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
from cathartes.simulate.truth import EmitterTruth, SceneTruth, SimulatedScene
from cathartes.simulate.writing import write_simulated_scene

__all__ = [
    "ArtefactSettings",
    "AtmosphereSettings",
    "EmitterSettings",
    "EmitterTruth",
    "GasShare",
    "SceneSettings",
    "SceneTruth",
    "SimulatedScene",
    "SunSettings",
    "SurfaceSettings",
    "TemperatureSettings",
    "WindSettings",
    "bent_spectra",
    "demo_settings",
    "draw_emitters",
    "inject_plume",
    "invented_gases",
    "radiance_from_reflectance",
    "simulate_scene",
    "small_settings",
    "solar_demo_settings",
    "write_simulated_scene",
]
