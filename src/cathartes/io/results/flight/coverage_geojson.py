"""``coverage.geojson`` and ``gaps.geojson``: for QGIS, for a planner, and as the next plan."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cathartes.io.atomic import replace_file
from cathartes.io.results.flight.coverage_records import line_record, planned_record, rounded
from cathartes.model.flight.coverage import FlownAgainstPlan
from cathartes.model.flight.planned_line import LonLat, PlannedLine
from cathartes.model.flight.track import Track

_MOST_POINTS = 20_000
"""Of one track: a GIS draws more slowly than anybody looks."""


def write_coverage(path: Path, flown: FlownAgainstPlan, tracks: Sequence[Track]) -> None:
    """Write planned lines with what was flown, gaps, and tracks as features of three kinds.

    Raises
    ------
    OutputError
        If the file cannot be written; nothing half-written is left.
    """
    features = []
    for one in flown.lines:
        told = {"kind": "planned line", **line_record(one)}
        # A GIS shows text in its table, not lists.
        told |= {key: "; ".join(told[key]) for key in ("flags", "tracks")}
        told["gaps_m"] = "; ".join(f"{gap.begin_m:.0f}-{gap.end_m:.0f}" for gap in one.gaps)
        features.append(_feature([one.line.begin, one.line.end], told))
        for gap in one.gaps:
            told = {"kind": "gap", "line": one.line.name, "length_m": rounded(gap.length_m, 1)}
            features.append(_feature([gap.begin, gap.end], told))
    for track in tracks:
        features += _track_features(track)
    _write(path, features, {"covered_share": rounded(flown.covered_share, 4)})


def write_lines(
    path: Path, lines: Sequence[PlannedLine], take_off_height_m: float = float("nan")
) -> None:
    """Write lines as a plan that can be read again.

    Raises
    ------
    OutputError
        If the file cannot be written; nothing half-written is left.
    """
    features = []
    for line in lines:
        told = planned_record(line)
        features.append(_feature([told.pop("begin"), told.pop("end")], told))
    _write(path, features, {"take_off_height_m": rounded(take_off_height_m, 2)})


def _track_features(track: Track) -> list[dict[str, Any]]:
    told = {
        "kind": "track",
        "track": track.name,
        "format": track.format_name,
        "clock": track.clock_note,
        "is_simulated": track.is_simulated,
    }
    features = []
    stride = max(1, track.n_points // _MOST_POINTS)
    for piece in np.unique(track.piece):
        rows = np.flatnonzero(track.piece == piece)
        rows = np.unique(np.concatenate([rows[::stride], rows[-1:]]))
        if rows.size < 2:
            continue
        places = np.stack([track.longitude[rows], track.latitude[rows]], axis=1).round(7)
        features.append(_feature(places.tolist(), told))
    return features


def _feature(
    places: Sequence[LonLat] | Sequence[Sequence[float]], properties: dict[str, Any]
) -> dict[str, Any]:
    line = {"type": "LineString", "coordinates": [[float(x), float(y)] for x, y in places]}
    return {"type": "Feature", "geometry": line, "properties": properties}


def _write(path: Path, features: list[dict[str, Any]], head: dict[str, Any]) -> None:
    opening = json.dumps({"type": "FeatureCollection", **head}, allow_nan=False)[:-1]
    body = ",\n".join(json.dumps(one, ensure_ascii=False, allow_nan=False) for one in features)
    with replace_file(Path(path)) as unfinished:
        unfinished.write_text(f'{opening}, "features": [\n{body}\n]}}\n', encoding="utf-8")
