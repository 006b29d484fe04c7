"""A track as a table of comma-separated values."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.errors import CaseError, TrackError
from cathartes.io.cases.tables.csv_text import ENCODING, read_csv
from cathartes.io.cases.tables.table import Column
from cathartes.io.tracks.csv_columns import Meaning, meaning_of
from cathartes.io.tracks.iso_time import posix_seconds
from cathartes.io.tracks.json_list import EARLIEST_POSIX_S
from cathartes.io.tracks.recorded import Recorded, finish_track
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.track import Track

FORMAT = "CSV"
Array = NDArray[np.float64]
_EXPECTED = (
    "columns such as time_utc, longitude, latitude, height_above_ellipsoid_m "
    "(or altitude_msl_m, height_above_take_off_m)"
)


def recognises(path: Path) -> bool:
    """Return whether the first line names a longitude and a latitude."""
    with path.open("rb") as file:
        line = file.readline(4096).decode(ENCODING, "replace")
    found = {one.field for name in line.split(",") if (one := meaning_of(name)) is not None}
    return {"longitude", "latitude"} <= found or path.suffix.lower() == ".csv"


def read_track(path: Path) -> Track:
    """Read the table.

    Raises
    ------
    TrackError
        If the table is broken, has no positions, or two columns mean the same.
    """
    try:
        table = read_csv(path)
    except CaseError as error:
        raise TrackError(str(error)) from error
    columns: dict[str, tuple[str, Meaning]] = {}
    for name in table.columns:
        one = meaning_of(name)
        if one is None:
            continue
        if one.field in columns:
            if one.field == "height":
                continue  # several heights are usual: the first is taken
            raise TrackError.about(
                path,
                "columns",
                found=f"{columns[one.field][0]} and {name}, which mean the same",
                expected=_EXPECTED,
                remedy="Remove the one that is not meant, or rename it.",
            )
        columns[one.field] = name, one
    missing = {"longitude", "latitude"} - set(columns)
    if missing:
        raise TrackError.about(
            path,
            "columns",
            found=", ".join(table.columns),
            expected=_EXPECTED,
            remedy=f"Name the column of the {min(missing)}.",
        )
    n_bad = 0
    values: dict[str, Array] = {}
    for field, (name, one) in columns.items():
        if field in ("time", "boot"):
            continue
        values[field], bad = _numbers(table.columns[name], one.scale)
        n_bad += bad
    n = len(values["longitude"])
    height = columns.get("height")
    reference = height[1].reference if height else None
    recorded = Recorded(
        values.pop("longitude"),
        values.pop("latitude"),
        values.pop("height", np.full(n, math.nan)),
        reference or HeightReference.NOT_STATED,
    )
    recorded = evolve(recorded, attitude=values)
    if height and reference is HeightReference.NOT_STATED:
        recorded = recorded.told(
            f"Column {height[0]} does not tell what the height is counted from: it is not compared."
        )
    if n_bad:
        recorded = recorded.told(f"{n_bad:,} cells are no numbers.")
    if timed := columns.get("time") or columns.get("boot"):
        recorded = _with_times(recorded, table.columns[timed[0]], timed[0], timed[1])
    return finish_track(path, FORMAT, recorded)


def _with_times(recorded: Recorded, column: Column, name: str, meaning: Meaning) -> Recorded:
    texts = [str(one) for one in column]
    numbers, _ = _numbers(column, meaning.scale)
    known = np.isfinite(numbers)
    if known.sum() > 0.5 * len(texts):
        is_utc = meaning.field == "time" and bool(np.median(numbers[known]) > EARLIEST_POSIX_S)
        note = f"column {name}: " + ("POSIX seconds" if is_utc else "seconds; no date is known")
        one = evolve(recorded, time_s=numbers, is_utc=is_utc, clock_note=note)
        return one if is_utc else one.told(f"Column {name} has no date: seconds since boot.")
    read = [posix_seconds(text) for text in texts]
    seconds = np.array([second for second, _ in read])
    n_zoneless = sum(not zone for second, zone in read if math.isfinite(second))
    one = evolve(recorded, time_s=seconds, clock_note=f"column {name}: UTC")
    if not n_zoneless:
        return one
    some = "Some times" if n_zoneless < np.isfinite(seconds).sum() else "The times"
    return one.told(f"{some} of column {name} have no zone and were taken as UTC.")


def _numbers(column: Column, scale: float) -> tuple[Array, int]:
    values = np.full(len(column), math.nan)
    bad = 0
    for row, text in enumerate(column):
        try:
            values[row] = scale * float(text) if text != "" else math.nan
        except ValueError:
            bad += 1
    return values, bad
