"""A track as a GeoPackage: points, or two-point lines for paths, with time and value.

The container is SQLite, which Python brings, and the geometries are WKB, which shapely reads; a
further library would add GDAL's vector half for what is 200 lines here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import pathname2url

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.tables.ground import coordinate_system, is_local, to_metres
from cathartes.io.cases.tables.table import Column, Table
from cathartes.io.cases.tracks.track_columns import named_as_in_the_contract
from cathartes.model.location.case import LOCAL_CRS

HEIGHTS_TAKEN = (
    "{}: there is no column height_m; the Z of the points was taken as height above ground. Where "
    "it is above the sea or the ellipsoid, position and rate are wrong: give height_m then."
)
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_UNKNOWN_PLACES = (-1, 0)
"""Numbers by which a GeoPackage says that its coordinate system is not defined."""


@frozen(eq=False)
class _Layer:
    """Rows of one table of features as they are stored."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    geometry: str
    crs: Any


def read_geopackage_track(path: Path, gases: Sequence[str], crs: str | None) -> tuple[Table, str]:
    """Read the one layer that has times.

    Parameters
    ----------
    path : Path
    gases : sequence of str
        Names that the column of the values may have.
    crs : str or None
        Coordinate system to project to; None: the layer's own where it is one of true metres,
        else the UTM zone.

    Returns
    -------
    table : Table
        With ``easting_m``, ``northing_m`` in metres.
    crs : str

    Raises
    ------
    CaseError
        If the file is damaged, has no layer or several of them, or its geometries are no points
        and no two-point lines.
    """
    try:
        layer = _read_layer(path)
    except (sqlite3.Error, UnicodeError) as error:
        raise CaseError.about(
            path,
            "file",
            found=f"{type(error).__name__}: {error}",
            expected="a GeoPackage",
            remedy="Save the layer again as GeoPackage.",
        ) from error
    columns: dict[str, Column] = {
        name: _column([row[number] for row in layer.rows])
        for number, name in enumerate(layer.columns)
        if name != layer.geometry
    }
    n_rows = len(layer.rows)
    columns = named_as_in_the_contract(path, columns, n_rows, gases, layer.name)
    begin, end = _ends(path, [row[layer.columns.index(layer.geometry)] for row in layer.rows])
    is_path = np.isfinite(end[:, 0])
    columns["kind"] = ["path" if one else "point" for one in is_path]
    remarks = () if "height_m" in columns else (HEIGHTS_TAKEN.format(path.name),)
    both = np.concatenate([begin, end])
    if layer.crs is None:
        easting, northing, placed = both[:, 0], both[:, 1], crs or LOCAL_CRS
    else:
        wanted = None if is_local(crs) else crs
        easting, northing, placed = to_metres(path, both[:, 0], both[:, 1], layer.crs, wanted)
    for suffix, half in (("", slice(0, n_rows)), ("2", slice(n_rows, None))):
        columns[f"easting{suffix}_m"], columns[f"northing{suffix}_m"] = (
            easting[half],
            northing[half],
        )
        columns.setdefault(f"height{suffix}_m", both[half, 2])
    if np.isnan(begin[:, 2]).all() and not np.any(np.isfinite(_as_numbers(columns["height_m"]))):
        raise CaseError.about(
            path,
            "height_m",
            found="no such column, and points without Z",
            expected="height above ground",
            remedy="Add a column height_m.",
        )
    numbers = np.arange(1, n_rows + 1, dtype=np.int64)
    return Table(path, columns, numbers, f"{layer.name}, feature", remarks), placed


def _read_layer(path: Path) -> _Layer:
    uri = f"file:{pathname2url(str(path.resolve()))}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as base:
        base.text_factory = lambda content: content.decode("utf-8", "replace")
        found = base.execute(
            "select c.table_name, g.column_name, g.srs_id from gpkg_contents c "
            "join gpkg_geometry_columns g on g.table_name = c.table_name "
            "where c.data_type = 'features' order by c.table_name"
        ).fetchall()
        columns_of = {
            name: tuple(row[1] for row in base.execute(f"pragma table_info({_quoted(name)})"))
            for name, *_ in found
        }
        timed = [one for one in found if "time" in columns_of[one[0]]]
        if len(timed) != 1:
            layers = "; ".join(f"{name} ({', '.join(columns_of[name])})" for name, *_ in found)
            raise CaseError.about(
                path,
                "layers",
                found=layers or "none with features",
                expected="one layer with a column time",
                remedy="Leave one such layer in the file, and call its column of times so.",
            )
        name, geometry, place = timed[0]
        rows = base.execute(f"select * from {_quoted(name)}").fetchall()  # noqa: S608 - quoted
        if not rows:
            raise CaseError.about(
                path,
                f"layer {name}",
                found="no features",
                expected="one for each value",
                remedy="Give the layer that holds the measurements.",
            )
        crs = None if place in _UNKNOWN_PLACES else _crs(path, base, place)
    return _Layer(name, columns_of[name], rows, geometry, crs)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _crs(path: Path, base: sqlite3.Connection, place: int) -> Any:
    row = base.execute(
        "select organization, organization_coordsys_id, definition from gpkg_spatial_ref_sys "
        "where srs_id = ?",
        (place,),
    ).fetchone()
    if row is None:
        return coordinate_system(path, f"EPSG:{place}")
    organization, number, definition = row
    if str(organization).upper() == "EPSG":
        return coordinate_system(path, f"EPSG:{number}")
    return coordinate_system(path, definition)


def _column(values: list[Any]) -> Column:
    if all(one is None or (isinstance(one, int | float)) for one in values):
        return np.array([np.nan if one is None else float(one) for one in values])
    return ["" if one is None else str(one).strip() for one in values]


def _as_numbers(column: Column) -> NDArray[np.float64]:
    if not isinstance(column, list):
        return column
    return np.array([0.0 if one else np.nan for one in column])


def _ends(path: Path, blobs: list[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both ends of each geometry, (row, 3) float64; the second is NaN for a point."""
    import shapely
    from shapely.errors import ShapelyError

    try:
        shapes = shapely.from_wkb([_well_known_binary(path, one) for one in blobs])
    except ShapelyError as error:
        raise CaseError.about(
            path,
            "geometry",
            found=error,
            expected="points",
            remedy="Save the layer again as GeoPackage.",
        ) from error
    kinds = shapely.get_type_id(shapes)
    counts = shapely.get_num_coordinates(shapes)
    is_point = (kinds == shapely.GeometryType.POINT) | (
        (kinds == shapely.GeometryType.MULTIPOINT) & (counts == 1)
    )
    is_line = (kinds == shapely.GeometryType.LINESTRING) & (counts == 2)
    is_nothing = (kinds == shapely.GeometryType.MISSING) | (counts == 0)
    wrong = np.flatnonzero(~(is_point | is_line | is_nothing))
    if wrong.size:
        raise CaseError.about(
            f"{path}, feature {int(wrong[0]) + 1}",
            "geometry",
            found=f"{shapes[wrong[0]].geom_type} of {int(counts[wrong[0]])} points",
            expected="a point, or a line of two points for a path",
            remedy="Give the track as points: one for each value.",
        )
    begin = np.full((len(blobs), 3), np.nan)
    end = begin.copy()
    places, owner = shapely.get_coordinates(shapes, include_z=True, return_index=True)
    first = np.append(True, owner[1:] != owner[:-1]) if owner.size else np.empty(0, bool)
    begin[owner[first]] = places[first]
    end[owner[~first]] = places[~first]
    return begin, end


def _well_known_binary(path: Path, blob: Any) -> bytes | None:
    """Return the WKB after the header of a GeoPackage geometry; None where there is none."""
    if blob is None:
        return None
    envelope = (blob[3] >> 1) & 0b111 if isinstance(blob, bytes) and len(blob) > 8 else 7
    if envelope >= len(_ENVELOPE_BYTES) or blob[:2] != b"GP":
        raise CaseError.about(
            path,
            "geometry",
            found="bytes that are no GeoPackage geometry",
            expected="the form of the GeoPackage standard",
            remedy="Save the layer again as GeoPackage.",
        )
    return bytes(blob[8 + _ENVELOPE_BYTES[envelope] :])
