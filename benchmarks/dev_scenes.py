"""Simulated scenes one may look at and tune on. The benchmark's are in ``scenes.py``.

Nothing here is shared with the benchmark: other seeds, other parcel scales, other mixes of
materials, other air, other sizes of pixel.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.scenery.simulated import SimulatedRecipe, with_invented_gases
from cathartes.simulate import (
    ArtefactSettings,
    AtmosphereSettings,
    SceneSettings,
    SunSettings,
    SurfaceSettings,
    TemperatureSettings,
    WindSettings,
    draw_emitters,
)

MIXTURES: tuple[tuple[tuple[str, float], ...], ...] = (
    (("ammonia", 1.0),),
    (("acetone", 1.0), ("ethyl acetate", 0.7)),
    (("SF6", 1.0),),
    (("ethylene", 1.0),),
    (("methanol", 1.0),),
    (("2-butanone", 1.0), ("isopropanol", 0.8)),
    (("tetrachloroethene", 1.0),),
    (("acetic acid", 1.0),),
    (("dichloromethane", 1.0), ("acetone", 1.0), ("chloroform", 0.4)),
    (("MTBE", 1.0),),
    (("vinyl acetate", 1.0),),
    (("sulfur dioxide", 1.0),),
)
FARM = SurfaceSettings(
    natural={"loam": 2.0, "grass": 2.0, "dry grass": 1.0, "quartz soil": 1.0},
    parcel_m=120.0, building_density=0.03, building_m=20.0, road_spacing_m=260.0,
    vehicles_per_ha=0.3,
)  # fmt: skip
TOWN = SurfaceSettings(
    natural={"loam": 1.0, "grass": 1.5, "dry grass": 1.0},
    parcel_m=70.0, building_density=0.22, building_m=15.0, road_spacing_m=110.0,
    vehicles_per_ha=5.0, hot_spots=10,
)  # fmt: skip
WORKS = SurfaceSettings(
    natural={"quartz soil": 1.0, "carbonate soil": 0.5, "dry grass": 1.0},
    roofs={"painted metal": 2.0, "bare metal": 1.0, "gravel roof": 1.0, "membrane": 1.5,
           "polymer sheet": 0.5},
    parcel_m=100.0, building_density=0.25, building_m=32.0, road_spacing_m=140.0,
    vehicles_per_ha=3.0, hot_spots=14, clutter=1.3,
)  # fmt: skip


def _scene(
    number: int,
    name: str,
    group: str,
    clutter: str,
    count: int,
    snr: tuple[float, float],
    *,
    invented: bool = False,
    **choices: Any,
) -> SimulatedRecipe:
    rng = np.random.default_rng([8_100, number])
    first = int(rng.integers(len(MIXTURES)))
    mixtures = [MIXTURES[(first + 5 * index) % len(MIXTURES)] for index in range(count)]
    if choices.get("kind") == "swir":
        mixtures = [(("methane", 1.0),)] * count
    settings = SceneSettings(
        name=f"dev-{name}",
        wind=WindSettings(
            speed_m_s=float(rng.uniform(1.5, 5.0)),
            from_direction_deg=float(rng.uniform(0.0, 360.0)),
        ),
        emitters=draw_emitters(rng, mixtures, snr),
        **choices,
    )
    if invented:
        settings = with_invented_gases(settings)
    return SimulatedRecipe(settings, 8_000 + number, group, clutter, invented)


def _air(number: int, **choices: Any) -> AtmosphereSettings:
    return AtmosphereSettings(line_seed=8_200 + number, **choices)


DEV_SCENES: tuple[SimulatedRecipe, ...] = (
    _scene(1, "farm-sparse", "sparse", "calm", 4, (6.0, 40.0), surface=FARM, instrument="HyTES",
           lines=260, samples=280, pixel_size_m=2.5, atmosphere=_air(1)),
    _scene(2, "works-dense", "dense", "busy", 9, (5.0, 50.0), surface=WORKS,
           instrument="Mako class", lines=280, samples=260, pixel_size_m=2.0,
           atmosphere=_air(2, water_g_cm2=2.2, air_temperature_k=300.0)),
    _scene(3, "town-clean", "clean", "mixed", 0, (5.0, 5.0), surface=TOWN, instrument="HyTES",
           lines=260, samples=260, atmosphere=_air(3, water_g_cm2=1.0, air_temperature_k=288.0)),
    _scene(4, "works-night", "sparse", "busy", 4, (7.0, 35.0), surface=WORKS, instrument="OWL",
           lines=260, samples=300, pixel_size_m=1.5, temperature=TemperatureSettings(sun=-0.1),
           atmosphere=_air(4, air_temperature_k=285.0, lapse_k_per_km=3.0)),
    _scene(5, "works-clean", "clean", "busy", 0, (5.0, 5.0), surface=WORKS,
           instrument="Mako class", lines=260, samples=260, pixel_size_m=2.0,
           atmosphere=_air(5, water_g_cm2=2.8, air_temperature_k=303.0),
           temperature=TemperatureSettings(sun=1.0)),
    _scene(6, "town-dense", "dense", "mixed", 8, (5.0, 45.0), surface=TOWN, instrument="OWL",
           lines=280, samples=280, atmosphere=_air(6, water_g_cm2=1.3)),
    _scene(7, "farm-invented", "sparse", "calm", 6, (12.0, 40.0), invented=True, surface=FARM,
           instrument="HyTES", lines=280, samples=280, pixel_size_m=2.5, atmosphere=_air(7)),
    _scene(8, "works-invented", "sparse", "busy", 6, (12.0, 45.0), invented=True, surface=WORKS,
           instrument="Mako class", lines=280, samples=280, atmosphere=_air(8)),
    _scene(9, "swir-farm", "sparse", "calm", 3, (6.0, 30.0), kind="swir", step_cm1=0.2,
           instrument="AVIRIS-NG", lines=260, samples=300, pixel_size_m=4.0, surface=FARM,
           sun=SunSettings(zenith_deg=40.0),
           atmosphere=_air(9, platform_height_m=5000.0, haze=0.05),
           artefacts=ArtefactSettings(field_of_view_deg=34.0)),
    _scene(10, "swir-works", "dense", "busy", 6, (6.0, 40.0), kind="swir", step_cm1=0.2,
           instrument="Tanager", lines=260, samples=260, pixel_size_m=8.0, surface=WORKS,
           sun=SunSettings(zenith_deg=30.0),
           atmosphere=_air(10, platform_height_m=30_000.0, haze=0.08),
           artefacts=ArtefactSettings(field_of_view_deg=3.0)),
)  # fmt: skip
"""Ten scenes for development."""
