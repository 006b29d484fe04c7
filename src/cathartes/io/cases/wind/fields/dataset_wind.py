"""The wind of one or several datasets at the place of a case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.tables.netcdf_file import missing, seconds_of, variable_of
from cathartes.io.cases.wind.blocks import block_means, even_blocks
from cathartes.io.cases.wind.fields.components import (
    OTHERS,
    Components,
    at_one_height,
    components_of,
    metres_per_second,
)
from cathartes.io.cases.wind.fields.place_on_grid import GridPlace, place_on_grid
from cathartes.io.cases.wind.need import WindNeed
from cathartes.io.cases.wind.series import FIELDS, make_series
from cathartes.io.cases.wind.surface_fluxes import surface_fluxes
from cathartes.model.location.wind_series import WindSeries

Array = NDArray[np.float64]
SNAPSHOT_S = 600.0
"""A model's value at a moment holds for some minutes around it."""
FAST_S, BLOCK_S = 30.0, 60.0
"""Rows more often than this are averaged to minutes; only sonics are so fast."""
_CELSIUS = ("degC", "celsius", "Celsius", "degree_Celsius", "degrees_Celsius", "C")
_SPEED_LIMIT_M_S = 75.0


def wind_of_datasets(
    path: Path, datasets: Sequence[Any], need: WindNeed, kind: str | None
) -> tuple[WindSeries, tuple[str, ...]]:
    """Return the wind at the place of a case.

    Parameters
    ----------
    path : Path
        Named in errors.
    datasets : sequence of xarray.Dataset
        The first that has a wind gives it; the others may have temperature, pressure, mixing
        height.
    need : WindNeed
    kind : str or None
        None: "model" for a grid, "sonic" for a fast series at a point, "mast" for a slow one.

    Raises
    ------
    CaseError
        If there is no wind, its unit is none, or the place is outside.
    """
    data, parts = _with_wind(path, datasets)
    first, height = at_one_height(path, data, parts.first)
    place = place_on_grid(path, data, first, need)
    time = variable_of(data, [], ["valid_time"])
    time = variable_of(data, ["time"], ["time"]) if time is None else time
    if time is None:
        raise missing(path, "time", "a variable of times", "Add it, with CF units.", data)
    moment = seconds_of(path, time)
    series = {name: _series(path, data, one, place, time) for name, one in _named(parts).items()}
    if parts.speed is None:
        angle = place.grid_angle if _is_along_the_grid(first) else 0.0
        cosine, sine = np.cos(angle), np.sin(angle)
        along, across = series["eastward"], series["northward"]
        series["eastward"] = cosine * along - sine * across
        series["northward"] = sine * along + cosine * across
        speed = np.hypot(series["eastward"], series["northward"])
        direction = np.degrees(np.arctan2(-series["eastward"], -series["northward"])) % 360.0
    else:
        speed, direction = series["speed"], series["from_direction"] % 360.0
    _check_speed(path, parts.first.name, speed)
    columns = {"speed_m_s": speed, "from_direction_deg": direction}
    for name, (standard_names, names) in OTHERS.items():
        for one in datasets:
            found = variable_of(one, standard_names, names)
            if found is not None and name not in columns:
                column = _beside(path, one, found, need, moment.size)
                if column is not None:
                    columns[name] = column
    order, moment = _sorted(moment)
    columns = {name: np.ravel(value)[order] for name, value in columns.items()}
    return _finished(path, need, kind, place, height, moment, columns, series, order)


def _finished(
    path: Path,
    need: WindNeed,
    kind: str | None,
    place: GridPlace,
    height_m: float,
    moment_s: Array,
    columns: dict[str, Array],
    series: dict[str, Array],
    order: NDArray[np.int64],
) -> tuple[WindSeries, tuple[str, ...]]:
    told: list[str] = []
    step = float(np.median(np.diff(moment_s))) if moment_s.size > 1 else SNAPSHOT_S
    is_fast = not place.is_field and step < FAST_S
    guessed = "model" if place.is_field else "sonic" if is_fast or "upward" in series else "mast"
    kind = kind or guessed
    easting = northing = float("nan")
    if np.isfinite(place.longitude) and not place.is_field:
        easting, northing = need.metres_of(place.longitude, place.latitude)
    begin = moment_s - 0.5 * SNAPSHOT_S if place.is_field else moment_s
    length = np.full(moment_s.size, SNAPSHOT_S if place.is_field else step)
    if is_fast and "upward" in series and "eastward" in series:
        east, north, up = (series[name][order] for name in ("eastward", "northward", "upward"))
        warm = columns.get("temperature_k", np.full(moment_s.size, np.nan))
        friction, obukhov = surface_fluxes(moment_s, east, north, up, warm)
        columns = {"friction_velocity_m_s": friction, "obukhov_length_m": obukhov, **columns}
    usable = {name: value for name, value in columns.items() if name in FIELDS}
    position = np.tile([easting, northing, height_m], (moment_s.size, 1))
    wind = make_series(kind, begin, length, usable, position)
    if is_fast:
        upward = series["upward"][order] if "upward" in series else None
        wind = block_means(wind, *even_blocks(wind, BLOCK_S), upward)
        told.append(
            f"{path.name}: {moment_s.size} values of wind were averaged to {wind.size} minutes, "
            "with the turbulence that they show."
        )
    return wind, tuple(told)


def _with_wind(path: Path, datasets: Sequence[Any]) -> tuple[Any, Components]:
    trouble: CaseError | None = None
    for data in datasets:
        try:
            return data, components_of(path, data)
        except CaseError as error:
            trouble = trouble or error
    raise trouble or CaseError.about(
        path,
        "wind",
        found="no variables",
        expected="a field with a wind",
        remedy="Give the file that holds the wind at 10 m.",
    )


def _named(parts: Components) -> dict[str, Any]:
    names = ("eastward", "northward", "upward", "speed", "from_direction")
    return {name: getattr(parts, name) for name in names if getattr(parts, name) is not None}


def _series(path: Path, data: Any, one: Any, place: GridPlace, time: Any) -> Array:
    """Return a variable at the place for each time, flat, in m/s or degrees."""
    unit = str(one.attrs.get("units", ""))
    factor = 1.0 if unit.startswith("degree") else metres_per_second(path, one)
    level, _ = at_one_height(path, data, one)
    return factor * _flat(path, place.take(level), time)


def _flat(path: Path, one: Any, time: Any) -> Array:
    one = one.squeeze([name for name in one.dims if one.sizes[name] == 1 and name not in time.dims])
    if not set(one.dims) <= set(time.dims):
        left = [str(name) for name in one.dims if name not in time.dims]
        raise CaseError.about(
            path,
            str(one.name or "wind"),
            found="more dimensions than time, height and place: " + ", ".join(left),
            expected="a wind at each time, height and place",
            remedy="Choose one of them before.",
        )
    plain = one.drop_vars(list(one.coords))
    like = time.drop_vars(list(time.coords))
    return np.asarray(plain.broadcast_like(like).transpose(*like.dims).values, np.float64).ravel()


def _beside(path: Path, data: Any, one: Any, need: WindNeed, n_times: int) -> Array | None:
    """Return what lies beside the wind, at each time; None where it has other times."""
    time = variable_of(data, [], ["valid_time"])
    time = variable_of(data, ["time"], ["time"]) if time is None else time
    if time is None or time.size != n_times:
        return None
    level, _ = at_one_height(path, data, one)
    value = _flat(path, place_on_grid(path, data, level, need).take(level), time)
    unit = str(one.attrs.get("units", "")).strip()
    if unit in _CELSIUS:
        return value + 273.15
    return value * 100.0 if unit in ("hPa", "mbar", "millibar") else value


def _is_along_the_grid(one: Any) -> bool:
    """Return whether components are along the axes of the grid, not east and north."""
    told = one.attrs.get("GRIB_uvRelativeToGrid")
    return bool(told) if told is not None else one.attrs.get("standard_name") == "x_wind"


def _check_speed(path: Path, name: object, speed: Array) -> None:
    known = speed[np.isfinite(speed)]
    if known.size == 0 or known.max() > _SPEED_LIMIT_M_S or known.min() < 0.0:
        raise CaseError.about(
            path,
            str(name),
            found="no number at the place of the case"
            if known.size == 0
            else f"speeds from {known.min():.3g} to {known.max():.3g} m/s",
            expected=f"speeds between 0 and {_SPEED_LIMIT_M_S:g} m/s",
            remedy="Check the fill value and the unit of the variable.",
        )


def _sorted(moment_s: Array) -> tuple[NDArray[np.int64], Array]:
    """Return the order of time; of forecasts for one moment the last, that of the newest run."""
    flat = np.ravel(moment_s)
    reverse = np.arange(flat.size)[::-1]
    _, first = np.unique(flat[reverse], return_index=True)
    order = reverse[first]
    order = order[np.isfinite(flat[order])]
    return order, flat[order]
