"""The steps of a track as seen from one line."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.collection.options import CoverageOptions
from cathartes.kernels.flight.line_geometry import along_and_cross, clipped_steps, steps_along
from cathartes.kernels.flight.local_plane import geocentric_to_local, geodetic_to_local
from cathartes.model.flight.planned_line import LonLat, PlannedLine
from cathartes.model.flight.track import Track

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
_FEWEST_M, _USUAL_STEPS = 50.0, 10.0


@frozen
class LineFrame:
    """A line in the plane that touches the ellipsoid at its middle.

    Attributes
    ----------
    middle : (longitude, latitude)
    begin_m, end_m : (east, north) m
    """

    middle: LonLat
    begin_m: tuple[float, float]
    end_m: tuple[float, float]

    @classmethod
    def of(cls, line: PlannedLine) -> LineFrame:
        """Return the frame of a line."""
        (lon_0, lat_0), (lon_1, lat_1) = line.begin, line.end
        lon_1 = lon_0 + (lon_1 - lon_0 + 180.0) % 360.0 - 180.0  # over the date line
        middle = 0.5 * (lon_0 + lon_1), 0.5 * (lat_0 + lat_1)
        east, north = geodetic_to_local([lon_0, lon_1], [lat_0, lat_1], *middle)
        return cls(middle, (float(east[0]), float(north[0])), (float(east[1]), float(north[1])))

    @property
    def length_m(self) -> float:
        """Length of the line."""
        return float(np.hypot(self.end_m[0] - self.begin_m[0], self.end_m[1] - self.begin_m[1]))


@frozen(eq=False)
class Steps:
    """The steps of a track that go along a line, cut to it.

    Attributes
    ----------
    along_0, along_1, cross_0, cross_1 : (point - 1,) m
        Of each step of the track, the lesser distance along first.
    is_along : (point - 1,) bool
        Whether the step goes along the line and some of it is beside the line.
    is_forward : (point - 1,) bool
    """

    along_0: Array
    along_1: Array
    cross_0: Array
    cross_1: Array
    is_along: Bools
    is_forward: Bools

    @property
    def length_m(self) -> Array:
        """Length along the line of each step."""
        return self.along_1 - self.along_0

    @property
    def cross_m(self) -> Array:
        """Distance of the middle of each step, without sign."""
        return np.asarray(0.5 * np.abs(self.cross_0 + self.cross_1), np.float64)


def steps_beside(position: Array, frame: LineFrame, options: CoverageOptions) -> Steps:
    """Return the steps of a track as seen from a line, turns and crossings left out.

    Parameters
    ----------
    position : (3, point) m
        Geocentric positions of the track.
    frame : LineFrame
    options : CoverageOptions
    """
    east, north = geocentric_to_local(position, *frame.middle)
    along, cross, length = along_and_cross(east, north, frame.begin_m, frame.end_m)
    is_along = steps_along(along, cross, largest_angle_deg=options.largest_angle_deg)
    a0, a1, c0, c1 = clipped_steps(along, cross, 0.0, length)
    is_along &= (a1 > a0) & np.isfinite(c0 + c1)
    return Steps(a0, a1, c0, c1, is_along, np.asarray(np.diff(along) > 0.0, np.bool_))


def unbroken_steps(track: Track, options: CoverageOptions) -> Bools:
    """Return which steps of a track were recorded without a pause."""
    joined = np.diff(track.piece) == 0
    clock = track.clock_s
    if clock is not None:
        return np.asarray(joined & (np.diff(clock) <= options.longest_pause_s), np.bool_)
    length = step_lengths(track)
    moved = length[length > 0.0]
    usual = float(np.median(moved)) if moved.size else 0.0
    return np.asarray(joined & (length <= max(_FEWEST_M, _USUAL_STEPS * usual)), np.bool_)


def level_steps(track: Track, options: CoverageOptions) -> Bools:
    """Return which steps of a track were not flown in a steep bank; all where it is not known."""
    if track.roll_deg is None:
        return np.ones(track.n_points - 1, np.bool_)
    steep = np.abs(track.roll_deg) > options.largest_roll_deg
    return np.asarray(~(steep[:-1] | steep[1:]), np.bool_)


def step_lengths(track: Track) -> Array:
    """Return the length of each step over ground, m."""
    middle = float(np.median(track.longitude)), float(np.median(track.latitude))
    east, north = geodetic_to_local(track.longitude, track.latitude, *middle)
    return np.hypot(np.diff(east), np.diff(north))


def step_speeds(track: Track) -> Array | None:
    """Return the speed over ground of each step, m/s; None without times.

    As recorded; else over a second or more, for the rounding of positions is large over less.
    """
    if track.speed_m_s is not None:
        return 0.5 * (track.speed_m_s[:-1] + track.speed_m_s[1:])
    if track.clock_s is None:
        return None
    way = np.concatenate([[0.0], np.cumsum(step_lengths(track))])
    middle = 0.5 * (track.clock_s[:-1] + track.clock_s[1:])
    half = max(0.5, 0.5 * float(np.median(np.diff(track.clock_s))))
    low = np.clip(middle - half, track.clock_s[0], track.clock_s[-1])
    high = np.clip(middle + half, track.clock_s[0], track.clock_s[-1])
    flown = np.interp(high, track.clock_s, way) - np.interp(low, track.clock_s, way)
    return np.asarray(flown / (high - low), np.float64)
