"""A MAVLink mission as a JSON list of items: ``command``, ``frame``, ``lat``, ``lon``, ``alt``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cathartes.io.plans.mission import MissionItem, lines_of_mission
from cathartes.io.plans.numbers import finite_or_nan
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.planned_line import LinePlan

FORMAT = "MAVLink mission JSON"


def recognises(content: Any) -> bool:
    """Return whether parsed JSON is a list of such items."""
    return (
        isinstance(content, list)
        and bool(content)
        and isinstance(content[0], Mapping)
        and {"command", "lat", "lon"} <= set(content[0])
    )


def read_plan(path: Path, content: Any) -> LinePlan:
    """Return the lines of the mission; item 0 is home, as autopilots keep it.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the file is not laid out as a mission.
    """
    items = sorted(content, key=lambda one: int(one.get("seq", 0)))
    read = [_item(one) for one in items]
    # Item 0 is home where it is numbered so; its height is above the sea.
    has_home = int(items[0].get("seq", -1)) == 0 and read[0].frame == 0
    home = read[0].height_m if has_home else math.nan
    lines, cautions = lines_of_mission(read[1:] if has_home else read)
    if has_home and home == 0.0:
        # A home of height 0 is a place that nobody surveyed, not a field at sea level.
        home = math.nan
        if any(one.height_reference is HeightReference.MEAN_SEA_LEVEL for one in lines):
            cautions.append("The height of home is 0, which was taken as not known.")
    return LinePlan(path.stem, lines, take_off_height_m=home, cautions=tuple(cautions))


def _item(one: Mapping[str, Any]) -> MissionItem:
    numbers = [finite_or_nan(value) for value in one.get("params", [])]
    numbers += [math.nan] * (4 - len(numbers))
    return MissionItem(
        int(one["command"]),
        int(one.get("frame", -1)),
        tuple(numbers[:4]),
        longitude=finite_or_nan(one["lon"]),
        latitude=finite_or_nan(one["lat"]),
        height_m=finite_or_nan(one.get("alt")),
    )
