"""``plans/*.geojson``: one flight each, its lines with times and heights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from cathartes.errors import InputError, RecordError
from cathartes.io.campaign_files.feature_file import Feature, read_features
from cathartes.model.campaign import FlightLine


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


def read_plans(folder: Path) -> tuple[PlanFile, ...]:
    """Read every plan in a folder, in the order of the files' names.

    Raises
    ------
    InputError
        If a file cannot be read, or lacks something; the message names file and field.
    RecordError
        If a line ends before it begins.
    """
    return tuple(_plan(path) for path in sorted(Path(folder).glob("*.geojson")))


def _plan(path: Path) -> PlanFile:
    members, features = read_features(path)
    if not features:
        raise InputError.about(
            path, "features", found="none", expected="at least one line", remedy="Draw the lines."
        )
    return PlanFile(
        path=path,
        flight=_member(path, members, "flight"),
        platform=_member(path, members, "platform"),
        sensor=_member(path, members, "sensor"),
        authority=_member(path, members, "authority"),
        lines=tuple(_line(feature) for feature in features),
        swath_m={
            feature.text("name"): feature.number_of("swath_m")
            for feature in features
            if feature.properties.get("swath_m") is not None
        },
    )


def _member(path: Path, members: Mapping[str, Any], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InputError.about(
            path,
            name,
            found="nothing" if value is None else repr(value),
            expected="a name, as a member of the collection",
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
