"""Planned lines as GeoJSON: LineStrings, as ``gaps.geojson`` has them or as a GIS draws them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cathartes.io.plans.numbers import finite_or_nan
from cathartes.model.flight.heights import HeightReference
from cathartes.model.flight.planned_line import LinePlan, PlannedLine

FORMAT = "GeoJSON lines"


def recognises(content: Any) -> bool:
    """Return whether parsed JSON is a collection of features."""
    return isinstance(content, Mapping) and content.get("type") == "FeatureCollection"


def read_plan(path: Path, content: Any) -> LinePlan:
    """Return each LineString as the line between its ends.

    Heights are those of the properties ``height_m`` and ``height_reference``; ``swath_m`` and
    ``speed_m_s`` are read where they are given.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the file is not laid out as GeoJSON.
    """
    lines: list[PlannedLine] = []
    n_bent = n_other = 0
    for feature in content["features"]:
        geometry = feature.get("geometry") or {}
        if geometry.get("type") != "LineString":
            n_other += 1
            continue
        places = [(float(one[0]), float(one[1])) for one in geometry["coordinates"]]
        n_bent += len(places) > 2
        told = feature.get("properties") or {}
        lines.append(
            PlannedLine(
                name=str(told.get("name") or told.get("line") or len(lines) + 1),
                begin=places[0],
                end=places[-1],
                height_m=finite_or_nan(told.get("height_m")),
                height_reference=HeightReference(told.get("height_reference") or "not stated"),
                swath_m=finite_or_nan(told.get("swath_m")),
                speed_m_s=finite_or_nan(told.get("speed_m_s")),
            )
        )
    cautions = []
    if n_bent:
        cautions.append(f"{n_bent} lines have corners: the straight line between the ends counts.")
    if n_other:
        cautions.append(f"{n_other} features are no LineString and were left out.")
    home = finite_or_nan(content.get("take_off_height_m"))
    return LinePlan(path.stem, tuple(lines), take_off_height_m=home, cautions=tuple(cautions))
