"""The recorded autopilot flight against the mission it flew, by the facts of its README."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cathartes.collection.match import match_tracks
from cathartes.collection.options import CoverageOptions
from cathartes.collection.steps import LineFrame
from cathartes.io.plans.readers import read_plan
from cathartes.io.tracks.readers import read_track
from cathartes.kernels.flight.line_geometry import along_and_cross
from cathartes.kernels.flight.local_plane import geodetic_to_local

pytestmark = pytest.mark.field
OPTIONS = CoverageOptions(swath_m=100.0)


@pytest.fixture
def track(field_data: Path):
    return read_track(field_data / "flight" / "arduplane_sitl_track.json")


@pytest.fixture
def plan(field_data: Path):
    return read_plan(field_data / "flight" / "flown_mission.json")


def test_lines_are_as_long_and_as_far_apart_as_measured(plan):
    frames = [LineFrame.of(line) for line in plan.lines]
    assert [round(one.length_m) for one in frames] == [1517, 1517, 1517, 1517]
    middles = np.array([one.middle for one in frames])
    _, north = geodetic_to_local(middles[:, 0], middles[:, 1], *middles[0])
    np.testing.assert_allclose(np.diff(north), 249.3, atol=0.5)


def test_errors_off_the_lines_are_those_measured(plan, track):
    # All points within 110 m, 200 m after the beginning of a leg to 100 m before its end.
    mean, most = [], []
    for line in plan.lines:
        frame = LineFrame.of(line)
        east, north = geodetic_to_local(track.longitude, track.latitude, *frame.middle)
        along, cross, length = along_and_cross(east, north, frame.begin_m, frame.end_m)
        there = (along > 200.0) & (along < length - 100.0) & (np.abs(cross) < 110.0)
        mean.append(float(np.abs(cross[there]).mean()))
        most.append(float(np.abs(cross[there]).max()))
    assert mean[0] == pytest.approx(8.7, abs=0.1)  # with the way in from the take-off
    assert all(0.35 < one < 0.5 for one in mean[1:])
    assert max(most[1:]) == pytest.approx(5.3, abs=0.05)


def test_the_way_in_is_no_flight_of_the_first_line(plan, track):
    first = match_tracks(plan, [track], OPTIONS).lines[0]
    assert first.cross_track_mean_m < 2.0
    assert first.begin_s > 80.0  # the vehicle came by at 74 s on its way to the turn


def test_all_lines_were_flown_once_at_their_height(plan, track):
    flown = match_tracks(plan, [track], OPTIONS)
    assert [one.direction for one in flown.lines] == ["forward"] * 4
    assert [one.passes for one in flown.lines] == [1, 1, 1, 1]
    assert 0.92 < flown.covered_share < 0.96
    assert all(abs(one.height_error_mean_m) < 0.5 for one in flown.lines)
    begins = [one.begin_s for one in flown.lines]
    assert begins == sorted(begins)
    # The ends of each line are cut by the turns.
    assert all(one.gaps for one in flown.lines)


def test_the_plan_that_was_not_flown_is_not_covered(field_data, track):
    plan = read_plan(field_data / "flight" / "test.plan")
    assert len(plan.lines) == 5
    flown = match_tracks(plan, [track], OPTIONS)
    assert flown.covered_share < 0.6
