"""The whole campaign: drawn, flown, and written as a folder that ``campaign run`` works through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from cathartes.errors import OptionError
from cathartes.io.cases import write_case
from cathartes.io.terrain_raster import write_terrain
from cathartes.model.gas import Gas
from cathartes.physics.profiles import ProfileTable, load_profiles
from cathartes.simulate.campaign.air.reports import metar_text, weather_table
from cathartes.simulate.campaign.draw import DrawnCampaign, draw_campaign
from cathartes.simulate.campaign.flights.plan import plan_document
from cathartes.simulate.campaign.flights.sampler import sampler_plan
from cathartes.simulate.campaign.flights.scene_tasks import SceneTask
from cathartes.simulate.campaign.flights.scenes import SceneOutcome, write_task
from cathartes.simulate.campaign.flights.tracks import track_csv, track_gpx
from cathartes.simulate.campaign.ground.frame import EPSG
from cathartes.simulate.campaign.settings import CampaignSettings
from cathartes.simulate.campaign.truth import SimulatedCampaign, truth_document
from cathartes.simulate.campaign.writing import (
    AUTHORITY,
    areas_document,
    mark_simulated,
    settings_toml,
    write_json,
    write_text,
)

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
    tell("drawing the ground, its emitters and the flights", 0.0)
    drawn = draw_campaign(settings, seed, profiles)
    _write_given(folder, drawn)
    _write_delivered(folder / "incoming", drawn)
    outcomes = _write_scenes(drawn, folder / "incoming", n_workers, tell)
    campaign = SimulatedCampaign(
        settings=settings,
        seed=seed,
        period=drawn.period,
        emitters=drawn.emitters,
        scenes=outcomes,
        samplers=drawn.samplers,
    )
    write_json(folder / TRUTH_NAME, truth_document(campaign))
    searched = next(one.name for one in profiles.profiles if one.is_clandestine)
    gases = {one.gas for one in drawn.samplers} or {"acetone"}
    # The settings come last: a folder with them is a whole campaign.
    write_text(
        folder / "campaign.toml",
        settings_toml(settings, seed, searched, drawn.period, sorted(gases)),
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


def _write_given(folder: Path, drawn: DrawnCampaign) -> None:
    """Write what a campaign is given: area, terrain, permits, plans."""
    terrain = drawn.terrain
    write_terrain(folder / "terrain.tif", terrain.height_m, terrain.affine, EPSG, is_simulated=True)
    write_json(folder / "areas.geojson", areas_document(drawn.frame))
    for name, layer in drawn.layers.items():
        write_json(folder / "context" / f"{name}.geojson", layer)
    plans = {one.name: plan_document(one, drawn.frame, AUTHORITY) for one in drawn.planned}
    plans |= {one.name: sampler_plan(one, drawn.frame, AUTHORITY) for one in drawn.samplers}
    for name, plan in plans.items():
        write_json(folder / "plans" / f"{name}.geojson", plan)


def _write_delivered(incoming: Path, drawn: DrawnCampaign) -> None:
    """Write what comes back, scenes apart: weather, tracks, cases of samplers."""
    of_reports, of_tracks = drawn.of_files
    table = weather_table(of_reports, drawn.weather, drawn.period, drawn.frame)
    write_text(incoming / "weather.csv", table)
    write_text(incoming / "airport.metar", metar_text(of_reports, drawn.weather, drawn.period))
    for flight, own in zip(drawn.flown, of_tracks.spawn(len(drawn.flown)), strict=True):
        name = flight.plan.name
        is_drone = flight.plan.imager == drawn.settings.drone
        if flight.lines and is_drone:
            write_text(incoming / name / f"{name}.csv", track_csv(own, flight, drawn.frame))
        elif flight.lines:
            write_text(incoming / name / f"{name}.gpx", track_gpx(own, flight, drawn.frame))
    for one in drawn.samplers:
        write_case(incoming / one.name, one.case)
        mark_simulated(incoming / one.name / "case.json")


def _write_scenes(
    drawn: DrawnCampaign, incoming: Path, n_workers: int, tell: Progress
) -> tuple[SceneOutcome, ...]:
    outcomes: list[SceneOutcome] = []
    step = drawn.settings.step_cm1
    for outcome in _made(drawn.tasks, drawn.spectra, step, incoming, n_workers):
        outcomes.append(outcome)
        tell("simulating scenes", len(outcomes) / len(drawn.tasks))
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
