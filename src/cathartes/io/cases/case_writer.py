"""A case as a folder of tables: what :func:`cathartes.io.cases.read_case` reads."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import numpy as np

from cathartes.io.atomic import replace_file
from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import Observations
from cathartes.model.location.wind_series import WindSeries

_OBSERVATIONS = (
    "time", "sensor_id", "kind", "easting_m", "northing_m", "height_m", "easting2_m",
    "northing2_m", "height2_m", "value", "unit", "value_std", "averaging_s", "response_s",
)  # fmt: skip
_WIND = (
    "speed_m_s", "from_direction_deg", "direction_std_deg", "sigma_v_m_s", "sigma_w_m_s",
    "friction_velocity_m_s", "obukhov_length_m", "mixing_height_m", "roughness_m",
    "temperature_k", "pressure_pa", "averaging_s",
)  # fmt: skip


def write_case(folder: Path, case: SourceCase) -> tuple[Path, ...]:
    """Write ``observations.csv``, ``wind.csv`` and ``case.json``, each whole or not at all.

    Parameters
    ----------
    folder : Path
        Made if need be.
    case : SourceCase

    Returns
    -------
    tuple of Path
        What was written.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    contents = {
        "observations.csv": _table(
            (*_OBSERVATIONS, "gas") if len(case.gases) > 1 else _OBSERVATIONS,
            _observation_rows(case),
        ),
        "wind.csv": _table(
            ("time", "easting_m", "northing_m", "height_m", *_WIND), _wind_rows(case.wind)
        ),
        "case.json": json.dumps(_facts(case), indent=1, ensure_ascii=False) + "\n",
    }
    written = []
    for name, text in contents.items():
        with replace_file(Path(folder) / name) as unfinished:
            unfinished.write_text(text, encoding="utf-8", newline="")
        written.append(Path(folder) / name)
    return tuple(written)


def _facts(case: SourceCase) -> dict[str, object]:
    return {
        "name": case.name,
        "gas": case.gases[0].name,
        "molar_mass_g_per_mol": case.gases[0].molar_mass_g_per_mol,
        "gases": {gas.name: gas.molar_mass_g_per_mol for gas in case.gases},
        "crs": case.crs,
        "search_area": list(case.search_area_m),
        "release_height_m_hint": case.release_height_hint_m,
        "terrain_slope": case.terrain_slope,
        "wind_kind": case.wind.kind,
        "notes": case.notes,
    }


def _observation_rows(case: SourceCase) -> Iterable[Sequence[str]]:
    o: Observations = case.observations
    paths = o.is_path
    for row in range(o.size):
        far = o.end_m[row] if paths[row] else [np.nan] * 3
        yield (
            _time(o.time_s[row]),
            o.sensor_names[int(o.sensor[row])],
            "path" if paths[row] else "point",
            *(_number(one) for one in (*o.begin_m[row], *far, o.value[row])),
            o.unit,
            *(_number(one) for one in (o.value_std[row], o.averaging_s[row], o.response_s[row])),
            *([case.gases[int(o.gas[row])].name] if len(case.gases) > 1 else []),
        )


def _wind_rows(wind: WindSeries) -> Iterable[Sequence[str]]:
    for row in range(wind.size):
        fields = (*wind.position_m[row], *(getattr(wind, name)[row] for name in _WIND))
        yield (_time(wind.time_s[row]), *(_number(one) for one in fields))


def _time(seconds: float) -> str:
    at = datetime.fromtimestamp(float(seconds), UTC)
    return at.isoformat(timespec="seconds" if at.microsecond == 0 else "microseconds").replace(
        "+00:00", "Z"
    )


def _number(value: float) -> str:
    """Return a number to ten digits; nothing where it is missing."""
    return f"{float(value):.10g}" if np.isfinite(value) else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue()
