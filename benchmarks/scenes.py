"""The simulated scenes of the skill benchmark. They are measured on and never tuned on.

Seeds, parcel scales, mixes of materials, air, winds, pixel sizes and strengths differ from those of
``dev_scenes.py``, and some materials occur here only. Whoever changes a scene changes the
benchmark: say so in the table's note.
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
    (("acetone", 1.0),),
    (("ammonia", 1.0),),
    (("ethyl acetate", 1.0), ("isopropanol", 1.2)),
    (("chloroform", 1.0),),
    (("phosphine", 1.0),),
    (("dichloromethane", 1.0), ("methanol", 0.9)),
    (("SF6", 1.0),),
    (("1,3-butadiene", 1.0), ("ethylene", 0.6)),
    (("acetic acid", 1.0),),
    (("1-butanol", 1.0), ("2-butanone", 1.0), ("acetone", 0.7)),
    (("1,1,1-trichloroethane", 1.0),),
    (("sulfur dioxide", 1.0),),
    (("tetrachloroethene", 1.0), ("chloroform", 0.5)),
    (("MTBE", 1.0),),
    (("vinyl acetate", 1.0),),
    (("isopropanol", 1.0),),
)
VILLAGE = SurfaceSettings(
    natural={"loam": 1.0, "grass": 2.0, "feldspar gravel": 0.6, "water": 0.25},
    roofs={"tile roof": 3.0, "painted metal": 0.7, "glass panel": 0.4, "polymer sheet": 0.3},
    parcel_m=55.0, building_density=0.12, building_m=11.0, road_spacing_m=85.0,
    vehicles_per_ha=2.0, hot_spots=6, correlation_m=14.0, spectrum_slope=2.2,
)  # fmt: skip
DESERT = SurfaceSettings(
    natural={"quartz soil": 2.0, "carbonate soil": 1.0, "gypsum soil": 0.4, "feldspar gravel": 1.0},
    roofs={"bare metal": 1.0, "painted metal": 1.0, "membrane": 0.6},
    parcel_m=170.0, building_density=0.02, building_m=14.0, road_spacing_m=320.0,
    vehicles_per_ha=0.4, hot_spots=2, clutter=1.2, correlation_m=45.0, spectrum_slope=3.0,
)  # fmt: skip
HARBOUR = SurfaceSettings(
    natural={"water": 1.0, "feldspar gravel": 1.0, "dry grass": 0.7, "loam": 0.5},
    roofs={"membrane": 2.0, "polymer sheet": 1.0, "bare metal": 1.0, "painted metal": 2.0,
           "gravel roof": 1.0, "glass panel": 0.5},
    paving={"concrete": 2.0, "asphalt": 1.0},
    parcel_m=135.0, building_density=0.30, building_m=26.0, road_spacing_m=125.0,
    vehicles_per_ha=6.0, hot_spots=18, clutter=1.4, correlation_m=18.0, spectrum_slope=2.4,
)  # fmt: skip
STEPPE = SurfaceSettings(
    natural={"dry grass": 2.0, "gypsum soil": 0.5, "loam": 1.0, "grass": 0.5},
    roofs={"painted metal": 2.0, "tile roof": 1.0, "bare metal": 0.6},
    parcel_m=220.0, building_density=0.015, building_m=24.0, road_spacing_m=400.0,
    vehicles_per_ha=0.2, hot_spots=3, correlation_m=60.0, spectrum_slope=2.8,
)  # fmt: skip

HOT = {"air_temperature_k": 309.0, "water_g_cm2": 1.1, "lapse_k_per_km": 8.5}
HUMID = {"air_temperature_k": 302.0, "water_g_cm2": 3.6, "water_scale_km": 2.3, "haze": 0.05}
COOL = {"air_temperature_k": 283.0, "water_g_cm2": 0.8, "water_scale_km": 1.6}
MILD = {"air_temperature_k": 292.0, "water_g_cm2": 1.9, "ozone_du": 340.0, "haze": 0.03}
NIGHT = {"air_temperature_k": 287.0, "water_g_cm2": 1.4, "lapse_k_per_km": 1.5}


def _scene(
    number: int,
    name: str,
    group: str,
    clutter: str,
    count: int,
    snr: tuple[float, float],
    *,
    air: dict[str, float],
    height_m: float,
    sun: float = 0.7,
    invented: bool = False,
    sun_position: tuple[float, float] = (35.0, 150.0),
    **choices: Any,
) -> SimulatedRecipe:
    rng = np.random.default_rng([51_000, number])
    first = int(rng.integers(len(MIXTURES)))
    mixtures = [MIXTURES[(first + 7 * index) % len(MIXTURES)] for index in range(count)]
    if choices.get("kind") == "swir":
        mixtures = [(("methane", 1.0),)] * count
        choices = {"step_cm1": 0.2, **choices}
    settings = SceneSettings(
        name=f"sim-{name}",
        wind=WindSettings(
            speed_m_s=float(rng.uniform(1.2, 7.0)),
            from_direction_deg=float(rng.uniform(0.0, 360.0)),
            turbulence=float(rng.uniform(0.08, 0.25)),
            memory_s=float(rng.uniform(15.0, 45.0)),
        ),
        temperature=TemperatureSettings(
            sun=sun,
            texture_k=float(rng.uniform(0.6, 1.6)),
            parcel_k=float(rng.uniform(0.8, 2.0)),
        ),
        atmosphere=AtmosphereSettings(line_seed=51_200 + number, platform_height_m=height_m, **air),
        sun=SunSettings(zenith_deg=sun_position[0], azimuth_deg=sun_position[1]),
        emitters=draw_emitters(rng, mixtures, snr, wide_share=0.3, excess_k=(-4.0, 15.0)),
        **choices,
    )
    if invented:
        settings = with_invented_gases(settings)
    return SimulatedRecipe(settings, 51_400 + number, group, clutter, invented)


ROUGH = ArtefactSettings(
    stripe_gain=0.0014, stripe_offset=0.5, drift=0.5, smile=0.3, dead_columns=2, hot_pixels=25
)
WIDE = ArtefactSettings(field_of_view_deg=45.0, smile=-0.2, hot_pixels=20)
SATELLITE = ArtefactSettings(field_of_view_deg=3.0, smile=0.12)
WEAK_TO_STRONG = (4.0, 40.0)

BENCHMARK_SCENES: tuple[SimulatedRecipe, ...] = (
    _scene(1, "village-dense", "dense", "mixed", 8, WEAK_TO_STRONG, air=MILD, height_m=1200.0,
           surface=VILLAGE, instrument="HyTES", lines=300, samples=320, pixel_size_m=2.2),
    _scene(2, "harbour-dense", "dense", "busy", 10, WEAK_TO_STRONG, air=HUMID, height_m=2500.0,
           surface=HARBOUR, instrument="Mako class", lines=320, samples=300, pixel_size_m=1.7,
           artefacts=WIDE),
    _scene(3, "desert-dense", "dense", "calm", 8, WEAK_TO_STRONG, air=HOT, height_m=1800.0,
           sun=1.0, surface=DESERT, instrument="OWL", lines=300, samples=300, pixel_size_m=3.0),
    _scene(4, "harbour-night", "dense", "busy", 8, WEAK_TO_STRONG, air=NIGHT, height_m=1000.0,
           sun=-0.25, surface=HARBOUR, instrument="HyTES", lines=280, samples=320,
           pixel_size_m=1.9, artefacts=ROUGH),
    _scene(5, "steppe-sparse", "sparse", "calm", 3, WEAK_TO_STRONG, air=COOL, height_m=2200.0,
           surface=STEPPE, instrument="HyTES", lines=300, samples=300, pixel_size_m=3.2),
    _scene(6, "village-sparse", "sparse", "mixed", 4, WEAK_TO_STRONG, air=HUMID, height_m=800.0,
           surface=VILLAGE, instrument="OWL", lines=320, samples=300, pixel_size_m=1.3),
    _scene(7, "harbour-sparse", "sparse", "busy", 3, WEAK_TO_STRONG, air=MILD, height_m=1500.0,
           sun=0.4, surface=HARBOUR, instrument="Mako class", lines=300, samples=320,
           pixel_size_m=2.4, artefacts=ROUGH),
    _scene(8, "desert-sparse", "sparse", "calm", 4, WEAK_TO_STRONG, air=HOT, height_m=3000.0,
           sun=0.9, surface=DESERT, instrument="Mako class", lines=300, samples=300,
           pixel_size_m=2.8, artefacts=WIDE),
    _scene(9, "village-clean", "clean", "mixed", 0, (5.0, 5.0), air=COOL, height_m=1600.0,
           surface=VILLAGE, instrument="Mako class", lines=300, samples=300, pixel_size_m=1.8),
    _scene(10, "harbour-clean", "clean", "busy", 0, (5.0, 5.0), air=MILD, height_m=1300.0,
           sun=0.9, surface=HARBOUR, instrument="HyTES", lines=300, samples=320,
           pixel_size_m=2.1, artefacts=ROUGH),
    _scene(11, "desert-clean", "clean", "calm", 0, (5.0, 5.0), air=HOT, height_m=2000.0,
           sun=1.0, surface=DESERT, instrument="HyTES", lines=320, samples=300, pixel_size_m=2.6),
    _scene(12, "steppe-clean", "clean", "calm", 0, (5.0, 5.0), air=NIGHT, height_m=1100.0,
           sun=-0.1, surface=STEPPE, instrument="OWL", lines=300, samples=320, pixel_size_m=2.0),
    _scene(21, "village-invented", "invented", "mixed", 6, (10.0, 40.0), invented=True, air=MILD,
           height_m=1500.0, surface=VILLAGE, instrument="Mako class", lines=300, samples=320,
           pixel_size_m=2.0),
    _scene(22, "harbour-invented", "invented", "busy", 6, (10.0, 40.0), invented=True, air=HUMID,
           height_m=1200.0, surface=HARBOUR, instrument="HyTES", lines=300, samples=300,
           pixel_size_m=2.3),
    _scene(23, "steppe-invented", "invented", "calm", 6, (10.0, 40.0), invented=True, air=COOL,
           height_m=1900.0, surface=STEPPE, instrument="HyTES", lines=300, samples=300,
           pixel_size_m=2.9),
    _scene(24, "desert-invented", "invented", "calm", 6, (10.0, 40.0), invented=True, air=HOT,
           height_m=1400.0, sun=0.9, surface=DESERT, instrument="OWL", lines=320, samples=300,
           pixel_size_m=2.5),
    _scene(31, "steppe-swir", "sparse", "calm", 3, WEAK_TO_STRONG, kind="swir",
           air={"water_g_cm2": 1.0, "haze": 0.06}, height_m=8000.0, surface=STEPPE,
           instrument="AVIRIS-NG", lines=300, samples=320, pixel_size_m=6.0,
           sun_position=(48.0, 200.0)),
    _scene(32, "village-swir", "sparse", "mixed", 4, WEAK_TO_STRONG, kind="swir",
           air={"water_g_cm2": 2.4, "haze": 0.10}, height_m=5000.0, surface=VILLAGE,
           instrument="AVIRIS-NG", lines=300, samples=300, pixel_size_m=3.5,
           sun_position=(28.0, 130.0)),
    _scene(33, "harbour-swir", "dense", "busy", 6, WEAK_TO_STRONG, kind="swir",
           air={"water_g_cm2": 2.0, "haze": 0.08}, height_m=40_000.0, surface=HARBOUR,
           instrument="EMIT", lines=300, samples=300, pixel_size_m=12.0,
           sun_position=(38.0, 160.0), artefacts=SATELLITE),
    _scene(34, "desert-swir-clean", "clean", "calm", 0, (5.0, 5.0), kind="swir",
           air={"water_g_cm2": 0.7, "haze": 0.12}, height_m=40_000.0, surface=DESERT,
           instrument="Tanager", lines=300, samples=300, pixel_size_m=15.0,
           sun_position=(33.0, 140.0), artefacts=SATELLITE),
)  # fmt: skip
"""12 LWIR scenes (4 dense, 4 sparse, 4 clean; three instruments), 4 LWIR scenes with 24 plumes of
invented gases, 4 SWIR scenes."""
