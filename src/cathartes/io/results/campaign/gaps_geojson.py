"""``gaps.geojson``: what is left to fly, laid out as plans of the campaign."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cathartes.io.atomic import replace_file
from cathartes.io.campaign_files.plans import PlanFile
from cathartes.io.results.campaign.site_records import marking_text, title_of
from cathartes.model.campaign.flight import FlightLine
from cathartes.model.flight.coverage import CoverageFlown, LinePiece
from cathartes.model.fusion.summary import CampaignSummary, FlownFlight

SUFFIX = " gaps"
"""Of the name of the flight that flies what another left."""


def write_gaps_geojson(path: Path, summary: CampaignSummary, plans: Sequence[PlanFile]) -> None:
    """Write the gaps of all flights as lines that can be put among the plans and flown.

    Parameters
    ----------
    path : Path
        The file to make; an older one is replaced when the new one is whole.
    summary : CampaignSummary
        Flights of which no track came back are left out: nobody knows what they left.
    plans : sequence of PlanFile
        As they stand in the folder: they know platform, sensor and authority by name.

    Raises
    ------
    OutputError
        If the file cannot be written; nothing half-written is left.

    Notes
    -----
    A gap has the height, the breadth and the speed of its line. Its time is that of its line,
    whole days later, so that the sun stands alike: on the first day on which the flight begins
    after all that was planned.
    """
    head = {
        "type": "FeatureCollection",
        "name": title_of(summary),
        "is_simulated": summary.is_simulated,
        "marking": marking_text(summary.marking),
        "note": "Put this file among the plans, set the days, and fly it.",
    }
    body = ",\n".join(
        json.dumps(one, ensure_ascii=False, allow_nan=False) for one in gap_features(summary, plans)
    )
    opening = json.dumps(head, ensure_ascii=False, allow_nan=False)[:-1]
    with replace_file(Path(path)) as unfinished:
        unfinished.write_text(f'{opening}, "features": [\n{body}\n]}}\n', encoding="utf-8")


def gap_features(summary: CampaignSummary, plans: Sequence[PlanFile]) -> list[dict[str, Any]]:
    """Return one line for each gap, in the order of flights and lines.

    A flight whose gaps are a flight of the campaign already is left out.
    """
    files = {(one.flight, one.lines): one for one in plans}
    names = {one.plan.name for one in summary.flights}
    ends = [line.ends_at for one in summary.flights for line in one.plan.lines]
    features = []
    for flight in summary.flights:
        file = files.get((flight.plan.name, flight.plan.lines))
        if file is not None and flight.plan.name + SUFFIX not in names:
            features += _of_flight(flight, file, max(ends))
    return features


def _of_flight(flight: FlownFlight, file: PlanFile, last: datetime) -> list[dict[str, Any]]:
    lines = {line.name: line for line in flight.plan.lines}
    flown = () if flight.flown is None else flight.flown.lines
    left = [
        (lines[one.line.name], one, number, gap)
        for one in flown
        for number, gap in enumerate(one.gaps, start=1)
    ]
    if not left:
        return []
    first = min(_period(line, one, gap)[0] for line, one, _, gap in left)
    later = timedelta(days=max((last - first) // timedelta(days=1) + 1, 0))
    return [_feature(file, line, one, number, gap, later) for line, one, number, gap in left]


def _feature(
    file: PlanFile,
    line: FlightLine,
    flown: CoverageFlown,
    number: int,
    gap: LinePiece,
    later: timedelta,
) -> dict[str, Any]:
    begins_at, ends_at = _period(line, flown, gap)
    is_all = gap.length_m > 0.999 * flown.length_m
    return {
        "type": "Feature",
        "geometry": {
            "type": "LineString",
            "coordinates": [[round(x, 7), round(y, 7)] for x, y in (gap.begin, gap.end)],
        },
        "properties": {
            "name": line.name if is_all else f"{line.name} gap {number}",
            "flight": file.flight + SUFFIX,
            "platform": file.platform,
            "sensor": file.sensor,
            "authority": file.authority,
            "altitude_m": line.altitude_m,
            "begins_at": _iso(begins_at + later),
            "ends_at": _iso(ends_at + later),
            "swath_m": round(flown.swath_m, 1),
            "length_m": round(gap.length_m, 1),
        },
    }


def _period(line: FlightLine, flown: CoverageFlown, gap: LinePiece) -> tuple[datetime, datetime]:
    """Return when the gap would have been flown: its share of the time of its line."""
    whole = line.ends_at - line.begins_at
    begin, end = (line.begins_at + whole * (at / flown.length_m) for at in (gap.begin_m, gap.end_m))
    return begin, max(end, begin + timedelta(seconds=1))


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
