"""Logs of flights, byte by byte, by rules written down a second time."""

from __future__ import annotations

import struct
from collections.abc import Sequence

NAMES = {0: "HEARTBEAT", 2: "SYSTEM_TIME", 24: "GPS_RAW_INT", 30: "ATTITUDE"}
EXTRA = {0: 50, 2: 137, 24: 24, 30: 39, 33: 104}


def crc_x25(covered: bytes, start: int = 0xFFFF) -> int:
    """Return MAVLink's check sum, bit by bit."""
    crc = start
    for byte in covered:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x8408 if crc & 1 else crc >> 1
    return crc


def frame(
    message: int, payload: bytes, *, stamp_us: int, version: int = 2, system: int = 1,
    extra: int | None = None, signed: bool = False,
) -> bytes:  # fmt: skip
    """Return one frame with its stamp."""
    if version == 1:
        body = struct.pack("<BBBBB", len(payload), 7, system, 1, message) + payload
        start = b"\xfe"
    else:
        payload = payload.rstrip(b"\0") or b"\0"
        body = struct.pack("<BBBBBB", len(payload), int(signed), 0, 7, system, 1)
        body += message.to_bytes(3, "little") + payload
        start = b"\xfd"
    crc = crc_x25(body + bytes([EXTRA[message] if extra is None else extra]))
    tail = crc.to_bytes(2, "little") + (b"\x99" * 13 if signed else b"")
    return struct.pack(">Q", stamp_us) + start + body + tail


def position(boot_ms: int, lat: float, lon: float, alt: float = 80.0, above: float = 30.0) -> bytes:
    """Return the payload of GLOBAL_POSITION_INT."""
    return struct.pack(
        "<IiiiihhhH", boot_ms, round(lat * 1e7), round(lon * 1e7), round(alt * 1e3),
        round(above * 1e3), 300, 400, 0, 9000,
    )  # fmt: skip


def heartbeat(kind: int = 1) -> bytes:
    """Return the payload of HEARTBEAT; 6 is a ground station."""
    return struct.pack("<IBBBBB", 0, kind, 3, 0, 4, 3)


def system_time(unix_us: int, boot_ms: int) -> bytes:
    """Return the payload of SYSTEM_TIME."""
    return struct.pack("<QI", unix_us, boot_ms)


def nmea(text: str) -> str:
    """Return a sentence with its check sum."""
    total = 0
    for letter in text:
        total ^= ord(letter)
    return f"${text}*{total:02X}\r\n"


def degrees_minutes(value: float, digits: int) -> str:
    """Return degrees and minutes as receivers write them."""
    whole = int(abs(value))
    return f"{whole:0{digits}d}{(abs(value) - whole) * 60.0:09.6f}"


def nmea_log(points: Sequence[tuple[str, float, float, float]], date: str | None = "251126") -> str:
    """Return RMC (where there is a date) and GGA of each (hhmmss.ss, latitude, longitude, m)."""
    lines = []
    for time, lat, lon, height in points:
        place = (
            f"{degrees_minutes(lat, 2)},{'N' if lat >= 0 else 'S'},"
            f"{degrees_minutes(lon, 3)},{'E' if lon >= 0 else 'W'}"
        )
        if date is not None:
            lines.append(nmea(f"GPRMC,{time},A,{place},10.0,90.0,{date},,"))
        lines.append(nmea(f"GPGGA,{time},{place},1,08,0.9,{height:.1f},M,-20.0,M,,"))
    return "".join(lines)
