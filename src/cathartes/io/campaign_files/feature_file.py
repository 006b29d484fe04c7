"""GeoJSON feature collections: read whole, moved to longitude and latitude, told what is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from attrs import field, frozen

from cathartes.errors import InputError
from cathartes.io.simulation_mark import features_say_simulated, refuse_where_real

Place = tuple[float, float]


@frozen
class Feature:
    """One feature with what is needed to name it in a message.

    Attributes
    ----------
    path : Path
    number : int
        From 1.
    geometry : str
        Type of the geometry.
    parts : tuple of tuple of (longitude, latitude)
        Rings of a polygon, the one line of a line, the one place of a point.
    properties : dict
    """

    path: Path
    number: int
    geometry: str
    parts: tuple[tuple[Place, ...], ...]
    properties: dict[str, Any] = field(factory=dict)

    def refuse(self, name: str, found: object, expected: str, remedy: str) -> NoReturn:
        """Raise the error of one field of this feature."""
        where = f"{self.path}, feature {self.number}"
        raise InputError.about(where, name, found=found, expected=expected, remedy=remedy)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a property that is a text."""
        value = self.properties.get(name, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.refuse(name, repr(value), "a text", "Fill it in.")
        return value

    def number_of(self, name: str, default: float | None = None) -> float:
        """Return a property that is a finite number."""
        value = self.properties.get(name, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.refuse(name, repr(value), "a number", "Fill it in.")
        if not math.isfinite(value):
            self.refuse(name, value, "a finite number", "Correct it.")
        return float(value)

    def moment(self, name: str) -> datetime:
        """Return a property that is a time with its zone."""
        value = self.properties.get(name)
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            expected = "ISO 8601 with a zone, like 2026-06-01T09:30:00Z"
            self.refuse(name, repr(value), expected, "Write the zone: Z for UTC.")
        return moment


def read_features(path: Path) -> tuple[dict[str, Any], tuple[Feature, ...]]:
    """Read a feature collection.

    Returns
    -------
    dict
        Members of the collection other than its features.
    tuple of Feature
        In longitude and latitude, WGS84.

    Raises
    ------
    InputError
        If it is no such file, or its coordinate system is not known.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise _fault(path, "the file", error, "a readable GeoJSON file") from error
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        raise _fault(path, "features", "nothing of that name", "a GeoJSON FeatureCollection")
    system = _system(path, found.pop("crs", None))
    del found["features"]
    return found, tuple(
        _feature(path, number, one, system) for number, one in enumerate(features, start=1)
    )


def refuse_simulated_features(
    path: Path, members: Mapping[str, Any], features: Sequence[Feature], *, is_simulated: bool
) -> None:
    """Refuse a file that says, as a whole or of one feature, that it is simulated.

    Raises
    ------
    RecordError
        If it says so and the campaign is real.
    """
    says_so = features_say_simulated(members, (one.properties for one in features))
    refuse_where_real(path, says_so, is_simulated=is_simulated)


def _fault(path: Path, name: str, found: object, expected: str) -> InputError:
    return InputError.about(
        path, name, found=found, expected=expected, remedy="Write it anew from your map program."
    )


def _system(path: Path, crs: object) -> str | None:
    """Return the coordinate system where it is another than longitude and latitude of WGS84."""
    if crs is None:
        return None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else crs
    if str(name).upper().rpartition(":")[2] in ("CRS84", "4326"):
        return None
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        CRS.from_user_input(name)
    except (CRSError, TypeError) as error:
        raise InputError.about(
            path,
            "crs",
            found=repr(name),
            expected="longitude and latitude in degrees WGS84 (EPSG:4326), or a known system",
            remedy="Export the layer in EPSG:4326.",
        ) from error
    return str(name)


def _feature(path: Path, number: int, plain: object, system: str | None) -> Feature:
    where = f"{path}, feature {number}"
    geometry = plain.get("geometry") if isinstance(plain, dict) else None
    if not isinstance(plain, dict) or not isinstance(geometry, dict):
        raise InputError.about(
            where,
            "geometry",
            found="none",
            expected="a feature with a geometry",
            remedy="Delete it, or draw it.",
        )
    kind = str(geometry.get("type"))
    coordinates = geometry.get("coordinates")
    nested: dict[str, Any] = {
        "Point": [[coordinates]],
        "LineString": [coordinates],
        "Polygon": coordinates,
    }
    try:
        parts = tuple(
            tuple(_moved(((float(x), float(y)) for x, y, *_ in part), system))
            for part in nested[kind]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError.about(
            where,
            "geometry",
            found=f"{kind} with coordinates that cannot be read" if kind in nested else kind,
            expected="a Point, a LineString or a Polygon",
            remedy="Split multi-part features into single ones.",
        ) from error
    return Feature(path, number, kind, parts, dict(plain.get("properties") or {}))


def _moved(places: Iterator[Place], system: str | None) -> Sequence[Place]:
    if system is None:
        return list(places)
    moved = (_transformer(system).transform(*place) for place in places)
    return [(round(longitude, 9), round(latitude, 9)) for longitude, latitude in moved]


@lru_cache(maxsize=8)
def _transformer(system: str) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(system, "EPSG:4326", always_xy=True)
