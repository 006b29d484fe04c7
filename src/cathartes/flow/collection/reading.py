"""Deliveries read one by one: what one of them lacks never stops the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path

from attrs import define, field, frozen

from cathartes.collection.collect import STEP, duplicate_trouble
from cathartes.errors import InputError
from cathartes.flow.collection.remembered import Remembered
from cathartes.flow.collection.scanning import FoundDelivery
from cathartes.io.deliveries.read_case import read_delivered_case
from cathartes.io.deliveries.read_scene import read_delivered_scene
from cathartes.io.deliveries.scene_files import files_beside
from cathartes.io.reports.people import read_people_report
from cathartes.io.reports.plume_list import read_plume_list
from cathartes.io.tracks.readers import read_track
from cathartes.io.weather.readers import read_weather
from cathartes.model.campaign import (
    EstimateRecord,
    Marking,
    PlumeRecord,
    Record,
    WeatherRecord,
    refuse_simulated,
)
from cathartes.model.campaign.area import Box
from cathartes.model.collection import DeliveredCase, DeliveredScene, DeliveredTrack, Delivery
from cathartes.model.fusion.summary import Trouble


@frozen(kw_only=True)
class Circumstances:
    """What reading a delivery needs to know of its campaign.

    Attributes
    ----------
    root : Path
    known_sha256 : collection of str
        Of scenes that need not be read again.
    boxes : tuple of (west, south, east, north)
        Where weather and plumes of others are of interest; none: everywhere.
    marking : Marking
    is_simulated : bool
    remembered : Remembered
        What earlier runs read.
    """

    root: Path
    known_sha256: Collection[str]
    boxes: tuple[Box, ...]
    marking: Marking
    is_simulated: bool
    remembered: Remembered


Opened = tuple[DeliveredScene, tuple[Path, ...]] | str
"""A scene with the files it was read from, or what is wrong with it."""
RunAll = Callable[[Callable[[Path], Opened], Sequence[Path]], Iterable[Opened]]
"""Calls a function for each path, in order; ``map`` does it one by one."""


def open_one(path: Path, root: Path, known_sha256: Collection[str] = ()) -> Opened:
    """Open one scene, on whatever machine sees the campaign's folder."""
    try:
        return read_delivered_scene(path, root, known_sha256)
    except (InputError, ValueError, OSError) as error:
        return str(error)


@define
class ReadSoFar:
    """Deliveries and what they hold, filled one by one."""

    deliveries: dict[str, Delivery] = field(factory=dict)
    taken: set[Path] = field(factory=set)
    failed: dict[Path, Trouble] = field(factory=dict)
    scenes: list[DeliveredScene] = field(factory=list)
    tracks: list[DeliveredTrack] = field(factory=list)
    cases: list[DeliveredCase] = field(factory=list)
    weather: list[WeatherRecord] = field(factory=list)
    plumes: list[PlumeRecord] = field(factory=list)
    estimates: list[EstimateRecord] = field(factory=list)
    troubles: list[Trouble] = field(factory=list)

    def add(self, found: FoundDelivery, about: Circumstances) -> None:
        """Read one delivery that is no scene; what is wrong with it is noted."""
        try:
            self._read(found, about)
        except (InputError, ValueError, OSError) as error:
            self._fail(found, str(error), about)

    def add_scenes(
        self, found: Sequence[FoundDelivery], about: Circumstances, run_all: RunAll
    ) -> None:
        """Open scenes, as many at a time as ``run_all`` does; remembered ones are not opened."""
        beside: set[Path] = set()
        ready: dict[Path, Opened] = {}
        besides: dict[Path, set[Path]] = {}
        for one in found:
            if one.path in beside:
                continue
            if (before := about.remembered.scene(one.path)) is not None:
                ready[one.path] = before[:2]
                beside |= before[2] - {one.path}
            else:
                besides[one.path] = files_beside(one.path)
                beside |= besides[one.path] - {one.path}
        found = [one for one in found if one.path not in beside]
        left = [one.path for one in found if one.path not in ready]
        open_it = partial(open_one, root=about.root, known_sha256=about.known_sha256)
        began = time.time()
        for path, scene in zip(left, run_all(open_it, left) if left else (), strict=True):
            ready[path] = scene
            if not isinstance(scene, str) and scene[0].delivery.sha256 not in about.known_sha256:
                about.remembered.keep_scene(path, *scene, besides[path], began)
        for one in found:
            scene = ready[one.path]
            if one.path in self.taken:
                continue
            if isinstance(scene, str):
                self._fail(one, scene, about)
                continue
            try:
                self._take_scene(one, *scene, about)
            except InputError as error:
                self._fail(one, str(error), about)

    def _fail(self, found: FoundDelivery, message: str, about: Circumstances) -> None:
        # Folders of one machine do not travel.
        message = message.replace(f"{about.root.as_posix()}/", "")
        self.failed[found.path] = Trouble(found.name, STEP, message)

    def all_troubles(self) -> list[Trouble]:
        """Return what went wrong, one trouble for each broken scene.

        A scene is several files, and a position file beside an image looks like a scene of its
        own that is broken.
        """
        covered = set(self.taken)
        files = {path: files_beside(path) for path in self.failed}
        for path, beside in files.items():
            covered |= {
                one
                for one in beside
                if one in files and one != path and (path not in files[one] or path < one)
            }
        told = [trouble for path, trouble in self.failed.items() if path not in covered]
        return self.troubles + told

    def _read(self, found: FoundDelivery, about: Circumstances) -> None:
        if found.kind == "case":
            case = read_delivered_case(found.path, about.root)
            if self._is_new(case.delivery):
                _refuse_simulated(found, case.is_simulated, about)
                self.cases.append(case)
            return
        delivery = found.as_delivery(about.root, about.remembered)
        if not self._is_new(delivery):
            return
        if found.kind == "track":
            track = read_track(found.path)
            _refuse_simulated(found, track.is_simulated, about)
            self.tracks.append(DeliveredTrack(delivery=delivery, track=track))
        elif found.kind == "weather":
            self.weather += read_weather(
                found.path,
                within=_hull(about.boxes),
                marking=about.marking,
                is_simulated=about.is_simulated,
            )
        elif found.kind in ("plume list", "report"):
            self._read_report(found, about)
        else:
            raise InputError.about(
                found.name,
                "format",
                found="nothing that is known",
                expected="a scene, a track, a sampler's case, weather, a list of plumes or a "
                "report",
                remedy="Convert it to one of the formats that are known, or take it out of the "
                "folder; it is kept and not used.",
            )

    def _take_scene(
        self,
        found: FoundDelivery,
        scene: DeliveredScene,
        files: tuple[Path, ...],
        about: Circumstances,
    ) -> None:
        self.taken |= set(files) - {found.path}
        is_known = scene.delivery.sha256 in about.known_sha256
        if self._is_new(scene.delivery) and not is_known:
            _refuse_simulated(found, scene.is_simulated, about)
            self.scenes.append(scene)

    def _read_report(self, found: FoundDelivery, about: Circumstances) -> None:
        if found.kind == "report":
            reported = read_people_report(
                found.path, marking=about.marking, is_simulated=about.is_simulated
            )
        else:
            reported = read_plume_list(
                found.path,
                within=about.boxes or None,
                marking=about.marking,
                is_simulated=about.is_simulated,
            )
        self.plumes += reported.plumes
        self.estimates += reported.estimates
        self.troubles += [Trouble(found.name, STEP, one) for one in reported.cautions]

    def _is_new(self, delivery: Delivery) -> bool:
        """Note a delivery; False, and a trouble, where its bytes came before."""
        first = self.deliveries.setdefault(delivery.sha256, delivery)
        if first is not delivery:
            self.troubles.append(duplicate_trouble(delivery, first))
        return first is delivery


def _refuse_simulated(found: FoundDelivery, says_simulated: bool, about: Circumstances) -> None:
    """Refuse that a real campaign takes what says that it was simulated."""
    if says_simulated:
        told = [Record(is_simulated=True)]
        refuse_simulated(told, found.name, campaign_is_simulated=about.is_simulated)


def _hull(boxes: Sequence[Box]) -> Box | None:
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
