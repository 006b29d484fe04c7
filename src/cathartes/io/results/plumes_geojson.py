"""``plumes.geojson``: one feature per plume, for QGIS and every other map program.

Where the scene is georeferenced the geometry is WGS84 as RFC 7946 asks. Where it is not, the
geometry is in pixel coordinates (sample, line) and the member ``georeferenced`` is false, in
the collection and in each feature. ``pixel_polygon`` is there in both cases.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from cathartes.errors import InputError
from cathartes.io.atomic import replace_file
from cathartes.io.results.outline import ground_outline, pixel_outline
from cathartes.io.results.placement import place_points
from cathartes.io.results.plume_records import time_to_json
from cathartes.model.plume import Detection, Plume, PlumeSpectrum
from cathartes.model.scene import Georeference

_UNPLACED = (
    "The scene does not say where this plume lies on the Earth, so it has no geometry; see "
    "pixel_polygon."
)


def write_plumes(
    path: Path, detection: Detection, georeference: Georeference | None = None
) -> None:
    """Write the plumes of one scene, surest first.

    Parameters
    ----------
    path : Path
        The file to make; an older one is replaced when the new one is whole.
    detection : Detection
        What was found.
    georeference : Georeference, optional
        Of the scene.

    Raises
    ------
    OutputError
        If the file cannot be written; nothing half-written is left.
    """
    features = [plume_feature(plume, georeference) for plume in detection.plumes]
    head = {
        "type": "FeatureCollection",
        "name": detection.scene_name,
        "georeferenced": georeference is not None,
        "coordinates_are": (
            "WGS84 longitude, latitude"
            if georeference is not None
            else "pixel corners: sample, line (line grows downwards)"
        ),
        "scene_lines": detection.shape[0],
        "scene_samples": detection.shape[1],
        "acquired_at": time_to_json(detection.acquired_at),
        "instrument": detection.instrument or None,
        "remarks": list(detection.remarks),
        "versions": {str(k): str(v) for k, v in detection.provenance.versions.items()},
    }
    # One feature a line: people do look into these files, and compare two of them.
    body = ",\n".join(json.dumps(one, ensure_ascii=False, allow_nan=False) for one in features)
    opening = json.dumps(head, ensure_ascii=False, allow_nan=False)[:-1]
    text = f'{opening}, "features": [\n{body}\n]}}\n'
    with replace_file(Path(path)) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def plume_feature(plume: Plume, georeference: Georeference | None) -> dict[str, Any]:
    """Return one plume as a GeoJSON feature."""
    longitude = latitude = None
    if georeference is None:
        geometry = pixel_outline(plume.pixel_polygon)
    else:
        geometry = ground_outline(plume.pixel_polygon, georeference)
        where = place_points(georeference, plume.head_sample, plume.head_line)
        longitude, latitude = (_number(float(np.round(one[0], 8))) for one in where)
    unplaced = _UNPLACED if geometry is None and georeference is not None else ""
    remarks = [text for text in (plume.column_remark, plume.head_remark, unplaced) if text]
    properties = {
        "plume_id": int(plume.plume_id),
        "gas": plume.gas,
        "group": list(plume.group),
        "gas_probabilities": {
            name: _number(value) for name, value in plume.gas_probabilities.items()
        },
        "plume_probability": _number(plume.plume_probability),
        "score": _number(plume.score),
        "false_alarm_rate": _number(plume.false_alarm_rate),
        "n_pixels": int(plume.n_pixels),
        "column_mean_ppm_m": _number(plume.column_mean_ppm_m),
        "column_std_ppm_m": _number(plume.column_std_ppm_m),
        "column_max_ppm_m": _number(plume.column_max_ppm_m),
        "column_below_ppm_m": _number(plume.column_below_ppm_m),
        "column_remark": plume.column_remark,
        "head_line": _number(plume.head_line),
        "head_sample": _number(plume.head_sample),
        "head_std_pixels": _number(plume.head_std_pixels),
        "head_std_m": _number(plume.head_std_m),
        "head_longitude": longitude,
        "head_latitude": latitude,
        "head_remark": plume.head_remark,
        "georeferenced": georeference is not None,
        "remarks": remarks,
        "pixel_polygon": np.round(np.asarray(plume.pixel_polygon, float), 4).tolist(),
    }
    return {
        "type": "Feature",
        "id": int(plume.plume_id),
        "geometry": geometry,
        "properties": properties,
    }


def read_plumes(path: Path) -> tuple[Plume, ...]:
    """Read the plumes back.

    Their spectra are not in this file: ``Plume.spectrum`` has no channel. Who needs them
    reads ``detection.nc`` beside it.

    Raises
    ------
    InputError
        If this is not a ``plumes.geojson`` that cathartes wrote.
    """
    try:
        collection = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError.about(
            path,
            "the file",
            found=error,
            expected="a readable plumes.geojson of cathartes",
            remedy="Run `cathartes detect` on the scene again.",
        ) from error
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise InputError.about(
            path,
            "features",
            found="nothing of that name" if features is None else type(features).__name__,
            expected="a GeoJSON FeatureCollection",
            remedy="Give the plumes.geojson that `cathartes detect` wrote.",
        )
    return tuple(_plume_of(path, feature) for feature in features)


def _plume_of(path: Path, feature: Any) -> Plume:
    nothing = np.zeros(0)
    try:
        found = feature["properties"]
        return Plume(
            plume_id=int(found["plume_id"]),
            gas=str(found["gas"]),
            group=tuple(map(str, found["group"])),
            gas_probabilities={str(k): float(v) for k, v in found["gas_probabilities"].items()},
            plume_probability=float(found["plume_probability"]),
            score=float(found["score"]),
            false_alarm_rate=float(found["false_alarm_rate"]),
            pixel_polygon=np.array(found["pixel_polygon"], dtype=np.float64).reshape(-1, 2),
            head_line=float(found["head_line"]),
            head_sample=float(found["head_sample"]),
            head_std_pixels=float(found["head_std_pixels"]),
            head_std_m=_maybe(found["head_std_m"]),
            column_mean_ppm_m=_maybe(found["column_mean_ppm_m"]),
            column_std_ppm_m=_maybe(found["column_std_ppm_m"]),
            column_max_ppm_m=_maybe(found["column_max_ppm_m"]),
            n_pixels=int(found["n_pixels"]),
            spectrum=PlumeSpectrum(nothing, nothing, nothing, {}),
            column_remark=str(found.get("column_remark", "")),
            head_remark=str(found.get("head_remark", "")),
            column_below_ppm_m=_maybe(found.get("column_below_ppm_m")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError.about(
            path,
            "a feature's properties",
            found=f"{type(error).__name__}: {error}",
            expected="the properties that cathartes writes for each plume",
            remedy="Give the plumes.geojson that `cathartes detect` wrote.",
        ) from error


def _number(value: float | None) -> float | None:
    """JSON has no NaN: what is not a number is null."""
    return float(value) if value is not None and math.isfinite(value) else None


def _maybe(value: Any) -> float | None:
    return None if value is None else float(value)
