"""Every scene of the skill benchmark in a list one can read."""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from benchmarks.dev_scenes import DEV_SCENES
from benchmarks.scenery.injection import inject_methane
from benchmarks.scenery.peer_targets import peer_target
from benchmarks.scenery.real_backgrounds import RealBackground, enmap_potsdam, indian_pines
from benchmarks.scenery.simulated import SimulatedRecipe
from benchmarks.scenery.skill_scene import SceneRecipe, SkillScene
from benchmarks.scenes import BENCHMARK_SCENES

INJECTED: tuple[tuple[str, tuple[float, ...], int], ...] = (
    ("indian-pines", (12.0, 7.0, 16.0), 11),
    ("indian-pines", (7.0, 11.0), 12),
    ("indian-pines", (14.0,), 13),
    ("indian-pines", (), 14),
    ("enmap", (14.0, 9.0, 25.0), 21),
    ("enmap", (7.0, 11.0), 22),
    ("enmap", (18.0,), 23),
    ("enmap", (), 24),
)
"""Background, strength of each plume, seed. Every other scene is told its wind."""
DEV_SEED_SHIFT = 500
"""Injected plumes of the development scenes: the same backgrounds, other plumes."""
QUICK_SCENES = 4

_BACKGROUNDS = {"indian-pines": cache(indian_pines), "enmap": cache(enmap_potsdam)}


def all_recipes(*, dev: bool, quick: bool) -> list[SceneRecipe]:
    """Return the scenes: simulated ones, and real backgrounds with injected plumes."""
    simulated = [_simulated(recipe) for recipe in (DEV_SCENES if dev else BENCHMARK_SCENES)]
    shift = DEV_SEED_SHIFT if dev else 0
    injected = [_injected(*entry, shift=shift) for entry in INJECTED]
    if not quick:
        return simulated + injected
    return simulated[:: max(1, len(simulated) // QUICK_SCENES)] + injected[:1]


def _simulated(recipe: SimulatedRecipe) -> SceneRecipe:
    settings = recipe.settings
    return SceneRecipe(
        name=recipe.name,
        domain=settings.kind,
        group="invented" if recipe.invented else recipe.group,
        clutter=recipe.clutter,
        pixel_size_m=settings.pixel_size_m,
        make=partial(_simulate, recipe),
    )


def _simulate(recipe: SimulatedRecipe) -> SkillScene:
    simulated = recipe.make()
    spectra = recipe.spectra()
    main_gases = {emitter.gases[0] for emitter in simulated.truth.emitters}
    invented = frozenset(name for name in main_gases if recipe.invented)
    methane = spectra.get("methane") if recipe.settings.kind == "swir" else None
    targets = {
        name: peer_target(simulated, spectra[name], methane)
        for name in sorted(main_gases - invented)
    }
    lines, samples, channels = simulated.scene.shape
    is_judged = np.ones((lines, samples), bool)
    is_judged[:, list(simulated.truth.dead_columns)] = False
    peer_channels = np.ones(channels, bool)
    peer_channels[list(simulated.truth.dead_channels)] = False
    return SkillScene(simulated.scene, simulated.truth, targets, peer_channels, is_judged, invented)


def _injected(name: str, strengths: tuple[float, ...], seed: int, *, shift: int) -> SceneRecipe:
    return SceneRecipe(
        name=f"{name}-{seed + shift}",
        domain="swir",
        group="injected" if strengths else "clean",
        clutter="real",
        pixel_size_m=20.0 if name == "indian-pines" else 30.0,
        make=partial(_inject, name, strengths, seed + shift),
    )


def _inject(name: str, strengths: tuple[float, ...], seed: int) -> SkillScene:
    background: RealBackground = _BACKGROUNDS[name]()
    return inject_methane(background, strengths, seed, wind_is_told=seed % 2 == 0)
