"""The readers of tracks, in a list one can read, and the one way to read any track."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from attrs import evolve, frozen

from cathartes.errors import TrackError
from cathartes.io.simulation_mark import track_says_simulated
from cathartes.io.tracks import csv_table, gpx, json_list, nmea
from cathartes.io.tracks.mavlink import tlog
from cathartes.model.flight.track import Track
from cathartes.model.provenance import InputFile


@frozen
class TrackReader:
    """A format of tracks.

    Attributes
    ----------
    name : str
        For people.
    recognises : callable
        True for a file of this format, judged by what is inside it.
    read : callable
    """

    name: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path], Track]


READERS: tuple[TrackReader, ...] = (
    TrackReader(gpx.FORMAT, gpx.recognises, gpx.read_track),
    TrackReader(json_list.FORMAT, json_list.recognises, json_list.read_track),
    TrackReader(nmea.FORMAT, nmea.recognises, nmea.read_track),
    TrackReader(tlog.FORMAT, tlog.recognises, tlog.read_track),
    TrackReader(csv_table.FORMAT, csv_table.recognises, csv_table.read_track),
)
"""Asked in this order; CSV, which is known only by the names of its columns, comes last."""


def is_track(path: Path) -> bool:
    """Return whether any reader recognises a file; never raises."""
    try:
        return path.is_file() and any(reader.recognises(path) for reader in READERS)
    except (OSError, ValueError):
        return False


def read_track(path: Path) -> Track:
    """Read a track of any known format, with the digest of its file.

    Raises
    ------
    TrackError
        If the file is missing, empty, of no known format, or has no track in it.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
        reader = next((one for one in READERS if one.recognises(path)), None) if size else None
        if reader is not None:
            track = reader.read(path)
            return evolve(
                track,
                inputs=(InputFile(path.name, digest, size),),
                is_simulated=track.is_simulated or track_says_simulated(path),
            )
    except (OSError, ValueError) as error:
        raise TrackError.about(
            path,
            "file",
            found=getattr(error, "strerror", None) or error,
            expected="a track that can be read",
            remedy="Check the name, the folder and its rights.",
        ) from error
    raise TrackError.about(
        path,
        "format",
        found="an empty file" if not size else "none that is known",
        expected=f"one of {', '.join(one.name for one in READERS)}",
        remedy="Export the track in one of these formats."
        if size
        else "Copy the log again: nothing of it arrived.",
    )
