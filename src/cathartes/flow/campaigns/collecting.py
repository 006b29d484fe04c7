"""What came back, read, matched and recorded; what cannot be used is told and stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from attrs import evolve, field, frozen

from cathartes.flow.campaigns.fusing.heirs import buried
from cathartes.flow.campaigns.opening import Campaign
from cathartes.flow.campaigns.weather import weather_of_scene
from cathartes.flow.campaigns.work.tasks import PassWeather
from cathartes.flow.collecting import Collected, collect_folder
from cathartes.flow.collection.reading import Opened, RunAll
from cathartes.flow.collection.remembered import Remembered
from cathartes.flow.scheduling import Runner
from cathartes.model.campaign import SceneRecord, TrackRecord, WeatherRecord
from cathartes.model.fusion import Trouble
from cathartes.model.identity import content_id

REMEMBERED = Path("products") / "deliveries.json"
FEWEST_SENT = 16
"""Fewer new scenes than this are opened before workers would have begun."""
BATCH = 8
"""Scenes opened by one task: a task costs some 10 ms, to open a scene 15 to 40 ms."""
F = TypeVar("F", SceneRecord, TrackRecord)


@frozen(kw_only=True, eq=False)
class Gathered:
    """Everything that is in force of what came back, by id.

    Attributes
    ----------
    collected : Collected
    scenes : mapping of str to SceneRecord
    cases : mapping of str to TrackRecord
    weather : tuple of WeatherRecord
    reported : tuple of str
        Ids of estimates that third parties' plumes and people's reports give.
    troubles : tuple of Trouble
    """

    collected: Collected = field(factory=Collected)
    scenes: Mapping[str, SceneRecord] = field(factory=dict)
    cases: Mapping[str, TrackRecord] = field(factory=dict)
    weather: tuple[WeatherRecord, ...] = ()
    reported: tuple[str, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    def weather_of(self, record: SceneRecord) -> PassWeather | None:
        """Return wind and air at the middle of a scene; None where nobody measured near it."""
        return weather_of_scene(record, self.weather)


def gather(campaign: Campaign, run_all: RunAll = map) -> Gathered:
    """Read the folder of what came back, match it to the plans, and record it.

    What earlier runs read and what has not changed since is not read again
    (:mod:`cathartes.flow.collection.remembered`); matching is done anew in every run.

    Parameters
    ----------
    campaign : Campaign
    run_all : callable
        Opens new scenes, one by one unless it does several at a time.

    Raises
    ------
    InputError
        If there is no such folder.
    StoreError
        If the database refuses or does not answer.
    """
    store = campaign.store
    collected = collect_folder(
        campaign.folder,
        campaign.settings.collect,
        tuple(campaign.flights.values()),
        campaign.authorities,
        campaign.is_simulated,
        marking=campaign.marking,
        run_all=run_all,
        remembered=Remembered(campaign.folder, campaign.folder / REMEMBERED),
    )
    scenes = {content_id(one): _relative(campaign, one) for one in collected.scenes}
    cases = {content_id(one): _relative(campaign, one) for _, one in collected.cases}
    with store.together():
        gone = set(store.scenes.add(scenes.values()).deleted_before)
        gone |= set(store.tracks.add(cases.values()).deleted_before)
        tracks = [(_relative(campaign, one), track) for one, track in collected.tracks]
        gone |= set(store.tracks.add(one for one, _ in tracks).deleted_before)
        gone |= set(store.weather.add(collected.weather).deleted_before)
        plumes = {content_id(one): one for one in collected.plumes}
        gone |= buried(store.plumes.deleted(), plumes)
        plumes = {one: record for one, record in plumes.items() if one not in gone}
        gone |= set(store.plumes.add(plumes.values()).deleted_before)
        kept = {
            content_id(one): one for one in collected.estimates if not gone & set(one.plume_ids)
        }
        gone |= buried(store.estimates.deleted(), kept)
        kept = {one: record for one, record in kept.items() if one not in gone}
        gone |= set(store.estimates.add(kept.values()).deleted_before)
    weather = tuple(one for one in collected.weather if content_id(one) not in gone)
    # How a flight went is told by all its tracks: without one of them it is not known.
    unknown = {one.flight_id for one, _ in tracks if content_id(one) in gone}
    collected = evolve(
        collected,
        coverage={one: how for one, how in collected.coverage.items() if one not in unknown},
        tracks=tuple(pair for pair in tracks if content_id(pair[0]) not in gone),
        weather=weather,
    )
    return Gathered(
        collected=collected,
        scenes={one: record for one, record in scenes.items() if one not in gone},
        cases={one: record for one, record in cases.items() if one not in gone},
        weather=weather,
        reported=tuple(sorted(kept.keys() - gone)),
        troubles=collected.troubles,
    )


def open_by(
    runner: Callable[[], Runner], function: Callable[[Path], Opened], paths: Sequence[Path]
) -> list[Opened]:
    """Open scenes where tasks are run; a few are opened here, before workers would have begun."""
    if len(paths) < FEWEST_SENT:
        return [function(path) for path in paths]
    batches = [tuple(paths[k : k + BATCH]) for k in range(0, len(paths), BATCH)]
    opened: dict[Path, Opened] = {}
    for finished in runner().run(partial(_open_batch, function), batches):
        results = finished.result or [f"its worker was lost: {finished.fault}"] * BATCH
        opened.update(zip(finished.task, results, strict=False))
    return [opened[path] for path in paths]


def _open_batch(function: Callable[[Path], Opened], paths: tuple[Path, ...]) -> list[Opened]:
    return [function(path) for path in paths]


def _relative(campaign: Campaign, record: F) -> F:
    path = Path(record.path)
    if not path.is_absolute() or not path.is_relative_to(campaign.folder):
        return record
    return evolve(record, path=path.relative_to(campaign.folder).as_posix())
