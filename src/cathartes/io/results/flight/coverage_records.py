"""Coverage as plain records, for JSON: numbers that are not known are null."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from cathartes.model.flight.coverage import CoverageFlown, FlownAgainstPlan
from cathartes.model.flight.planned_line import PlannedLine


def coverage_record(flown: FlownAgainstPlan) -> dict[str, Any]:
    """Return all lines, what is left to fly, and the cautions."""
    return {
        "covered_share": rounded(flown.covered_share, 4),
        "lines": [line_record(one) for one in flown.lines],
        "gap_lines": [planned_record(one) for one in flown.gap_lines],
        "cautions": list(flown.cautions),
    }


def line_record(one: CoverageFlown) -> dict[str, Any]:
    """Return one line as it was flown."""
    return {
        "line": one.line.name,
        "length_m": rounded(one.length_m, 1),
        "swath_m": rounded(one.swath_m, 1),
        "covered_share": rounded(one.covered_share, 4),
        "flown_m": rounded(one.flown_m, 1),
        "passes": one.passes,
        "direction": one.direction,
        "cross_track_mean_m": rounded(one.cross_track_mean_m, 2),
        "cross_track_largest_m": rounded(one.cross_track_largest_m, 2),
        "height_error_mean_m": rounded(one.height_error_mean_m, 2),
        "height_error_largest_m": rounded(one.height_error_largest_m, 2),
        "speed_largest_m_s": rounded(one.speed_largest_m_s, 2),
        "clock": one.clock,
        "begin": moment_text(one.begin_s, one.clock),
        "end": moment_text(one.end_s, one.clock),
        "flags": [flag.value for flag in one.flags],
        "gaps_m": [[rounded(gap.begin_m, 1), rounded(gap.end_m, 1)] for gap in one.gaps],
        "tracks": list(one.track_names),
    }


def planned_record(line: PlannedLine) -> dict[str, Any]:
    """Return a planned line; the names are those that plans as GeoJSON are read by."""
    return {
        "name": line.name,
        "begin": list(line.begin),
        "end": list(line.end),
        "height_m": rounded(line.height_m, 2),
        "height_reference": line.height_reference.value,
        "swath_m": rounded(line.swath_m, 2),
        "speed_m_s": rounded(line.speed_m_s, 2),
    }


def moment_text(seconds: float, clock: str) -> str | float | None:
    """Return a moment as ISO 8601, or as seconds where only those since boot are known."""
    if not math.isfinite(seconds):
        return None
    if clock == "UTC":
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return round(seconds, 3)


def rounded(value: float, digits: int) -> float | None:
    """Return a rounded number, None for one that is not known."""
    return round(value, digits) if math.isfinite(value) else None
