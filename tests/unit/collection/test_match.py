"""Tracks against the lines of a plan: any order, direction, pieces, faults."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.collection.match import match_tracks
from cathartes.collection.options import CoverageOptions
from cathartes.errors import OptionError, TrackError
from cathartes.kernels.flight.local_plane import local_to_geodetic
from cathartes.model.flight.coverage import QualityFlag
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.planned_line import LinePlan, PlannedLine
from cathartes.model.flight.track import Track
from cathartes.model.provenance import InputFile

PLACE = (-107.4, 24.8)
LENGTH, SPACING, SPEED = 1000.0, 250.0, 20.0
SWATH = CoverageOptions(swath_m=100.0)


def at(east, north) -> tuple[float, float]:
    longitude, latitude = local_to_geodetic(east, north, *PLACE)
    return float(longitude), float(latitude)


def plan_of(n: int = 3) -> LinePlan:
    lines = tuple(
        PlannedLine(str(k + 1), at(0.0, k * SPACING), at(LENGTH, k * SPACING), 120.0,
                    HeightReference.TAKE_OFF)
        for k in range(n)
    )  # fmt: skip
    return LinePlan("plan", lines)


def flight(*points, height=120.0, speed=SPEED, start=1.79e9, name="flight", **more) -> Track:
    """Return a track through points (east, north), ten positions a second."""
    corners = np.array(points, np.float64)
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    time = np.arange(0.0, way[-1] / speed, 0.1)
    east, north = (np.interp(time * speed, way, corners[:, k]) for k in range(2))
    longitude, latitude = local_to_geodetic(east, north, *PLACE)
    return Track(
        name, "made", longitude, latitude, np.full(len(time), height), HeightReference.TAKE_OFF,
        time_utc_s=start + time, inputs=(InputFile(name, f"{name}-digest", 1),), **more,
    )  # fmt: skip


SERPENTINE = flight(
    (-50, 0), (1050, 0), (1050, 250), (-50, 250), (-50, 500), (1050, 500), name="serpentine"
)


def test_lines_flown_in_turn_are_all_covered_in_the_direction_flown():
    flown = match_tracks(plan_of(), [SERPENTINE], SWATH)
    assert flown.covered_share == pytest.approx(1.0, abs=1e-3)
    assert [one.direction for one in flown.lines] == ["forward", "backward", "forward"]
    assert [one.passes for one in flown.lines] == [1, 1, 1]
    assert [one.flags for one in flown.lines] == [(), (), ()]
    assert flown.gap_lines == ()
    for one in flown.lines:
        assert one.speed_largest_m_s == pytest.approx(SPEED, rel=0.01)
        assert one.end_s - one.begin_s == pytest.approx(LENGTH / SPEED, abs=0.3)


def test_the_order_of_tracks_does_not_matter():
    tracks = [
        flight((-50, k * 250), (1050, k * 250), name=f"t{k}", start=1.79e9 + 1000 * k)
        for k in (2, 0, 1)
    ]
    one, other = (match_tracks(plan_of(), order, SWATH) for order in (tracks, tracks[::-1]))
    assert repr(one.lines) == repr(other.lines)  # NaN is not NaN
    assert one.covered_share == pytest.approx(1.0, abs=1e-3)


def test_a_line_flown_in_pieces_by_two_tracks_is_covered_and_counted():
    west = flight((-50, 0), (610, 0), name="west")
    east = flight((1050, 0), (600, 0), name="east")
    one = match_tracks(plan_of(1), [west, east], SWATH).lines[0]
    assert one.covered_share == pytest.approx(1.0, abs=1e-3)
    assert (one.passes, one.direction) == (2, "both")
    assert one.track_names == ("east", "west")
    assert one.flown_m == pytest.approx(1010.0, abs=5.0)


def test_what_was_not_flown_comes_back_as_a_line_that_covers_it():
    parts = [flight((-50, 0), (300, 0), name="a"), flight((600, 0), (1050, 0), name="b")]
    flown = match_tracks(plan_of(1), parts, SWATH)
    (gap,) = flown.lines[0].gaps
    assert (gap.begin_m, gap.end_m) == (pytest.approx(300, abs=4), pytest.approx(600, abs=4))
    assert QualityFlag.GAP in flown.lines[0].flags
    (again,) = flown.gap_lines
    assert again.swath_m == 100.0
    assert again.height_m == 120.0
    # Flying the gap as it was handed back leaves nothing to fly.
    flown_again = match_tracks(
        LinePlan("gaps", flown.gap_lines), [flight((250, 0), (650, 0))], CoverageOptions()
    )
    assert flown_again.covered_share == pytest.approx(1.0, abs=1e-3)


def test_a_line_nobody_flew_comes_back_whole():
    flown = match_tracks(plan_of(2), [flight((-50, 0), (1050, 0))], SWATH)
    assert flown.lines[1].covered_share == 0.0
    assert QualityFlag.NOT_FLOWN in flown.lines[1].flags
    assert repr(flown.gap_lines) == repr((evolve(plan_of(2).lines[1], swath_m=100.0),))
    assert np.isnan(flown.lines[1].cross_track_mean_m)
    assert np.isnan(flown.lines[1].begin_s)


def test_ground_seen_from_the_next_line_counts_but_not_as_a_flight_of_this_one():
    options = CoverageOptions(swath_m=400.0)
    flown = match_tracks(plan_of(2), [flight((-50, 0), (1050, 0))], options)
    assert flown.lines[1].covered_share == pytest.approx(1.0 - 250.0 / 400.0, abs=0.01)
    assert QualityFlag.NOT_FLOWN in flown.lines[1].flags
    assert flown.lines[1].passes == 0


def test_crossings_and_turns_see_nothing():
    across = flight((500, -300), (500, 300))
    assert match_tracks(plan_of(1), [across], SWATH).covered_share == 0.0


@pytest.mark.parametrize(
    ("track", "options", "flag"),
    [
        (flight((-50, 40), (1050, 40)), SWATH, QualityFlag.OFF_LINE),
        (flight((-50, 0), (1050, 0), height=150), SWATH, QualityFlag.WRONG_HEIGHT),
        (
            flight((-50, 0), (1050, 0)),
            CoverageOptions(swath_m=100.0, largest_speed_m_s=15.0),
            QualityFlag.TOO_FAST,
        ),
    ],
)
def test_each_fault_has_its_flag_and_a_good_line_does_not(track, options, flag):
    assert flag in match_tracks(plan_of(1), [track], options).lines[0].flags
    good = flight((-50, 0), (1050, 0), speed=10.0)
    assert match_tracks(plan_of(1), [good], options).lines[0].flags == ()


def test_errors_off_line_and_in_height_are_measured():
    one = match_tracks(plan_of(1), [flight((-50, 20), (1050, 20), height=127.0)], SWATH).lines[0]
    assert one.cross_track_mean_m == pytest.approx(20.0, abs=0.01)
    assert one.height_error_mean_m == pytest.approx(7.0)
    assert one.covered_share == pytest.approx(0.8, abs=0.002)


def test_heights_above_the_sea_are_compared_through_the_height_of_take_off():
    sea = evolve(
        flight((-50, 0), (1050, 0), height=180.0),
        height_reference=HeightReference.MEAN_SEA_LEVEL,
    )
    unknown = match_tracks(plan_of(1), [sea], SWATH).lines[0]
    assert QualityFlag.HEIGHT_NOT_COMPARED in unknown.flags
    assert np.isnan(unknown.height_error_mean_m)
    plan = evolve(plan_of(1), take_off_height_m=60.0)
    assert match_tracks(plan, [sea], SWATH).lines[0].height_error_mean_m == pytest.approx(0.0)


def test_a_pause_in_the_recording_is_a_gap_and_not_a_straight_line():
    whole = flight((-50, 0), (1050, 0))
    kept = np.abs(np.arange(whole.n_points) - 250) > 50
    holed = evolve(
        whole, longitude=whole.longitude[kept], latitude=whole.latitude[kept],
        height_m=whole.height_m[kept], time_utc_s=whole.time_utc_s[kept], piece=whole.piece[kept],
    )  # fmt: skip
    (gap,) = match_tracks(plan_of(1), [holed], SWATH).lines[0].gaps
    assert gap.length_m == pytest.approx(200.0, abs=8.0)


def test_a_steep_bank_sees_nothing_of_the_line():
    level = flight((-50, 0), (1050, 0))
    roll = np.where(np.abs(np.arange(level.n_points) - 250) < 50, 40.0, 0.0)
    one = match_tracks(plan_of(1), [evolve(level, roll_deg=roll)], SWATH).lines[0]
    assert QualityFlag.BANKED in one.flags
    assert one.covered_share == pytest.approx(0.8, abs=0.01)


def test_a_file_delivered_twice_counts_once():
    track = flight((-50, 0), (1050, 0))
    flown = match_tracks(plan_of(1), [track, evolve(track, name="copy")], SWATH)
    assert flown.lines[0].passes == 1
    assert any("counted once" in one for one in flown.cautions)


def test_exchanged_coordinates_are_found_by_the_plan():
    track = flight((0, 0), (1000, 0))
    place = (20.0, 30.0)  # both orders are places on the Earth
    east, north = np.linspace(0, 1000, 50), np.zeros(50)
    longitude, latitude = local_to_geodetic(east, north, *place)
    plan = LinePlan("p", (PlannedLine("1", (20.0, 30.0), (20.01, 30.0)),))
    wrong = Track("wrong", "made", latitude, longitude, np.zeros(50), HeightReference.NOT_STATED)
    with pytest.raises(TrackError, match="Exchanged they would be near"):
        match_tracks(plan, [wrong], SWATH)
    far = match_tracks(plan, [track], SWATH)
    assert any("nothing to do with this plan" in one for one in far.cautions)


def test_a_plan_without_swath_asks_for_one():
    with pytest.raises(OptionError, match="--swath-m"):
        match_tracks(plan_of(1), [], CoverageOptions())


@pytest.mark.parametrize("options", [{"swath_m": -1.0}, {"largest_angle_deg": 90.0}])
def test_options_out_of_range_are_refused(options):
    with pytest.raises(OptionError, match=next(iter(options))):
        CoverageOptions(**options)


def test_lines_over_the_date_line_are_as_long_as_elsewhere():
    plan = LinePlan("p", (PlannedLine("1", (179.995, 10.0), (-179.995, 10.0)),))
    longitude = (179.99 + np.linspace(0, 0.02, 300) + 180.0) % 360.0 - 180.0
    track = Track(
        "t", "made", longitude, np.full(300, 10.0), np.zeros(300), HeightReference.NOT_STATED,
        time_utc_s=1.79e9 + np.arange(300.0),
    )  # fmt: skip
    (one,) = match_tracks(plan, [track], SWATH).lines
    assert one.length_m == pytest.approx(1096.0, abs=1.5)
    assert one.covered_share > 0.99


def test_hundred_lines_of_one_long_flight_are_all_found():
    corners = []
    for k in range(100):
        ends = [(-50, k * 250), (1050, k * 250)]
        corners += ends if k % 2 == 0 else ends[::-1]
    flown = match_tracks(plan_of(100), [flight(*corners)], SWATH)
    assert flown.covered_share > 0.99
