"""What came back in a folder, from files to records: recognised, hashed, read, matched."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from cathartes.collection.campaign.options import CollectionOptions
from cathartes.collection.campaign.planned import Swaths
from cathartes.collection.collect import match_collection
from cathartes.flow.collection.collected import Collected
from cathartes.flow.collection.reading import Circumstances, ReadSoFar, RunAll
from cathartes.flow.collection.remembered import Remembered
from cathartes.flow.collection.scanning import find_deliveries
from cathartes.flow.collection.watching import watch_folder
from cathartes.model.campaign import Authority, FlightPlan, Marking
from cathartes.model.campaign.area import Box

__all__ = ["CollectPaths", "Collected", "collect_folder", "swaths_of_plans", "watch_folder"]

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
    run_all: RunAll = map,
    remembered: Remembered | None = None,
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
    run_all : callable
        ``run_all(function, paths)`` gives the function's results in the order of the paths; scenes
        are opened by it, one by one unless it does several at a time.

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
    about = Circumstances(
        root=root,
        known_sha256=frozenset(known_sha256),
        boxes=_boxes_around(authorities),
        marking=marking,
        is_simulated=is_simulated,
        remembered=remembered or Remembered(root),
    )
    read = ReadSoFar()
    found = find_deliveries(root / settings.incoming, root)
    scenes = [one for one in found if one.kind == "scene"]
    others = [one for one in found if one.kind != "scene"]
    for number, one in enumerate(others):
        tell(one.name, 0.5 * number / len(others))
        read.add(one, about)
    tell(f"{len(scenes)} scenes", 0.5)
    read.add_scenes(scenes, about, run_all)
    about.remembered.save()
    matched = match_collection(
        read.scenes,
        read.tracks,
        read.cases,
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
            sorted(
                (*read.all_troubles(), *matched.troubles), key=lambda one: (one.name, one.message)
            )
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


def _boxes_around(authorities: Mapping[str, Authority]) -> tuple[Box, ...]:
    boxes = []
    for authority in authorities.values():
        west, south, east, north = authority.area.bounds
        boxes.append((west - AROUND_DEG, south - AROUND_DEG, east + AROUND_DEG, north + AROUND_DEG))
    return tuple(boxes)
