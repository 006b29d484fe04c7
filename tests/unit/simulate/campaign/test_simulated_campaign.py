"""A whole simulated campaign, of the size kept for tests."""

from __future__ import annotations

import json
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
import rasterio
from pyproj import Transformer

from cathartes.errors import OptionError, RecordError, SceneError
from cathartes.io.campaign_files import read_areas, read_context, read_plans
from cathartes.io.cases import read_case
from cathartes.io.deliveries.read_case import read_delivered_case
from cathartes.io.scenes.readers import read_scene
from cathartes.io.tracks.readers import read_track
from cathartes.io.weather.readers import read_weather
from cathartes.model.campaign import Marking
from cathartes.model.campaign.area import Area
from cathartes.model.scene import Scene
from cathartes.simulate.campaign import campaign_settings, simulate_campaign

TINY = campaign_settings("tiny")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def whole_scenes(folder: Path) -> list[Scene]:
    """Return what can be read; one scene is corrupt on purpose."""
    scenes = []
    for path in sorted(folder.glob("incoming/[PD]*/*.hdr")):
        with suppress(SceneError):
            scenes.append(read_scene(path))
    return scenes


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("campaign") / "one"
    simulate_campaign(where, TINY, 3)
    return where


@pytest.fixture(scope="module")
def truth(folder):
    return json.loads((folder / "truth.json").read_text())


def test_the_same_seed_gives_the_same_bytes_whoever_makes_the_scenes(folder, tmp_path):
    simulate_campaign(tmp_path / "again", TINY, 3, n_workers=2)
    one, other = contents(folder), contents(tmp_path / "again")
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_another_seed_gives_another_campaign(truth, tmp_path):
    simulate_campaign(tmp_path / "other", TINY, 4)
    other = json.loads((tmp_path / "other" / "truth.json").read_text())
    assert [one["longitude"] for one in truth["emitters"]] != [
        one["longitude"] for one in other["emitters"]
    ]


def test_a_folder_without_its_truth_is_a_whole_campaign(folder):
    told = tomllib.loads((folder / "campaign.toml").read_text())
    assert told["campaign"]["is_simulated"] is True
    (authority,) = told["authority"]
    areas = json.loads((folder / "areas.geojson").read_text())
    assert [one["properties"]["name"] for one in areas["features"]] == [authority["area"]]
    sensors = {one["name"] for one in told["sensor"]}
    platforms = {one["name"]: set(one["sensors"]) for one in told["platform"]}
    assert set().union(*platforms.values()) == sensors
    plans = [json.loads(path.read_text()) for path in sorted((folder / "plans").iterdir())]
    for plan in plans:
        assert plan["sensor"] in platforms[plan["platform"]]
        assert plan["authority"] == authority["name"]
    flights = {plan["flight"] for plan in plans}
    scenes = whole_scenes(folder)
    assert len(scenes) >= 4
    assert {scene.name.split("_")[0] for scene in scenes} <= flights
    layers = {path.stem for path in (folder / "context").iterdir()}
    assert layers == {"permits", "farms_and_waste"}


def test_a_sampler_states_what_it_finds_so_that_its_blank_flights_count(folder):
    told = tomllib.loads((folder / "campaign.toml").read_text())
    (sampler,) = [one for one in told["sensor"] if not one["instrument"]]
    assert 0.5 < sampler["detection_limit_kg_per_h"] < 5.0


def test_whatever_is_delivered_says_that_it_is_simulated(folder):
    incoming = folder / "incoming"
    assert all(one.is_simulated for one in whole_scenes(folder))
    for path in (incoming / "weather.csv", incoming / "airport.metar"):
        assert all(one.is_simulated for one in read_weather(path, is_simulated=False)), path.name
    tracks = [path for path in sorted(incoming.glob("*/*")) if path.suffix in (".csv", ".gpx")]
    tracks = [path for path in tracks if path.stem == path.parent.name]
    assert {path.suffix for path in tracks} == {".csv", ".gpx"}
    assert all(read_track(path).is_simulated for path in tracks)
    cases = [path.parent for path in sorted(incoming.glob("*/case.json"))]
    assert cases
    assert all(read_delivered_case(path, folder).is_simulated for path in cases)
    with pytest.raises(RecordError, match="is_simulated"):
        read_plans(folder / "plans", is_simulated=False)
    for read in (read_areas, lambda where, **more: read_context(where / "context", **more)):
        with pytest.raises(RecordError, match="is_simulated"):
            read(folder, is_simulated=False, marking=Marking())


def test_nothing_but_the_truth_tells_the_truth(folder, truth):
    telling = {one["emitter_id"] for one in truth["emitters"]}
    telling |= {str(one["longitude"]) for one in truth["emitters"]}
    for name, content in contents(folder).items():
        if name == "truth.json" or name.endswith((".img", ".tif")):
            continue
        text = content.decode("utf-8")
        assert not [one for one in telling if one in text], name
        if not name.startswith("context/") and name != "campaign.toml":
            assert "clandestine" not in text
            assert "solvent_acid" not in text


def test_everything_lies_inside_the_authorised_area_and_period(folder):
    told = tomllib.loads((folder / "campaign.toml").read_text())
    ring = json.loads((folder / "areas.geojson").read_text())["features"][0]["geometry"]
    area = Area(name="a", polygon=ring["coordinates"][0], is_simulated=True)
    begins, ends = told["authority"][0]["begins_at"], told["authority"][0]["ends_at"]
    for path in sorted((folder / "plans").iterdir()):
        for feature in json.loads(path.read_text())["features"]:
            assert area.covers_line(feature["geometry"]["coordinates"])
            for key in ("begins_at", "ends_at"):
                at = feature["properties"][key]
                assert (
                    begins.strftime("%Y-%m-%dT%H:%M:%SZ")
                    <= at
                    < ends.strftime("%Y-%m-%dT%H:%M:%SZ")
                )
    for scene in whole_scenes(folder):
        assert scene.georeference is not None
        assert scene.georeference.affine is not None
        a, _, c, _, e, f = scene.georeference.affine
        project = Transformer.from_crs(scene.georeference.crs_wkt, 4326, always_xy=True)
        for row, column in ((0, 0), (0, scene.shape[1]), (scene.shape[0], 0), scene.shape[:2]):
            assert area.covers_place(*project.transform(c + a * column, f + e * row))


def test_the_truth_has_what_scoring_needs(truth):
    assert truth["is_simulated"] is True
    for emitter in truth["emitters"]:
        assert set(emitter["mean_rate_kg_per_h"]) == set(emitter["rate_when_on_kg_per_h"])
        for gas, mean in emitter["mean_rate_kg_per_h"].items():
            assert 0.0 <= mean <= emitter["rate_when_on_kg_per_h"][gas] * (1.0 + 1e-9)
        for look in emitter["looks"]:
            assert 0.0 <= look["finding_probability"] <= 1.0
            assert look["is_on"] or look["snr"] == 0.0
    limits = truth["planned_limits_kg_per_h"]
    for emitter in truth["emitters"]:
        above = any(
            rate > limits.get(gas, float("inf"))
            for gas, rate in emitter["rate_when_on_kg_per_h"].items()
        )
        assert emitter["is_above_planned_limit"] is above
    alike = sum(one["is_look_alike"] for one in truth["emitters"])
    assert alike >= 5 * sum(one["is_clandestine"] for one in truth["emitters"])


def test_the_sampler_flight_is_a_case_on_the_map_and_near_its_emitter(folder, truth):
    case = read_case(folder / "incoming" / "S01")
    assert case.crs == "EPSG:32611"
    (emitter,) = [one for one in truth["emitters"] if one["sampler_flights"]]
    project = Transformer.from_crs(4326, 32611, always_xy=True)
    east, north = project.transform(emitter["longitude"], emitter["latitude"])
    west, south, right, top = case.search_area_m
    assert west < east < right
    assert south < north < top
    assert "imulated" in case.notes
    assert json.loads((folder / "incoming" / "S01" / "case.json").read_text())["is_simulated"]


def test_terrain_covers_the_area_and_has_relief(folder):
    ring = json.loads((folder / "areas.geojson").read_text())["features"][0]["geometry"]
    project = Transformer.from_crs(4326, 32611, always_xy=True)
    with rasterio.open(folder / "terrain.tif") as file:
        heights = file.read(1)
        assert file.tags()["IS_SIMULATED"] == "YES"
        for corner in ring["coordinates"][0]:
            east, north = project.transform(*corner)
            assert file.bounds.left <= east <= file.bounds.right
            assert file.bounds.bottom <= north <= file.bounds.top
    assert heights.min() > 0.0
    assert heights.max() - heights.min() > 80.0


def test_a_folder_that_holds_a_campaign_is_not_mixed_with_another(folder):
    with pytest.raises(OptionError, match="must not be mixed"):
        simulate_campaign(folder, TINY, 5)


def test_an_unknown_size_and_a_negative_seed_are_refused(tmp_path):
    with pytest.raises(OptionError, match="small, medium, large"):
        campaign_settings("huge")
    with pytest.raises(OptionError, match="not negative"):
        simulate_campaign(tmp_path / "x", TINY, -1)
    assert not (tmp_path / "x").exists()
