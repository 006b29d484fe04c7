"""The rows of a published list, from CSV or GeoJSON, as texts by column."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from shapely import Polygon

from cathartes.errors import InputError
from cathartes.io.cases.tables.csv_text import read_csv
from cathartes.io.simulation_mark import MARK, is_yes
from cathartes.model.campaign.area import Ring, normal_ring

LONGITUDE_LATITUDE = ("EPSG:4326", "CRS84", "OGC:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84",
                      "urn:ogc:def:crs:EPSG::4326")  # fmt: skip


@frozen
class Row:
    """One row.

    Attributes
    ----------
    where : str
        As a person finds it.
    texts : mapping of str to str
        By column in lower case; missing values are empty.
    place : (longitude, latitude) or None
        Of the geometry, where there is one.
    outline : tuple of (longitude, latitude)
    """

    where: str
    texts: Mapping[str, str]
    place: tuple[float, float] | None = None
    outline: Ring = ()

    @property
    def is_simulated(self) -> bool:
        """Whether the row, or the collection it stands in, says that it was simulated."""
        return is_yes(self.texts.get(MARK, ""))

    def text(self, names: Sequence[str]) -> str:
        """Return the text of the first of some columns that has one."""
        for name in names:
            if found := self.texts.get(name.casefold(), ""):
                return found
        return ""


def rows_of(path: Path) -> tuple[tuple[str, ...], list[Row]]:
    """Return the names of the columns, and the rows.

    Raises
    ------
    InputError
        If the file cannot be read, or its coordinate system is not known.
    """
    with path.open("rb") as file:
        begin = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    if begin.startswith(b"{"):
        return _of_geojson(path)
    table = read_csv(path)
    names = [name for name in table.columns if name]
    texts = [table.text(name) for name in names]
    keys = [name.casefold() for name in names]
    rows = [
        Row(table.where(number), dict(zip(keys, values, strict=True)))
        for number, values in enumerate(zip(*texts, strict=True))
    ]
    return tuple(names), rows


def _of_geojson(path: Path) -> tuple[tuple[str, ...], list[Row]]:
    try:
        content: Any = json.loads(path.read_bytes())
        features = content["features"]
        crs = content.get("crs")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError.about(
            path,
            "file",
            found=f"{type(error).__name__}: {error}",
            expected="a GeoJSON collection of features",
            remedy="Check that it is whole.",
        ) from error
    move = _to_degrees(path, crs)
    names: dict[str, None] = {}
    rows = []
    for number, feature in enumerate(features, start=1):
        told = (feature.get("properties") if isinstance(feature, dict) else None) or {}
        names.update(dict.fromkeys(told))
        texts = {str(key).casefold(): _as_text(value) for key, value in told.items()}
        if is_yes(content.get(MARK)):
            texts[MARK] = "true"
        where = f"{path}, feature {number}"
        place, outline = _geometry(where, feature.get("geometry") or {}, move)
        rows.append(Row(where, texts, place, outline))
    return tuple(names), rows


def _to_degrees(path: Path, crs: Any) -> Any:
    """Return a transformer to degrees, None where coordinates are degrees already."""
    if crs is None:
        return None
    name = crs
    if isinstance(crs, dict):
        name = (crs.get("properties") or {}).get("name", crs)
    if name in LONGITUDE_LATITUDE:
        return None
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        return Transformer.from_crs(name, "EPSG:4326", always_xy=True)
    except ProjError as error:
        raise InputError.about(
            path,
            "crs",
            found=name,
            expected="longitude and latitude (EPSG:4326), or a coordinate system that is known",
            remedy="Project the list to EPSG:4326, or correct the name.",
        ) from error


def _geometry(where: str, geometry: Any, move: Any) -> tuple[tuple[float, float] | None, Ring]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if not coordinates or kind not in ("Point", "Polygon", "MultiPolygon"):
        return None, ()
    if kind == "MultiPolygon":
        coordinates = max((part for part in coordinates), key=lambda part: len(part[0]))
    corners = [coordinates] if kind == "Point" else coordinates[0]
    try:
        places = np.array([corner[:2] for corner in corners], np.float64).reshape(-1, 2)
    except (TypeError, ValueError):
        return None, ()
    if move is not None:
        places = np.column_stack(move.transform(places[:, 0], places[:, 1]))
    if not (np.abs(places[:, 0]) <= 180.0).all() or not (np.abs(places[:, 1]) <= 90.0).all():
        raise InputError.about(
            where,
            "coordinates",
            found=f"{places[0, 0]:g}, {places[0, 1]:g}",
            expected="longitude and latitude in degrees, or a member `crs` that says otherwise",
            remedy="Project the list to EPSG:4326, or write into it which system it is in.",
        )
    if kind == "Point":
        return (float(places[0, 0]), float(places[0, 1])), ()
    polygon = Polygon(places)
    if not polygon.is_valid or polygon.area == 0.0:
        return None, ()
    middle = polygon.centroid
    return (middle.x, middle.y), normal_ring(places.round(7).tolist())


def _as_text(value: object) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    text = str(value).strip()
    return "" if text.casefold() in ("na", "nan", "none", "null") else text
