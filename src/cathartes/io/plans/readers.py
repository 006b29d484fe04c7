"""The readers of plans, in a list one can read, and the one way to read any plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from cathartes.errors import TrackError
from cathartes.io.plans import line_geojson, mission_json, qgroundcontrol
from cathartes.model.flight.planned_line import LinePlan
from cathartes.model.provenance import InputFile


@frozen
class PlanReader:
    """A format of plans.

    Attributes
    ----------
    name : str
        For people.
    recognises : callable
        True for parsed JSON of this format.
    read : callable
        From the path, for the name, and the parsed JSON.
    """

    name: str
    recognises: Callable[[Any], bool]
    read: Callable[[Path, Any], LinePlan]


READERS: tuple[PlanReader, ...] = (
    PlanReader(qgroundcontrol.FORMAT, qgroundcontrol.recognises, qgroundcontrol.read_plan),
    PlanReader(mission_json.FORMAT, mission_json.recognises, mission_json.read_plan),
    PlanReader(line_geojson.FORMAT, line_geojson.recognises, line_geojson.read_plan),
)


def read_plan(path: Path) -> LinePlan:
    """Read a plan of any known format, with the digest of its file.

    Raises
    ------
    TrackError
        If the file is missing, broken, of no known format, or has no line in it.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
        content = json.loads(raw)
    except (OSError, ValueError, RecursionError) as error:
        raise TrackError.about(
            path,
            "file",
            found=getattr(error, "strerror", None) or error,
            expected="a plan as JSON",
            remedy="Check the name, and that the file is whole.",
        ) from error
    reader = next((one for one in READERS if one.recognises(content)), None)
    if reader is None:
        raise TrackError.about(
            path,
            "format",
            found="JSON of no known plan",
            expected=f"one of {', '.join(one.name for one in READERS)}",
            remedy="Export the plan in one of these formats.",
        )
    try:
        plan = reader.read(path, content)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise TrackError.about(
            path,
            reader.name,
            found=f"{type(error).__name__}: {error}",
            expected="a plan laid out as this format is",
            remedy="Export the plan again.",
        ) from error
    if not plan.lines:
        raise TrackError.about(
            path,
            "lines",
            found="none",
            expected="at least two way points one after the other",
            remedy="Give the plan that has the lines, not a fence or rally points alone.",
        )
    digest = hashlib.sha256(raw).hexdigest()
    return evolve(plan, inputs=(InputFile(path.name, digest, len(raw)),))
