"""What a delivery is, judged by what is inside."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import frozen

from cathartes.io.cases.wind.reports.metar_file import holds_metar
from cathartes.io.reports.layouts import layout_of_columns
from cathartes.io.reports.people import is_people_report
from cathartes.io.scenes import readers as scenes
from cathartes.io.tracks import readers as tracks
from cathartes.io.weather.table import is_weather_header
from cathartes.model.collection import DeliveryKind

_LOOKED_AT = 2**16
_LARGEST_JSON = 64 * 2**20
CASE_FILE = "case.json"


@frozen
class Glance:
    """The beginning of a file.

    Attributes
    ----------
    path : Path
    begin : bytes
    """

    path: Path
    begin: bytes

    @property
    def text(self) -> str:
        """The beginning as text, empty where it is none."""
        if b"\0" in self.begin:
            return ""
        return self.begin.decode("utf-8-sig", "replace")

    @property
    def header(self) -> list[str]:
        """The fields of the first line."""
        lines = self.text.lstrip().splitlines()
        return [one.strip().strip('"') for one in lines[0].split(",")] if lines else []


def _is_weather(glance: Glance) -> bool:
    if is_weather_header(glance.header):
        return True
    if glance.begin.startswith(b"GRIB"):
        return True
    if glance.begin.startswith((b"\x89HDF", b"CDF\x01", b"CDF\x02")):
        return not _is_scene(glance) and _holds_wind(glance.path)
    ending = glance.path.suffix.lower()
    return ending in (".metar", ".txt") and holds_metar(glance.text)


def _is_plume_list(glance: Glance) -> bool:
    if not glance.text.strip():
        return False
    if glance.text.lstrip().startswith("{"):
        return any(layout_of_columns(one) is not None for one in feature_columns(glance.path))
    return layout_of_columns(glance.header) is not None


def feature_columns(path: Path) -> list[tuple[str, ...]]:
    """Return the names of the properties of the first feature, none where there is none."""
    try:
        if path.stat().st_size > _LARGEST_JSON:
            return []
        content: Any = json.loads(path.read_bytes())
        first = content["features"][0]
        return [tuple((first.get("properties") or {}).keys())]
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError):
        return []


def _is_report(glance: Glance) -> bool:
    return glance.path.suffix.lower() == ".toml" and is_people_report(glance.path)


def _is_scene(glance: Glance) -> bool:
    for reader in scenes.READERS:
        # The reader called HDF5 takes any such file, to say what is wrong with it.
        if reader.name != "HDF5" and reader.recognises(glance.path):
            return True
    return False


def _is_track(glance: Glance) -> bool:
    return tracks.is_track(glance.path)


def _holds_wind(path: Path) -> bool:
    from cathartes.errors import CaseError
    from cathartes.io.cases.tables.netcdf_file import opened_dataset
    from cathartes.io.cases.wind.fields.components import components_of

    try:
        with opened_dataset(path) as data:
            components_of(path, data)
    except CaseError:
        return False
    return True


KINDS: tuple[tuple[DeliveryKind, Callable[[Glance], bool]], ...] = (
    ("weather", _is_weather),
    ("report", _is_report),
    ("plume list", _is_plume_list),
    ("scene", _is_scene),
    ("track", _is_track),
)
"""Asked in this order: any table may be a track, so tables that say what they are come first."""


def kind_of(path: Path, *, is_among_reports: bool = False) -> DeliveryKind:
    """Return what a file is.

    Parameters
    ----------
    path : Path
    is_among_reports : bool
        Whether it lies in the folder of reports, where a table or a list that is not understood
        is a plume list that is refused, and no track.
    """
    try:
        with path.open("rb") as file:
            glance = Glance(path, file.read(_LOOKED_AT))
    except OSError:
        return "unknown"
    if not glance.begin:
        return "unknown"
    for kind, recognises in KINDS:
        if recognises(glance):
            if is_among_reports and kind == "track":
                return "plume list"
            return kind
    if is_among_reports and path.suffix.lower() in (".csv", ".geojson", ".json"):
        return "plume list"
    if is_among_reports and path.suffix.lower() == ".toml":
        return "report"
    return "unknown"


def is_case_folder(folder: Path) -> bool:
    """Tell whether a folder holds a sampler's case."""
    return (folder / CASE_FILE).is_file() and any(folder.glob("observations.*"))


def is_scene_folder(folder: Path) -> bool:
    """Tell whether a folder is a scene (a Zarr store)."""
    return any(reader.recognises(folder) for reader in scenes.READERS if "Zarr" in reader.name)
