"""Telemetry logs, made byte by byte."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cathartes.errors import TrackError
from cathartes.io.tracks.mavlink.frames import LogHealth, checksum, frames_of_log
from cathartes.io.tracks.mavlink.messages import EXTRAS
from cathartes.io.tracks.readers import read_track
from cathartes.model.flight.heights import HeightReference
from tests.flight_logs import EXTRA, crc_x25, frame, heartbeat, position, system_time

START_US = 1_790_000_000_000_000
LAYOUTS = {
    2: "SYSTEM_TIME uint64_t time_unix_usec uint32_t time_boot_ms ",
    30: "ATTITUDE uint32_t time_boot_ms float roll float pitch float yaw float rollspeed "
    "float pitchspeed float yawspeed ",
    33: "GLOBAL_POSITION_INT uint32_t time_boot_ms int32_t lat int32_t lon int32_t alt "
    "int32_t relative_alt int16_t vx int16_t vy int16_t vz uint16_t hdg ",
}


def log_of(n: int, *, version: int = 2, late_us: int = 0, utc_us: int | None = None) -> list[bytes]:
    frames = [frame(0, heartbeat(), stamp_us=START_US, version=version)]
    for k in range(n):
        stamp = START_US + k * 200_000 + late_us
        if utc_us is not None and k % 5 == 0:
            told = system_time(utc_us + k * 200_000, 10_000 + k * 200)
            frames.append(frame(2, told, stamp_us=stamp, version=version))
        where = position(10_000 + k * 200, 24.8 + k * 1e-5, -107.4)
        frames.append(frame(33, where, stamp_us=stamp, version=version))
    return frames


def read(tmp_path: Path, content: bytes):
    path = tmp_path / "flight.tlog"
    path.write_bytes(content)
    return read_track(path)


@pytest.mark.parametrize(("number", "layout"), LAYOUTS.items())
def test_extra_of_a_message_is_the_sum_over_its_layout(number, layout):
    crc = crc_x25(layout.encode())
    assert EXTRAS[number] == EXTRA[number] == (crc & 0xFF) ^ (crc >> 8)


@given(st.binary(max_size=300), st.integers(0, 255))
def test_quick_check_sum_is_the_one_bit_by_bit(covered, extra):
    assert checksum(covered, extra) == crc_x25(covered + bytes([extra]))


@pytest.mark.parametrize("version", [1, 2])
def test_positions_heights_and_speeds_come_back(tmp_path, version):
    track = read(tmp_path, b"".join(log_of(50, version=version)))
    assert track.n_points == 50
    np.testing.assert_allclose(track.latitude, 24.8 + np.arange(50) * 1e-5, atol=1e-7)
    np.testing.assert_allclose(track.longitude, -107.4, atol=1e-7)
    assert track.height_reference is HeightReference.MEAN_SEA_LEVEL
    np.testing.assert_allclose(track.height_m, 80.0)
    assert track.take_off_height_m == pytest.approx(50.0)
    np.testing.assert_allclose(track.height_above(HeightReference.TAKE_OFF), 30.0)
    np.testing.assert_allclose(track.speed_m_s, 5.0)
    np.testing.assert_allclose(track.heading_deg, 90.0)
    assert track.cautions == ()


def test_times_are_the_vehicles_where_it_tells_utc(tmp_path):
    utc_us = START_US - 60_000_000
    track = read(tmp_path, b"".join(log_of(20, late_us=900_000, utc_us=utc_us)))
    np.testing.assert_allclose(track.time_utc_s, utc_us * 1e-6 + 0.2 * np.arange(20), atol=1e-3)
    assert "vehicle's own clock" in track.clock_note
    assert any("+60.9 s off" in one for one in track.cautions)


def test_times_are_the_grounds_where_the_vehicle_never_tells_utc(tmp_path):
    track = read(tmp_path, b"".join(log_of(20)))
    np.testing.assert_allclose(track.time_utc_s, START_US * 1e-6 + 0.2 * np.arange(20), atol=1e-3)
    assert "ground station's clock" in track.clock_note


def test_garbage_and_wrong_sums_are_skipped_and_counted(tmp_path):
    frames = log_of(40)
    broken = bytearray(frames[10])
    broken[20] ^= 0xFF
    frames[10] = bytes(broken)
    frames.insert(20, b"\xfd\xfe" * 17)
    track = read(tmp_path, b"".join(frames))
    assert track.n_points == 39
    assert any("1 messages with a wrong check sum and 34 bytes" in one for one in track.cautions)


def test_a_cut_log_keeps_what_is_whole_and_says_so(tmp_path):
    content = b"".join(log_of(30))
    track = read(tmp_path, content[:-7])
    assert track.n_points == 29
    assert any("cut off" in one for one in track.cautions)


def test_frames_of_other_kinds_and_signed_ones_are_stepped_over(tmp_path):
    frames = log_of(10)
    frames.insert(5, frame(245, b"\x01\x02", stamp_us=START_US, extra=130))
    frames[6] = frame(33, position(10_800, 24.80004, -107.4), stamp_us=START_US, signed=True)
    track = read(tmp_path, b"".join(frames))
    assert track.n_points == 10
    assert not any("skipped" in one for one in track.cautions)


def test_positions_before_a_fix_are_dropped_and_counted(tmp_path):
    frames = [frame(33, position(1000 + k, 0.0, 0.0), stamp_us=START_US) for k in range(4)]
    track = read(tmp_path, b"".join(frames + log_of(10)[1:]))
    assert track.n_points == 10
    assert any("4 of 14 points" in one and "fix" in one for one in track.cautions)


def test_a_ground_station_is_no_vehicle_and_a_second_vehicle_is_told(tmp_path):
    frames = log_of(10)
    frames.append(frame(0, heartbeat(6), stamp_us=START_US, system=255))
    frames.append(frame(33, position(1, 1.0, 1.0), stamp_us=START_US, system=255))
    frames.append(frame(33, position(1, 2.0, 2.0), stamp_us=START_US, system=7))
    track = read(tmp_path, b"".join(frames))
    assert track.n_points == 10
    assert any("vehicle 7 as well" in one for one in track.cautions)
    assert not any("255" in one for one in track.cautions)


def test_a_restart_in_flight_begins_a_new_piece(tmp_path):
    first = log_of(10)
    again = [
        frame(33, position(100 + k * 200, 24.9, -107.4 + k * 1e-5),
              stamp_us=START_US + 60_000_000 + k * 200_000)
        for k in range(10)
    ]  # fmt: skip
    track = read(tmp_path, b"".join(first + again))
    assert track.n_points == 20
    assert list(np.unique(track.piece)) == [0, 1]
    assert any("started again 1 times" in one for one in track.cautions)


def test_a_log_without_positions_is_refused_in_one_paragraph(tmp_path):
    with pytest.raises(TrackError, match="none of them a position"):
        read(tmp_path, frame(0, heartbeat(), stamp_us=START_US) * 5)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_accident(content):
    health = LogHealth()
    list(frames_of_log(content, EXTRAS, health))
    assert health.skipped_bytes <= len(content)


def test_noise_between_whole_frames_costs_no_frame():
    rng = random.Random(5)
    frames = log_of(60)
    noisy = b"".join(one + rng.randbytes(rng.choice([0, 0, 3, 11])) for one in frames)
    found = [one for one in frames_of_log(noisy, EXTRAS, LogHealth()) if one.message == 33]
    assert len(found) == 60
