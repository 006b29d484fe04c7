"""Tracks as GeoPackages, written here as the standard says."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import CRS, Transformer

from cathartes.errors import CaseError
from cathartes.io.cases import case_from_files, read_case
from cathartes.model.location.case import LOCAL_CRS
from cathartes.model.location.observations import GasOfCase
from tests.formats.cases.conftest import as_csv, made_wind

METHANE = [GasOfCase("methane", 16.043)]
PLACE = (-1.4367, 51.1445)
COLUMNS = {"time": "DATETIME", "value": "REAL", "unit": "TEXT", "height_m": "REAL"}


def geometry(shape: shapely.Geometry, *, place: int, envelope: int = 0) -> bytes:
    """Return a GeoPackage geometry with an envelope of a kind (0 none, 1 xy, 2 xyz)."""
    x1, y1, x2, y2 = shape.bounds
    bounds = [x1, x2, y1, y2, *([0.0, 1.0] if envelope == 2 else [])]
    head = struct.pack("<2sBBi", b"GP", 0, 1 | envelope << 1, place)
    return head + (struct.pack(f"<{len(bounds)}d", *bounds) if envelope else b"") + shape.wkb


def write_geopackage(
    path: Path,
    rows: Sequence[tuple[Any, ...]],
    *,
    crs: str | None = "EPSG:4326",
    columns: dict[str, str] = COLUMNS,
    layers: Sequence[str] = ("flight",),
    envelope: int = 1,
) -> Path:
    """Write rows of a shape and its fields as a layer, or as several layers."""
    number = -1 if crs is None else int(crs.split(":")[1])
    with closing(sqlite3.connect(path)) as base:
        base.executescript(
            "pragma application_id = 0x47504b47;"
            "create table gpkg_spatial_ref_sys (srs_name text, srs_id integer primary key,"
            " organization text, organization_coordsys_id integer, definition text);"
            "create table gpkg_contents (table_name text primary key, data_type text,"
            " identifier text, srs_id integer);"
            "create table gpkg_geometry_columns (table_name text, column_name text,"
            " geometry_type_name text, srs_id integer, z tinyint, m tinyint);"
        )
        if crs is not None:
            base.execute(
                "insert into gpkg_spatial_ref_sys values (?, ?, 'EPSG', ?, ?)",
                (crs, number, number, CRS(crs).to_wkt()),
            )
        for layer in layers:
            fields = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            base.execute(f'create table "{layer}" (fid integer primary key, geom POINT, {fields})')
            base.execute(
                "insert into gpkg_contents values (?, 'features', ?, ?)", (layer, layer, number)
            )
            base.execute(
                "insert into gpkg_geometry_columns values (?, 'geom', 'POINT', ?, 2, 0)",
                (layer, number),
            )
            marks = ", ".join("?" * (len(columns) + 2))
            base.executemany(
                f'insert into "{layer}" values ({marks})',
                [
                    (None, geometry(shape, place=number, envelope=envelope), *fields)
                    for shape, *fields in rows
                ],
            )
        base.commit()
    return path


def flight(crs: str = "EPSG:4326", n: int = 12) -> tuple[list[tuple[Any, ...]], np.ndarray]:
    """Return points of a flight in a coordinate system, and where they are in UTM."""
    utm = Transformer.from_crs("EPSG:4326", "EPSG:32630", always_xy=True)
    east, north = utm.transform(*PLACE)
    true = np.stack([east + 10.0 * np.arange(n), north + 5.0 * np.arange(n)], axis=1)
    there = Transformer.from_crs("EPSG:32630", crs, always_xy=True).transform(*true.T)
    rows = [
        (shapely.Point(x, y), f"2020-05-01T10:{k:02d}:00.000Z", 2.0 + 0.01 * k, "ppm", 30.0)
        for k, (x, y) in enumerate(zip(*there, strict=True))
    ]
    return rows, true


@pytest.fixture
def wind(tmp_path: Path) -> Path:
    path = tmp_path / "wind.csv"
    path.write_text(as_csv(made_wind()))
    return path


@pytest.mark.parametrize("envelope", [0, 1, 2])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:27700", "EPSG:32630"])
def test_a_track_in_any_coordinate_system_lands_at_its_metres(tmp_path, wind, crs, envelope):
    rows, true = flight(crs)
    path = write_geopackage(tmp_path / "track.gpkg", rows, crs=crs, envelope=envelope)
    case = case_from_files(path, wind, METHANE, crs="EPSG:32630")
    np.testing.assert_allclose(
        case.observations.begin_m[:, :2], true, atol=3.0 if "277" in crs else 1e-3
    )
    assert set(case.observations.begin_m[:, 2]) == {30.0}
    assert case.observations.sensor_names == ("flight",)
    assert case.crs == "EPSG:32630"


@pytest.mark.parametrize(
    ("crs", "becomes"),
    [("EPSG:4326", "EPSG:32630"), ("EPSG:3857", "EPSG:32630"), ("EPSG:27700", "EPSG:27700")],
)
def test_metres_that_are_none_become_those_of_the_utm_zone(tmp_path, wind, crs, becomes):
    path = write_geopackage(tmp_path / "track.gpkg", flight(crs)[0], crs=crs)
    case = case_from_files(path, wind, METHANE)
    assert case.crs == becomes
    steps = np.linalg.norm(np.diff(case.observations.begin_m[:, :2], axis=0), axis=1)
    np.testing.assert_allclose(steps, np.hypot(10.0, 5.0), rtol=2e-3)


def test_a_layer_without_coordinate_system_is_in_local_metres(tmp_path, wind):
    rows, true = flight("EPSG:32630")
    case = case_from_files(write_geopackage(tmp_path / "t.gpkg", rows, crs=None), wind, METHANE)
    assert case.crs == LOCAL_CRS
    np.testing.assert_allclose(case.observations.begin_m[:, :2], true)


def test_z_is_taken_for_height_above_ground_and_said_so(tmp_path, wind):
    rows = [
        (shapely.Point(s.x, s.y, 40.0 + k), *rest[:-1]) for k, (s, *rest) in enumerate(flight()[0])
    ]
    columns = {name: kind for name, kind in COLUMNS.items() if name != "height_m"}
    path = write_geopackage(tmp_path / "t.gpkg", rows, columns=columns)
    case = case_from_files(path, wind, METHANE)
    assert case.observations.begin_m[:, 2].tolist() == [40.0 + k for k in range(12)]
    assert any("the Z of the points was taken as height above ground" in w for w in case.warnings)


def test_lines_of_two_points_are_paths(tmp_path, wind):
    rows, _ = flight("EPSG:32630")
    beams = [
        (shapely.LineString([shape, (shape.x + 30.0, shape.y + 40.0)]), *rest)
        for shape, *rest in rows
    ]
    beams = [(s, t, 50.0 * v, "ppm m", h) for s, t, v, _, h in beams]
    columns = {**COLUMNS, "height2_m": "REAL"}
    path = write_geopackage(
        tmp_path / "t.gpkg", [(*row, 30.0) for row in beams], crs="EPSG:32630", columns=columns
    )
    seen = case_from_files(path, wind, METHANE).observations
    assert seen.is_path.all()
    np.testing.assert_allclose(seen.value, 2.0 + 0.01 * np.arange(12))


def test_a_column_may_name_gas_and_unit(tmp_path, wind):
    rows = [(s, t, 1000.0 * v, h) for s, t, v, _, h in flight()[0]]
    columns = {"time": "DATETIME", "Methane_ppb": "REAL", "height_m": "REAL"}
    path = write_geopackage(tmp_path / "t.gpkg", rows, columns=columns)
    assert case_from_files(path, wind, METHANE).observations.value[3] == pytest.approx(2.03)


def test_a_case_folder_may_hold_a_track(case, tmp_path):
    rows, true = flight("EPSG:4326")
    write_geopackage(case.folder / "observations.gpkg", rows)
    low, high = true.min(axis=0) - 50, true.max(axis=0) + 50
    case.facts.update(gas="methane", crs="EPSG:32630", search_area=[*low, *high])
    found = read_case(case.write())
    np.testing.assert_allclose(found.observations.begin_m[:, :2], true, atol=1e-3)
    assert {one.name for one in found.inputs} == {"observations.gpkg", "wind.csv", "case.json"}


def test_reading_leaves_nothing_beside_the_file(tmp_path, wind):
    path = write_geopackage(tmp_path / "t.gpkg", flight()[0])
    before = sorted(tmp_path.iterdir())
    case_from_files(path, wind, METHANE)
    assert sorted(tmp_path.iterdir()) == before


def test_what_a_gis_has_not_yet_put_into_the_file_is_read_too(tmp_path, wind):
    rows, _ = flight()
    path = write_geopackage(tmp_path / "t.gpkg", rows[:6])
    with closing(sqlite3.connect(path)) as gis:
        gis.execute("pragma journal_mode = wal")
        for shape, *fields in rows[6:]:
            gis.execute(
                "insert into flight values (null, ?, ?, ?, ?, ?)",
                (geometry(shape, place=4326), *fields),
            )
        gis.commit()
        assert (tmp_path / "t.gpkg-wal").stat().st_size > 0
        assert case_from_files(path, wind, METHANE).observations.size == 12


def swapped(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(shapely.Point(s.y, s.x), *rest) for s, *rest in rows]


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no unit": (
        {"columns": {"time": "TEXT", "value": "REAL", "u": "TEXT", "height_m": "REAL"}},
        "column unit: found no such column",
    ),
    "no value": (
        {"columns": {"time": "TEXT", "wert": "REAL", "unit": "TEXT", "height_m": "REAL"}},
        "column value: found no such column, among fid, time, wert",
    ),
    "no time": (
        {"columns": {"zeit": "TEXT", "value": "REAL", "unit": "TEXT", "height_m": "REAL"}},
        r"layers: found flight \(fid, geom, zeit",
    ),
    "no height": (
        {"columns": {"time": "TEXT", "value": "REAL", "unit": "TEXT", "h": "REAL"}},
        "height_m: found no such column, and points without Z",
    ),
    "two layers": ({"layers": ("one", "two")}, "expected one layer with a column time"),
    "no rows": ({"rows": []}, "layer flight: found no features"),
    "a time without a zone": (
        {"change": lambda r: [(s, t.rstrip("Z"), *f) for s, t, *f in r]},
        "flight, feature 1: time",
    ),
    "latitude beyond the pole": (
        {"change": lambda r: [(shapely.Point(s.y, 120.0), *f) for s, *f in r]},
        "latitudes from 120",
    ),
    "polygons": (
        {"change": lambda r: [(s.buffer(1e-4), *f) for s, *f in r]},
        "feature 1: geometry: found Polygon",
    ),
    "degrees called metres": ({"crs": "EPSG:32630"}, "look like degrees"),
    "an unknown unit": (
        {"change": lambda r: [(s, t, v, "furlong", h) for s, t, v, _, h in r]},
        "feature 1: unit: found 'furlong'",
    ),
    "text for a value": (
        {"change": lambda r: [(s, t, "much", u, h) for s, t, _, u, h in r]},
        "feature 1: value: found 'much'",
    ),
}


@pytest.mark.parametrize(("given", "words"), BAD.values(), ids=BAD.keys())
def test_a_geopackage_that_is_wrong_is_refused(tmp_path, wind, given, words):
    given = dict(given)
    rows = given.pop("rows", given.pop("change", list)(flight()[0]))
    path = write_geopackage(tmp_path / "t.gpkg", rows, **given)
    with pytest.raises(CaseError, match=words) as caught:
        case_from_files(path, wind, METHANE)
    assert "t.gpkg" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_exchanged_degrees_are_noticed_where_the_search_area_is_known(case):
    write_geopackage(case.folder / "observations.gpkg", swapped(flight()[0]))
    _, true = flight()
    low, high = true.min(axis=0) - 50, true.max(axis=0) + 50
    case.facts.update(gas="methane", crs="EPSG:32630", search_area=[*low, *high])
    with pytest.raises(CaseError, match="longitude and latitude"):
        read_case(case.write())


@pytest.mark.parametrize("cut", [30, 2000, 9000])
def test_a_cut_geopackage_is_refused(tmp_path, wind, cut):
    path = write_geopackage(tmp_path / "t.gpkg", flight(n=60)[0])
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(CaseError, match=r"t\.gpkg"):
        case_from_files(path, wind, METHANE)


def test_a_geometry_of_garbage_is_refused(tmp_path, wind):
    path = write_geopackage(tmp_path / "t.gpkg", flight()[0])
    with closing(sqlite3.connect(path)) as base:
        base.execute(
            "update flight set geom = ? where fid = 3", (b"GP\x00\x01\xe6\x10\x00\x00rest",)
        )
        base.commit()
    with pytest.raises(CaseError, match="geometry"):
        case_from_files(path, wind, METHANE)
