"""Winds that are wrong, or missing in part."""

from __future__ import annotations

import re

import numpy as np
import pytest

from cathartes.errors import CaseError
from cathartes.io.cases import read_case
from tests.formats.cases.test_bad_observations import each, one, renamed, without

REFUSED = {
    "no column speed": (without("speed_m_s"), "column speed_m_s"),
    "a column by another name": (renamed("speed_m_s", "speed_kt"), "nearest is speed_kt"),
    "a time without a zone": (one(2, time="2020-05-01T10:02:00"), "line 4: time"),
    "a negative speed": (one(2, speed_m_s="-1"), "line 4: speed_m_s.*0 and 75"),
    "a mark of nothing": (each(speed_m_s="-9999"), "speed_m_s: found '-9999', as in 12 rows"),
    "a speed in km/h": (one(2, speed_m_s="90"), r"Convert km/h"),
    "a direction of nothing": (one(2, from_direction_deg="999"), "degrees from which the wind"),
    "degrees Celsius": (each(temperature_k="15"), "Add 273.15"),
    "hectopascal": (each(pressure_pa="1013"), "Multiply hPa by 100"),
    "text": (one(2, speed_m_s="calm"), "line 4: speed_m_s: found 'calm'"),
    "infinity": (one(2, speed_m_s="inf"), "line 4: speed_m_s: found 'inf'"),
    "no wind at all": (each(speed_m_s=""), "no row with both"),
    "no direction at all": (each(from_direction_deg=""), "no row with both"),
    "two winds at one time": (one(3, time="2020-05-01T10:02:00Z"), "one wind for a time"),
    "a negative interval": (one(3, averaging_s="-60"), "line 5: averaging_s"),
    "another day": (
        lambda rows: [row.update(time=row["time"].replace("05-01", "05-02")) for row in rows],
        r"a wind that reaches from 2020-05-02 10:00Z to 2020-05-02 10:12Z, and 0 observations",
    ),
    "a local time called UTC": (
        lambda rows: [row.update(time=row["time"].replace("T10", "T12")) for row in rows],
        "one of the clocks were 2 h off",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_wind_that_cannot_be_right_is_refused(case, change, words):
    change(case.wind)
    with pytest.raises(CaseError, match=words) as caught:
        read_case(case.write())
    told = str(caught.value)
    assert "wind.csv" in told
    assert "; expected " in told
    assert "\n" not in told


WARNED = {
    "calm": (one(2, speed_m_s="0"), "the speed is 0 in 1 of 12 rows; 0.25 m/s from anywhere"),
    "rows out of order": (lambda rows: rows.reverse(), "not in the order of time"),
    "a row twice": (lambda rows: rows.append(dict(rows[3])), "1 rows repeat a time"),
    "no averaging": (without("averaging_s"), "not stated in 12 rows; 60 s"),
    "a fault of the sonic": (each(sigma_v_m_s="13.7"), "a fault of the instrument"),
    "a misspelt option": (each(sigma_vms="0.5"), "sigma_vms was not used; if sigma_v_m_s"),
    "a short gap": (lambda rows: rows.__delitem__(slice(4, 7)), "9 of 36 observations lie where"),
    "an end too early": (lambda rows: rows.__delitem__(slice(3, None)), "left out|filled"),
    "empty fields": (lambda rows: [row.update(speed_m_s="") for row in rows[4:7]], "9 of 36"),
}


@pytest.mark.parametrize(("change", "words"), WARNED.values(), ids=WARNED.keys())
def test_a_wind_that_leaves_an_honest_answer_is_told(case, change, words):
    change(case.wind)
    found = read_case(case.write())
    assert [told for told in found.warnings if re.search(words, told)], found.warnings


def test_a_calm_row_has_any_direction_and_hardly_a_speed(case):
    one(2, speed_m_s="0")(case.wind)
    wind = read_case(case.write()).wind
    assert 0.0 < wind.speed_m_s[2] < 0.5
    assert wind.speed_log_std[2] > 3.0 * wind.speed_log_std[1]
    assert wind.from_direction_error_deg[2] == pytest.approx(360.0 / np.sqrt(12.0))
    assert wind.from_direction_error_deg[1] < 10.0


def test_a_calm_half_hour_stays_calm_when_its_minutes_are_averaged(case):
    each(averaging_s="720", time="2020-05-01T10:00:00Z")(case.rows)
    case.rows[:] = case.rows[:3]
    each(speed_m_s="0")(case.wind)
    wind = read_case(case.write()).wind
    assert wind.size == 1
    assert wind.from_direction_error_deg[0] > 90.0


def test_a_wind_of_another_hour_for_most_of_the_record_names_the_hour(case):
    for row in case.wind:
        row["time"] = row["time"].replace("T10:0", "T11:0").replace("T10:1", "T11:1")
    case.wind[:0] = [{**case.wind[0], "time": "2020-05-01T09:59:00Z"}]
    for minute, row in enumerate(case.rows):
        row["time"] = f"2020-05-01T10:{minute:02d}:00Z"
    told = read_case(case.write()).warnings
    assert any("no wind near in time" in one and "1 h off" in one for one in told), told


def test_a_long_gap_leaves_its_observations_out_and_says_how_many(case):
    for row in case.rows[24:]:
        row["time"] = row["time"].replace("T10", "T11")
    found = read_case(case.write())
    assert found.observations.size == 24
    assert any("12 of 36 observations have no wind near in time" in told for told in found.warnings)


def test_hourly_winds_serve_observations_of_a_minute(case):
    del case.wind[1:]
    case.wind[0].update(time="2020-05-01T10:00:00Z", averaging_s="3600")
    found = read_case(case.write())
    assert found.observations.size == 36
    assert found.wind.size == 1
    assert found.warnings == ()


def test_minutes_of_wind_are_averaged_over_an_interval_of_ten(case):
    case.rows = case.rows[:3]
    for row, value in zip(case.rows, ("2", "2.1", "2.2"), strict=True):
        row.update(averaging_s="600", value=value)
    found = read_case(case.write())
    assert found.wind.size == 1
    assert found.wind.averaging_s[0] == 600.0
    # Of the speeds 3.0, 3.1 .. 3.9 of the ten minutes; the eleventh and twelfth are later.
    assert found.wind.speed_m_s[0] == pytest.approx(3.45)
    assert found.wind.direction_std_deg[0] == pytest.approx(np.std(np.arange(10)), rel=0.02)


def test_a_direction_of_minus_ten_is_one_of_350(case):
    case.wind[0]["from_direction_deg"] = "-10"
    assert read_case(case.write()).wind.from_direction_deg[0] == 350.0
