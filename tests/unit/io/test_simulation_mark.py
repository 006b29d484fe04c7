"""The mark of a simulation is read from every kind of file, and is not lost in a copy."""

from __future__ import annotations

import json

import h5py
import numpy as np
import pytest
from attrs import evolve

from cathartes.errors import RecordError
from cathartes.io.campaign_files import read_areas, read_context, read_plans
from cathartes.io.scenes.cf import write_scene
from cathartes.io.scenes.readers import read_scene
from cathartes.io.simulation_mark import file_says_simulated, is_yes
from cathartes.io.tracks.readers import read_track
from cathartes.io.weather.readers import read_weather
from cathartes.model.campaign import Marking
from tests import made_deliveries as made
from tests.unit.io.campaign_files.test_campaign_files import SQUARE, write_features, write_plan

POINT = [("Point", [-107.4, 24.8])]
STATED = {"marking": Marking()}


@pytest.mark.parametrize("value", [True, 1, "true", "YES", b"true", np.array([1]), np.bool_(1)])
def test_every_way_of_saying_yes_is_understood(value):
    assert is_yes(value)


@pytest.mark.parametrize("value", [False, 0, "", None, "false", b"no", np.array([1, 1])])
def test_nothing_else_is_a_yes(value):
    assert not is_yes(value)


def netcdf4(path, value):
    with h5py.File(path, "w") as file:
        file.attrs["is_simulated"] = value


def netcdf3(path, value):
    from scipy.io import netcdf_file

    with netcdf_file(path, "w") as file:
        file.is_simulated = value


def zarr2(path, value):
    path.mkdir()
    (path / ".zattrs").write_text(json.dumps({"is_simulated": value}))


def zarr3(path, value):
    path.mkdir()
    (path / "zarr.json").write_text(json.dumps({"attributes": {"is_simulated": value}}))


def npz(path, value):
    with path.open("wb") as file:
        np.savez(file, is_simulated=np.array(value == "true"))


def header(path, value):
    path.write_text(f"ENVI\nis simulated = {value}\n")


def sidecar(path, value):
    path.write_text(json.dumps({"is_simulated": value}))


WRITERS = {
    "a.nc": netcdf4, "b.nc": netcdf3, "a.zarr": zarr2, "b.zarr": zarr3, "a.npz": npz,
    "a.hdr": header, "a.scene.json": sidecar,
}  # fmt: skip


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("value", ["true", "false"])
def test_a_file_is_simulated_where_it_says_so_and_only_there(tmp_path, name, value):
    WRITERS[name](tmp_path / name, value)
    assert file_says_simulated(tmp_path / name) == (value == "true")


def test_a_damaged_file_says_nothing(tmp_path):
    for name in ("a.nc", "a.npz", "a.json"):
        (tmp_path / name).write_bytes(b"\x89HDF\r\n\x1a\nbroken" if name == "a.nc" else b"{")
        assert not file_says_simulated(tmp_path / name)


@pytest.mark.parametrize("ending", ["nc", "zarr"])
@pytest.mark.parametrize("description", ["simulated scene", "a scene"])
def test_a_copy_of_a_scene_keeps_the_mark(tmp_path, ending, description):
    if ending == "zarr":
        pytest.importorskip("zarr", reason="zarr is an optional extra")
    told = made.write_scene(
        tmp_path, "s", east=0.0, north=0.0, begins_at=made.DAY, description=description
    )
    scene = read_scene(told)
    copied = tmp_path / "copies" / f"copy.{ending}"
    copied.parent.mkdir()
    write_scene(scene, copied)
    assert scene.is_simulated == (description == "simulated scene")
    assert read_scene(copied).is_simulated == scene.is_simulated
    again = copied.with_name(f"again.{ending}")
    write_scene(evolve(read_scene(copied), name="again"), again)
    assert read_scene(again).is_simulated == scene.is_simulated


def test_a_sidecar_may_say_that_a_scene_was_simulated(tmp_path):
    told = made.write_scene(tmp_path, "s", east=0.0, north=0.0, begins_at=made.DAY)
    path = tmp_path / "s.scene.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "is_simulated": True}))
    assert read_scene(told).is_simulated


def test_a_field_with_the_attribute_gives_simulated_weather(tmp_path):
    from tests.formats.weather.test_weather_files import field

    path = tmp_path / "wind.nc"
    for mark in (None, "true"):
        data = field() if mark is None else field().assign_attrs(is_simulated=mark)
        data.to_netcdf(path, engine="h5netcdf")
        records = read_weather(path, is_simulated=False)
        assert {one.is_simulated for one in records} == {mark is not None}


def test_a_comment_in_reports_of_an_airport_is_heeded_and_the_word_alone_is_not(tmp_path):
    path = tmp_path / "a.metar"
    report = "# station XSIM -107.4 24.8\n# day 2026-06-01\nMETAR XSIM 011540Z 25008KT{}=\n"
    for more, expected in (("", False), (" RMK SIMULATED", True)):
        path.write_text(report.format(more))
        assert {one.is_simulated for one in read_weather(path, is_simulated=False)} == {expected}
    path.write_text("# SIMULATED weather\n" + report.format(""))
    assert all(one.is_simulated for one in read_weather(path, is_simulated=False))


@pytest.mark.parametrize("how", ["collection", "feature"])
def test_a_real_campaign_refuses_simulated_areas_layers_and_plans(tmp_path, how):
    members = {"is_simulated": True} if how == "collection" else {}
    mark = {} if how == "collection" else {"is_simulated": True}
    write_features(tmp_path / "areas.geojson", [("Polygon", [SQUARE])], properties=mark, **members)
    write_features(
        tmp_path / "context" / "permits.geojson",
        POINT,
        properties={"profile": "", "is_permitted": True, **mark},
        **members,
    )
    write_plan(tmp_path / "plans" / "f1.geojson", is_simulated=True)
    for read, name in (
        (lambda flag: read_areas(tmp_path, is_simulated=flag, **STATED), "areas.geojson"),
        (
            lambda flag: read_context(tmp_path / "context", is_simulated=flag, **STATED),
            "permits.geojson",
        ),
        (lambda flag: read_plans(tmp_path / "plans", is_simulated=flag), "f1.geojson"),
    ):
        with pytest.raises(RecordError, match=rf"(?s){name}.*is_simulated"):
            read(False)
        assert read(True)


CSV_TRACK = """time_utc,longitude,latitude,altitude_msl_m,is_simulated
2026-06-01T16:00:00Z,-107.40,24.8,1500,{}
2026-06-01T16:00:01Z,-107.39,24.8,1500,{}
"""
GPX_TRACK = """<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>a {}</name>
<trkseg><trkpt lat="24.8" lon="-107.40"><time>2026-06-01T16:00:00Z</time></trkpt>
<trkpt lat="24.8" lon="-107.39"><time>2026-06-01T16:00:01Z</time></trkpt></trkseg></trk></gpx>
"""
TRACKS = {"t.csv": (CSV_TRACK, ("0", "1")), "t.gpx": (GPX_TRACK, ("flight", "SIMULATED"))}


@pytest.mark.parametrize("name", TRACKS)
def test_a_track_is_simulated_where_it_says_so_and_only_there(tmp_path, name):
    text, marks = TRACKS[name]
    for mark, expected in zip(marks, (False, True), strict=True):
        (tmp_path / name).write_text(text.replace("{}", mark))
        assert read_track(tmp_path / name).is_simulated is expected
