"""What came back in a folder, from files to records: recognised, hashed, read, matched."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from attrs import define, field, frozen

from cathartes.collection.campaign.options import CollectionOptions
from cathartes.collection.campaign.planned import Swaths
from cathartes.collection.collect import STEP, duplicate_trouble, match_collection
from cathartes.errors import InputError
from cathartes.flow.collection.scanning import FoundDelivery, find_deliveries
from cathartes.io.deliveries.read_case import read_delivered_case
from cathartes.io.deliveries.read_scene import read_delivered_scene
from cathartes.io.reports.people import read_people_report
from cathartes.io.reports.plume_list import read_plume_list
from cathartes.io.tracks.readers import read_track
from cathartes.io.weather.readers import read_weather
from cathartes.model.campaign import (
    Authority,
    EstimateRecord,
    FlightPlan,
    Marking,
    PlumeRecord,
    Record,
    SceneRecord,
    TrackRecord,
    WeatherRecord,
    refuse_simulated,
)
from cathartes.model.campaign.area import Box
from cathartes.model.collection import (
    ClockOffset,
    DeliveredCase,
    DeliveredScene,
    DeliveredTrack,
    Delivery,
)
from cathartes.model.flight.coverage import FlownAgainstPlan
from cathartes.model.flight.track import Track
from cathartes.model.fusion.summary import Trouble

AROUND_DEG = 0.1
"""Plumes of others and weather are taken this far around the authorised areas."""
Tell = Callable[[str, float], None]
"""Called with what is being done and the share that is done."""


class CollectPaths(Protocol):
    """The part of a campaign's settings that collection needs."""

    @property
    def incoming(self) -> str:
        """Folder of what came back, relative to the campaign's."""
        ...

    @property
    def plans(self) -> str:
        """Folder of plans."""
        ...

    @property
    def largest_clock_error_s(self) -> float:
        """How far clocks may disagree."""
        ...


@frozen(kw_only=True, eq=False)
class Collected:
    """Everything of a folder that can be used, and what could not.

    Attributes
    ----------
    deliveries : tuple of Delivery
        All that was found, each once, refused ones too.
    scenes : tuple of SceneRecord
        With flight, line, footprint, quality; ``path`` is relative to the campaign's folder.
    tracks : tuple of (TrackRecord, Track)
    cases : tuple of (Path, TrackRecord)
        Folders of samplers' cases.
    weather : tuple of WeatherRecord
    plumes : tuple of PlumeRecord
        Of others; ``reported_by`` says whose.
    estimates : tuple of EstimateRecord
        One for each of ``plumes``.
    coverage : mapping of str to FlownAgainstPlan
        By id of the flight.
    clocks : mapping of str to ClockOffset
        By id of the flight.
    troubles : tuple of Trouble
    """

    deliveries: tuple[Delivery, ...] = ()
    scenes: tuple[SceneRecord, ...] = ()
    tracks: tuple[tuple[TrackRecord, Track], ...] = ()
    cases: tuple[tuple[Path, TrackRecord], ...] = ()
    weather: tuple[WeatherRecord, ...] = ()
    plumes: tuple[PlumeRecord, ...] = ()
    estimates: tuple[EstimateRecord, ...] = ()
    coverage: Mapping[str, FlownAgainstPlan] = field(factory=dict)
    clocks: Mapping[str, ClockOffset] = field(factory=dict)
    troubles: tuple[Trouble, ...] = ()


@define
class _Read:
    """What was read so far."""

    deliveries: dict[str, Delivery] = field(factory=dict)
    taken: set[Path] = field(factory=set)
    scenes: list[DeliveredScene] = field(factory=list)
    tracks: list[DeliveredTrack] = field(factory=list)
    cases: list[DeliveredCase] = field(factory=list)
    weather: list[WeatherRecord] = field(factory=list)
    plumes: list[PlumeRecord] = field(factory=list)
    estimates: list[EstimateRecord] = field(factory=list)
    troubles: list[Trouble] = field(factory=list)

    def is_new(self, delivery: Delivery) -> bool:
        """Note a delivery; False, and a trouble, where its bytes came before."""
        first = self.deliveries.setdefault(delivery.sha256, delivery)
        if first is not delivery:
            self.troubles.append(duplicate_trouble(delivery, first))
        return first is delivery

    def trouble(self, name: str, message: object) -> None:
        """Note what went wrong with one delivery."""
        self.troubles.append(Trouble(name, STEP, str(message)))


def collect_folder(
    root: Path,
    settings: CollectPaths,
    plans: Sequence[FlightPlan],
    authorities: Mapping[str, Authority],
    is_simulated: bool,
    known_sha256: Collection[str] = (),
    *,
    swaths_m: Swaths | None = None,
    options: CollectionOptions | None = None,
    marking: Marking | None = None,
    tell: Tell | None = None,
) -> Collected:
    """Read everything in the folder of deliveries and match it to flights.

    Parameters
    ----------
    root : Path
        The campaign's folder.
    settings : CollectPaths
        ``[collect]`` of campaign.toml.
    plans : sequence of FlightPlan
    authorities : mapping of str to Authority
        By content id.
    is_simulated : bool
        Of the campaign: everything that is read inherits it.
    known_sha256 : collection of str
        Digests of scenes that are stored already: they are found again, not read again, and
        not returned. Tracks and the rest are small and are returned each time.
    swaths_m : mapping of (name of flight, name of line) to float, optional
        Left out: as the files of the plans say.
    options : CollectionOptions, optional
    marking : Marking, optional
    tell : callable, optional

    Returns
    -------
    Collected
        One delivery that cannot be used never stops the others: it stands in ``troubles``.

    Raises
    ------
    InputError
        If there is no folder of deliveries.
    """
    root = Path(root).resolve()
    marking = marking or Marking()
    tell = tell or (lambda what, share: None)
    options = options or _options(settings)
    if swaths_m is None:
        swaths_m = swaths_of_plans(root / settings.plans)
    boxes = _boxes_around(authorities)
    found = find_deliveries(root / settings.incoming, root)
    read = _Read()
    failed: dict[Path, Trouble] = {}
    for number, one in enumerate(found):
        tell(one.name, number / max(len(found), 1))
        try:
            _read_one(one, root, read, known_sha256, boxes, marking, is_simulated)
        except (InputError, ValueError, OSError) as error:
            failed[one.path] = Trouble(one.name, STEP, str(error))
    # A position file beside an image is no scene, although it looks like one on its own.
    read.troubles += [trouble for path, trouble in failed.items() if path not in read.taken]
    scenes = [one for one in read.scenes if _may_be_taken(one, read, is_simulated)]
    cases = [one for one in read.cases if _may_be_taken(one, read, is_simulated)]
    tracks = [one for one in read.tracks if _may_be_taken_track(one, read, is_simulated)]
    matched = match_collection(
        scenes,
        tracks,
        cases,
        plans,
        authorities,
        swaths_m=swaths_m,
        options=options,
        marking=marking,
        is_simulated=is_simulated,
    )
    return Collected(
        deliveries=tuple(read.deliveries.values()),
        scenes=matched.scenes,
        tracks=matched.tracks,
        cases=tuple((root / one.path, one) for one in matched.cases),
        weather=tuple(read.weather),
        plumes=tuple(read.plumes),
        estimates=tuple(read.estimates),
        coverage=matched.coverage,
        clocks=matched.clocks,
        troubles=tuple(
            sorted((*read.troubles, *matched.troubles), key=lambda one: (one.name, one.message))
        ),
    )


def swaths_of_plans(folder: Path) -> Swaths:
    """Return the breadth of each line as the files of the plans say it; what is broken is skipped.

    Whoever reads the plans tells what is wrong with them.
    """
    swaths: dict[tuple[str, str], float] = {}
    for path in sorted(folder.glob("*.geojson")):
        try:
            content = json.loads(path.read_bytes())
            flight = str(content.get("flight") or path.stem)
            for feature in content["features"]:
                told = feature["properties"]
                if told.get("swath_m") is not None:
                    swaths[flight, str(told["name"])] = float(told["swath_m"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return swaths


def _options(settings: CollectPaths) -> CollectionOptions:
    largest = settings.largest_clock_error_s
    usual = CollectionOptions()
    return CollectionOptions(
        largest_clock_error_s=largest,
        flagged_clock_error_s=min(usual.flagged_clock_error_s, largest),
    )


def _read_one(
    one: FoundDelivery,
    root: Path,
    read: _Read,
    known_sha256: Collection[str],
    boxes: list[Box] | None,
    marking: Marking,
    is_simulated: bool,
) -> None:
    path = one.path
    if one.kind == "scene":
        if path in read.taken:
            return
        scene, files = read_delivered_scene(path, root, known_sha256)
        read.taken |= set(files)
        if read.is_new(scene.delivery) and scene.delivery.sha256 not in known_sha256:
            read.scenes.append(scene)
        return
    if one.kind == "case":
        case = read_delivered_case(path, root)
        if read.is_new(case.delivery):
            read.cases.append(case)
        return
    delivery = one.as_delivery(root)
    if not read.is_new(delivery):
        return
    if one.kind == "track":
        read.tracks.append(DeliveredTrack(delivery=delivery, track=read_track(path)))
    elif one.kind == "weather":
        read.weather += read_weather(
            path, within=_hull(boxes), marking=marking, is_simulated=is_simulated
        )
    elif one.kind in ("plume list", "report"):
        if one.kind == "report":
            reported = read_people_report(path, marking=marking, is_simulated=is_simulated)
        else:
            reported = read_plume_list(
                path, within=boxes, marking=marking, is_simulated=is_simulated
            )
        read.plumes += reported.plumes
        read.estimates += reported.estimates
        for caution in reported.cautions:
            read.trouble(one.name, caution)
    else:
        raise InputError.about(
            one.name,
            "format",
            found="nothing that is known",
            expected="a scene, a track, a sampler's case, weather, a list of plumes or a report",
            remedy="Convert it to one of the formats that `cathartes info` knows, or take it out "
            "of the folder; it is kept and not used.",
        )


def _may_be_taken(one: DeliveredScene | DeliveredCase, read: _Read, is_simulated: bool) -> bool:
    """Refuse that a real campaign takes what says that it was simulated."""
    return _is_allowed(one.delivery.name, one.is_simulated, read, is_simulated)


def _may_be_taken_track(one: DeliveredTrack, read: _Read, is_simulated: bool) -> bool:
    return _is_allowed(one.delivery.name, one.track.is_simulated, read, is_simulated)


def _is_allowed(name: str, says_simulated: bool, read: _Read, is_simulated: bool) -> bool:
    if not says_simulated:
        return True
    try:
        refuse_simulated([Record(is_simulated=True)], name, campaign_is_simulated=is_simulated)
    except InputError as error:
        read.trouble(name, error)
        return False
    return True


def _boxes_around(authorities: Mapping[str, Authority]) -> list[Box] | None:
    boxes = []
    for authority in authorities.values():
        west, south, east, north = authority.area.bounds
        boxes.append((west - AROUND_DEG, south - AROUND_DEG, east + AROUND_DEG, north + AROUND_DEG))
    return boxes or None


def _hull(boxes: Sequence[Box] | None) -> Box | None:
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
