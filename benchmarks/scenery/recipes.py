"""Every scene of the skill benchmark in a list one can read."""

from __future__ import annotations

from functools import cache, partial
from hashlib import sha256

from benchmarks.scenery.injection import inject_methane
from benchmarks.scenery.real_backgrounds import RealBackground, enmap_potsdam, indian_pines
from benchmarks.scenery.skill_scene import SceneRecipe, SkillScene

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

_BACKGROUNDS = {"indian-pines": cache(indian_pines), "enmap": cache(enmap_potsdam)}


def all_recipes(*, dev: bool, quick: bool) -> list[SceneRecipe]:
    """Return the scenes: simulated ones and real backgrounds with injected plumes."""
    injected = [_injected(*entry, shift=500 if dev else 0) for entry in INJECTED]
    return injected[:2] if quick else injected


def _injected(name: str, strengths: tuple[float, ...], seed: int, *, shift: int) -> SceneRecipe:
    group = "injected" if strengths else "clean"
    return SceneRecipe(
        name=f"{name}-{seed + shift}",
        domain="swir",
        group=group,
        clutter="real",
        pixel_size_m=20.0 if name == "indian-pines" else 30.0,
        fingerprint=sha256(repr((name, strengths, seed + shift)).encode()).hexdigest(),
        make=partial(_inject, name, strengths, seed + shift),
    )


def _inject(name: str, strengths: tuple[float, ...], seed: int) -> SkillScene:
    background: RealBackground = _BACKGROUNDS[name]()
    return inject_methane(background, strengths, seed, wind_is_told=seed % 2 == 0)
