"""Synthetic truth with a seed: surface, atmosphere, plume, scene."""

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
    "demo_settings",
    "draw_emitters",
    "invented_gases",
    "simulate_scene",
    "small_settings",
    "solar_demo_settings",
]
