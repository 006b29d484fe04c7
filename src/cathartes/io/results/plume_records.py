"""Plumes, rejections and provenance as plain JSON values, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np

from cathartes.model.plume import Plume, PlumeSpectrum, Rejection
from cathartes.model.provenance import InputFile, Provenance

_PLAIN_FIELDS = (
    "plume_id",
    "gas",
    "plume_probability",
    "score",
    "false_alarm_rate",
    "head_line",
    "head_sample",
    "head_std_pixels",
    "head_std_m",
    "column_mean_ppm_m",
    "column_std_ppm_m",
    "column_max_ppm_m",
    "n_pixels",
    "column_remark",
    "head_remark",
)


def plume_to_json(plume: Plume) -> dict[str, Any]:
    """Return everything of a plume but the numbers of its spectrum."""
    return {
        **{name: as_plain_value(getattr(plume, name)) for name in _PLAIN_FIELDS},
        "column_below_ppm_m": as_plain_value(plume.column_below_ppm_m),
        "group": list(plume.group),
        "gas_probabilities": {k: float(v) for k, v in plume.gas_probabilities.items()},
        "pixel_polygon": np.asarray(plume.pixel_polygon, dtype=np.float64).tolist(),
        "fitted_gases": list(plume.spectrum.fitted),
        "spectrum_unit": plume.spectrum.unit,
    }


def plume_from_json(values: Mapping[str, Any], spectrum: PlumeSpectrum) -> Plume:
    """Return the plume again, with the spectrum that was kept apart."""
    return Plume(
        **{name: values[name] for name in _PLAIN_FIELDS},
        group=tuple(values["group"]),
        gas_probabilities=dict(values["gas_probabilities"]),
        pixel_polygon=np.array(values["pixel_polygon"], dtype=np.float64).reshape(-1, 2),
        spectrum=spectrum,
        # Results of older versions do not hold it.
        column_below_ppm_m=values.get("column_below_ppm_m"),
    )


def rejection_to_json(rejection: Rejection) -> dict[str, Any]:
    """Return a rejection as plain values."""
    return {
        "gas": rejection.gas,
        "score": float(rejection.score),
        "pixel_polygon": np.asarray(rejection.pixel_polygon, dtype=np.float64).tolist(),
        "n_pixels": int(rejection.n_pixels),
        "reason": rejection.reason,
        "plume_probability": float(rejection.plume_probability),
    }


def rejection_from_json(values: Mapping[str, Any]) -> Rejection:
    """Return the rejection again."""
    polygon = np.array(values["pixel_polygon"], dtype=np.float64).reshape(-1, 2)
    return Rejection(**{**values, "pixel_polygon": polygon})


def provenance_to_json(provenance: Provenance) -> dict[str, Any]:
    """Return a provenance as plain values; options keep their JSON form."""
    return {
        "inputs": [
            {"name": one.name, "sha256": one.sha256, "size_bytes": one.size_bytes}
            for one in provenance.inputs
        ],
        "options": {str(k): as_plain_value(v) for k, v in provenance.options.items()},
        "versions": {str(k): str(v) for k, v in provenance.versions.items()},
        "made_at": provenance.made_at.isoformat() if provenance.made_at else None,
    }


def provenance_from_json(values: Mapping[str, Any]) -> Provenance:
    """Return the provenance again."""
    made_at = values["made_at"]
    return Provenance(
        inputs=tuple(InputFile(**one) for one in values["inputs"]),
        options=dict(values["options"]),
        versions=dict(values["versions"]),
        made_at=datetime.fromisoformat(made_at) if made_at else None,
    )


def time_to_json(moment: datetime | None) -> str | None:
    """Return a time as ISO 8601 with its zone."""
    return None if moment is None else moment.isoformat()


def time_from_json(text: str | None) -> datetime | None:
    """Return the time again.

    Raises
    ------
    ValueError
        If the text is no time, or has no zone.
    """
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"the time {text} has no zone")
    return moment


def as_plain_value(value: object) -> Any:
    """Return what JSON can hold: numbers, text, lists, mappings; anything else as text."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): as_plain_value(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_plain_value(one) for one in value]
    return str(value)
