"""A whole campaign drawn: ground, emitters, weather, flights, and what each scene is to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
from attrs import frozen

from cathartes.model.gas import Gas
from cathartes.physics.profiles import ProfileTable
from cathartes.simulate.bundled_spectra import bent_spectra
from cathartes.simulate.campaign.air.weather import TrueWeather, draw_weather
from cathartes.simulate.campaign.flights.flown import FlownFlight, fly_flights
from cathartes.simulate.campaign.flights.plan import PlannedFlight, plan_flights
from cathartes.simulate.campaign.flights.sampler import SamplerFlight, fly_sampler
from cathartes.simulate.campaign.flights.scene_tasks import SceneTask, scene_tasks
from cathartes.simulate.campaign.ground.context import draw_layers
from cathartes.simulate.campaign.ground.emitters import CampaignEmitter, draw_emitters
from cathartes.simulate.campaign.ground.frame import SOUTH_LATITUDE, WEST_LONGITUDE, Frame
from cathartes.simulate.campaign.ground.rhythm import Period
from cathartes.simulate.campaign.ground.terrain import Terrain, draw_terrain
from cathartes.simulate.campaign.settings import CampaignSettings

FIRST_DAY = datetime(2026, 6, 1, tzinfo=UTC)
SOLAR_OFFSET_S = WEST_LONGITUDE / 15.0 * 3600.0
HOUR_S = 3600.0


@frozen(eq=False, kw_only=True)
class DrawnCampaign:
    """Everything of a campaign but the scenes' pixels.

    Attributes
    ----------
    settings : CampaignSettings
    seed : int
    frame : Frame
    period : (float, float)
        Seconds since 1970-01-01 UTC; it is authorised, and mean rates are taken over it.
    terrain : Terrain
    emitters : tuple of CampaignEmitter
    layers : mapping of str to dict
        GeoJSON of permits by the name of the layer.
    weather : TrueWeather
    planned : tuple of PlannedFlight
    flown : tuple of FlownFlight
    tasks : tuple of SceneTask
    samplers : tuple of SamplerFlight
    spectra : mapping of str to Gas
        Not quite those that detection looks with.
    of_files : tuple of Generator
        For the errors of weather reports and of recorded tracks.
    """

    settings: CampaignSettings
    seed: int
    frame: Frame
    period: Period
    terrain: Terrain
    emitters: tuple[CampaignEmitter, ...]
    layers: Mapping[str, dict[str, object]]
    weather: TrueWeather
    planned: tuple[PlannedFlight, ...]
    flown: tuple[FlownFlight, ...]
    tasks: tuple[SceneTask, ...]
    samplers: tuple[SamplerFlight, ...]
    spectra: Mapping[str, Gas]
    of_files: tuple[np.random.Generator, np.random.Generator]


def draw_campaign(settings: CampaignSettings, seed: int, profiles: ProfileTable) -> DrawnCampaign:
    """Draw a campaign; the same settings, seed and profiles give the same one.

    Parameters
    ----------
    settings : CampaignSettings
    seed : int
        Not negative.
    profiles : ProfileTable
        What the program assumes; emitters depart from it.
    """
    # Each part has its own generator, so that a change of one leaves the others as they were.
    (
        of_terrain, of_emitters, of_weather, of_plans, of_errors, of_scenes, of_context,
        of_reports, of_tracks, of_samplers, of_spectra,
    ) = np.random.default_rng([seed, 57]).spawn(11)  # fmt: skip
    frame = Frame.of_size(settings.tiles[0] * settings.tile_m, settings.tiles[1] * settings.tile_m)
    midnight = FIRST_DAY.timestamp() - SOLAR_OFFSET_S
    period = (midnight + 12.0 * HOUR_S, midnight + 24.0 * HOUR_S * (settings.days + 1))
    terrain = draw_terrain(of_terrain, frame)
    emitters = draw_emitters(
        of_emitters, profiles, settings.emitters, frame, period, SOLAR_OFFSET_S
    )
    weather = draw_weather(of_weather, period, WEST_LONGITUDE, SOUTH_LATITUDE)
    planned = plan_flights(of_plans, settings, frame, midnight)
    flown = fly_flights(of_errors, planned, settings.faults)
    names = sorted({gas for one in emitters for gas in one.rate_kg_per_h})
    spectra = bent_spectra(names, of_spectra)
    return DrawnCampaign(
        settings=settings,
        seed=seed,
        frame=frame,
        period=period,
        terrain=terrain,
        emitters=emitters,
        layers=draw_layers(of_context, emitters, profiles, settings.emitters, frame),
        weather=weather,
        planned=planned,
        flown=flown,
        tasks=scene_tasks(of_scenes, settings, flown, emitters, weather, terrain, seed),
        samplers=_fly_samplers(
            of_samplers, settings, emitters, midnight, weather, terrain, spectra
        ),
        spectra=spectra,
        of_files=(of_reports, of_tracks),
    )


def _fly_samplers(
    rng: np.random.Generator,
    settings: CampaignSettings,
    emitters: Sequence[CampaignEmitter],
    midnight_s: float,
    weather: TrueWeather,
    terrain: Terrain,
    spectra: Mapping[str, Gas],
) -> tuple[SamplerFlight, ...]:
    """Fly a sampler near emitters: near one of the searched kind first, then near any."""
    order = [int(index) for index in rng.permutation(len(emitters))]
    order.sort(key=lambda index: not emitters[index].is_clandestine)
    flights = []
    for number, index in enumerate(order[: settings.sampler_flights], start=1):
        day = min(number, settings.days - 1)
        begin = midnight_s + HOUR_S * (24.0 * day + float(rng.uniform(15.0, 19.0)))
        flights.append(
            fly_sampler(
                rng, f"S{number:02d}", emitters[index], float(np.round(begin)), weather, terrain,
                spectra,
            )
        )  # fmt: skip
    return tuple(flights)
