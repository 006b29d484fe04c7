"""GPX 1.0 and 1.1: tracks, or routes where there are none, read as far as the file is whole."""

from __future__ import annotations

import math
from pathlib import Path
from xml.parsers import expat

import numpy as np
from attrs import define, field

from cathartes.errors import TrackError
from cathartes.io.tracks.iso_time import posix_seconds
from cathartes.io.tracks.recorded import Recorded, finish_track
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.track import Track

FORMAT = "GPX"
_POINTS = {"trkpt": "trk", "rtept": "rte"}
_WITHIN = ("ele", "time", "speed", "course")
_SIGN_BYTES = 2048


def recognises(path: Path) -> bool:
    """Return whether a file is XML whose first element is ``gpx``."""
    with path.open("rb") as file:
        head = file.read(_SIGN_BYTES)
    return b"<gpx" in head or (path.suffix.lower() == ".gpx" and head.lstrip()[:1] in (b"<", b""))


def read_track(path: Path) -> Track:
    """Read all tracks of the file as one, each segment a piece of its own.

    Raises
    ------
    TrackError
        If there are no points, or the file declares entities.

    Notes
    -----
    Entities are refused: a few lines of them can fill the memory, and no receiver writes any. A
    file that is cut off keeps the points before the cut.
    """
    reading = _Reading(path)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.open
    parser.EndElementHandler = reading.close
    parser.CharacterDataHandler = reading.text
    parser.EntityDeclHandler = reading.refuse
    cautions = []
    try:
        parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        cautions.append(
            f"The file is broken at line {error.lineno} ({expat.ErrorString(error.code)}): only "
            "the points before it were read."
        )
    kind = "trkpt" if reading.points["trkpt"] else "rtept"
    points = reading.points[kind]
    if not points:
        raise TrackError.about(
            path,
            "trkpt, rtept",
            found="none" + (f" ({cautions[0]})" if cautions else ""),
            expected="the points of a track or a route",
            remedy="Export the recorded track, not way points alone, as GPX.",
        )
    rows = np.array([point.numbers for point in points], np.float64)
    times = rows[:, 3]
    if kind == "rtept":
        cautions.append("The file has no track: its route was read, which may be a plan.")
    if reading.zoneless:
        cautions.append(f"{reading.zoneless:,} times have no zone and were taken as UTC.")
    if reading.unreadable:
        cautions.append(f"{reading.unreadable:,} values could not be read.")
    if 0 < np.isnan(times).sum() < len(times):
        cautions.append("Some points have no time.")
    recorded = Recorded(
        rows[:, 0],
        rows[:, 1],
        rows[:, 2],
        HeightReference.MEAN_SEA_LEVEL,
        times if np.isfinite(times).any() else None,
        piece=np.array([point.piece for point in points], np.int64),
        attitude={"speed_m_s": rows[:, 4], "heading_deg": rows[:, 5]},
        clock_note="UTC of the receiver, as written in the file",
        cautions=tuple(cautions),
    )
    return finish_track(path, FORMAT, recorded)


@define
class _Point:
    """Longitude, latitude, elevation, time, speed, course; and the segment."""

    numbers: list[float]
    piece: int


@define
class _Reading:
    path: Path
    points: dict[str, list[_Point]] = field(factory=lambda: {name: [] for name in _POINTS})
    piece: int = 0
    zoneless: int = 0
    unreadable: int = 0
    _inside: _Point | None = None
    _texts: list[str] | None = None
    _depth: int = 0

    def open(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if self._inside is not None:
            self._depth += 1
            # Only the point's own fields: extensions may have a ``time`` of their own.
            self._texts = [] if self._depth == 1 and tag in _WITHIN else None
        elif tag in _POINTS:
            place = [self._number(attributes.get(key, "")) for key in ("lon", "lat")]
            self._inside, self._depth = _Point([*place, *[math.nan] * 4], self.piece), 0
        elif tag in ("trkseg", "rte"):
            self.piece += 1

    def text(self, text: str) -> None:
        if self._texts is not None:
            self._texts.append(text)

    def close(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if self._inside is None:
            return
        if self._depth == 0:
            self.points[tag].append(self._inside)
            self._inside = None
            return
        if self._texts is not None and self._depth == 1:
            self._inside.numbers[2 + _WITHIN.index(tag)] = self._value(tag, "".join(self._texts))
            self._texts = None
        self._depth -= 1

    def refuse(self, name: str, *_: object) -> None:
        raise TrackError.about(
            self.path,
            "DOCTYPE",
            found=f"an entity {name} is declared",
            expected="GPX without entities",
            remedy="Take the DOCTYPE out of the file; receivers write none.",
        )

    def _value(self, tag: str, text: str) -> float:
        if tag != "time":
            return self._number(text)
        seconds, has_zone = posix_seconds(text)
        self.unreadable += math.isnan(seconds)
        self.zoneless += not has_zone and not math.isnan(seconds)
        return seconds

    def _number(self, text: str) -> float:
        try:
            return float(text)
        except ValueError:
            self.unreadable += 1
            return math.nan
