"""``source.geojson``: the sources and their regions, for QGIS and every other map program.

Where the case has a coordinate system the geometry is WGS84 as RFC 7946 asks. Where it has
none, the geometry is in the case's own metres and the member ``georeferenced`` is false, in the
collection and in each feature.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.io.atomic import replace_file
from cathartes.io.results.location.source_records import (
    COORDINATES_ARE_LOCAL,
    number,
    source_to_json,
)
from cathartes.io.results.location.wgs84 import is_local, to_wgs84
from cathartes.kernels.rings import rings_area
from cathartes.model.location.source import Rings, SourceEstimate, SourceLocation


def write_source_geojson(path: Path, location: SourceLocation) -> None:
    """Write a point for each entry of ``source.json`` and two regions for each emitter.

    Parameters
    ----------
    path : Path
        The file to make; an older one is replaced when the new one is whole.
    location : SourceLocation

    Raises
    ------
    OutputError
        If the file cannot be written; nothing half-written is left.
    CaseError
        If the coordinate system is not known.
    """
    local = is_local(location.crs)
    head = {
        "type": "FeatureCollection",
        "name": location.case_name,
        "georeferenced": not local,
        "coordinates_are": COORDINATES_ARE_LOCAL if local else "WGS84 longitude, latitude",
        "warnings": list(location.warnings),
        "versions": {str(k): str(v) for k, v in location.provenance.versions.items()},
    }
    # One feature a line: people do look into these files, and compare two of them.
    body = ",\n".join(
        json.dumps(one, ensure_ascii=False, allow_nan=False) for one in source_features(location)
    )
    opening = json.dumps(head, ensure_ascii=False, allow_nan=False)[:-1]
    with replace_file(Path(path)) as unfinished:
        unfinished.write_text(f'{opening}, "features": [\n{body}\n]}}\n', encoding="utf-8")


def source_features(location: SourceLocation) -> list[dict[str, Any]]:
    """Return the features: wide regions first, so that points lie on top of them."""
    emitters: dict[int, list[SourceEstimate]] = {}
    for one in location.sources:
        emitters.setdefault(one.emitter, []).append(one)
    regions = [
        _region(location.crs, entries, probability)
        for probability in (0.9, 0.5)
        for entries in emitters.values()
    ]
    return [*filter(None, regions), *(_point(location.crs, one) for one in location.sources)]


def _point(crs: str, source: SourceEstimate) -> dict[str, Any]:
    longitude, latitude = (
        float(one[0]) for one in to_wgs84(crs, source.easting_m, source.northing_m)
    )
    place = ground_positions(crs, np.array([[source.easting_m, source.northing_m]]))
    values = source_to_json(source, longitude, latitude)
    properties = {name: one for name, one in values.items() if not name.startswith("region_")}
    return {
        "type": "Feature",
        "geometry": _geometry("Point", None if place is None else place[0]),
        "properties": {"kind": "source", **properties, "georeferenced": not is_local(crs)},
    }


def _region(crs: str, entries: list[SourceEstimate], probability: float) -> dict[str, Any] | None:
    """Return the region of one emitter, which its gases share; None where it has no ring."""
    first = entries[0]
    rings: Rings = first.region_90 if probability == 0.9 else first.region_50
    if not rings:
        return None
    placed = [ground_positions(crs, np.asarray(ring, np.float64)) for ring in rings]
    return {
        "type": "Feature",
        "geometry": _geometry(
            "MultiPolygon", None if None in placed else [[one] for one in placed]
        ),
        "properties": {
            "kind": "region",
            "emitter": int(first.emitter),
            "gases": [one.gas for one in entries],
            "probability_inside": probability,
            "area_m2": number(rings_area(rings), 3),
            "georeferenced": not is_local(crs),
        },
    }


def _geometry(kind: str, coordinates: object) -> dict[str, Any] | None:
    return None if coordinates is None else {"type": kind, "coordinates": coordinates}


def ground_positions(crs: str, ring: NDArray[np.float64]) -> list[list[float]] | None:
    """Return corners as GeoJSON has them; None where the system does not reach that far."""
    if is_local(crs):
        return [[float(e), float(n)] for e, n in np.round(ring, 3)]
    placed = np.stack(to_wgs84(crs, ring[:, 0], ring[:, 1]), axis=1)
    if not np.isfinite(placed).all():
        return None
    return [[float(e), float(n)] for e, n in np.round(placed, 8)]
