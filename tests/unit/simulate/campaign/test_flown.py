"""Flights of a simulated campaign as planned, as flown, and as recorded."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from cathartes.io.tracks.readers import read_track
from cathartes.simulate.campaign.air.weather import draw_weather
from cathartes.simulate.campaign.flights.flown import fly_flights
from cathartes.simulate.campaign.flights.plan import plan_document, plan_flights
from cathartes.simulate.campaign.flights.scene_tasks import scene_tasks
from cathartes.simulate.campaign.flights.tracks import track_csv, track_gpx
from cathartes.simulate.campaign.ground.frame import Frame
from cathartes.simulate.campaign.ground.rhythm import is_night
from cathartes.simulate.campaign.ground.terrain import draw_terrain
from cathartes.simulate.campaign.settings import campaign_settings

SETTINGS = campaign_settings("small")
FRAME = Frame.of_size(SETTINGS.tiles[0] * SETTINGS.tile_m, SETTINGS.tiles[1] * SETTINGS.tile_m)
MIDNIGHT = 1_780_300_000.0
HOUR_OF_MIDNIGHT = MIDNIGHT / 3600.0
PERIOD = (MIDNIGHT, MIDNIGHT + 9.0 * 86400.0)


@pytest.fixture(scope="module")
def planned():
    return plan_flights(np.random.default_rng(1), SETTINGS, FRAME, MIDNIGHT)


@pytest.fixture(scope="module")
def flown(planned):
    return fly_flights(np.random.default_rng(2), planned, SETTINGS.faults)


@pytest.fixture(scope="module")
def tasks(flown):
    rng = np.random.default_rng(3)
    weather = draw_weather(rng, PERIOD, -118.2, 24.0)
    return scene_tasks(rng, SETTINGS, flown, (), weather, draw_terrain(rng, FRAME), 5)


def test_flights_are_planned_over_several_days_by_day_and_by_night(planned):
    hours = [
        (flight.lines[0].begin_s - MIDNIGHT) / 3600.0
        for flight in planned
        if flight.name.startswith("P")
    ]
    assert hours == sorted(hours)
    nights = [is_night(hour) for hour in hours]
    assert 0.6 <= np.mean(nights) <= 0.85
    assert hours[-1] - hours[0] > 72.0


def test_no_two_lines_are_flown_at_one_time_by_one_platform(planned):
    for platform in {flight.imager.platform for flight in planned}:
        periods = sorted(
            (line.begin_s, line.end_s)
            for flight in planned
            if flight.imager.platform == platform
            for line in flight.lines
        )
        assert all(one[1] <= other[0] for one, other in pairwise(periods))


def test_a_line_is_cut_short_another_not_flown_and_the_rest_is_near_its_line(planned, flown):
    n_lines = sum(len(flight.lines) for flight in planned)
    lines = [line for flight in flown for line in flight.lines]
    assert len(lines) < n_lines
    assert any(line.flown_m < 0.9 * line.line.length_m for line in lines)
    for line in lines:
        off = line.easting_m - line.line.easting_m
        assert np.abs(off).max() < 80.0
        assert np.all(np.diff(line.time_s) > 0.0)
    heights = [np.mean(line.altitude_m) - line.line.altitude_m for line in lines]
    assert np.median(np.abs(heights)) < 30.0


def test_scenes_lie_inside_the_area_and_on_what_was_flown(flown, tasks):
    outline = np.array(FRAME.outline)
    for task in tasks:
        for east in (0.0, task.side_m):
            for south in (0.0, task.side_m):
                longitude, latitude = FRAME.place(task.west_m + east, task.north_m - south)
                assert outline[:, 0].min() < longitude < outline[:, 0].max()
                assert outline[:, 1].min() < latitude < outline[:, 1].max()
    by_line = {
        (flight.plan.name, line.line.name): line for flight in flown for line in flight.lines
    }
    for task in tasks:
        if task.fault == "unknown flight":
            continue
        line = by_line[task.flight, task.line]
        along = sorted(
            line.line.heading * (north - line.line.begin_northing_m)
            for north in (task.north_m, task.north_m - task.side_m)
        )
        assert -1.0 < along[0] < along[1] < line.flown_m + 1.5
        assert line.time_s[0] < task.time_s < line.time_s[-1]


def test_each_of_the_odd_deliveries_comes_once(tasks):
    faults = [task.fault for task in tasks]
    for odd in ("corrupt", "delivered twice", "clock off", "unknown flight"):
        assert faults.count(odd) == 1
    (late,) = [task for task in tasks if task.fault == "clock off"]
    assert late.stated_time_s - late.time_s > 3600.0
    assert len({task.name for task in tasks}) == len(tasks)


def test_recorded_tracks_are_read_and_lie_where_was_flown(flown, tmp_path):
    flight = next(one for one in flown if len(one.lines) > 1)
    for name, write in (("track.csv", track_csv), ("track.gpx", track_gpx)):
        path = tmp_path / name
        path.write_text(write(np.random.default_rng(1), flight, FRAME), encoding="utf-8")
        track = read_track(path)
        assert track.n_points == sum(line.time_s.size for line in flight.lines)
        assert track.time_utc_s is not None
        first = FRAME.place(
            float(flight.lines[0].easting_m[0]), float(flight.lines[0].northing_m[0])
        )
        np.testing.assert_allclose(
            (track.longitude[0], track.latitude[0]), first, rtol=0, atol=1e-4
        )
        assert track.time_utc_s[0] == pytest.approx(flight.lines[0].time_s[0], abs=0.1)


def test_a_plan_says_what_flies_and_under_which_authority(planned):
    document = plan_document(planned[0], FRAME, "A1")
    assert document["authority"] == "A1"
    assert document["is_simulated"] is True
    for feature in document["features"]:
        assert len(feature["geometry"]["coordinates"]) == 2
        told = feature["properties"]
        assert told["begins_at"] < told["ends_at"]
        assert told["begins_at"].endswith("Z")
        assert told["swath_m"] > 0.0
