"""The whole campaign: drawn, flown, and written as a folder that ``campaign run`` works through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from cathartes.errors import OptionError
from cathartes.io.cases import write_case
from cathartes.io.terrain_raster import write_terrain
from cathartes.model.gas import Gas
from cathartes.physics.profiles import ProfileTable, load_profiles
from cathartes.simulate.bundled_spectra import bent_spectra
from cathartes.simulate.campaign.air.reports import metar_text, weather_table
from cathartes.simulate.campaign.air.weather import TrueWeather, draw_weather
from cathartes.simulate.campaign.flights.flown import FlownFlight, fly_flights
from cathartes.simulate.campaign.flights.plan import PlannedFlight, plan_document, plan_flights
from cathartes.simulate.campaign.flights.sampler import SamplerFlight, fly_sampler, sampler_plan
from cathartes.simulate.campaign.flights.scene_tasks import SceneTask, scene_tasks
from cathartes.simulate.campaign.flights.scenes import SceneOutcome, write_task
from cathartes.simulate.campaign.flights.tracks import track_csv, track_gpx
from cathartes.simulate.campaign.ground.context import draw_layers
from cathartes.simulate.campaign.ground.emitters import CampaignEmitter, draw_emitters
from cathartes.simulate.campaign.ground.frame import EPSG, SOUTH_LATITUDE, WEST_LONGITUDE, Frame
from cathartes.simulate.campaign.ground.rhythm import Period
from cathartes.simulate.campaign.ground.terrain import Terrain, draw_terrain
from cathartes.simulate.campaign.settings import CampaignSettings
from cathartes.simulate.campaign.truth import SimulatedCampaign, truth_document
from cathartes.simulate.campaign.writing import (
    AUTHORITY,
    areas_document,
    settings_toml,
    write_json,
    write_text,
)

FIRST_DAY = datetime(2026, 6, 1, tzinfo=UTC)
SOLAR_OFFSET_S = WEST_LONGITUDE / 15.0 * 3600.0
HOUR_S = 3600.0
TRUTH_NAME = "truth.json"

Progress = Callable[[str, float], None]


def simulate_campaign(
    folder: Path,
    settings: CampaignSettings,
    seed: int,
    *,
    profiles: ProfileTable | None = None,
    n_workers: int = 1,
    progress: Progress | None = None,
) -> SimulatedCampaign:
    """Simulate a campaign and write its folder; the same settings and seed give the same bytes.

    Parameters
    ----------
    folder : Path
        Made if need be; must not hold a campaign.
    settings : CampaignSettings
    seed : int
        Not negative.
    profiles : ProfileTable, optional
        What the program assumes; the bundled ones if not given.
    n_workers : int
        Processes that make scenes; the result does not depend on it.
    progress : callable, optional
        Called with what is being done and the share of it that is done, 0 to 1.

    Returns
    -------
    SimulatedCampaign

    Raises
    ------
    OptionError
        The folder holds a campaign already, or the seed is negative.
    OutputError
        Something cannot be written.
    """
    folder = Path(folder)
    _check(folder, seed)
    tell = progress or (lambda _what, _share: None)
    profiles = profiles or load_profiles()
    tell("drawing the ground and its emitters", 0.0)
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
    tasks = scene_tasks(of_scenes, settings, flown, emitters, weather, terrain, seed)
    samplers = _fly_samplers(of_samplers, settings, emitters, midnight, weather, terrain, spectra)
    layers = draw_layers(of_context, emitters, profiles, settings.emitters, frame)
    for name, layer in layers.items():
        write_json(folder / "context" / f"{name}.geojson", layer)
    write_terrain(folder / "terrain.tif", terrain.height_m, terrain.affine, EPSG, is_simulated=True)
    write_json(folder / "areas.geojson", areas_document(frame))
    _write_plans(folder, frame, planned, samplers)
    _write_reports(folder / "incoming", frame, of_reports, of_tracks, flown, weather, period)
    for one in samplers:
        write_case(folder / "incoming" / one.name, one.case)
    outcomes = _write_scenes(
        tasks, spectra, settings.step_cm1, folder / "incoming", n_workers, tell
    )
    campaign = SimulatedCampaign(
        settings=settings, seed=seed, period=period, emitters=emitters, scenes=outcomes,
        samplers=samplers,
    )  # fmt: skip
    write_json(folder / TRUTH_NAME, truth_document(campaign))
    searched = next(one.name for one in profiles.profiles if one.is_clandestine)
    gases = {one.gas for one in samplers} or {"acetone"}
    # The settings come last: a folder with them is a whole campaign.
    write_text(
        folder / "campaign.toml", settings_toml(settings, seed, searched, period, sorted(gases))
    )
    tell("written", 1.0)
    return campaign


def _check(folder: Path, seed: int) -> None:
    if seed < 0:
        raise OptionError.about(
            "simulated campaign", "seed", found=seed, expected="0 or more",
            remedy="Choose a number that is not negative.",
        )  # fmt: skip
    if (folder / "campaign.toml").exists() or (folder / "incoming").exists():
        raise OptionError.about(
            folder, "folder", found="a campaign, or the beginning of one",
            expected="an empty folder, or none",
            remedy="Choose another folder: what two simulations delivered must not be mixed.",
        )  # fmt: skip


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


def _write_plans(
    folder: Path,
    frame: Frame,
    planned: Sequence[PlannedFlight],
    samplers: Sequence[SamplerFlight],
) -> None:
    for flight in planned:
        write_json(
            folder / "plans" / f"{flight.name}.geojson", plan_document(flight, frame, AUTHORITY)
        )
    for one in samplers:
        write_json(folder / "plans" / f"{one.name}.geojson", sampler_plan(one, frame, AUTHORITY))


def _write_reports(
    incoming: Path,
    frame: Frame,
    of_reports: np.random.Generator,
    of_tracks: np.random.Generator,
    flown: Sequence[FlownFlight],
    weather: TrueWeather,
    period: Period,
) -> None:
    write_text(incoming / "weather.csv", weather_table(of_reports, weather, period, frame))
    write_text(incoming / "airport.metar", metar_text(of_reports, weather, period))
    for flight, own in zip(flown, of_tracks.spawn(len(flown)), strict=True):
        if not flight.lines:
            continue
        name = flight.plan.name
        if name.startswith("D"):
            write_text(incoming / name / f"{name}.csv", track_csv(own, flight, frame))
        else:
            write_text(incoming / name / f"{name}.gpx", track_gpx(own, flight, frame))


def _write_scenes(
    tasks: Sequence[SceneTask],
    spectra: Mapping[str, Gas],
    step_cm1: float,
    incoming: Path,
    n_workers: int,
    tell: Progress,
) -> tuple[SceneOutcome, ...]:
    outcomes: list[SceneOutcome] = []
    for outcome in _made(tasks, spectra, step_cm1, incoming, n_workers):
        outcomes.append(outcome)
        tell("simulating scenes", len(outcomes) / len(tasks))
    return tuple(outcomes)


def _made(
    tasks: Sequence[SceneTask],
    spectra: Mapping[str, Gas],
    step_cm1: float,
    incoming: Path,
    n_workers: int,
) -> Iterator[SceneOutcome]:
    """Yield outcomes in the order of the tasks, whoever made them."""
    if n_workers <= 1 or len(tasks) < 2:
        for task in tasks:
            yield write_task(task, spectra, step_cm1, incoming)
        return
    # New interpreters: a fork of a process that has threads may hang.
    with ProcessPoolExecutor(
        n_workers,
        mp_context=get_context("spawn"),
        initializer=_begin_worker,
        initargs=(spectra, step_cm1, incoming),
    ) as pool:
        yield from pool.map(_work, tasks)


_of_worker: list[tuple[Mapping[str, Gas], float, Path]] = []


def _begin_worker(spectra: Mapping[str, Gas], step_cm1: float, incoming: Path) -> None:
    _of_worker[:] = [(spectra, step_cm1, incoming)]


def _work(task: SceneTask) -> SceneOutcome:
    spectra, step_cm1, incoming = _of_worker[0]
    return write_task(task, spectra, step_cm1, incoming)
