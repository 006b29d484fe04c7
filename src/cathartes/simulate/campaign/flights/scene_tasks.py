"""Which scenes come back from the flown lines, where they lie, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from attrs import evolve, frozen

from cathartes.simulate.campaign.air.weather import Moment, TrueWeather
from cathartes.simulate.campaign.flights.flown import FlownFlight, FlownLine
from cathartes.simulate.campaign.ground.emitters import CampaignEmitter
from cathartes.simulate.campaign.ground.terrain import Terrain
from cathartes.simulate.campaign.settings import CampaignSettings, ImagerSettings

Fault = Literal[
    "", "cloudy", "saturated", "striped", "corrupt", "delivered twice", "clock off",
    "unknown flight",
]  # fmt: skip
CLOCK_OFF_S = 5400.0
"""An hour and a half: no line was flown then."""
UNKNOWN_LATER_S = 4.0 * 3600.0
PLACED_M = 3.0
"""Error of a scene's stated place, 1 sigma along one axis."""
UPWIND_S = 90.0
"""Gas of emitters outside a scene is carried in for that long."""


@frozen(kw_only=True)
class SceneTask:
    """One scene to be simulated.

    Attributes
    ----------
    name, folder : str
        Of the scene, and of its files below ``incoming``.
    flight, line : str
        Of the plan.
    imager : ImagerSettings
    pixels : int
        Lines and samples.
    west_m, north_m : float
        Its true upper left corner, easting and northing.
    placed_off_m : (float, float)
        Stated less true place.
    time_s, stated_time_s : float
        Begin, seconds since 1970-01-01 UTC: true, and by the platform's clock.
    altitude_m, ground_m : float
        Above mean sea level.
    moment : Moment
        The air.
    emitters : tuple of CampaignEmitter
        Those that are on, and whose gas may be in the scene.
    fault : str
    seed : tuple of int
    """

    name: str
    folder: str
    flight: str
    line: str
    imager: ImagerSettings
    pixels: int
    west_m: float
    north_m: float
    placed_off_m: tuple[float, float]
    time_s: float
    stated_time_s: float
    altitude_m: float
    ground_m: float
    moment: Moment
    emitters: tuple[CampaignEmitter, ...]
    fault: Fault
    seed: tuple[int, ...]

    @property
    def side_m(self) -> float:
        """Of the scene on the ground."""
        return self.pixels * self.imager.pixel_m

    def covers(self, emitter: CampaignEmitter) -> bool:
        """Tell whether an emitter stands inside."""
        east, south = emitter.easting_m - self.west_m, self.north_m - emitter.northing_m
        return 0.0 <= east < self.side_m and 0.0 <= south < self.side_m

    def line_and_sample(self, emitter: CampaignEmitter) -> tuple[float, float]:
        """Return where an emitter stands, pixel-centre coordinates; may be outside."""
        pixel = self.imager.pixel_m
        return (
            (self.north_m - emitter.northing_m) / pixel - 0.5,
            (emitter.easting_m - self.west_m) / pixel - 0.5,
        )


def scene_tasks(
    rng: np.random.Generator,
    settings: CampaignSettings,
    flights: Sequence[FlownFlight],
    emitters: Sequence[CampaignEmitter],
    weather: TrueWeather,
    terrain: Terrain,
    seed: int,
) -> tuple[SceneTask, ...]:
    """Return every scene of the flights, faults drawn, in the order of time."""
    tasks = [
        _task(rng, settings, flight, line, index, emitters, weather, terrain, seed)
        for flight in flights
        for line in flight.lines
        for index in range(line.line.tiles)
        if (index + 1) * flight.plan.tile_m <= line.flown_m + 1.0
    ]
    tasks.sort(key=lambda task: (task.time_s, task.name))
    return _with_faults(rng, settings, tasks, emitters, weather)


def _task(
    rng: np.random.Generator,
    settings: CampaignSettings,
    flight: FlownFlight,
    flown: FlownLine,
    index: int,
    emitters: Sequence[CampaignEmitter],
    weather: TrueWeather,
    terrain: Terrain,
    seed: int,
) -> SceneTask:
    plan, line, side = flight.plan, flown.line, flight.plan.tile_m
    time, _, altitude = flown.at_distance(index * side)
    _, easting, _ = flown.at_distance((index + 0.5) * side)
    begin = line.begin_northing_m + line.heading * index * side
    north = begin + side if line.heading > 0 else begin
    place = rng.normal(0.0, PLACED_M, 2)
    name = f"{plan.name}_{line.name}_S{index + 1:02d}"
    west = easting - 0.5 * side
    task = SceneTask(
        name=name,
        folder=f"{plan.name}",
        flight=plan.name,
        line=line.name,
        imager=plan.imager,
        pixels=settings.tile_pixels,
        west_m=west,
        north_m=north,
        placed_off_m=(float(place[0]), float(place[1])),
        time_s=time,
        stated_time_s=time,
        altitude_m=altitude,
        ground_m=terrain.at(easting, north - 0.5 * side),
        moment=weather.at(time),
        emitters=(),
        fault="",
        seed=(seed, 71, *name.encode()),
    )
    return evolve(task, emitters=_within_reach(task, emitters))


def _within_reach(
    task: SceneTask, emitters: Sequence[CampaignEmitter]
) -> tuple[CampaignEmitter, ...]:
    reach = UPWIND_S * task.moment.wind_speed_m_s
    towards = np.radians(task.moment.wind_from_direction_deg + 180.0)
    chosen = []
    for one in emitters:
        # Half of the way its gas goes is enough to tell whether that crosses the scene.
        steps = np.linspace(0.0, reach, 8)
        east = one.easting_m + steps * np.sin(towards) - task.west_m
        south = task.north_m - one.northing_m - steps * np.cos(towards)
        edge = 0.1 * reach
        inside = (east > -edge) & (east < task.side_m + edge)
        inside &= (south > -edge) & (south < task.side_m + edge)
        if one.is_on(task.time_s) and bool(inside.any()):
            chosen.append(one)
    return tuple(chosen)


def _with_faults(
    rng: np.random.Generator,
    settings: CampaignSettings,
    tasks: list[SceneTask],
    emitters: Sequence[CampaignEmitter],
    weather: TrueWeather,
) -> tuple[SceneTask, ...]:
    faults = settings.faults
    shares = np.cumsum([faults.cloudy_share, faults.saturated_share, faults.striped_share])
    kinds: tuple[Fault, ...] = ("cloudy", "saturated", "striped", "")
    drawn: list[Fault] = [
        kinds[int(np.searchsorted(shares, draw, side="right"))] for draw in rng.random(len(tasks))
    ]
    odd: tuple[Fault, ...] = ("corrupt", "delivered twice", "clock off", "unknown flight")
    if faults.odd_ones and len(tasks) > len(odd):
        for fault, index in zip(
            odd, rng.choice(len(tasks), size=len(odd), replace=False), strict=True
        ):
            drawn[int(index)] = fault
    done = [evolve(task, fault=fault) for task, fault in zip(tasks, drawn, strict=True)]
    extra = []
    for index, task in enumerate(done):
        if task.fault == "clock off":
            done[index] = evolve(task, stated_time_s=task.time_s + CLOCK_OFF_S)
        if task.fault == "unknown flight":
            # The scene of the plan is there as well: somebody flew a second time unasked.
            time = task.time_s + UNKNOWN_LATER_S
            later = evolve(
                task,
                name=f"X_{task.name}",
                folder="other",
                flight="",
                line="",
                time_s=time,
                stated_time_s=time,
                moment=weather.at(time),
                seed=(*task.seed, 1),
            )
            extra.append(evolve(later, emitters=_within_reach(later, emitters)))
            done[index] = evolve(task, fault="")
    return (*done, *extra)
