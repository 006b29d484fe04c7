"""``legs.geojson``: the legs to fly next, for QGIS, a tablet, or a flight planner.

Coordinates are as in ``source.geojson``; heights above ground are properties, for GeoJSON's third
coordinate is a height above the ellipsoid.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from cathartes.io.atomic import replace_file
from cathartes.io.results.location.source_geojson import ground_positions
from cathartes.io.results.location.source_records import COORDINATES_ARE_LOCAL, number
from cathartes.io.results.location.wgs84 import is_local
from cathartes.model.location.legs import LegForecast, LegSuggestion
from cathartes.model.location.platform import Platform


def write_legs_geojson(
    path: Path, suggestion: LegSuggestion, *, case_name: str, crs: str, platform: Platform
) -> None:
    """Write a line for each leg, in the order of flight; none where the search is over.

    Parameters
    ----------
    path : Path
        The file to make; an older one is replaced when the new one is whole.
    suggestion : LegSuggestion
    case_name, crs : str
        Of the case that was located.
    platform : Platform

    Raises
    ------
    OutputError
        If the file cannot be written; nothing half-written is left.
    CaseError
        If the coordinate system is not known.
    """
    local = is_local(crs)
    head = {
        "type": "FeatureCollection",
        "name": f"next legs of {case_name}",
        "georeferenced": not local,
        "coordinates_are": COORDINATES_ARE_LOCAL if local else "WGS84 longitude, latitude",
        "platform": platform.name,
        "should_stop": suggestion.should_stop,
        "stop_cause": suggestion.stop_cause,
        "reason": suggestion.reason,
        "region_area_m2": number(suggestion.region_area_m2, 1),
    }
    body = ",\n".join(
        json.dumps(leg_feature(one, place, crs), ensure_ascii=False, allow_nan=False)
        for place, one in enumerate(suggestion.legs, start=1)
    )
    opening = json.dumps(head, ensure_ascii=False, allow_nan=False)[:-1]
    with replace_file(Path(path)) as unfinished:
        unfinished.write_text(f'{opening}, "features": [\n{body}\n]}}\n', encoding="utf-8")


def leg_feature(forecast: LegForecast, place: int, crs: str) -> dict[str, Any]:
    """Return one leg as a GeoJSON feature; ``place`` counts from 1."""
    leg = forecast.leg
    ends = ground_positions(crs, np.array([leg.begin_m[:2], leg.end_m[:2]]))
    return {
        "type": "Feature",
        "geometry": None if ends is None else {"type": "LineString", "coordinates": ends},
        "properties": {
            "kind": "leg",
            "number": place,
            "height_above_ground_m": number(leg.begin_m[2], 1),
            "length_m": number(leg.length_m, 1),
            "flight_minutes": number(forecast.flight_minutes, 2),
            "expected_gain_nats": number(forecast.expected_gain_nats, 3),
            "expected_region_area_m2": number(forecast.expected_region_area_m2, 1),
            "expected_position_std_m": number(forecast.expected_position_std_m, 1),
            "begin_easting_m": number(leg.begin_m[0], 1),
            "begin_northing_m": number(leg.begin_m[1], 1),
            "end_easting_m": number(leg.end_m[0], 1),
            "end_northing_m": number(leg.end_m[1], 1),
            "georeferenced": not is_local(crs),
        },
    }
