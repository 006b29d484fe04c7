"""NMEA 0183 logs: positions of GGA and RMC sentences, with their check sums tested."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from attrs import define

from cathartes.errors import TrackError
from cathartes.io.tracks.recorded import Recorded, finish_track
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.track import Track

FORMAT = "NMEA 0183"
_SENTENCE = re.compile(rb"[$!]([A-Z]{2}(?:GGA|RMC)),([^*\r\n$]*)(?:\*([0-9A-Fa-f]{2}))?")
_ANY_SENTENCE = re.compile(rb"^[^$]{0,64}\$[A-Z]{2}[A-Z]{3},", re.MULTILINE)
_DAY_S = 86_400.0
_KNOT_M_S = 1852.0 / 3600.0


def recognises(path: Path) -> bool:
    """Return whether the beginning of a file has sentences in it."""
    with path.open("rb") as file:
        return _ANY_SENTENCE.search(file.read(4096)) is not None


@define
class _Epoch:
    """What the sentences of one moment tell; times are seconds of the day."""

    second: float
    longitude: float = math.nan
    latitude: float = math.nan
    height: float = math.nan
    speed: float = math.nan
    course: float = math.nan
    midnight: float = math.nan


@define
class _Health:
    bad: int = 0
    unsummed: int = 0
    no_fix: int = 0


def read_track(path: Path) -> Track:
    """Read the positions of a log.

    Raises
    ------
    TrackError
        If no sentence has a position.

    Notes
    -----
    RMC has the date, GGA the height; sentences of one second of the day are one point. The date
    is carried to sentences that have none, and over midnight. Without any date the times are
    seconds from the midnight before the log begins. Heights are above mean sea level, as GGA
    defines its field 9.
    """
    health = _Health()
    epochs: list[_Epoch] = []
    for match in _SENTENCE.finditer(path.read_bytes()):
        kind, body, stated = match.groups()
        if stated is None:
            health.unsummed += 1
        elif int(stated, 16) != checksum(kind + b"," + body):
            health.bad += 1
            continue
        _add(epochs, kind[2:].decode(), body.decode("ascii", "replace").split(","), health)
    if not epochs:
        raise TrackError.about(
            path,
            "GGA, RMC",
            found=f"no position; {health.no_fix:,} sentences without a fix, {health.bad:,} with a "
            "wrong check sum",
            expected="GGA or RMC sentences with a position",
            remedy="Record these two sentences, and begin when the receiver has a fix.",
        )
    return finish_track(path, FORMAT, _recorded(epochs, health))


def checksum(covered: bytes) -> int:
    """Return the exclusive or of all bytes between ``$`` and ``*``."""
    total = 0
    for byte in covered:
        total ^= byte
    return total


def _add(epochs: list[_Epoch], kind: str, fields: list[str], health: _Health) -> None:
    try:
        second = _second_of_day(fields[0])
        first = 1 if kind == "GGA" else 2
        has_fix = fields[5] not in ("", "0") if kind == "GGA" else fields[1] == "A"
        if not has_fix:
            health.no_fix += 1
            return
        latitude = _degrees(fields[first], fields[first + 1], "NS", 2)
        longitude = _degrees(fields[first + 2], fields[first + 3], "EW", 3)
        if not epochs or epochs[-1].second != second:
            epochs.append(_Epoch(second, longitude, latitude))
        one = epochs[-1]
        if kind == "GGA":
            one.longitude, one.latitude = longitude, latitude
            one.height = _number(fields[8])
        else:
            one.speed = _number(fields[6]) * _KNOT_M_S
            one.course = _number(fields[7])
            one.midnight = _midnight(fields[8])
    except (ValueError, IndexError):
        health.bad += 1


def _recorded(epochs: list[_Epoch], health: _Health) -> Recorded:
    second = np.array([one.second for one in epochs])
    # Back by most of a day is midnight; back by less is a sentence out of its order.
    days = np.cumsum(np.concatenate([[0.0], np.diff(second) < -0.5 * _DAY_S]))
    times = second + _DAY_S * days
    midnights = np.array([one.midnight for one in epochs])
    dated = np.isfinite(midnights)
    cautions = []
    if dated.any():
        # A date applies to all sentences: what RMC says, less the midnights passed.
        starts = (midnights - _DAY_S * days)[dated]
        times = times + float(np.median(starts))
        if np.ptp(starts) > 0.0:
            times = second + _carried(midnights, dated, second)
            cautions.append(
                "The dates of the sentences jump: several flights, or a clock set anew."
            )
        note = "UTC of the receiver"
    else:
        note = "seconds from the midnight (UTC) before the log begins"
        cautions.append("No RMC sentence gives the date: only the times of day are known.")
    if health.bad:
        cautions.append(f"{health.bad:,} sentences were broken or had a wrong check sum: skipped.")
    if health.unsummed:
        cautions.append(f"{health.unsummed:,} sentences have no check sum.")
    if health.no_fix:
        cautions.append(f"{health.no_fix:,} sentences from before the receiver had a fix: skipped.")
    return Recorded(
        np.array([one.longitude for one in epochs]),
        np.array([one.latitude for one in epochs]),
        np.array([one.height for one in epochs]),
        HeightReference.MEAN_SEA_LEVEL,
        times,
        is_utc=bool(dated.any()),
        attitude={
            "speed_m_s": np.array([one.speed for one in epochs]),
            "heading_deg": np.array([one.course for one in epochs]),
        },
        clock_note=note,
        cautions=tuple(cautions),
    )


def _carried(midnights: np.ndarray, dated: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Midnight of each epoch: its own, else the last one told, a day on where midnight passed."""
    carried = np.empty(len(second))
    current = float(midnights[dated][0])
    for k in range(len(second)):
        if dated[k]:
            current = float(midnights[k])
        elif k and second[k] < second[k - 1] - 0.5 * _DAY_S:
            current += _DAY_S
        carried[k] = current
    return carried


def _second_of_day(text: str) -> float:
    seconds = float(text[4:])
    if not (text[:4].isdigit() and 0.0 <= seconds < 61.0):
        raise ValueError(text)
    return 3600.0 * int(text[:2]) + 60.0 * int(text[2:4]) + seconds


def _degrees(text: str, side: str, sides: str, n_degrees: int) -> float:
    minutes = float(text[n_degrees:])
    if side not in tuple(sides) or not 0.0 <= minutes < 60.0:
        raise ValueError(text)
    return (int(text[:n_degrees]) + minutes / 60.0) * (1.0 if side == sides[0] else -1.0)


def _midnight(text: str) -> float:
    if not text:
        return math.nan
    day, month, year = int(text[:2]), int(text[2:4]), int(text[4:6])
    # Two digits: GPS began in 1980.
    return datetime(year + (1900 if year >= 80 else 2000), month, day, tzinfo=UTC).timestamp()


def _number(text: str) -> float:
    return float(text) if text else math.nan
