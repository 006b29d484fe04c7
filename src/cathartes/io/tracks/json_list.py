"""JSON: a list of ``[time s, latitude, longitude, height m]``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from cathartes.errors import TrackError
from cathartes.io.tracks.recorded import Recorded, finish_track
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.track import Track

FORMAT = "JSON list of [time, latitude, longitude, height]"
EARLIEST_POSIX_S = 1e8
"""Greater times are POSIX seconds (1973 on), smaller ones seconds since boot (three years)."""


def recognises(path: Path) -> bool:
    """Return whether a file begins as a list of lists."""
    with path.open("rb") as file:
        head = file.read(256).removeprefix(b"\xef\xbb\xbf")
    return b"".join(head.split()).startswith((b"[[", b"[]"))


def read_track(path: Path) -> Track:
    """Read the list; heights are above the place of take-off.

    Raises
    ------
    TrackError
        If it is no list of such lists.
    """
    try:
        rows = json.loads(path.read_bytes())
        values = np.array(
            [[np.nan if value is None else value for value in row] for row in rows], np.float64
        )
        if values.ndim != 2 or values.shape[1] != 4:
            raise ValueError(f"rows of {values.shape[1:]} values" if len(values) else "no rows")
    except (ValueError, TypeError, UnicodeError, RecursionError) as error:
        raise TrackError.about(
            path,
            "list",
            found=error,
            expected="a list of [time s, latitude, longitude, height above take-off m]",
            remedy="Check that the file is whole and that each row has four numbers.",
        ) from error
    times = values[:, 0]
    is_utc = bool(np.nanmedian(times) > EARLIEST_POSIX_S) if np.isfinite(times).any() else False
    note = "UTC, as written in the file" if is_utc else "seconds since boot; no date is known"
    cautions = () if is_utc else ("The file tells only seconds since boot: the date is not known.",)
    recorded = Recorded(
        values[:, 2],
        values[:, 1],
        values[:, 3],
        HeightReference.TAKE_OFF,
        times,
        is_utc=is_utc,
        clock_note=note,
        cautions=cautions,
    )
    return finish_track(path, FORMAT, recorded)
