"""A list of plumes that somebody else published, as plumes and source estimates."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cathartes.errors import InputError, RecordError
from cathartes.io.deliveries.files import nameless_input
from cathartes.io.reports.grades import check_grade
from cathartes.io.reports.layouts import (
    GAS_WORDS,
    POSITION_STD_M,
    ReportLayout,
    layout_of_columns,
    layouts_in_words,
)
from cathartes.io.reports.reported import ReportedPlumes, gas_rate, reported_source
from cathartes.io.reports.rows import Row, rows_of
from cathartes.model.campaign.area import Box
from cathartes.model.campaign.plume import EstimateRecord, GasRate, PlumeRecord
from cathartes.model.campaign.record import Marking
from cathartes.model.provenance import Provenance

SURE_OF_GAS = 0.98
"""A published gas was told by its spectrum."""
_SHOWN = 3


def read_plume_list(
    path: Path,
    *,
    within: Sequence[Box] | None = None,
    place: tuple[float, float] | None = None,
    grade: str | None = None,
    marking: Marking | None = None,
    is_simulated: bool,
) -> ReportedPlumes:
    """Read a list of one of the layouts of ``LAYOUTS``, CSV or GeoJSON.

    Parameters
    ----------
    path : Path
    within : sequence of (west, south, east, north), optional
        Only plumes in one of these: lists of satellites are of the whole Earth.
    place : (longitude, latitude), optional
        Of lists about one place that they do not name.
    grade : str, optional
        Admiralty grade, instead of the layout's.
    marking : Marking, optional
    is_simulated : bool
        A row that says ``is_simulated`` is simulated all the same.

    Returns
    -------
    ReportedPlumes
        Times without a zone are UTC, as all these lists state them. Rows that cannot be used
        are told as cautions.

    Raises
    ------
    InputError
        If the layout or the coordinate system is not known, or not one row can be used.
    """
    names, rows = rows_of(path)
    layout = layout_of_columns(names)
    if layout is None:
        raise InputError.about(
            path,
            "columns",
            found=", ".join(names) or "none",
            expected=f"those of a list that is known ({layouts_in_words()})",
            remedy="Give the list as published, or rename its columns to those of the plain list.",
        )
    provenance = Provenance(inputs=(nameless_input(path),), options={"layout": layout.name})
    plumes: list[PlumeRecord] = []
    estimates: list[EstimateRecord] = []
    bad: list[str] = []
    n_elsewhere = 0
    for row in rows:
        try:
            told = _source(row, layout, place, grade)
        except (InputError, ValueError) as error:
            bad.append(str(error) if str(error).startswith(row.where) else f"{row.where}: {error}")
            continue
        if told is None:
            continue
        if not _is_inside(told, within):
            n_elsewhere += 1
            continue
        plume, estimate = reported_source(
            **told,  # type: ignore[arg-type]
            provenance=provenance,
            marking=marking or Marking(),
            is_simulated=is_simulated or row.is_simulated,
        )
        plumes.append(plume)
        estimates.append(estimate)
    if bad and len(bad) == len(rows):
        raise InputError.about(
            path,
            "rows",
            found=f"none of {len(rows)} that can be used; the first: {bad[0]}",
            expected=f"rows of {layout.name}",
            remedy="Correct them.",
        )
    cautions: tuple[str, ...] = ()
    if bad:
        more = "" if len(bad) <= _SHOWN else f" and {len(bad) - _SHOWN} more"
        cautions = (
            f"{path.name}: {len(bad)} of {len(rows)} rows were left out: "
            + "; ".join(bad[:_SHOWN])
            + more
            + ".",
        )
    if n_elsewhere and not plumes:
        # Of a list of the whole Earth some rows are always elsewhere; all of them is a mistake.
        elsewhere = (
            f"{path.name}: none of its {n_elsewhere} plumes lies in or near the area of an "
            "authority; they are not used."
        )
        cautions = (*cautions, elsewhere)
    return ReportedPlumes(plumes=tuple(plumes), estimates=tuple(estimates), cautions=cautions)


def _source(
    row: Row, layout: ReportLayout, place: tuple[float, float] | None, grade: str | None
) -> dict[str, object] | None:
    """Return what a row says, None where it says that nothing was found."""
    columns = layout.columns
    longitude, latitude = _place(row, layout, place)
    rate = _number(row, columns.get("rate", ()))
    if layout.name == "passes over a known place" and rate is None:
        return None
    gas = row.text(columns.get("gas", ())) or layout.gas
    gas = GAS_WORDS.get(gas.casefold(), gas)
    rates: dict[str, GasRate] = {}
    if rate is not None and rate > 0.0 and gas != "unknown":
        std = _number(row, columns.get("rate_std", ()))
        low = _number(row, columns.get("rate_low", ()))
        high = _number(row, columns.get("rate_high", ()))
        bounds = None if low is None or high is None else (low, high)
        unit = layout.kg_per_h
        rates[gas] = gas_rate(
            unit * rate,
            None if std is None else unit * std,
            None if bounds is None else (unit * bounds[0], unit * bounds[1]),
        )
    column = _number(row, columns.get("column", ()))
    column_std = _number(row, columns.get("column_std", ()))
    told_grade = row.text(columns["grade"]) or (layout.grade if grade is None else grade)
    reported_by = row.text(columns["reported_by"]) or layout.reported_by
    if not reported_by:
        raise RecordError.about(
            row.where,
            "reported_by",
            found="nothing",
            expected="who says so",
            remedy="Fill it in.",
        )
    name = row.text(columns.get("id", ()))
    return {
        "seen_at": _moment(row, layout),
        "longitude": longitude,
        "latitude": latitude,
        "position_std_m": _position_std(row, layout),
        "gas_probabilities": {"unknown": 1.0}
        if gas == "unknown"
        else {gas: SURE_OF_GAS, "unknown": round(1.0 - SURE_OF_GAS, 6)},
        "rates": rates,
        "reported_by": f"{reported_by}, {name}" if name else reported_by,
        "grade": check_grade(row.where, told_grade),
        "outline": row.outline,
        "column_ppm_m": None if column is None or column_std is None else (column, column_std),
    }


def _place(
    row: Row, layout: ReportLayout, place: tuple[float, float] | None
) -> tuple[float, float]:
    longitude = _number(row, layout.columns.get("longitude", ()))
    latitude = _number(row, layout.columns.get("latitude", ()))
    if longitude is not None and latitude is not None:
        return longitude, latitude
    found = row.place or place
    if found is None:
        raise RecordError.about(
            row.where,
            "longitude, latitude",
            found="nothing",
            expected="where the plume was",
            remedy="Fill them in; for a list about one place give that place beside it.",
        )
    return found


def _position_std(row: Row, layout: ReportLayout) -> float:
    told = _number(row, layout.columns.get("position_std", ()))
    if told is not None:
        return told
    platform = row.text(layout.columns.get("platform", ())).casefold()
    return next(
        (std for word, std in POSITION_STD_M.items() if word in platform), layout.position_std_m
    )


def _moment(row: Row, layout: ReportLayout) -> datetime:
    columns = layout.columns
    text = row.text(columns.get("moment", ()))
    if not text:
        day = re.sub(
            r"^(\d{4})(\d{2})(\d{2})(\.0)?$", r"\1-\2-\3", row.text(columns.get("date", ()))
        )
        text = f"{day}T{row.text(columns.get('clock', ()))}".rstrip("T")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise RecordError.about(
            row.where,
            "time",
            found=repr(text),
            expected="a date and time in UTC",
            remedy="Write it as 2026-06-01T10:20:30Z.",
        ) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _number(row: Row, names: Sequence[str]) -> float | None:
    text = row.text(names)
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise RecordError.about(
            row.where,
            names[0],
            found=repr(text),
            expected="a number, or nothing",
            remedy="Correct it.",
        )
    return value


def _is_inside(told: dict[str, object], within: Sequence[Box] | None) -> bool:
    if within is None:
        return True
    x, y = float(str(told["longitude"])), float(str(told["latitude"]))
    return any(west <= x <= east and south <= y <= north for west, south, east, north in within)
