"""METAR reports of one or several stations, with the place of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from cathartes.errors import CaseError
from cathartes.io.cases.wind.reports.metar import REPORT
from cathartes.io.cases.wind.reports.metar_file import metar_series
from cathartes.io.weather.records import records_of_series
from cathartes.model.campaign.product import WeatherRecord
from cathartes.model.campaign.record import Marking
from cathartes.model.provenance import InputFile

Place = tuple[float, float]
"""Longitude and latitude in degrees."""
_STATION = re.compile(r"^#\s*station\s+(\S+)\s+(\S+)\s+(\S+)(?:\s+\S+)?\s*$", re.I | re.M)
_DAY = re.compile(r"^#\s*(?:day|date)\s+(\d{4}-\d{2}-\d{2})\s*$", re.I | re.M)
_SIMULATED = re.compile(r"^#.*\bSIMULATED\b|\bRMK\b[^=]*?\bSIMULATED\b", re.I | re.M)
_DATED = re.compile(r"(?<!\d)\d{4}[-/]?\d{2}[-/]?\d{2}[T ,]?\s?\d{2}:?\d{2}")
_EXPECTED = (
    "a line `# station ICAO longitude latitude [elevation]` for each station, and where reports "
    "have no date in front of them a line `# day 2026-06-01`"
)


def read_metar_weather(
    path: Path,
    *,
    stations: Mapping[str, Place] | None = None,
    day: datetime | None = None,
    inputs: Sequence[InputFile] = (),
    marking: Marking | None = None,
    is_simulated: bool,
) -> tuple[WeatherRecord, ...]:
    """Read the reports of a file.

    Parameters
    ----------
    path : Path
        Reports in any order. Lines ``# station EGDM -1.75 51.16 124`` tell where stations are,
        a line ``# day 2026-06-01`` the day near which reports without a date are (a report tells
        the day of the month alone); a date in front of a report goes before it.
    stations : mapping of str to (longitude, latitude), optional
        Of stations that the file does not place.
    day : datetime, optional
        Where the file does not tell one.
    inputs, marking, is_simulated
        Of the records; those of a file with ``SIMULATED`` among the remarks of a report, or in a
        line of comment, are simulated.

    Raises
    ------
    CaseError
        If there is no report with a wind, a station has no place, or month and year are not
        told.
    """
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    places = {**(stations or {}), **_places(path, text)}
    is_simulated = is_simulated or _SIMULATED.search(text) is not None
    told_day = _DAY.search(text)
    plain = re.sub(r"^#.*$", "", text, flags=re.M)
    if told_day is not None:
        day = datetime.fromisoformat(told_day[1]).replace(hour=12, tzinfo=UTC)
    pieces = _by_station(plain)
    if not pieces:
        raise CaseError.about(
            path,
            "METAR",
            found="no report",
            expected="reports like EGDM 091120Z 05006KT",
            remedy="Give the reports of an airport near by for the time of the flight.",
        )
    if day is None and any(not _DATED.search(piece) for piece in pieces.values()):
        raise CaseError.about(
            path,
            "day",
            found="reports without month and year",
            expected=_EXPECTED,
            remedy="Add the line.",
        )
    around = 0.0 if day is None else day.timestamp()
    records: list[WeatherRecord] = []
    for station, piece in sorted(pieces.items()):
        if station not in places:
            raise CaseError.about(
                path,
                f"station {station}",
                found="no place",
                expected=_EXPECTED,
                remedy="Add the line: the program has no list of the world's airports.",
            )
        wind, _ = metar_series(path, piece, around)
        records += records_of_series(
            wind,
            *places[station],
            where=path,
            inputs=inputs,
            marking=marking,
            is_simulated=is_simulated,
        )
    return tuple(sorted(records, key=lambda one: (one.begins_at, one.longitude, one.latitude)))


def _places(path: Path, text: str) -> dict[str, Place]:
    places = {}
    for match in _STATION.finditer(text):
        try:
            longitude, latitude = float(match[2]), float(match[3])
        except ValueError:
            longitude = latitude = float("nan")
        if not (abs(longitude) <= 180.0 and abs(latitude) <= 90.0):
            raise CaseError.about(
                path,
                "station",
                found=match[0],
                expected=_EXPECTED,
                remedy="Give degrees WGS84, longitude first.",
            )
        places[match[1].upper()] = longitude, latitude
    return places


def _by_station(text: str) -> dict[str, str]:
    """Return the reports of each station, each with what stands in front of it."""
    pieces: dict[str, str] = {}
    before = 0
    for match in REPORT.finditer(text):
        station = match[1]
        piece = text[before : match.start()][-40:] + match[0]
        pieces[station] = pieces.get(station, "") + piece.strip() + "=\n"
        before = match.end()
    return pieces
