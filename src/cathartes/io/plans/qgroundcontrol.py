"""QGroundControl's ``.plan``: simple items, and the items within a survey."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cathartes.io.plans.mission import MissionItem, lines_of_mission
from cathartes.io.plans.numbers import finite_or_nan
from cathartes.model.flight.planned_line import LinePlan

FORMAT = "QGroundControl plan"


def recognises(content: Any) -> bool:
    """Return whether parsed JSON is such a plan."""
    return isinstance(content, Mapping) and content.get("fileType") == "Plan"


def read_plan(path: Path, content: Any) -> LinePlan:
    """Return the lines of its mission; fence and rally points are not lines.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the file is not laid out as a plan.
    """
    mission = content["mission"]
    home = [finite_or_nan(value) for value in mission.get("plannedHomePosition") or []]
    lines, cautions = lines_of_mission(list(_items(mission["items"])))
    return LinePlan(
        path.stem,
        lines,
        take_off_height_m=home[2] if len(home) > 2 else math.nan,
        cautions=tuple(cautions),
    )


def _items(entries: Any) -> Iterator[MissionItem]:
    for entry in entries:
        if entry.get("type") == "ComplexItem":
            inside = entry.get("TransectStyleComplexItem", entry)
            yield from _items(inside.get("Items", []))
            continue
        numbers = [finite_or_nan(value) for value in entry["params"]]
        numbers += [math.nan] * (7 - len(numbers))
        yield MissionItem(
            int(entry["command"]), int(entry["frame"]), tuple(numbers[:4]),
            longitude=numbers[5], latitude=numbers[4], height_m=numbers[6],
        )  # fmt: skip
