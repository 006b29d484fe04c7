"""The folder of a campaign is read whole, and what is wrong with it is named by file and field."""

from __future__ import annotations

import json
import re

import pytest

from cathartes.errors import InputError, OptionError, OutputError, RecordError
from cathartes.io.campaign_files import (
    read_areas,
    read_context,
    read_plans,
    read_settings,
    write_starting_folder,
)
from cathartes.model.campaign import Marking

SQUARE = [[-107.5, 24.7], [-107.3, 24.7], [-107.3, 24.9], [-107.5, 24.9], [-107.5, 24.7]]
STATED = {"is_simulated": False, "marking": Marking()}


def write_features(path, geometries, *, properties=None, **members):
    """Write a feature collection."""
    path.parent.mkdir(parents=True, exist_ok=True)
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"n{k}", **(properties or {})},
            "geometry": {"type": kind, "coordinates": coordinates},
        }
        for k, (kind, coordinates) in enumerate(geometries)
    ]
    content = {"type": "FeatureCollection", **members, "features": features}
    path.write_text(json.dumps(content))


def write_plan(path, *, line=((-107.4, 24.8), (-107.35, 24.8)), **changes):
    """Write a plan of one line."""
    properties = {
        "altitude_m": 900.0,
        "begins_at": "2026-06-01T10:00:00Z",
        "ends_at": "2026-06-01T10:05:00Z",
        "swath_m": 200.0,
    }
    names = {"flight": "F1", "platform": "drone", "sensor": "imager", "authority": "A1"}
    members = {name: changes.pop(name, value) for name, value in names.items()}
    write_features(
        path,
        [("LineString", [list(one) for one in line])],
        properties={**properties, **changes},
        **{name: value for name, value in members.items() if value is not None},
    )


def fill_in_authority(folder):
    """Say who approved, and by what law."""
    for name in ("approved_by", "legal_basis"):
        change(folder, f'{name} = ""', f'{name} = "somebody"')


@pytest.fixture
def started(tmp_path):
    """Return a folder that init wrote."""
    folder = tmp_path / "c"
    write_starting_folder(folder, "a \"name\" with 'quotes'")
    fill_in_authority(folder)
    return folder


def change(folder, old, new):
    """Change the settings."""
    path = folder / "campaign.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_nothing_runs_on_an_authority_that_nobody_filled_in(tmp_path):
    write_starting_folder(tmp_path / "c", "c")
    with pytest.raises(OptionError, match=r"campaign\.toml.*authority\.1\.approved_by.*found ''"):
        read_settings(tmp_path / "c")
    change(tmp_path / "c", 'approved_by = ""', 'approved_by = "somebody"')
    with pytest.raises(OptionError, match=r"authority\.1\.legal_basis"):
        read_settings(tmp_path / "c")


def test_what_init_writes_is_read_again(started):
    settings = read_settings(started)
    assert settings.campaign.name == "a \"name\" with 'quotes'"
    assert settings.authority[0].area in read_areas(started, **STATED)
    assert settings.collect.largest_clock_error_s == 120.0
    assert read_plans(started / "plans", is_simulated=False) == ()
    assert read_context(started / "context", **STATED) == ()


def test_a_campaign_is_never_written_over(started):
    with pytest.raises(OutputError, match="one that is there"):
        write_starting_folder(started, "again")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('purpose = "locate"', 'purpose = "strike"', "authority.1.purpose: found 'strike'"),
        ("begins_at = 2026-06-01T00:00:00Z", "begins_at = 2026-06-01T00:00:00", "without a zone"),
        ("is_simulated = false", "", "campaign.is_simulated: found nothing"),
        ("[fuse]", "[fusion]\nx = 1", "fusion"),
        ("speed_m_s = 25.0", 'speed_m_s = "fast"', "platform.1.speed_m_s: found 'fast'"),
        ('sensors = ["imager-1"]', 'sensors = ["imager-9"]', "found 'imager-9'"),
        ("rng_seed = 0", "rng_seed = -1", "locate.rng_seed"),
        ("[campaign]", "[campaign", "the file"),
    ],
)
def test_a_wrong_setting_is_named(started, old, new, told):
    change(started, old, new)
    with pytest.raises(OptionError, match=re.escape(told)):
        read_settings(started)


def test_a_name_given_twice_is_refused(started):
    path = started / "campaign.toml"
    path.write_text(path.read_text() + '\n[[platform]]\nname = "drone-1"\nspeed_m_s = 2.0\n')
    with pytest.raises(OptionError, match="'drone-1' twice"):
        read_settings(started)


def test_a_folder_without_settings_says_how_to_make_them(tmp_path):
    with pytest.raises(OptionError, match="campaign init"):
        read_settings(tmp_path)


def test_areas_that_cross_themselves_overlap_or_have_holes_are_refused(tmp_path):
    path = tmp_path / "areas.geojson"
    bow = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
    write_features(path, [("Polygon", [bow])])
    with pytest.raises(RecordError, match=r"areas\.geojson, area 'n0'.*Self-intersection"):
        read_areas(tmp_path, **STATED)
    shifted = [[x + 0.1, y] for x, y in SQUARE]
    write_features(path, [("Polygon", [SQUARE]), ("Polygon", [shifted])])
    with pytest.raises(RecordError, match="square degrees in both"):
        read_areas(tmp_path, **STATED)
    write_features(path, [("Polygon", [SQUARE, SQUARE])])
    with pytest.raises(InputError, match="holes"):
        read_areas(tmp_path, **STATED)
    write_features(path, [])
    with pytest.raises(InputError, match="at least one area"):
        read_areas(tmp_path, **STATED)


def named_crs(name):
    """Return the old member of GeoJSON that names a coordinate system."""
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize("name", ["EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84"])
def test_the_usual_coordinates_may_be_named(tmp_path, name):
    write_features(tmp_path / "areas.geojson", [("Polygon", [SQUARE])], crs=named_crs(name))
    assert read_areas(tmp_path, **STATED)["n0"].covers_place(-107.4, 24.8)


def test_another_known_system_is_moved_and_an_unknown_one_is_refused(tmp_path):
    path = tmp_path / "areas.geojson"
    ring = [[x, y] for x, y in ((250e3, 2734e3), (260e3, 2734e3), (260e3, 2744e3))]
    write_features(path, [("Polygon", [[*ring, ring[0]]])], crs=named_crs("EPSG:32613"))
    west, south, _, _ = read_areas(tmp_path, **STATED)["n0"].bounds
    assert (west, south) == (pytest.approx(-107.47, abs=0.02), pytest.approx(24.70, abs=0.02))
    write_features(path, [("Polygon", [SQUARE])], crs=named_crs("EPSG:999999"))
    with pytest.raises(InputError, match=r"crs.*EPSG:999999"):
        read_areas(tmp_path, **STATED)


def test_a_plan_is_read_with_its_names_times_and_swath(tmp_path):
    write_plan(tmp_path / "f.geojson")
    (plan,) = read_plans(tmp_path, is_simulated=False)
    assert (plan.flight, plan.platform, plan.authority) == ("F1", "drone", "A1")
    assert plan.swath_m == {"n0": 200.0}
    assert plan.lines[0].begins_at.isoformat() == "2026-06-01T10:00:00+00:00"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"begins_at": "2026-06-01T10:00:00"}, "begins_at"),
        ({"ends_at": "2026-06-01T09:00:00Z"}, "ends_at"),
        ({"altitude_m": None}, "altitude_m"),
        ({"authority": None}, "authority"),
        ({"line": ((0, 0), (1, 1), (2, 0))}, "two corners"),
        ({"line": ((0, 95), (1, 1))}, "latitude"),
    ],
)
def test_a_plan_that_lacks_something_is_refused(tmp_path, changes, told):
    write_plan(tmp_path / "f.geojson", **changes)
    with pytest.raises(InputError, match=rf"(?s)f\.geojson.*{told}"):
        read_plans(tmp_path, is_simulated=False)


def test_layers_of_known_emitters_are_named_by_their_files(tmp_path):
    point = ("Point", [-107.4, 24.8])
    properties = {"is_permitted": True, "profile": "dry_cleaner", "position_std_m": 30.0}
    write_features(tmp_path / "permits.geojson", [point], properties=properties)
    (emitter,) = read_context(tmp_path, **STATED)
    assert (emitter.layer, emitter.profile, emitter.position_std_m) == (
        "permits",
        "dry_cleaner",
        30.0,
    )
    write_features(tmp_path / "permits.geojson", [point], properties={"is_permitted": "yes"})
    with pytest.raises(InputError, match="is_permitted"):
        read_context(tmp_path, **STATED)


@pytest.mark.parametrize("text", ["{", "[]", '{"features": [3]}', '{"features": [{}]}'])
def test_a_file_that_is_no_feature_collection_is_refused(tmp_path, text):
    (tmp_path / "a.geojson").write_text(text)
    with pytest.raises(InputError, match=r"a\.geojson"):
        read_plans(tmp_path, is_simulated=False)
