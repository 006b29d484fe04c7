"""Passes over emitters: column maps as a camera's retrieval gives them, with their truth."""

from cathartes.simulate.passes.camera import CAMERAS, Camera, add_retrieval_errors
from cathartes.simulate.passes.draws import (
    PassSettings,
    PlacedEmitter,
    SimulatedPass,
    draw_pass,
    draw_settings,
    give_wind,
)
from cathartes.simulate.passes.hard import draw_hard_settings
from cathartes.simulate.passes.snapshots import EmissionHistory, PlumeSnapshots, release_plume
from cathartes.simulate.passes.weather import Weather, draw_weather
from cathartes.simulate.passes.writing import write_simulated_passes

__all__ = [
    "CAMERAS",
    "Camera",
    "EmissionHistory",
    "PassSettings",
    "PlacedEmitter",
    "PlumeSnapshots",
    "SimulatedPass",
    "Weather",
    "add_retrieval_errors",
    "draw_hard_settings",
    "draw_pass",
    "draw_settings",
    "draw_weather",
    "give_wind",
    "release_plume",
    "write_simulated_passes",
]
