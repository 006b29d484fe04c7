"""Lists of plumes as operators publish them, and reports of people."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cathartes.errors import InputError, RecordError
from cathartes.io.reports.grades import CREDIBILITY, RELIABILITY, check_grade, probability_of
from cathartes.io.reports.layouts import LAYOUTS, layout_of_columns
from cathartes.io.reports.people import SMELLS, read_people_report
from cathartes.io.reports.plume_list import read_plume_list
from cathartes.io.reports.reported import MODEL_RATE_ERROR
from cathartes.model.identity import content_id
from cathartes.physics.gases import load_library

CARBON_MAPPER = """plume_id,plume_latitude,plume_longitude,datetime,ipcc_sector,gas,\
emission_auto,emission_uncertainty_auto,platform
tan20260601t17-A,24.81,-107.41,2026-06-01T17:00:39Z,Solid Waste (6A),CH4,812.5,201.3,Tanager-1
tan20260601t17-B,24.82,-107.42,2026-06-01T17:00:39Z,Solid Waste (6A),CH4,,,Tanager-1
"""
SRON = """date,time_UTC,lat,lon,source_rate_t/h,uncertainty_t/h,estimated_source_type
20260601,06:00:45,24.75,-107.5,32,16,Coal
20260602,07:37:49,20.89,85.22,4,2,Coal
"""
MARS = """id_plume,source_name,satellite,tile_date,lat,lon,sector,ch4_fluxrate,ch4_fluxrate_std
p1,MX_1,S2A,2026-06-01 17:41:11+00:00,24.80,-107.40,Waste,7756.5,2941.2
p2,MX_1,TROPOMI,2026-06-02 19:41:11,24.80,-107.40,Waste,9000,4000
"""


def write(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def read(path: Path, **more):
    return read_plume_list(path, is_simulated=False, **more)


def test_a_list_of_carbon_mapper_keeps_place_time_rate_and_who_says_so(tmp_path):
    told = read(write(tmp_path, CARBON_MAPPER))
    assert told.cautions == ()
    plume, estimate = told.plumes[0], told.estimates[0]
    assert plume.scene_id is None
    assert plume.reported_by == "Carbon Mapper, tan20260601t17-A"
    assert plume.grade == "B2"
    assert plume.plume_probability == probability_of("B2")
    assert plume.gas_probabilities["methane"] > 0.9
    assert (plume.longitude, plume.latitude) == (-107.41, 24.81)
    assert plume.seen_at == datetime(2026, 6, 1, 17, 0, 39, tzinfo=UTC)
    rate = estimate.rates["methane"]
    assert rate.emission_rate_kg_per_h == 812.5
    std = math.hypot(201.3, MODEL_RATE_ERROR * 812.5)
    assert rate.emission_rate_std_kg_per_h == pytest.approx(std, abs=1e-5)
    assert rate.emission_rate_q95 == pytest.approx(812.5 + 1.6449 * std, abs=1e-3)
    assert estimate.plume_ids == (content_id(plume),)
    assert estimate.flight_id is None
    assert told.estimates[1].rates == {}
    assert plume.provenance.inputs[0].sha256


def test_rates_in_tonnes_are_kilograms_and_days_without_hyphens_are_days(tmp_path):
    told = read(write(tmp_path, SRON))
    assert told.estimates[0].rates["methane"].emission_rate_kg_per_h == 32_000.0
    assert told.estimates[0].rates["methane"].emission_rate_std_kg_per_h > 16_000.0
    assert told.plumes[0].seen_at == datetime(2026, 6, 1, 6, 0, 45, tzinfo=UTC)
    assert told.plumes[0].position_std_m == 5000.0


def test_a_position_is_as_good_as_the_platform_that_saw_it(tmp_path):
    told = read(write(tmp_path, MARS))
    assert [one.position_std_m for one in told.plumes] == [100.0, 5000.0]
    assert told.plumes[1].seen_at.tzinfo is UTC


def test_only_what_lies_near_the_campaign_is_taken(tmp_path):
    told = read(write(tmp_path, SRON), within=[(-108.0, 24.0, -107.0, 25.0)])
    assert [one.longitude for one in told.plumes] == [-107.5]


def geojson(folder: Path, crs: object = None, **geometry) -> Path:
    properties = {
        "Plume ID": "CH4_PlumeComplex-7",
        "UTC Time Observed": "2026-06-01T17:34:10Z",
        "Latitude of max concentration": 24.81,
        "Longitude of max concentration": -107.41,
        "Max Plume Concentration (ppm m)": 1870,
        "Concentration Uncertainty (ppm m)": 210,
        "Emissions Rate Estimate (kg/hr)": "NA",
    }
    ring = [[-107.41, 24.81], [-107.40, 24.81], [-107.40, 24.82], [-107.41, 24.81]]
    shape = {"type": "Polygon", "coordinates": [ring], **geometry}
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    content = {"type": "FeatureCollection", "features": [feature]}
    if crs is not None:
        content["crs"] = crs
    return write(folder, json.dumps(content), "plumes.geojson")


def test_a_collection_of_emit_keeps_outline_and_column(tmp_path):
    told = read(geojson(tmp_path))
    (plume,) = told.plumes
    assert len(plume.outline) == 3
    assert (plume.column_mean_ppm_m, plume.column_std_ppm_m) == (1870.0, 210.0)
    assert told.estimates[0].rates == {}


def test_coordinates_of_a_known_system_are_brought_to_degrees(tmp_path):
    crs = {"type": "name", "properties": {"name": "EPSG:32613"}}
    ring = [[256400, 2745600], [256500, 2745600], [256500, 2745700], [256400, 2745600]]
    told = read(geojson(tmp_path, crs, coordinates=[ring]))
    assert told.plumes[0].outline[0][0] == pytest.approx(-107.41, abs=0.05)


def test_an_unknown_system_is_refused_with_its_name(tmp_path):
    crs = {"type": "name", "properties": {"name": "EPSG:999999"}}
    with pytest.raises(InputError, match=r"crs.*EPSG:999999"):
        read(geojson(tmp_path, crs))


def test_metres_that_say_not_what_they_are_are_refused(tmp_path):
    ring = [[256400, 2745600], [256500, 2745600], [256500, 2745700], [256400, 2745600]]
    with pytest.raises(InputError, match=r"coordinates.*degrees"):
        read(geojson(tmp_path, coordinates=[ring]))


def test_an_unknown_layout_names_columns_found_and_expected(tmp_path):
    path = write(tmp_path, "when,where,how_much\n1,2,3\n")
    with pytest.raises(InputError) as caught:
        read(path)
    message = str(caught.value)
    assert "when, where, how_much" in message
    for layout in LAYOUTS:
        assert layout.name in message


def test_rows_that_cannot_be_used_are_told_and_the_others_taken(tmp_path):
    broken = CARBON_MAPPER.replace("24.82", "north", 1)
    told = read(write(tmp_path, broken))
    assert len(told.plumes) == 1
    assert "1 of 2 rows were left out" in told.cautions[0]
    assert "line 3" in told.cautions[0]


def test_a_list_without_a_single_good_row_is_refused(tmp_path):
    with pytest.raises(InputError, match="none of 2"):
        read(write(tmp_path, CARBON_MAPPER.replace("2026-06-01T17:00:39Z", "noon")))


def test_the_order_of_rows_does_not_matter(tmp_path):
    lines = CARBON_MAPPER.strip().splitlines()
    turned = "\n".join([lines[0], *lines[:0:-1]]) + "\n"
    one = {content_id(p) for p in read(write(tmp_path, CARBON_MAPPER)).plumes}
    other = read(write(tmp_path, turned, "turned.csv")).plumes
    assert {(p.longitude, p.reported_by) for p in other} == {
        (p.longitude, p.reported_by) for p in read(write(tmp_path, CARBON_MAPPER)).plumes
    }
    assert len(one) == len(other)


def test_every_layout_is_known_by_its_own_columns_and_by_no_other():
    for layout in LAYOUTS:
        assert layout_of_columns(layout.marks) is layout
        assert layout_of_columns([one.upper() for one in layout.marks]) is layout
        assert layout_of_columns(layout.marks[1:]) is not layout


def test_a_plain_list_takes_any_gas_and_its_own_grade(tmp_path):
    text = (
        "longitude,latitude,seen_at,reported_by,grade,gas,emission_rate_kg_per_h,position_std_m\n"
        "-107.4,24.8,2026-06-01T10:00:00Z,fire brigade,D4,acetone,3,250\n"
        "-107.4,24.8,2026-06-01T11:00:00Z,fire brigade,Z9,acetone,3,250\n"
    )
    told = read(write(tmp_path, text))
    (plume,) = told.plumes
    assert (plume.grade, plume.reported_by, plume.position_std_m) == ("D4", "fire brigade", 250.0)
    assert told.estimates[0].rates["acetone"].emission_rate_std_kg_per_h > 1.5
    assert "'Z9'" in told.cautions[0]


def test_probability_falls_with_the_number_and_nears_one_half_with_the_letter():
    for letter in RELIABILITY:
        told = [probability_of(letter + number) for number in "12345"]
        assert told == sorted(told, reverse=True)
    for number in CREDIBILITY:
        away = [abs(probability_of(letter + number) - 0.5) for letter in "ABCDE"]
        assert away == sorted(away, reverse=True)
    assert probability_of("") == probability_of("F6") == 0.5
    with pytest.raises(RecordError, match="A1 to F6"):
        check_grade("here", "G1")


REPORT = """
[[report]]
reported_by = "warden, north road"
seen_at = 2026-06-02T21:30:00-07:00
longitude = -107.41
latitude = 24.81
grade = "c3"
smells = ["strong solvent", "something sweet"]
text = "since dusk"

[[report]]
reported_by = "patrol 4"
seen_at = 2026-06-03T02:00:00Z
longitude = -107.42
latitude = 24.83
position_std_m = 900.0
gases = ["acetone"]
"""


def people(path: Path):
    return read_people_report(path, is_simulated=False)


def test_a_report_of_a_person_is_a_wide_plume_with_its_grade(tmp_path):
    told = people(write(tmp_path, REPORT, "people.toml"))
    first, second = told.plumes
    assert first.grade == "C3"
    assert first.seen_at == datetime(2026, 6, 3, 4, 30, tzinfo=UTC)
    assert first.position_std_m == 500.0
    assert second.position_std_m == 900.0
    assert first.gas_probabilities["unknown"] > 0.3
    assert first.gas_probabilities["acetone"] > 0.1
    assert second.gas_probabilities == {"acetone": 0.9, "unknown": 0.1}
    for plume in told.plumes:
        assert sum(plume.gas_probabilities.values()) == pytest.approx(1.0, abs=1e-3)
    assert all(one.rates == {} for one in told.estimates)
    assert told.estimates[1].source_probability == 0.5


def test_smells_are_gases_of_the_library_and_leave_room_for_others():
    known = load_library().gases
    for gases in SMELLS.values():
        assert set(gases) <= set(known)
        assert 0.0 < sum(gases.values()) < 0.9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("-07:00", ""), "report 1.*seen_at.*zone"),
        (('reported_by = "patrol 4"', ""), "report 2.*reported_by"),
        (("longitude = -107.42", ""), "report 2.*longitude"),
        (("grade =", "grad ="), "report 1.*grad"),
        (('"c3"', '"X3"'), "report 1.*grade"),
        (("latitude = 24.83", "latitude = 124.83"), "latitude"),
    ],
)
def test_a_fault_in_a_report_names_it(tmp_path, change, message):
    with pytest.raises(RecordError, match=message):
        people(write(tmp_path, REPORT.replace(*change), "people.toml"))


def test_broken_toml_is_told_with_its_line(tmp_path):
    with pytest.raises(InputError, match="line 2"):
        people(write(tmp_path, "[[report]]\nreported_by = who\n", "people.toml"))


def test_a_list_of_elsewhere_says_so_and_a_list_of_the_earth_does_not(tmp_path):
    path = write(tmp_path, SRON)
    assert read(path, within=[(-108.0, 24.0, -107.0, 25.0)]).cautions == ()
    (caution,) = read(path, within=[(10.0, 50.0, 11.0, 51.0)]).cautions
    assert "none of its 2 plumes" in caution


def test_rows_that_say_they_are_simulated_are(tmp_path):
    lines = SRON.strip().split("\n")
    marked = [lines[0] + ",is_simulated", lines[1] + ",true", lines[2] + ",false"]
    told = read(write(tmp_path, "\n".join(marked) + "\n"))
    assert [one.is_simulated for one in told.plumes] == [True, False]
    assert [one.is_simulated for one in told.estimates] == [True, False]
