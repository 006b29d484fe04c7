"""Looks drawn at random: instrument, ground, air, wind and pixel, with sources near their limit."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cathartes.model.instrument import Instrument
from cathartes.physics.detection_limits import DetectionLimits, limits_of_look
from cathartes.physics.instruments import find_instrument
from cathartes.simulate import (
    ArtefactSettings,
    AtmosphereSettings,
    EmitterSettings,
    SceneSettings,
    SunSettings,
    SurfaceSettings,
    TemperatureSettings,
    WindSettings,
)
from cathartes.simulate.settings import GasShare

INSTRUMENTS = ("Mako class", "Mako class", "OWL", "HyTES")
GASES = (
    "ammonia",
    "acetone",
    "ethyl acetate",
    "SF6",
    "dichloromethane",
    "acetic acid",
    "2-butanone",
    "tetrachloroethene",
    "ethanol",
    "toluene",
    "propylene",
    "sulfur dioxide",
)
SOLAR_INSTRUMENTS = ("AVIRIS-NG", "Tanager", "EnMAP")
SOLAR_GASES = ("methane",)
FROM_SPACE_M = 30.0
SIZE_PIXELS = 112
EMITTERS = 2
GUESSED_CONTRAST_K = 3.0
FIRST_RATE, LAST_RATE = 0.2, 5.0
"""Of a drawn rate over the limit at the guessed contrast."""


@frozen
class DrawnLook:
    """Settings of one scene with the seed of its random parts."""

    settings: SceneSettings
    seed: int

    @property
    def instrument(self) -> Instrument:
        """The imager, with its noise."""
        return find_instrument(self.settings.instrument)

    def limits(self, contrast_k: float) -> DetectionLimits:
        """Return the limits of this look at a contrast."""
        return limits_of_look(
            self.instrument,
            SOLAR_GASES if self.settings.kind == "swir" else GASES,
            wind_speed_m_s=self.settings.wind.speed_m_s,
            thermal_contrast_k=contrast_k,
            pixel_size_m=self.settings.pixel_size_m,
            platform_height_m=self.settings.atmosphere.platform_height_m,
        )


def draw_look(seed: int) -> DrawnLook:
    """Draw one look; the same seed gives the same look, as long as the limits stay as they are."""
    rng = np.random.default_rng([522, seed])

    def between(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    settings = SceneSettings(
        name=f"look-{seed}",
        instrument=str(rng.choice(INSTRUMENTS)),
        lines=SIZE_PIXELS,
        samples=SIZE_PIXELS,
        pixel_size_m=float(np.exp(between(np.log(2.0), np.log(10.0)))),
        step_cm1=0.5,
        surface=SurfaceSettings(
            building_density=between(0.01, 0.25),
            parcel_m=between(60.0, 200.0),
            road_spacing_m=between(100.0, 400.0),
            vehicles_per_ha=between(0.2, 4.0),
            hot_spots=int(rng.integers(0, 10)),
            clutter=between(0.9, 1.4),
        ),
        temperature=TemperatureSettings(
            sun=between(-0.25, 1.0), texture_k=between(0.6, 1.6), parcel_k=between(0.8, 2.0)
        ),
        atmosphere=AtmosphereSettings(
            line_seed=5_000_000 + seed,
            platform_height_m=between(800.0, 3000.0),
            air_temperature_k=between(284.0, 306.0),
            water_g_cm2=between(0.7, 3.0),
        ),
        wind=WindSettings(
            speed_m_s=between(1.2, 7.0),
            from_direction_deg=between(0.0, 360.0),
            turbulence=between(0.08, 0.25),
        ),
        artefacts=ArtefactSettings(),
    )
    look = DrawnLook(settings, seed)
    limits = look.limits(GUESSED_CONTRAST_K).limits_kg_per_h
    emitters = []
    for gas in rng.choice([name for name in GASES if name in limits], EMITTERS, replace=False):
        ratio = np.exp(between(np.log(FIRST_RATE), np.log(LAST_RATE)))
        emitters.append(
            EmitterSettings(
                gases=(GasShare(name=str(gas)),),
                radius_m=between(0.3, 12.0),
                release_height_m=between(1.0, 15.0),
                temperature_excess_k=between(-2.0, 8.0),
                duration_s=between(150.0, 800.0),
                pulsation=between(0.1, 0.8),
                emission_rate_kg_per_h=float(limits[str(gas)] * ratio),
            )
        )
    return DrawnLook(settings.model_copy(update={"emitters": tuple(emitters)}), seed)


def draw_solar_look(seed: int) -> DrawnLook:
    """Draw one look at methane in sunlight, from an aircraft or from space."""
    rng = np.random.default_rng([523, seed])
    instrument = str(rng.choice(SOLAR_INSTRUMENTS))
    from_aircraft = float(np.exp(rng.uniform(np.log(3.0), np.log(10.0))))
    settings = SceneSettings(
        name=f"solar-look-{seed}",
        kind="swir",
        instrument=instrument,
        lines=SIZE_PIXELS,
        samples=SIZE_PIXELS,
        pixel_size_m=from_aircraft if instrument == "AVIRIS-NG" else FROM_SPACE_M,
        step_cm1=0.5,
        wind=WindSettings(
            speed_m_s=float(rng.uniform(1.5, 6.0)),
            from_direction_deg=float(rng.uniform(0.0, 359.0)),
        ),
        sun=SunSettings(zenith_deg=float(rng.uniform(20.0, 50.0))),
        atmosphere=AtmosphereSettings(line_seed=seed, platform_height_m=5000.0, haze=0.05),
    )
    limit = DrawnLook(settings, seed).limits(GUESSED_CONTRAST_K).limits_kg_per_h["methane"]
    ratios = np.exp(rng.uniform(np.log(FIRST_RATE), np.log(LAST_RATE), EMITTERS))
    emitters = tuple(
        EmitterSettings(
            gases=(GasShare(name="methane"),),
            duration_s=1200.0,
            emission_rate_kg_per_h=float(limit * ratio),
        )
        for ratio in ratios
    )
    return DrawnLook(settings.model_copy(update={"emitters": emitters}), seed)
