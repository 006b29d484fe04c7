"""The weather of a simulated campaign, and what stations say of it."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from cathartes.io.cases.wind.reports.metar_file import read_metar
from cathartes.simulate.campaign.air.reports import metar_text, weather_table
from cathartes.simulate.campaign.air.weather import draw_weather
from cathartes.simulate.campaign.ground.frame import Frame

BEGIN = 1_780_344_000.0
PERIOD = (BEGIN, BEGIN + 4.0 * 86400.0)
FRAME = Frame.of_size(2000.0, 2000.0)


@pytest.fixture(scope="module")
def weather():
    return draw_weather(np.random.default_rng(5), PERIOD, -118.2, 24.0)


def test_the_sun_warms_the_ground_by_day_only(weather):
    moments = [weather.at(PERIOD[0] + 1800.0 * step) for step in range(192)]
    suns = np.array([one.sun for one in moments])
    local = ((PERIOD[0] + 1800.0 * np.arange(192)) / 3600.0 - 118.2 / 15.0) % 24.0
    assert np.all(suns[(local > 11.0) & (local < 13.0)] > 0.3)
    assert np.all(suns[(local > 21.0) | (local < 4.0)] <= 0.0)
    afternoon = [
        one.air_temperature_k for one, at in zip(moments, local, strict=True) if 14 < at < 16
    ]
    early = [one.air_temperature_k for one, at in zip(moments, local, strict=True) if 3 < at < 5]
    assert np.mean(afternoon) > np.mean(early) + 4.0


def test_the_wind_changes_over_hours_and_not_over_minutes(weather):
    speeds = np.array([weather.at(PERIOD[0] + 600.0 * step).wind_speed_m_s for step in range(570)])
    assert np.all((speeds >= 1.0) & (speeds <= 9.0))
    assert np.abs(np.diff(speeds)).mean() < 0.3 * speeds.std() + 0.15
    assert speeds.std() > 0.3


def test_the_station_is_near_the_truth_but_not_on_it(weather):
    rows = list(
        csv.DictReader(io.StringIO(weather_table(np.random.default_rng(2), weather, PERIOD, FRAME)))
    )
    assert 0.9 * 576 < len(rows) < 576
    ratio = []
    for row in rows[::20]:
        begin = np.datetime64(row["begins_at"].removesuffix("Z")).astype("datetime64[s]")
        truth = weather.at(float(begin.astype(np.int64)) + 300.0)
        ratio.append(np.log(float(row["wind_speed_m_s"]) / truth.wind_speed_m_s))
        assert row["source"] == "mast"
        turn = (float(row["wind_from_direction_deg"]) - truth.wind_from_direction_deg + 180) % 360
        assert abs(turn - 180.0) < 60.0
    assert 0.02 < np.std(ratio) < 0.3
    assert abs(np.mean(ratio)) < 0.5


def test_the_reports_of_the_airport_are_read_as_metar(weather, tmp_path):
    path = tmp_path / "airport.metar"
    path.write_text(metar_text(np.random.default_rng(2), weather, PERIOD, FRAME), encoding="utf-8")
    wind, _ = read_metar(path, PERIOD[0])
    assert wind.size == 96
    truth = [weather.at(float(one)).wind_speed_m_s for one in wind.time_s + 600.0]
    assert np.mean(np.abs(wind.speed_m_s - truth)) < 2.0
