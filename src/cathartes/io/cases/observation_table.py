"""``observations.csv``: concentrations at points and along paths."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.tables import Table, read_table
from cathartes.model.location.observations import GasOfCase, Observations
from cathartes.model.location.wind_series import WindSeries

GAS_CONSTANT_J_PER_MOL_K = 8.314462618
STANDARD_TEMPERATURE_K, STANDARD_PRESSURE_PA = 288.15, 101325.0
UNITS = {"ppm": ("ppm", 1.0), "ppb": ("ppm", 1e-3), "mg m-3": ("mg m-3", 1.0)}
UNITS["ppm m"] = ("ppm", 1.0)
NEEDED = (
    "time",
    "sensor_id",
    "kind",
    "easting_m",
    "northing_m",
    "height_m",
    "value",
    "unit",
)


def read_observation_table(
    path: Path, gases: Sequence[GasOfCase], wind: WindSeries
) -> tuple[Observations, tuple[str, ...]]:
    """Read observations in the order of time; return them with what was noticed.

    A ``ppm m`` integral becomes a mean over its path, ppb becomes ppm.

    Raises
    ------
    CaseError
        If a field cannot be read or is contradictory, or fewer than three values are left.
    """
    table = read_table(path, NEEDED)
    told: list[str] = []
    value = table.number("value")
    time = table.time("time")
    if np.any(np.diff(time) < 0.0):
        told.append(f"{path.name}: the rows are not in the order of time; they were sorted.")
    begin, end = _ends(table)
    factor, unit = _units(table, begin, end)
    gas = _gases(table, gases)
    names = tuple(sorted(set(table.columns["sensor_id"])))
    number_of = {name: index for index, name in enumerate(names)}
    sensor = np.array([number_of[name] for name in table.columns["sensor_id"]], np.int32)
    seen: dict[tuple[float, int, int], float] = {}
    keep = np.isfinite(value)
    repeats = 0
    for row in np.flatnonzero(keep):
        key = (float(time[row]), int(sensor[row]), int(gas[row]))
        if key in seen and seen[key] != value[row]:
            raise CaseError.about(
                table.where(int(row)),
                "time, sensor_id",
                found=f"a second, different value of {table.columns['sensor_id'][row]}",
                expected="one value of a sensor for a gas and a time",
                remedy="Remove the wrong row, or give the sensors different names.",
            )
        if key in seen:
            keep[row] = False
            repeats += 1
        seen[key] = float(value[row])
    if repeats:
        told.append(f"{path.name}: {repeats} rows were there twice; one of each was used.")
    index = np.flatnonzero(keep)
    index = index[np.argsort(time[index], kind="stable")]
    if index.size < 3:
        raise CaseError.about(
            path,
            "value",
            found=f"{index.size} values",
            expected="at least three",
            remedy="Give more observations: a source cannot be located from these.",
        )
    averaging = table.number("averaging_s")
    response = table.number("response_s")
    mass = np.array([each.molar_mass_g_per_mol for each in gases])[gas]
    return (
        Observations(
            time_s=time[index],
            averaging_s=np.where(np.isfinite(averaging), averaging, 60.0)[index],
            sensor=sensor[index],
            sensor_names=names,
            gas=gas[index],
            begin_m=begin[index],
            end_m=end[index],
            value=(value * factor)[index],
            value_std=(table.number("value_std") * factor)[index],
            unit=unit,
            kg_m3_per_unit=_mass_of_unit(unit, mass, time, wind)[index],
            response_s=np.where(np.isfinite(response), response, 0.0)[index],
        ),
        tuple(told),
    )


def _ends(table: Table) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    begin = np.stack([table.number(f"{axis}_m") for axis in _AXES], axis=1)
    end = np.stack([table.number(f"{axis}2_m") for axis in _AXES], axis=1)
    for row, kind in enumerate(table.columns["kind"]):
        if kind not in ("point", "path"):
            raise CaseError.about(
                table.where(row),
                "kind",
                found=repr(kind),
                expected="point or path",
                remedy="Name what the row is.",
            )
        if not np.isfinite(begin[row]).all() or (
            kind == "path" and not np.isfinite(end[row]).all()
        ):
            raise CaseError.about(
                table.where(row),
                "position",
                found="a coordinate is missing",
                expected="easting_m, northing_m, height_m, for a path those of its far end too",
                remedy="Fill in where the sensor was, or remove the row.",
            )
        if kind == "point":
            end[row] = begin[row]
    return begin, end


_AXES = ("easting", "northing", "height")


def _units(
    table: Table, begin: NDArray[np.float64], end: NDArray[np.float64]
) -> tuple[NDArray[np.float64], str]:
    factor = np.ones(table.n_rows)
    kinds = set()
    for row, text in enumerate(table.columns["unit"]):
        if text not in UNITS:
            raise CaseError.about(
                table.where(row),
                "unit",
                found=repr(text),
                expected="one of " + ", ".join(UNITS),
                remedy="Convert the values, and name their unit.",
            )
        kind, factor[row] = UNITS[text]
        kinds.add(kind)
        if text == "ppm m":
            factor[row] = 1.0 / max(float(np.linalg.norm(end[row] - begin[row])), 1e-3)
    if len(kinds) > 1:
        raise CaseError.about(
            table.path,
            "unit",
            found=" and ".join(sorted(kinds)),
            expected="mole fractions or masses in one table, not both",
            remedy="Convert one of them.",
        )
    return factor, kinds.pop()


def _gases(table: Table, gases: Sequence[GasOfCase]) -> NDArray[np.int32]:
    names = [gas.name for gas in gases]
    chosen = table.columns.get("gas", [names[0]] * table.n_rows)
    for row, name in enumerate(chosen):
        if name not in names:
            raise CaseError.about(
                table.where(row),
                "gas",
                found=repr(name),
                expected="one of " + ", ".join(names) + ", the gases of case.json",
                remedy="Name the gas as case.json does, or add it to `gases` there.",
            )
    return np.array([names.index(name) for name in chosen], np.int32)


def _mass_of_unit(
    unit: str, mass: NDArray[np.float64], time: NDArray[np.float64], wind: WindSeries
) -> NDArray[np.float64]:
    """Return kg m-3 in one unit, (observation,): the ideal gas law at the air's own state."""
    if unit == "mg m-3":
        return np.full(time.size, 1e-6)
    row = np.clip(np.searchsorted(wind.time_s, time, side="right") - 1, 0, wind.size - 1)
    temperature = np.where(
        np.isfinite(wind.temperature_k), wind.temperature_k, STANDARD_TEMPERATURE_K
    )[row]
    pressure = np.where(np.isfinite(wind.pressure_pa), wind.pressure_pa, STANDARD_PRESSURE_PA)[row]
    moles = pressure / (GAS_CONSTANT_J_PER_MOL_K * temperature)
    return np.asarray(moles * mass * 1e-3 * 1e-6)
