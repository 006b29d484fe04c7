"""A drone with a sampler of air, flown near an emitter in the weather of that hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from cathartes.model.gas import Gas
from cathartes.model.location.case import SourceCase
from cathartes.simulate.campaign.air.weather import TrueWeather
from cathartes.simulate.campaign.flights.plan import collection_of_lines, line_feature
from cathartes.simulate.campaign.ground.emitters import CampaignEmitter
from cathartes.simulate.campaign.ground.frame import EPSG, Frame
from cathartes.simulate.campaign.ground.terrain import Terrain
from cathartes.simulate.campaign.settings import SAMPLER_PLATFORM, SAMPLER_SENSOR
from cathartes.simulate.insitu import DRONE, FlightSettings, simulate_flight
from cathartes.simulate.insitu.settings import AirSettings, SensedGas, SourcesSettings

SITE_M = (120.0, 200.0)
REACH_M = 60.0
"""Breadth of ground whose gas a transect is taken to notice."""
LINES = 3


@frozen(eq=False, kw_only=True)
class SamplerFlight:
    """One flight with a sampler.

    Attributes
    ----------
    name : str
    emitter_id : str
        Near which it is flown.
    gas : str
    is_on : bool
        Whether that emitter is on.
    begin_s, end_s : float
        Seconds since 1970-01-01 UTC.
    case : SourceCase
        What comes back, on the map.
    altitude_m : float
        Above mean sea level.
    """

    name: str
    emitter_id: str
    gas: str
    is_on: bool
    begin_s: float
    end_s: float
    case: SourceCase
    altitude_m: float


def fly_sampler(
    rng: np.random.Generator,
    name: str,
    emitter: CampaignEmitter,
    begin_s: float,
    weather: TrueWeather,
    terrain: Terrain,
    spectra: Mapping[str, Gas],
) -> SamplerFlight:
    """Fly a sampler near an emitter.

    The case is simulated about the origin, then moved and turned so that its source stands on
    the emitter and its mean wind blows as the campaign's does at that time.

    Parameters
    ----------
    rng : numpy.random.Generator
    name : str
    emitter : CampaignEmitter
    begin_s : float
        Seconds since 1970-01-01 UTC.
    weather : TrueWeather
    terrain : Terrain
    spectra : mapping of str to Gas
        For molar masses.
    """
    moment = weather.at(begin_s)
    gas = max(emitter.rate_kg_per_h, key=lambda one: emitter.rate_kg_per_h[one])
    rate, is_on = emitter.rate_kg_per_h[gas], emitter.is_on(begin_s)
    speed = moment.wind_speed_m_s
    hour = (begin_s / 3600.0 + weather.longitude / 15.0) % 24.0
    carrier = DRONE.model_copy(
        update={"rate_kg_per_h": (rate, rate), "site_m": SITE_M, "laps": (1, 1)}
    )
    sensed = SensedGas(
        name=gas,
        molar_mass_g_per_mol=spectra[gas].molar_mass_g_per_mol or 70.0,
        background_ppm=2.0 if gas == "methane" else 0.01,
    )
    settings = FlightSettings(
        gas=sensed,
        sources=SourcesSettings(count=int(is_on), switched_share=0.0, pulsation=0.3),
        air=AirSettings(speed_m_s=(speed, speed), start_hour=(hour, hour), front_probability=0.0),
        carriers=((carrier, 1.0),),
        centre_m=(0.0, 0.0),
        background_drift_ppm=0.01,
        background_diurnal_ppm=0.01,
    )
    case, truth = simulate_flight(rng, settings)
    source = np.array(
        [truth.sources[0].easting_m, truth.sources[0].northing_m] if truth.sources else [0.0, 0.0]
    )
    east = np.mean(truth.wind_speed_m_s * np.sin(np.radians(truth.wind_from_direction_deg)))
    north = np.mean(truth.wind_speed_m_s * np.cos(np.radians(truth.wind_from_direction_deg)))
    blown_from = float(np.degrees(np.arctan2(east, north)))
    turn = moment.wind_from_direction_deg - blown_from
    later = begin_s - float(case.observations.time_s[0])
    place = np.array([emitter.easting_m, emitter.northing_m])
    moved = _moved(evolve(case, name=name), source, place, turn, later)
    return SamplerFlight(
        name=name,
        emitter_id=emitter.emitter_id,
        gas=gas,
        is_on=is_on,
        begin_s=begin_s,
        end_s=float(moved.observations.time_s[-1]) + 5.0,
        case=moved,
        altitude_m=terrain.at(emitter.easting_m, emitter.northing_m)
        + float(np.median(moved.observations.begin_m[:, 2])),
    )


def sampler_plan(flight: SamplerFlight, frame: Frame, authority: str) -> dict[str, Any]:
    """Return the plan that such a flight had: a few transects across the wind (GeoJSON)."""
    places = flight.case.observations.begin_m[:, :2]
    middle = places.mean(axis=0)
    spread = np.linalg.svd(places - middle, full_matrices=False)[2]
    along, across = spread[0], spread[1]
    reach = float(np.quantile(np.abs((places - middle) @ along), 0.95))
    offsets = np.quantile((places - middle) @ across, [0.1, 0.5, 0.9])
    step = (flight.end_s - flight.begin_s) / LINES
    features = []
    for number, offset in enumerate(offsets, start=1):
        ends = [middle + offset * across - reach * along, middle + offset * across + reach * along]
        begin = flight.begin_s + (number - 1) * step
        features.append(
            line_feature(
                frame,
                f"L{number:02d}",
                (float(ends[0][0]), float(ends[0][1])),
                (float(ends[1][0]), float(ends[1][1])),
                flight.altitude_m,
                (begin, begin + step),
                REACH_M,
            )
        )
    return collection_of_lines(features, flight.name, SAMPLER_PLATFORM, SAMPLER_SENSOR, authority)


def _moved(
    case: SourceCase,
    pivot_m: NDArray[np.float64],
    place_m: NDArray[np.float64],
    turn_deg: float,
    later_s: float,
) -> SourceCase:
    """Return a case turned clockwise about a place, put onto another, and set to a later time."""
    angle = np.radians(turn_deg)
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])

    def move(places: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = places.copy()
        moved[:, :2] = (places[:, :2] - pivot_m) @ turned.T + place_m
        return moved

    observations, wind = case.observations, case.wind
    west, south, east, north = case.search_area_m
    corners = move(np.array([[west, south], [east, south], [east, north], [west, north]]))
    return evolve(
        case,
        crs=f"EPSG:{EPSG}",
        observations=evolve(
            observations,
            time_s=observations.time_s + later_s,
            begin_m=move(observations.begin_m),
            end_m=move(observations.end_m),
        ),
        wind=evolve(
            wind,
            time_s=wind.time_s + later_s,
            position_m=move(wind.position_m),
            from_direction_deg=(wind.from_direction_deg + turn_deg) % 360.0,
        ),
        search_area_m=(
            float(corners[:, 0].min()),
            float(corners[:, 1].min()),
            float(corners[:, 0].max()),
            float(corners[:, 1].max()),
        ),
    )
