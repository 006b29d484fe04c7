import json

import pytest

from cathartes.errors import CaseError
from cathartes.io.cases import read_case

OBSERVATIONS = """time,sensor_id,kind,easting_m,northing_m,height_m,easting2_m,northing2_m,\
height2_m,value,unit,value_std,averaging_s
2020-05-01T10:00:00Z,a,point,10,20,1.5,,,,2.0,ppm,0.01,60
2020-05-01T10:00:00Z,b,path,0,0,1.6,30,40,1.6,100,ppm m,,60
2020-05-01T10:01:00Z,a,point,10,20,1.5,,,,2100,ppb,,60
2020-05-01T10:01:00Z,b,path,0,0,1.6,30,40,1.6,,ppm,,60
"""
WIND = """time,speed_m_s,from_direction_deg,temperature_k,pressure_pa,averaging_s,sigma_v_m_s
2020-05-01T10:00:00Z,3.0,270,288.15,101325,60,0.5
2020-05-01T10:01:00Z,3.1,275,288.15,101325,60,13.7
"""
CASE = {
    "name": "made",
    "gas": "CH4",
    "molar_mass_g_per_mol": 16.043,
    "crs": "local east-north metres",
    "search_area": [0, 0, 100, 100],
    "release_height_m_hint": None,
}


def write(folder, observations=OBSERVATIONS, wind=WIND, case=CASE):
    (folder / "observations.csv").write_text(observations)
    (folder / "wind.csv").write_text(wind)
    (folder / "case.json").write_text(json.dumps(case))
    return folder


def test_units_become_one_and_an_integral_becomes_a_mean(tmp_path):
    seen = read_case(write(tmp_path)).observations
    assert seen.unit == "ppm"
    assert seen.value.tolist() == [2.0, 2.0, pytest.approx(2.1)]
    # 1 ppm of methane at 15 degrees and one atmosphere.
    assert seen.kg_m3_per_unit[0] == pytest.approx(6.785e-7, rel=1e-3)


def test_a_fault_of_the_sonic_is_told_and_not_used(tmp_path):
    case = read_case(write(tmp_path))
    assert any("sigma_v" in told for told in case.warnings)
    assert case.wind.sigma_v_m_s[0] == 0.5
    assert case.wind.sigma_v_m_s[1] != case.wind.sigma_v_m_s[1]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("value,unit", "wert,unit", "column value"),
        ("10:00:00Z,a", "10:00:00,a", "time"),
        ("2.0,ppm", "2.0,furlong", "unit"),
        ("2.0,ppm", "two,ppm", "value"),
        ("a,point,10", "a,point,", "position"),
        ("a,point", "a,cloud", "kind"),
        ("2.0,ppm,", "2.0,mg m-3,", "unit"),
    ],
)
def test_bad_observations_are_refused_with_their_field(tmp_path, old, new, field):
    with pytest.raises(CaseError, match=f"observations.csv.*{field}"):
        read_case(write(tmp_path, observations=OBSERVATIONS.replace(old, new, 1)))


def test_a_table_parted_by_semicolons_is_told_so(tmp_path):
    with pytest.raises(CaseError, match="fields parted by ';'"):
        read_case(write(tmp_path, observations=OBSERVATIONS.replace(",", ";")))


def test_two_values_of_a_sensor_at_one_time_are_refused(tmp_path):
    twice = OBSERVATIONS.replace("10:01:00Z,a", "10:00:00Z,a")
    with pytest.raises(CaseError, match="a second, different value"):
        read_case(write(tmp_path, observations=twice))


@pytest.mark.parametrize(
    "change",
    [
        {"search_area": [100, 0, 0, 100]},
        {"molar_mass_g_per_mol": -1},
        {"gas": None, "molar_mass_g_per_mol": None},
        {"release_height_m_hint": "low"},
    ],
)
def test_a_bad_case_file_is_refused(tmp_path, change):
    with pytest.raises(CaseError, match=r"case\.json"):
        read_case(write(tmp_path, case={**CASE, **change}))


def test_a_search_area_beyond_all_reach_is_cut_and_that_is_told(tmp_path):
    wide = {**CASE, "search_area": [-5e5, -5e5, 5e5, 5e5]}
    case = read_case(write(tmp_path, case=wide))
    east, north, east_end, north_end = case.search_area_m
    assert max(east_end - east, north_end - north) < 5000.0
    assert east < case.observations.begin_m[:, 0].min() - 1000.0
    assert any("1,000 km wide" in told and "only" in told for told in case.warnings)


def test_a_missing_file_is_named(tmp_path):
    folder = write(tmp_path)
    (folder / "wind.csv").unlink()
    with pytest.raises(CaseError, match=r"wind\.csv"):
        read_case(folder)
