"""Samplers' cases, weather and reports in a campaign's folder."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from pyproj import CRS, Transformer

from cathartes.flow.collecting import Collected, collect_folder
from cathartes.model.identity import content_id
from tests import made_deliveries as made

UTM = "EPSG:32613"
TO_UTM = Transformer.from_crs("EPSG:4326", CRS(UTM), always_xy=True)


def collect(root: Path, **more) -> Collected:
    authority = made.make_authority()
    plan = made.make_plan(authority)
    return collect_folder(
        root, made.SETTINGS, [plan], {content_id(authority): authority}, True, **more
    )


def write_case(folder: Path, *, crs: str | None = UTM, late_s: float = 0.0, north: float = 0.0):
    """Write what a sampler sensed along the first line."""
    folder.mkdir(parents=True)
    observed = ["time,sensor_id,kind,easting_m,northing_m,height_m,value,unit,averaging_s"]
    wind = ["time,speed_m_s,from_direction_deg,averaging_s"]
    for second in range(0, 48, 4):
        moment = (made.DAY + timedelta(seconds=second + late_s)).isoformat()
        x, y = TO_UTM.transform(*made.at(second * made.SPEED_M_S, north))
        value = 2.0 + np.exp(-((second - 20) ** 2) / 50.0)
        observed.append(f"{moment},drone,point,{x:.2f},{y:.2f},60,{value:.4f},ppm,1")
        wind.append(f"{moment},3.0,200,4")
    (folder / "observations.csv").write_text("\n".join(observed) + "\n")
    (folder / "wind.csv").write_text("\n".join(wind) + "\n")
    x, y = TO_UTM.transform(*made.at(0.0, 0.0))
    told = {
        "name": folder.name,
        "gas": "acetone",
        "molar_mass_g_per_mol": 58.08,
        "search_area": [x - 500, y - 500, x + 2000, y + 500],
    }
    if crs:
        told["crs"] = crs
    (folder / "case.json").write_text(json.dumps(told))


def test_what_a_sampler_sensed_is_matched_to_its_flight(tmp_path):
    write_case(tmp_path / "incoming" / "drone" / "s1")
    collected = collect(tmp_path)
    assert collected.troubles == ()
    ((folder, record),) = collected.cases
    assert folder == (tmp_path / "incoming" / "drone" / "s1").resolve()
    assert record.path == "incoming/drone/s1"
    assert record.gases == ("acetone",)
    assert record.n_points == 12
    assert record.flight_id == content_id(made.make_plan(made.make_authority()))
    west, south, east, north = record.bounds
    assert west < made.at(0, 0)[0] < east
    assert south < made.at(0, 0)[1] < north


def test_a_case_in_local_metres_of_no_flight_or_outside_is_refused(tmp_path):
    incoming = tmp_path / "incoming"
    write_case(incoming / "local", crs=None)
    write_case(incoming / "late", late_s=86_400.0)
    write_case(incoming / "far", north=50_000.0)
    collected = collect(tmp_path)
    assert collected.cases == ()
    messages = {Path(one.name).name: one.message for one in collected.troubles}
    assert "crs" in messages["local"]
    assert "near no planned line" in messages["late"]
    assert "near no planned line" in messages["far"]


def test_an_unknown_coordinate_system_of_a_case_is_refused_with_its_name(tmp_path):
    write_case(tmp_path / "incoming" / "odd", crs="EPSG:999999")
    (trouble,) = collect(tmp_path).troubles
    assert "EPSG:999999" in trouble.message
    assert str(tmp_path) not in trouble.message


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming" / "reports"
    folder.mkdir(parents=True)
    (folder / "plumes.csv").write_text(
        "plume_id,plume_latitude,plume_longitude,datetime,gas,emission_auto,"
        "emission_uncertainty_auto\n"
        "a,24.81,-107.41,2026-06-01T17:00:39Z,CH4,812.5,201.3\n"
        "b,50.81,8.41,2026-06-01T17:00:39Z,CH4,812.5,201.3\n"
    )
    (folder / "people.toml").write_text(
        '[[report]]\nreported_by = "warden"\nseen_at = 2026-06-02T21:30:00Z\n'
        'longitude = -107.41\nlatitude = 24.81\ngrade = "C3"\nsmells = ["solvent"]\n'
    )
    (tmp_path / "incoming" / "weather.csv").write_text(
        "begins_at,ends_at,longitude,latitude,wind_speed_m_s,wind_from_direction_deg,source\n"
        "2026-06-01T16:00:00Z,2026-06-01T16:10:00Z,-107.4,24.8,4.0,250,sonic\n"
    )
    (tmp_path / "incoming" / "airport.metar").write_text(
        "# station MMCL -107.47 24.76\n# day 2026-06-01\nMETAR MMCL 011540Z 25008KT=\n"
    )
    return tmp_path


def test_reports_and_weather_are_recognised_and_near_ones_are_taken(reports):
    collected = collect(reports)
    assert collected.troubles == ()
    assert sorted(one.reported_by for one in collected.plumes) == ["Carbon Mapper, a", "warden"]
    assert len(collected.estimates) == 2
    assert {one.source for one in collected.weather} == {"sonic", "metar"}
    kinds = {one.name.rsplit("/", 1)[1]: one.kind for one in collected.deliveries}
    assert kinds == {
        "plumes.csv": "plume list", "people.toml": "report", "weather.csv": "weather",
        "airport.metar": "weather",
    }  # fmt: skip
    everything = (*collected.plumes, *collected.estimates, *collected.weather)
    assert all(one.is_simulated for one in everything)


def test_a_list_of_an_unknown_layout_is_refused_and_the_others_taken(reports):
    (reports / "incoming" / "reports" / "odd.csv").write_text("when,lat,lon\n1,2,3\n")
    collected = collect(reports)
    (trouble,) = collected.troubles
    assert trouble.name == "incoming/reports/odd.csv"
    assert "when, lat, lon" in trouble.message
    assert len(collected.plumes) == 2


def test_the_names_of_weather_and_reports_do_not_matter(reports):
    before = collect(reports)
    folder = reports / "incoming"
    (folder / "weather.csv").rename(folder / "zz-station.csv")
    (folder / "reports" / "plumes.csv").rename(folder / "from-space.csv")
    after = collect(reports)
    for noun in ("weather", "plumes", "estimates"):
        assert {content_id(one) for one in getattr(after, noun)} == {
            content_id(one) for one in getattr(before, noun)
        }


def test_a_report_of_another_place_or_time_is_told_and_not_used(reports):
    people = reports / "incoming" / "reports" / "people.toml"
    here = people.read_text()
    long_ago = here.replace("2026-06-02T", "1999-06-02T")
    elsewhere = here.replace("-107.41", "2.35").replace("24.81", "48.86")
    people.write_text(here + long_ago + elsewhere)
    collected = collect(reports)
    assert [one.reported_by for one in collected.plumes if one.grade != "B2"] == ["warden"]
    assert {one.plume_ids[0] for one in collected.estimates} == set(
        map(content_id, collected.plumes)
    )
    (trouble,) = collected.troubles
    assert trouble.name == "incoming/reports/people.toml"
    assert "2 of 3 plumes" in trouble.message
    assert "1999-06-02T21:30:00+00:00, outside the period" in trouble.message
    assert "2.3500, 48.8600 at 2026-06-02T21:30:00+00:00, outside the area" in trouble.message


def test_a_list_whose_plumes_are_older_than_the_authority_is_told_and_not_used(reports):
    path = reports / "incoming" / "reports" / "plumes.csv"
    path.write_text(path.read_text().replace("2026-", "2019-"))
    collected = collect(reports)
    assert [one.reported_by for one in collected.plumes] == ["warden"]
    (trouble,) = collected.troubles
    assert "1 of 1 plumes outside of every authority" in trouble.message


def test_a_plume_beside_the_area_is_not_used_however_little_it_is_beside_it(reports):
    path = reports / "incoming" / "reports" / "plumes.csv"
    longitude, latitude = made.at(-2050.0, 0.0)
    path.write_text(path.read_text().replace("24.81,-107.41", f"{latitude},{longitude}"))
    collected = collect(reports)
    assert [one.reported_by for one in collected.plumes] == ["warden"]
    assert "outside the area" in collected.troubles[0].message


MARKED = {
    "weather.csv": lambda text: "\n".join(
        line + (",true" if number else ",is_simulated")
        for number, line in enumerate(text.strip().split("\n"))
    ),
    "airport.metar": lambda text: text.replace("KT=", "KT RMK SIMULATED="),
    "reports/plumes.csv": lambda text: "\n".join(
        line + (",true" if number else ",is_simulated")
        for number, line in enumerate(text.strip().split("\n"))
    ),
    "reports/people.toml": lambda text: "is_simulated = true\n" + text,
}


@pytest.mark.parametrize("name", MARKED)
def test_a_real_campaign_takes_no_file_that_says_it_was_simulated(reports, name):
    authority = made.make_authority(is_simulated=False)

    def real() -> Collected:
        known = {content_id(authority): authority}
        return collect_folder(reports, made.SETTINGS, [made.make_plan(authority)], known, False)

    def everything(collected: Collected):
        return (*collected.weather, *collected.plumes)

    assert real().troubles == ()
    path = reports / "incoming" / name
    path.write_text(MARKED[name](path.read_text()))
    collected = real()
    (trouble,) = collected.troubles
    assert trouble.name == f"incoming/{name}"
    assert "is_simulated" in trouble.message
    assert len(everything(collected)) == 3
    assert not any(one.is_simulated for one in everything(collected))
    assert collect(reports).troubles == ()
    assert len(everything(collect(reports))) == 4
