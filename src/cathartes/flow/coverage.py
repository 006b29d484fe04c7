"""What was flown against what was planned, from files to files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from attrs import asdict

from cathartes.collection.match import match_tracks
from cathartes.collection.options import CoverageOptions
from cathartes.flow.versions import software_versions
from cathartes.io.plans.readers import read_plan
from cathartes.io.results.flight.coverage_folder import (
    COVERAGE_NAME,
    GAPS_NAME,
    PICTURE_NAME,
    RECORDS_NAME,
    replace_coverage_folder,
)
from cathartes.io.results.flight.coverage_geojson import write_coverage, write_lines
from cathartes.io.results.flight.coverage_records import coverage_record
from cathartes.io.results.plume_records import provenance_to_json
from cathartes.io.tracks.readers import read_track
from cathartes.model.flight.coverage import FlownAgainstPlan
from cathartes.model.flight.track import Track
from cathartes.model.provenance import Provenance


def understand_track(path: Path) -> Track:
    """Read one track, for a glance at it.

    Raises
    ------
    TrackError
        If it cannot be read.
    """
    return read_track(path)


def coverage_flown(
    track_paths: Sequence[Path],
    plan_path: Path,
    options: CoverageOptions,
    out: Path | None = None,
) -> FlownAgainstPlan:
    """Match tracks to a plan, and write what came out of it.

    Parameters
    ----------
    track_paths : sequence of Path
    plan_path : Path
    options : CoverageOptions
    out : Path, optional
        Folder for ``coverage.geojson``, ``gaps.geojson``, ``coverage.json``, ``coverage.png``.

    Raises
    ------
    TrackError
        If a track or the plan cannot be read.
    OptionError
        If nothing tells the swath.
    OutputError
        If the folder cannot be written; it is then as it was before.
    """
    plan = read_plan(plan_path)
    tracks = [read_track(path) for path in track_paths]
    flown = match_tracks(plan, tracks, options)
    if out is None:
        return flown
    from cathartes.plot.flights.coverage_figure import draw_coverage
    from cathartes.plot.style import png_bytes

    provenance = Provenance(
        inputs=(*plan.inputs, *(one for track in tracks for one in track.inputs)),
        options=asdict(options),
        versions=software_versions(),
        made_at=datetime.now(UTC),
    )
    record = coverage_record(flown) | {
        "is_simulated": any(track.is_simulated for track in tracks),
        "provenance": provenance_to_json(provenance),
    }
    with replace_coverage_folder(out) as folder:
        write_coverage(folder / COVERAGE_NAME, flown, tracks)
        write_lines(folder / GAPS_NAME, flown.gap_lines, plan.take_off_height_m)
        text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
        (folder / RECORDS_NAME).write_text(text + "\n", encoding="utf-8")
        (folder / PICTURE_NAME).write_bytes(png_bytes(draw_coverage(flown, tracks)))
    return flown
