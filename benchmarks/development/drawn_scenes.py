"""Thermal development scenes drawn at random: what the scenes written out by hand do not vary.

Surfaces are mixed of the materials of ``dev_scenes.py`` only, so that those of the benchmark's
scenes are met there for the first time.
"""

from __future__ import annotations

import numpy as np

from benchmarks.scenery.simulated import SimulatedRecipe, with_invented_gases
from benchmarks.scenery.truth_spectra import truth_spectra
from cathartes.simulate import (
    ArtefactSettings,
    AtmosphereSettings,
    SceneSettings,
    SurfaceSettings,
    TemperatureSettings,
    WindSettings,
    draw_emitters,
)

KINDS = ("known", "known", "known", "clean", "invented", "invented")
NATURAL = ("loam", "grass", "dry grass", "quartz soil", "carbonate soil")
ROOFS = ("painted metal", "bare metal", "gravel roof", "membrane", "polymer sheet")
N_EMITTERS = 6
ARTEFACTS = (
    ArtefactSettings(),
    ArtefactSettings(
        stripe_gain=0.0012, stripe_offset=0.4, drift=0.4, smile=0.25, dead_columns=1, hot_pixels=20
    ),
    ArtefactSettings(field_of_view_deg=40.0, smile=-0.2, hot_pixels=15),
)


def drawn_dev_scene(number: int) -> SimulatedRecipe:
    """Return the settings of one drawn scene; the same number gives the same scene."""
    rng = np.random.default_rng([90_210, number])
    kind = str(rng.choice(KINDS))

    def between(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    def mix(names: tuple[str, ...]) -> dict[str, float]:
        return {str(name): between(0.3, 2.0) for name in rng.choice(names, 3, replace=False)}

    surface = SurfaceSettings(
        natural=mix(NATURAL),
        roofs=mix(ROOFS),
        parcel_m=between(50.0, 220.0),
        building_density=between(0.01, 0.3),
        building_m=between(10.0, 32.0),
        road_spacing_m=between(90.0, 400.0),
        vehicles_per_ha=between(0.2, 6.0),
        hot_spots=int(rng.integers(0, 20)),
        clutter=between(0.9, 1.5),
        correlation_m=between(12.0, 60.0),
        spectrum_slope=between(2.2, 3.1),
    )
    mixtures = [_mixture(rng) for _ in range(N_EMITTERS)]
    settings = SceneSettings(
        name=f"dev-drawn-{number}",
        surface=surface,
        wind=WindSettings(
            speed_m_s=between(1.2, 7.0),
            from_direction_deg=between(0.0, 360.0),
            turbulence=between(0.08, 0.25),
            memory_s=between(15.0, 45.0),
        ),
        temperature=TemperatureSettings(
            sun=between(-0.25, 1.0), texture_k=between(0.6, 1.6), parcel_k=between(0.8, 2.0)
        ),
        atmosphere=AtmosphereSettings(
            line_seed=77_000 + number,
            platform_height_m=between(800.0, 3000.0),
            air_temperature_k=between(282.0, 308.0),
            water_g_cm2=between(0.7, 3.5),
            lapse_k_per_km=between(1.5, 8.5),
            haze=float(rng.choice([0.0, 0.05])),
        ),
        emitters=()
        if kind == "clean"
        else draw_emitters(
            rng,
            mixtures,
            (5.0 if kind == "known" else 10.0, 45.0),
            wide_share=0.3,
            excess_k=(-4.0, 15.0),
        ),
        instrument=str(rng.choice(["HyTES", "Mako class", "OWL"])),
        lines=280,
        samples=280,
        pixel_size_m=between(1.3, 3.2),
        artefacts=ARTEFACTS[int(rng.integers(len(ARTEFACTS)))],
    )
    if kind == "invented":
        settings = with_invented_gases(settings)
    group = "clean" if kind == "clean" else "sparse"
    return SimulatedRecipe(settings, 770_000 + number, group, "mixed", kind == "invented")


def _mixture(rng: np.random.Generator) -> tuple[tuple[str, float], ...]:
    """Draw one to three gases with their shares; the first has 1."""
    gases = sorted(name for name in truth_spectra() if name != "methane")
    chosen = rng.choice(gases, rng.choice([1, 1, 2, 3]), replace=False)
    return tuple((str(g), float(rng.uniform(0.4, 1.0)) if i else 1.0) for i, g in enumerate(chosen))
