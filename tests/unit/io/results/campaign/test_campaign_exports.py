"""The three files of a campaign say the same, say what they are, and are whole or not there."""

from __future__ import annotations

import json
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import attrs
import numpy as np
import pyogrio
import pytest
import shapely

from cathartes.errors import OutputError
from cathartes.io.results.campaign import (
    write_sites_geojson,
    write_sites_gpkg,
    write_sites_kmz,
)
from cathartes.io.results.campaign.kml import KML_NAMESPACE
from cathartes.io.results.campaign.layers import Layer
from cathartes.model.campaign import Marking
from cathartes.model.fusion import CampaignSummary
from tests.made_summaries import make_summary, nothing_found

KML = f"{{{KML_NAMESPACE}}}"
LAYERS = ("sites", "estimates", "looks", "planned_lines", "flown_tracks", "context", "areas")
WRITERS = (
    ("sites.geojson", write_sites_geojson),
    ("sites.gpkg", write_sites_gpkg),
    ("sites.kmz", write_sites_kmz),
)
Writer = Callable[[Path, CampaignSummary], None]
every_writer = pytest.mark.parametrize(("name", "write"), WRITERS, ids=[one for one, _ in WRITERS])


@pytest.fixture(scope="module")
def summary() -> CampaignSummary:
    """Return one made-up campaign for all that only read it."""
    return make_summary()


def columns(path: Path, layer: str) -> dict[str, np.ndarray]:
    """Return the columns of a layer by name, the geometry in ``geometry``."""
    meta, _, geometry, fields = pyogrio.raw.read(path, layer=layer)
    return {**dict(zip(meta["fields"], fields, strict=True)), "geometry": geometry}


def geojson_of(tmp_path: Path, summary: CampaignSummary) -> dict[str, Any]:
    """Return ``sites.geojson`` as read by any JSON reader."""
    write_sites_geojson(tmp_path / "sites.geojson", summary)
    read: dict[str, Any] = json.loads((tmp_path / "sites.geojson").read_text("utf-8"))
    return read


def kml_of(tmp_path: Path, summary: CampaignSummary) -> ET.Element:
    """Return the document inside ``sites.kmz``."""
    write_sites_kmz(tmp_path / "sites.kmz", summary)
    with ZipFile(tmp_path / "sites.kmz") as archive:
        assert archive.namelist() == ["doc.kml"]
        document = ET.fromstring(archive.read("doc.kml")).find(f"{KML}Document")
    assert document is not None
    return document


def test_geojson_ranks_the_sites_and_gives_every_reason_and_alternative(tmp_path, summary):
    read = geojson_of(tmp_path, summary)
    told = [one["properties"] for one in read["features"]]
    assert [one["rank"] for one in told] == list(range(1, 16))
    assert [one["site_id"] for one in told] == [site.site_id for site in summary.sites]
    assert told == sorted(told, key=lambda one: -one["probability"])
    for one, site in zip(told, summary.sites, strict=True):
        assert one["reasons"] == [reason.sentence for reason in site.score.reasons]
        assert one["alternatives"].keys() == site.score.alternatives.keys()
        assert one["probability"] == pytest.approx(site.score.probability, abs=1e-4)
        assert one["n_estimates"] == len(site.estimate_ids)


def test_geojson_is_as_rfc_7946_asks(tmp_path, summary):
    read = geojson_of(tmp_path, summary)
    assert read["type"] == "FeatureCollection"
    assert "crs" not in read
    for one, site in zip(read["features"], summary.sites, strict=True):
        assert one["type"] == "Feature"
        longitude, latitude = one["geometry"]["coordinates"]
        assert longitude == pytest.approx(site.longitude, abs=1e-7)
        assert latitude == pytest.approx(site.latitude, abs=1e-7)
    assert len(pyogrio.raw.read(tmp_path / "sites.geojson")[2]) == 15


def test_geopackage_has_every_layer_in_wgs84_with_all_its_rows(tmp_path, summary):
    path = tmp_path / "sites.gpkg"
    write_sites_gpkg(path, summary)
    assert tuple(name for name, _ in pyogrio.list_layers(path)) == LAYERS
    counts = {name: pyogrio.read_info(path, layer=name)["features"] for name in LAYERS}
    assert counts == {
        "sites": 15, "estimates": len(summary.estimates), "looks": len(summary.looks),
        "planned_lines": 18, "flown_tracks": 2, "context": 3, "areas": 1,
    }  # fmt: skip
    assert {pyogrio.read_info(path, layer=name)["crs"] for name in LAYERS} == {"EPSG:4326"}


def test_geopackage_says_which_site_each_estimate_belongs_to(tmp_path, summary):
    path = tmp_path / "sites.gpkg"
    write_sites_gpkg(path, summary)
    estimates, sites = columns(path, "estimates"), columns(path, "sites")
    at_rank = dict(zip(sites["rank"], sites["site_id"], strict=True))
    owners = {name: site.site_id for site in summary.sites for name in site.estimate_ids}
    for name, site_id, rank in zip(
        estimates["estimate_id"], estimates["site_id"], estimates["site_rank"], strict=True
    ):
        assert owners[name] == site_id == at_rank[rank]
    points = shapely.from_wkb(sites["geometry"])
    assert [one.x for one in points] == [site.longitude for site in summary.sites]
    assert all("Before any evidence" in text for text in sites["reasons"])


def test_outlines_in_the_geopackage_enclose_what_they_should(tmp_path, summary):
    path = tmp_path / "sites.gpkg"
    write_sites_gpkg(path, summary)
    (area,) = shapely.from_wkb(columns(path, "areas")["geometry"])
    assert shapely.is_ccw(area.exterior)
    assert area.covers(shapely.from_wkb(columns(path, "sites")["geometry"])).all()
    assert area.intersects(shapely.from_wkb(columns(path, "looks")["geometry"])).all()


def test_a_flight_that_did_not_come_back_is_planned_and_not_flown(tmp_path, summary):
    path = tmp_path / "sites.gpkg"
    write_sites_gpkg(path, summary)
    lines = columns(path, "planned_lines")
    third = lines["flight"] == "flight-3"
    assert third.sum() == 6
    assert np.all(lines["covered_share"][third] == 0.0)
    assert set(columns(path, "flown_tracks")["flight"]) == {"flight-1", "flight-2"}


def test_kmz_has_folders_of_sites_lines_and_areas(tmp_path, summary):
    folders = kml_of(tmp_path, summary).findall(f"{KML}Folder")
    assert [one.findtext(f"{KML}name") for one in folders] == [
        "SIMULATED sites", "SIMULATED planned lines", "SIMULATED areas",
    ]  # fmt: skip
    sites, lines, areas = (one.findall(f".//{KML}Placemark") for one in folders)
    assert (len(sites), len(lines), len(areas)) == (15, 18, 1)
    for mark, site in zip(sites, summary.sites, strict=True):
        longitude, latitude = map(float, mark.findtext(f".//{KML}coordinates").split(","))
        assert (longitude, latitude) == pytest.approx((site.longitude, site.latitude), abs=1e-7)
        balloon = mark.findtext(f"{KML}description")
        assert f"{100 * site.score.probability:.1f} %" in balloon
        assert "semiconductor_plant" in balloon


def test_names_that_look_like_markup_stay_text(tmp_path, summary):
    odd = attrs.evolve(summary, name="<b>A & B</b>\x07")
    document = kml_of(tmp_path, odd)
    assert document.findtext(f"{KML}name") == "SIMULATED - <b>A & B</b>\ufffd"
    assert geojson_of(tmp_path, odd)["name"] == "SIMULATED - <b>A & B</b>\x07"


def test_every_file_says_that_it_is_simulated_and_how_it_is_handled(tmp_path, summary):
    read = geojson_of(tmp_path, summary)
    assert read["name"].startswith("SIMULATED")
    assert read["is_simulated"] is True
    assert "VALLE" in read["marking"]
    assert all(one["properties"]["is_simulated"] for one in read["features"])
    document = kml_of(tmp_path, summary)
    assert document.findtext(f"{KML}name").startswith("SIMULATED")
    assert "VALLE" in document.findtext(f"{KML}description")
    write_sites_gpkg(tmp_path / "sites.gpkg", summary)
    for name in LAYERS:
        told = pyogrio.read_info(tmp_path / "sites.gpkg", layer=name)["layer_metadata"]
        assert "SIMULATED" in told["IDENTIFIER"]
        assert "VALLE" in told["marking"]
        assert all(columns(tmp_path / "sites.gpkg", name)["is_simulated"])


def test_a_real_campaign_is_not_called_simulated(tmp_path):
    real = make_summary(is_simulated=False, marking=Marking(handling="RESTRICTED"))
    assert "SIMULATED" not in json.dumps(geojson_of(tmp_path, real))
    assert "SIMULATED" not in ET.tostring(kml_of(tmp_path, real), encoding="unicode")
    write_sites_gpkg(tmp_path / "sites.gpkg", real)
    assert not any(columns(tmp_path / "sites.gpkg", "sites")["is_simulated"])


def test_a_site_that_was_not_scored_has_no_probability_rather_than_none_at_all(tmp_path, summary):
    bare = attrs.evolve(
        summary, sites=tuple(attrs.evolve(one, score=None) for one in summary.sites)
    )
    (first, *_) = geojson_of(tmp_path, bare)["features"]
    assert first["properties"]["probability"] is None
    assert first["properties"]["reasons"] == []
    write_sites_gpkg(tmp_path / "sites.gpkg", bare)
    assert np.isnan(columns(tmp_path / "sites.gpkg", "sites")["probability"]).all()
    assert "Not scored yet" in ET.tostring(kml_of(tmp_path, bare), encoding="unicode")


def test_what_a_person_judged_is_told(tmp_path, summary):
    (judged,) = summary.judgements
    told = {
        one["id"]: one["properties"]["judgement"]
        for one in geojson_of(tmp_path, summary)["features"]
    }
    assert told.pop(judged) == "cannot be told"
    assert set(told.values()) == {None}


@every_writer
def test_a_campaign_of_which_nothing_came_back_is_written_too(tmp_path, name: str, write: Writer):
    write(tmp_path / name, nothing_found())
    if name.endswith("gpkg"):
        assert tuple(one for one, _ in pyogrio.list_layers(tmp_path / name)) == LAYERS
    assert (tmp_path / name).stat().st_size > 0


@every_writer
def test_equal_campaigns_give_equal_bytes_whenever_they_are_written(
    tmp_path, name: str, write: Writer
):
    write(tmp_path / name, make_summary())
    first = (tmp_path / name).read_bytes()
    # A GeoPackage tells times to the millisecond, an archive to two seconds.
    time.sleep(2.1 if name.endswith("kmz") else 0.01)
    write(tmp_path / name, make_summary())
    assert (tmp_path / name).read_bytes() == first
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


@every_writer
def test_a_place_that_is_a_folder_is_refused_and_nothing_is_left(
    tmp_path, summary, name: str, write: Writer
):
    (tmp_path / name).mkdir()
    with pytest.raises(OutputError, match=name):
        write(tmp_path / name, summary)
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_failure_of_the_geopackage_library_leaves_the_old_file(
    tmp_path, summary, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "sites.gpkg"
    write_sites_gpkg(path, summary)
    before = path.read_bytes()

    def no_room(path: Path, layer: Layer, summary: CampaignSummary) -> None:
        raise pyogrio.errors.DataSourceError("database or disk is full")

    monkeypatch.setattr("cathartes.io.results.campaign.sites_gpkg._write_layer", no_room)
    with pytest.raises(OutputError, match="disk is full"):
        write_sites_gpkg(path, summary)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["sites.gpkg"]
