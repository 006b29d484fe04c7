"""Laws of tracks against lines: what no choice of numbers may change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyproj import Geod

from cathartes.collection.match import match_tracks
from cathartes.collection.options import CoverageOptions
from cathartes.kernels.flight.coverage import (
    covered_share_across,
    gaps_between,
    nearest_on_both_sides,
)
from cathartes.kernels.flight.line_geometry import along_and_cross
from cathartes.kernels.flight.local_plane import geodetic_to_local, local_to_geodetic
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.planned_line import LinePlan, PlannedLine
from cathartes.model.flight.track import Track

GEOD = Geod(ellps="WGS84")
places = st.tuples(st.floats(-180.0, 180.0), st.floats(-80.0, 80.0))
offsets = st.tuples(st.floats(-2e4, 2e4), st.floats(-2e4, 2e4))


@given(places, st.lists(offsets, min_size=1, max_size=8))
def test_there_and_back_again_is_the_same_place(place, points):
    east, north = np.array(points).T
    longitude, latitude = local_to_geodetic(east, north, *place)
    again = geodetic_to_local(longitude, latitude, *place)
    np.testing.assert_allclose(again, (east, north), rtol=0, atol=1e-6)


@given(places, st.floats(0.0, 360.0), st.floats(1.0, 25_000.0))
def test_distances_from_the_middle_are_those_of_geodesics(place, azimuth, distance):
    longitude, latitude, _ = GEOD.fwd(*place, azimuth, distance)
    east, north = geodetic_to_local(longitude, latitude, *place)
    assert np.hypot(east, north) == pytest.approx(distance, abs=0.07, rel=3e-6)


@given(places, st.floats(0.0, 360.0), st.floats(100.0, 50_000.0), st.floats(-1.0, 2.0))
def test_a_point_of_the_geodesic_has_no_cross_track_distance(place, azimuth, length, share):
    ends = [GEOD.fwd(*place, azimuth + turn, 0.5 * length)[:2] for turn in (0.0, 180.0)]
    assume(0.0 <= share <= 1.0)
    lon, lat, _ = GEOD.fwd(*ends[1], GEOD.inv(*ends[1], *ends[0])[0], share * length)
    points = np.array([ends[1], ends[0], (lon, lat)])
    east, north = geodetic_to_local(points[:, 0], points[:, 1], *place)
    along, cross, _ = along_and_cross(east, north, (east[0], north[0]), (east[1], north[1]))
    assert abs(cross[2]) < 0.02
    assert along[2] == pytest.approx(share * length, abs=0.2)


def track_about(
    frame: tuple[float, float], along: np.ndarray, cross: np.ndarray, azimuth_deg: float,
    times: np.ndarray | None = None, name: str = "track",
) -> Track:  # fmt: skip
    """Return a track by its distances along and across a line from a point."""
    turn = np.radians(azimuth_deg)
    east = along * np.sin(turn) + cross * np.cos(turn)
    north = along * np.cos(turn) - cross * np.sin(turn)
    longitude, latitude = local_to_geodetic(east, north, *frame)
    return Track(
        name, "made", longitude, latitude, np.full(len(along), 100.0), HeightReference.TAKE_OFF,
        time_utc_s=np.arange(len(along)) * 0.5 if times is None else times,
    )  # fmt: skip


def line_about(frame: tuple[float, float], length: float, azimuth_deg: float) -> PlannedLine:
    """Return a line by its azimuth at its middle."""
    half = (
        0.5 * length * np.array([np.sin(np.radians(azimuth_deg)), np.cos(np.radians(azimuth_deg))])
    )
    ends = [
        tuple(float(v) for v in local_to_geodetic(sign * half[0], sign * half[1], *frame))
        for sign in (-1.0, 1.0)
    ]
    return PlannedLine("1", ends[0], ends[1], 100.0, HeightReference.TAKE_OFF)


FRAME = (-107.4, 24.8)
wiggles = st.lists(st.floats(-60.0, 60.0), min_size=12, max_size=12)


def flown(along, cross, azimuth=0.0, swath=100.0, frame=FRAME, length=1000.0):
    plan = LinePlan("plan", (line_about(frame, length, azimuth),))
    track = track_about(frame, np.asarray(along), np.asarray(cross), azimuth)
    return match_tracks(plan, [track], CoverageOptions(swath_m=swath, longest_pause_s=9.0)).lines[0]


ALONG = np.linspace(-550.0, 550.0, 12)


@given(st.floats(0.0, 360.0), st.floats(-180.0, 180.0), st.floats(-70.0, 70.0))
def test_a_track_on_the_line_covers_it_all_without_error(azimuth, longitude, latitude):
    one = flown(ALONG, np.zeros(12), azimuth, frame=(longitude, latitude))
    assert one.covered_share == pytest.approx(1.0, abs=1e-5)
    assert one.cross_track_largest_m < 1e-3
    assert one.gaps == ()
    assert one.passes == 1


@given(wiggles)
def test_the_way_a_track_is_flown_does_not_change_what_it_covers(cross):
    there, back = flown(ALONG, cross), flown(ALONG[::-1], cross[::-1])
    assert back.covered_share == pytest.approx(there.covered_share, abs=1e-9)
    assert [g.begin_m for g in back.gaps] == [g.begin_m for g in there.gaps]
    np.testing.assert_allclose(back.cross_track_mean_m, there.cross_track_mean_m, atol=1e-9)
    assert {there.direction, back.direction} in ({"forward", "backward"}, {"-"})


@given(wiggles, st.floats(0.0, 360.0), st.floats(-60.0, 60.0))
def test_turning_line_and_track_together_changes_nothing(cross, azimuth, latitude):
    one = flown(ALONG, cross)
    other = flown(ALONG, cross, azimuth, frame=(30.0, latitude))
    assert other.covered_share == pytest.approx(one.covered_share, abs=0.006)
    if one.passes == other.passes == 1:
        assert other.cross_track_mean_m == pytest.approx(one.cross_track_mean_m, abs=0.5)


@given(wiggles, st.floats(20.0, 400.0), st.floats(1.0, 3.0))
def test_a_wider_swath_never_covers_a_lesser_share(cross, swath, factor):
    near = _near(cross)
    narrow = covered_share_across(*near, swath)
    assert np.all(covered_share_across(*near, factor * swath) >= narrow - 1e-12)


@given(wiggles, wiggles)
def test_one_more_pass_never_covers_less_and_never_more_than_both(cross, other):
    one, two = _near(cross), _near(other)
    both = covered_share_across(np.minimum(one[0], two[0]), np.minimum(one[1], two[1]), 100.0)
    a, b = covered_share_across(*one, 100.0), covered_share_across(*two, 100.0)
    assert np.all(both >= np.maximum(a, b) - 1e-12)
    assert np.all(both <= a + b + 1e-12)


@given(wiggles, st.integers(1, 9))
def test_what_is_covered_adds_up_over_the_pieces_of_a_line(cross, tenth):
    whole = covered_share_across(*_near(cross), 100.0)
    cut = tenth * 100
    first = covered_share_across(*_near(cross, 0.0, cut), 100.0)
    second = covered_share_across(*_near(cross, cut, 1000.0), 100.0)
    np.testing.assert_allclose(np.concatenate([first, second]), whole, atol=1e-9)


def test_covered_share_across_is_the_union_of_intervals():
    rng = np.random.default_rng(3)
    for _ in range(50):
        cross, swath = rng.uniform(-120, 120, rng.integers(1, 6)), 100.0
        fine = np.linspace(-50, 50, 20_001)
        seen = np.any(np.abs(fine[None, :] - cross[:, None]) <= 0.5 * swath, axis=0).mean()
        right = cross[cross >= 0].min(initial=np.inf)
        left = (-cross[cross < 0]).min(initial=np.inf)
        got = covered_share_across(np.array([right]), np.array([left]), swath)[0]
        assert got == pytest.approx(seen, abs=2e-4)


@given(st.lists(st.booleans(), min_size=5, max_size=60))
def test_gaps_are_all_that_was_not_seen_where_none_is_too_short(seen):
    is_seen = np.array(seen)
    gaps = gaps_between(is_seen, float(len(seen)), 0.0)
    assert gaps.sum(axis=0) @ [-1.0, 1.0] == pytest.approx((~is_seen).sum())


def _near(cross, low=0.0, high=1000.0):
    along = np.linspace(0.0, 1000.0, 12)
    a0, a1 = np.clip(along[:-1], low, high), np.clip(along[1:], low, high)
    c0, c1 = np.interp(a0, along, cross), np.interp(a1, along, cross)
    n = round(high - low)
    return nearest_on_both_sides(a0 - low, a1 - low, c0, c1, high - low, n)
