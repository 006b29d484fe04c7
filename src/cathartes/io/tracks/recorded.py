"""Points as a file has them, made into a track: what cannot be is dropped, mended and told."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from cathartes.errors import TrackError
from cathartes.io.tracks.clocks import in_order_of_time
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.track import Track

Array = NDArray[np.float64]

NO_FIX_DEG = 1e-5
"""Receivers give 0, 0 until they know where they are."""
FASTEST_M_S = 500.0
"""No platform of this kind is faster: a point that would ask for it is a wrong one."""


@frozen(eq=False)
class Recorded:
    """Points in the order of the file, missing numbers as NaN.

    Attributes
    ----------
    longitude, latitude, height_m : (point,) float64
    height_reference : HeightReference
    time_s : (point,) float64 or None
    is_utc : bool
        POSIX seconds; else seconds since boot.
    piece : (point,) int64 or None
    attitude : mapping of str to (point,) float64
        Any of ``heading_deg``, ``roll_deg``, ``pitch_deg``, ``speed_m_s``.
    clock_note : str
    take_off_height_m : float
    cautions : tuple of str
    """

    longitude: Array
    latitude: Array
    height_m: Array
    height_reference: HeightReference
    time_s: Array | None = None
    is_utc: bool = True
    piece: NDArray[np.int64] | None = None
    attitude: dict[str, Array] = field(factory=dict)
    clock_note: str = ""
    take_off_height_m: float = math.nan
    cautions: tuple[str, ...] = ()

    def chosen(self, rows: NDArray[Any]) -> Recorded:
        """Return some of the points, by a mask or in another order."""
        return evolve(
            self,
            longitude=self.longitude[rows],
            latitude=self.latitude[rows],
            height_m=self.height_m[rows],
            time_s=None if self.time_s is None else self.time_s[rows],
            piece=None if self.piece is None else self.piece[rows],
            attitude={name: values[rows] for name, values in self.attitude.items()},
        )

    def told(self, caution: str) -> Recorded:
        """Return the same points with one more caution."""
        return evolve(self, cautions=(*self.cautions, caution))

    def without(self, is_bad: NDArray[np.bool_], why: str) -> Recorded:
        """Return the points that are not bad, and tell how many were."""
        if not is_bad.any():
            return self
        n, of = int(is_bad.sum()), len(is_bad)
        points = "point was" if n == 1 else "points were"
        return self.chosen(~is_bad).told(f"{n:,} of {of:,} {points} dropped: {why}.")


def finish_track(path: Path, format_name: str, recorded: Recorded) -> Track:
    """Make a track of what was read.

    Parameters
    ----------
    path : Path
    format_name : str
    recorded : Recorded

    Raises
    ------
    TrackError
        If fewer than two points are left, or longitude and latitude are exchanged.
    """
    path = Path(path)
    if recorded.time_s is not None and not np.isfinite(recorded.time_s).any():
        recorded = evolve(recorded, time_s=None).told("No point has a time.")
    one = _on_earth(path, recorded)
    one = in_order_of_time(one)
    one = _without_spikes(one)
    if len(one.longitude) < 2:
        raise TrackError.about(
            path,
            "positions",
            found=f"{len(one.longitude)} that can be used" + _because(one.cautions),
            expected="at least two",
            remedy="Look whether the receiver had a fix, and whether the file is whole.",
        )
    if one.time_s is None:
        one = one.told("There are no times: neither gaps in time nor speeds can be known.")
    n = len(one.longitude)
    known = {name: values for name, values in one.attitude.items() if np.isfinite(values).any()}
    return Track(
        name=path.stem,
        format_name=format_name,
        longitude=one.longitude,
        latitude=one.latitude,
        height_m=one.height_m,
        height_reference=one.height_reference,
        take_off_height_m=one.take_off_height_m,
        clock_note=one.clock_note,
        cautions=one.cautions,
        time_utc_s=one.time_s if one.is_utc else None,
        time_since_boot_s=None if one.is_utc else one.time_s,
        piece=np.zeros(n, np.int64) if one.piece is None else one.piece,
        heading_deg=known.get("heading_deg"),
        roll_deg=known.get("roll_deg"),
        pitch_deg=known.get("pitch_deg"),
        speed_m_s=known.get("speed_m_s"),
    )


def moment(seconds: float) -> str:
    """Return POSIX seconds as a person writes them."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OverflowError, OSError, ValueError):
        return f"{seconds:g} s"


def _because(cautions: tuple[str, ...]) -> str:
    return f" ({' '.join(cautions)})" if cautions else ""


def _on_earth(path: Path, one: Recorded) -> Recorded:
    is_missing = ~np.isfinite(one.longitude + one.latitude)
    if one.time_s is not None:
        is_missing |= ~np.isfinite(one.time_s)
    one = one.without(is_missing, "no position or no time")
    no_fix = (np.abs(one.longitude) < NO_FIX_DEG) & (np.abs(one.latitude) < NO_FIX_DEG)
    one = one.without(no_fix, "at 0, 0, which is what a receiver says before it has a fix")
    latitude, longitude = np.abs(one.latitude), np.abs(one.longitude)
    is_off = (latitude > 90.0) | (longitude > 360.0)
    is_exchanged = (latitude > 90.0) & (latitude <= 180.0) & (longitude <= 90.0)
    if is_exchanged.sum() > 0.5 * len(is_off):
        k = int(np.argmax(is_exchanged))
        raise TrackError.about(
            path,
            "latitude",
            found=f"{one.latitude[k]:.5f} beside longitude {one.longitude[k]:.5f}",
            expected="latitudes within 90 degrees of the equator",
            remedy="Longitude and latitude seem to be exchanged: exchange the columns.",
        )
    one = one.without(is_off, "no place on the Earth")
    return evolve(one, longitude=(one.longitude + 180.0) % 360.0 - 180.0)


def _without_spikes(one: Recorded) -> Recorded:
    """Drop single points that are far from both their neighbours, which are near each other."""
    if one.time_s is None or len(one.longitude) < 3:
        return one
    before, after, across = _speeds(one, 1), _speeds(one, 1)[1:], _speeds(one, 2)
    is_spike = np.zeros(len(one.longitude), np.bool_)
    is_spike[1:-1] = (before[:-1] > FASTEST_M_S) & (after > FASTEST_M_S) & (across <= FASTEST_M_S)
    one = one.without(is_spike, f"reached only faster than {FASTEST_M_S:g} m/s")
    too_fast = int((_speeds(one, 1) > FASTEST_M_S).sum())
    if too_fast:
        one = one.told(
            f"{too_fast} steps are faster than {FASTEST_M_S:g} m/s: positions or times are wrong "
            "there, or two platforms are in one file."
        )
    return one


def _speeds(one: Recorded, stride: int) -> Array:
    """Speed between points ``stride`` apart, m/s, on a sphere: good to a per cent."""
    assert one.time_s is not None
    latitude = np.radians(one.latitude)
    d_lon = np.radians((one.longitude[stride:] - one.longitude[:-stride] + 180.0) % 360.0 - 180.0)
    d_lat = latitude[stride:] - latitude[:-stride]
    east = d_lon * np.cos(0.5 * (latitude[stride:] + latitude[:-stride]))
    seconds = np.maximum(one.time_s[stride:] - one.time_s[:-stride], 1e-3)
    return np.asarray(6.371e6 * np.hypot(east, d_lat) / seconds, np.float64)
