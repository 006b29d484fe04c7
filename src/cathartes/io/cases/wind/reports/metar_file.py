"""METAR text with one report or many, as a series of wind."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.wind.reports.metar import REPORT, MetarReport, parse_metar
from cathartes.io.cases.wind.series import (
    CALM_LOG_STD,
    CALM_M_S,
    NO_DIRECTION_DEG,
    make_series,
)
from cathartes.model.location.wind_series import WindSeries

Array = NDArray[np.float64]
HEIGHT_M = 10.0
MEAN_S = 600.0
"""A report gives the mean of the ten minutes before it."""
_DATE = re.compile(r"(?<!\d)(\d{4})[-/]?(\d{2})[-/]?(\d{2})[T ,]?\s?(\d{2}):?(\d{2})")


def holds_metar(text: str) -> bool:
    """Return whether a text holds something like a METAR report."""
    return REPORT.search(text) is not None


def read_metar(path: Path, around_s: float) -> tuple[WindSeries, tuple[str, ...]]:
    """Read reports in any order; return them with what was noticed.

    Parameters
    ----------
    path : Path
        Text; a date in front of a report (``2017-05-09 11:20``, ``201705091120``), on its line or
        the line before it, gives month and year.
    around_s : float
        Seconds since 1970: a report without a date is on the day nearest to this.

    Raises
    ------
    CaseError
        If there is no report with a wind, they are from several stations, or a day is no day.
    """
    return metar_series(path, path.read_text(encoding="utf-8-sig", errors="replace"), around_s)


def metar_series(path: Path, text: str, around_s: float) -> tuple[WindSeries, tuple[str, ...]]:
    """Do the same with the text of one station's reports; ``path`` is named in errors."""
    reports: dict[float, MetarReport] = {}
    stations: set[str] = set()
    dates_guessed = False
    before = 0
    for match in REPORT.finditer(text):
        report = parse_metar(match)
        stated = _DATE.findall(text[before : match.start()])
        before = match.end()
        moment, is_guessed = _moment(path, report, stated[-1] if stated else None, around_s)
        dates_guessed |= is_guessed
        reports[moment] = report
        if math.isfinite(report.speed_m_s):
            stations.add(report.station)
    winds = {moment: one for moment, one in reports.items() if math.isfinite(one.speed_m_s)}
    if not winds:
        raise CaseError.about(
            path,
            "METAR",
            found=f"{len(reports)} reports, none with a wind",
            expected="a report with a group of wind, like EGDM 091120Z 05006KT",
            remedy="Give the reports of an airport near by for the time of the observations.",
        )
    if len(stations) > 1:
        raise CaseError.about(
            path,
            "METAR",
            found="reports of " + ", ".join(sorted(stations)),
            expected="reports of one station",
            remedy="Keep the station whose wind is most like the site's, as a rule the nearest.",
        )
    return _series(path, winds, dates_guessed)


def _moment(
    path: Path, report: MetarReport, stated: tuple[str, ...] | None, around_s: float
) -> tuple[float, bool]:
    """Return the time of a report, and whether its month had to be guessed."""
    if stated is not None:
        year, month, day = map(int, stated[:3])
        middle = _date(path, year, month, day)
    else:
        middle = datetime.fromtimestamp(around_s, UTC)
    days = (middle.date() + timedelta(days=n) for n in range(-15, 16))
    same = [day for day in days if day.day == report.day]
    if not same or report.hour > 23 or report.minute > 59:
        raise CaseError.about(
            path,
            "time",
            found=f"{report.day:02d}{report.hour:02d}{report.minute:02d}Z",
            expected="a day and time near " + f"{middle:%Y-%m-%d}",
            remedy="Correct the report, or write its date in front of it.",
        )
    candidates = [
        datetime(day.year, day.month, day.day, report.hour, report.minute, tzinfo=UTC)
        for day in same
    ]
    nearest = min(candidates, key=lambda one: abs(one - middle))
    return nearest.timestamp(), stated is None


def _date(path: Path, year: int, month: int, day: int) -> datetime:
    try:
        return datetime(year, month, day, 12, tzinfo=UTC)
    except ValueError as error:
        raise CaseError.about(
            path,
            "date",
            found=f"{year}-{month}-{day}",
            expected="a date in front of a report",
            remedy="Correct it.",
        ) from error


def _series(
    path: Path, winds: dict[float, MetarReport], dates_guessed: bool
) -> tuple[WindSeries, tuple[str, ...]]:
    moments = sorted(winds)
    reports = [winds[one] for one in moments]
    told = []
    columns = {
        name: np.array([getattr(one, name) for one in reports])
        for name in ("speed_m_s", "from_direction_deg", "temperature_k", "pressure_pa")
    }
    sector = np.array([one.sector_deg for one in reports])
    # A sector holds nearly all directions of ten minutes: evenly filled, it spreads by w / sqrt 12.
    columns["direction_std_deg"] = sector / math.sqrt(12.0)
    calm = np.array([one.is_calm for one in reports])
    columns["speed_m_s"] = np.where(calm, CALM_M_S, columns["speed_m_s"])
    no_direction = ~np.isfinite(columns["from_direction_deg"])
    guessed = _directions_of_neighbours(np.array(moments), columns["from_direction_deg"])
    columns["from_direction_deg"] = np.where(no_direction, guessed, columns["from_direction_deg"])
    wind = make_series(
        "metar",
        np.array(moments) - MEAN_S,
        np.full(len(moments), MEAN_S),
        columns,
        np.tile([np.nan, np.nan, HEIGHT_M], (len(moments), 1)),
    )
    wind = evolve(
        wind,
        speed_log_std=np.where(calm, CALM_LOG_STD, wind.speed_log_std),
        from_direction_error_deg=np.where(
            no_direction, NO_DIRECTION_DEG, wind.from_direction_error_deg
        ),
    )
    if dates_guessed:
        first = datetime.fromtimestamp(moments[0], UTC)
        told.append(
            f"{path.name}: METAR reports say no month; the one nearest to the observations was "
            f"taken, the first report is of {first:%Y-%m-%d %H:%M}Z."
        )
    if calm.any():
        told.append(
            f"{path.name}: {int(calm.sum())} of {len(reports)} reports say calm; "
            f"{CALM_M_S:g} m/s from anywhere was taken, and the answer is as vague as that."
        )
    variable = no_direction & ~calm
    if variable.any():
        told.append(
            f"{path.name}: {int(variable.sum())} of {len(reports)} reports have a wind of "
            "variable direction; any direction was held possible then."
        )
    return wind, tuple(told)


def _directions_of_neighbours(moment_s: Array, direction: Array) -> Array:
    """Return for each report the direction of the nearest one that has one; 0 where none has."""
    known = np.flatnonzero(np.isfinite(direction))
    if known.size == 0:
        return np.zeros(direction.size)
    nearest = np.argmin(np.abs(moment_s[:, None] - moment_s[known]), axis=1)
    return np.asarray(direction[known[nearest]])
