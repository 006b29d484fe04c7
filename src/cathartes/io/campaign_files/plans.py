"""``plans/*.geojson``: flights, their lines with times and heights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from cathartes.errors import InputError, RecordError
from cathartes.io.campaign_files.feature_file import (
    Feature,
    read_features,
    refuse_simulated_features,
)
from cathartes.model.campaign import FlightLine

NAMES = ("flight", "platform", "sensor", "authority")
"""What each line belongs to: members of the collection, or properties of lines that differ."""


@frozen(kw_only=True)
class PlanFile:
    """A plan as it stands in its file: what it belongs to by name, not yet by id.

    Attributes
    ----------
    path : Path
    flight, platform, sensor, authority : str
        Names.
    lines : tuple of FlightLine
    swath_m : mapping of str to float
        Breadth of ground seen, by name of the line; only where the file says it.
    """

    path: Path
    flight: str
    platform: str
    sensor: str
    authority: str
    lines: tuple[FlightLine, ...]
    swath_m: Mapping[str, float]


def read_plans(folder: Path, *, is_simulated: bool) -> tuple[PlanFile, ...]:
    """Read every plan in a folder, in the order of the files' names.

    Parameters
    ----------
    folder : Path
    is_simulated : bool
        Whether the campaign is a simulation.

    Returns
    -------
    tuple of PlanFile
        One for each flight: a file may hold several, where its lines say whose they are.

    Raises
    ------
    InputError
        If a file cannot be read, or lacks something; the message names file and field.
    RecordError
        If a line ends before it begins, or a file says it is simulated and the campaign is real.
    """
    return tuple(
        plan
        for path in sorted(Path(folder).glob("*.geojson"))
        for plan in _plans(path, is_simulated=is_simulated)
    )


def _plans(path: Path, *, is_simulated: bool) -> list[PlanFile]:
    members, features = read_features(path)
    if not features:
        raise InputError.about(
            path, "features", found="none", expected="at least one line", remedy="Draw the lines."
        )
    refuse_simulated_features(path, members, features, is_simulated=is_simulated)
    flights: dict[tuple[str, ...], list[Feature]] = {}
    for feature in features:
        told = {name: feature.properties.get(name) or members.get(name) for name in NAMES}
        flights.setdefault(tuple(_name(path, told, name) for name in NAMES), []).append(feature)
    return [
        PlanFile(
            path=path,
            flight=names[0],
            platform=names[1],
            sensor=names[2],
            authority=names[3],
            lines=tuple(_line(feature) for feature in lines),
            swath_m={
                feature.text("name"): feature.number_of("swath_m")
                for feature in lines
                if feature.properties.get("swath_m") is not None
            },
        )
        for names, lines in flights.items()
    ]


def _name(path: Path, told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InputError.about(
            path,
            name,
            found="nothing" if value is None else repr(value),
            expected="a name, as a member of the collection or a property of each line",
            remedy="Say which flight it is, what flies it and under which authority.",
        )
    return value


def _line(feature: Feature) -> FlightLine:
    if feature.geometry != "LineString" or len(feature.parts[0]) != 2:
        found = f"{feature.geometry} with {len(feature.parts[0])} corners"
        feature.refuse("geometry", found, "a straight LineString of two corners", "Split it.")
    begin, end = feature.parts[0]
    try:
        return FlightLine(
            name=feature.text("name"),
            begin_longitude=begin[0],
            begin_latitude=begin[1],
            end_longitude=end[0],
            end_latitude=end[1],
            altitude_m=feature.number_of("altitude_m"),
            begins_at=feature.moment("begins_at"),
            ends_at=feature.moment("ends_at"),
        )
    except RecordError as error:
        raise RecordError(f"{feature.path}, feature {feature.number}: {error}") from error
