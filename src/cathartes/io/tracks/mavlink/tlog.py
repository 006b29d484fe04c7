"""A telemetry log as a track: one vehicle's positions, on the vehicle's or the ground's clock."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.errors import TrackError
from cathartes.io.tracks.mavlink.clock import vehicle_clock
from cathartes.io.tracks.mavlink.frames import STAMP_BYTES, V1, V2, LogHealth, frames_of_log
from cathartes.io.tracks.mavlink.messages import (
    ATTITUDE,
    EXTRAS,
    GLOBAL_POSITION_INT,
    GPS_RAW_INT,
    HEARTBEAT,
    MESSAGES,
    SYSTEM_TIME,
    Value,
)
from cathartes.io.tracks.recorded import Recorded, finish_track
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.track import Track

FORMAT = "MAVLink tlog"
Array = NDArray[np.float64]
Message = tuple[float, dict[str, Value]]
"""Stamp of the ground station in seconds, and the fields."""
_GROUND_STATION = 6
_FIX_2D = 2
_NO_HEADING, _NO_SPEED = 65_535, 65_535


def recognises(path: Path) -> bool:
    """Return whether a file begins as a telemetry log does."""
    if path.suffix.lower() == ".tlog":
        return True
    with path.open("rb") as file:
        head = file.read(STAMP_BYTES + 1)
    if len(head) <= STAMP_BYTES or head[STAMP_BYTES] not in (V1, V2):
        return False
    year_2000_us, year_2100_us = 946_684_800_000_000, 4_102_444_800_000_000
    return year_2000_us < int.from_bytes(head[:STAMP_BYTES], "big") < year_2100_us


def read_track(path: Path) -> Track:
    """Read the vehicle that has most positions.

    Raises
    ------
    TrackError
        If the log has no positions.

    Notes
    -----
    Positions are those of GLOBAL_POSITION_INT, the autopilot's best estimate, or of GPS_RAW_INT
    where there are none. Positions while the receiver says that it has no fix are dropped.
    """
    health = LogHealth()
    by_vehicle: dict[int, dict[int, list[Message]]] = {}
    for frame in frames_of_log(path.read_bytes(), EXTRAS, health):
        if (layout := MESSAGES.get(frame.message)) is not None:
            kept = by_vehicle.setdefault(frame.system, {}).setdefault(frame.message, [])
            kept.append((1e-6 * frame.stamp_us, layout.read(frame.payload)))
    counts = Counter(
        {
            system: len(one.get(GLOBAL_POSITION_INT.number) or one.get(GPS_RAW_INT.number, []))
            for system, one in by_vehicle.items()
            if not _is_ground_station(one)
        }
    )
    if not counts or not max(counts.values()):
        raise TrackError.about(
            path,
            "positions",
            found=f"{health.frames:,} messages, none of them a position"
            if health.frames
            else "no MAVLink message",
            expected="GLOBAL_POSITION_INT or GPS_RAW_INT messages",
            remedy="Give the telemetry log (.tlog) that the ground station wrote in flight.",
        )
    system, _ = min(counts.items(), key=lambda item: (-item[1], item[0]))
    recorded = _recorded(by_vehicle[system])
    for caution in _health_in_words(health):
        recorded = recorded.told(caution)
    others = sorted(one for one, count in counts.items() if one != system and count)
    if others:
        listed = ", ".join(str(one) for one in others)
        recorded = recorded.told(
            f"Vehicle {system} was read; the log has positions of vehicle {listed} as well."
        )
    return finish_track(path, FORMAT, recorded)


def _is_ground_station(messages: dict[int, list[Message]]) -> bool:
    beats = messages.get(HEARTBEAT.number, [])
    return bool(beats) and all(beat["type"] == _GROUND_STATION for _, beat in beats)


def _recorded(messages: dict[int, list[Message]]) -> Recorded:
    raw = messages.get(GPS_RAW_INT.number, [])
    best = messages.get(GLOBAL_POSITION_INT.number, [])
    positions = best or raw
    stamps = np.array([stamp for stamp, _ in positions])
    clock = vehicle_clock(
        stamps,
        _column(positions, "time_boot_ms") * 1e-3 if best else None,
        [(int(m["time_unix_usec"]) * 1e-6, int(m["time_boot_ms"]) * 1e-3)
         for _, m in messages.get(SYSTEM_TIME.number, [])],
    )  # fmt: skip
    heights = 1e-3 * _column(positions, "alt")
    one = Recorded(
        1e-7 * _column(positions, "lon"),
        1e-7 * _column(positions, "lat"),
        heights,
        HeightReference.MEAN_SEA_LEVEL,
        clock.time_s,
        piece=clock.piece,
        attitude=_attitude(messages, positions, stamps, bool(best)),
        clock_note=clock.note,
        cautions=clock.cautions,
    )
    if best:
        base = heights - 1e-3 * _column(positions, "relative_alt")
        one = evolve(one, take_off_height_m=float(np.median(base)))
    return _without_fix(one, raw, stamps)


def _without_fix(one: Recorded, raw: list[Message], stamps: Array) -> Recorded:
    """Drop positions from while the receiver said that it had no fix."""
    if not raw:
        return one
    told = np.array([stamp for stamp, _ in raw])
    has_fix = _column(raw, "fix_type") >= _FIX_2D
    latest = np.searchsorted(told, stamps, side="right") - 1
    is_bad = np.where(latest >= 0, ~has_fix[np.maximum(latest, 0)], False)
    return one.without(np.asarray(is_bad, np.bool_), "the receiver had no fix")


def _attitude(
    messages: dict[int, list[Message]], positions: list[Message], stamps: Array, is_best: bool
) -> dict[str, Array]:
    found: dict[str, Array] = {}
    if is_best:
        found["speed_m_s"] = 0.01 * np.hypot(_column(positions, "vx"), _column(positions, "vy"))
        heading = _column(positions, "hdg")
        found["heading_deg"] = np.where(heading == _NO_HEADING, math.nan, 0.01 * heading)
    else:
        speed = _column(positions, "vel")
        found["speed_m_s"] = np.where(speed == _NO_SPEED, math.nan, 0.01 * speed)
    turned = messages.get(ATTITUDE.number, [])
    if turned:
        told = np.array([stamp for stamp, _ in turned])
        order = np.argsort(told, kind="stable")
        for name, key in (("roll_deg", "roll"), ("pitch_deg", "pitch")):
            values = np.degrees(_column(turned, key))
            found[name] = np.interp(stamps, told[order], values[order])
    return found


def _column(messages: list[Message], name: str) -> Array:
    return np.array([message[name] for _, message in messages], np.float64)


def _health_in_words(health: LogHealth) -> list[str]:
    words = []
    if health.bad_frames or health.skipped_bytes:
        words.append(
            f"{health.bad_frames:,} messages with a wrong check sum and {health.skipped_bytes:,} "
            f"bytes that belong to no message were skipped; {health.frames:,} messages were whole."
        )
    if health.is_cut:
        words.append("The log ends within a message: the recording was cut off.")
    return words
