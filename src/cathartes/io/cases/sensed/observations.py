"""Observations from a table of any format, checked field by field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.sensed.intervals import intervals_of
from cathartes.io.cases.sensed.places import ends_of, project_degrees
from cathartes.io.cases.sensed.repeats import first_of_each
from cathartes.io.cases.sensed.units import factors_to_one_unit
from cathartes.io.cases.sensed.values import check_variation, checked_std, checked_values
from cathartes.io.cases.tables import Signature, Table, read_csv, signature_of
from cathartes.model.location.observations import GasOfCase, Observations

NEEDED = (
    "time", "sensor_id", "kind", "easting_m", "northing_m", "height_m", "value", "unit",
)  # fmt: skip
KNOWN = (
    *NEEDED, "easting2_m", "northing2_m", "height2_m", "value_std", "averaging_s", "gas",
    "response_s", "longitude", "latitude", "longitude2", "latitude2",
)  # fmt: skip
FEWEST = 3


@frozen(eq=False)
class Sensed:
    """What one file of observations holds.

    Attributes
    ----------
    observations : Observations
        ``kg_m3_per_unit`` is NaN: it needs the temperature that comes with the wind.
    gases : tuple of GasOfCase
        Those of which there are values.
    crs : str
    warnings : tuple of str
    """

    observations: Observations
    gases: tuple[GasOfCase, ...]
    crs: str
    warnings: tuple[str, ...]


def read_observations(path: Path, gases: Sequence[GasOfCase], crs: str | None) -> Sensed:
    """Read a CSV table, a GeoPackage track or a CF NetCDF file, in the order of time.

    A ``ppm m`` integral becomes a mean over its path, ppb becomes ppm.

    Parameters
    ----------
    path : Path
    gases : sequence of GasOfCase
        The first one where the file names none.
    crs : str or None
        Of the table's metres; positions in degrees are projected to it. None: as the file says.

    Raises
    ------
    CaseError
        If a field cannot be read or is contradictory, or fewer than three values are left.
    """
    table, crs = _read_table(path, [gas.name for gas in gases], crs)
    table.check_columns(NEEDED, KNOWN)
    _check_number(path, table.n_rows)
    told = [*table.remarks, *(table.misspelt(KNOWN) if table.row_word == "line" else ())]
    time = table.time("time")
    if np.any(np.diff(time) < 0.0) and table.row_word == "line":
        told.append(f"{path.name}: the rows are not in the order of time; they were sorted.")
    names = tuple(sorted(set(table.text("sensor_id"))))
    number_of = {name: index for index, name in enumerate(names)}
    sensor = np.array([number_of[name] for name in table.text("sensor_id")], np.int32)
    gas, kept_gases = _gases(table, gases, told)
    begin, end = ends_of(table, told)
    factor, unit = factors_to_one_unit(table, np.linalg.norm(end - begin, axis=1))
    value = checked_values(table, factor, unit, told)
    keep = np.isfinite(value) & (gas >= 0)
    keep &= first_of_each(table, keep, time, sensor, gas, value, told)
    index = np.flatnonzero(keep)
    index = index[np.argsort(time[index], kind="stable")]
    _check_number(path, index.size)
    names_of_gases = [one.name for one in kept_gases]
    check_variation(path, value[index], gas[index], names_of_gases, unit, told)
    averaging = intervals_of(table, time, sensor, keep, told)
    response = _response(table)
    observations = Observations(
        time_s=time[index],
        averaging_s=averaging[index],
        sensor=sensor[index],
        sensor_names=names,
        gas=gas[index],
        begin_m=begin[index],
        end_m=end[index],
        value=value[index],
        value_std=checked_std(table, factor, told)[index],
        unit=unit,
        kg_m3_per_unit=np.full(index.size, np.nan),
        response_s=response[index],
    )
    return Sensed(observations, kept_gases, crs, tuple(told))


def _check_number(path: Path, n_values: int) -> None:
    if n_values < FEWEST:
        raise CaseError.about(
            path,
            "value",
            found=f"{n_values} values",
            expected="at least three",
            remedy="Give more observations: a source cannot be located from these.",
        )


def _read_table(path: Path, gases: Sequence[str], crs: str | None) -> tuple[Table, str]:
    kind = signature_of(path)
    if kind is Signature.SQLITE:
        from cathartes.io.cases.tracks.geopackage import read_geopackage_track

        return read_geopackage_track(path, gases, crs)
    if kind in (Signature.HDF5, Signature.NETCDF3):
        from cathartes.io.cases.tracks.netcdf_track import read_netcdf_track

        return read_netcdf_track(path, gases, crs)
    if kind is Signature.GRIB:
        raise CaseError.about(
            path,
            "file",
            found="a GRIB file",
            expected="observations: a CSV table, a GeoPackage or NetCDF",
            remedy="GRIB can hold the wind: give it with --wind.",
        )
    return project_degrees(read_csv(path), crs)


def _gases(
    table: Table, gases: Sequence[GasOfCase], told: list[str]
) -> tuple[NDArray[np.int32], tuple[GasOfCase, ...]]:
    """Return the gas of each row, -1 where it has no value, and the gases that have values."""
    number_of = {gas.name.casefold(): number for number, gas in enumerate(gases)}
    if len(gases) == 1:
        number_of[""] = 0
    chosen = table.text("gas", gases[0].name)
    for name in dict.fromkeys(chosen):
        if name.casefold() not in number_of:
            raise CaseError.about(
                table.where(chosen.index(name)),
                "gas",
                found=repr(name),
                expected="one of " + ", ".join(gas.name for gas in gases) + ", the gases of the "
                "case",
                remedy="Name the gas as case.json or --gas does, or add it there.",
            )
    number = np.fromiter((number_of[name.casefold()] for name in chosen), np.int32, len(chosen))
    number[~np.isfinite(table.number("value"))] = -1
    present = np.unique(number[number >= 0])
    absent = [gas.name for one, gas in enumerate(gases) if one not in present]
    if absent and present.size:
        told.append(
            f"{table.path.name}: there is no value of {', '.join(absent)}; nothing is said of "
            f"{'it' if len(absent) == 1 else 'them'}."
        )
        again = np.full(len(gases) + 1, -1, np.int32)
        again[present] = np.arange(present.size)
        number = again[number]
    return number, tuple(gases[one] for one in present) or tuple(gases)


def _response(table: Table) -> NDArray[np.float64]:
    response = table.number("response_s")
    wrong = np.flatnonzero(response < 0.0)
    if wrong.size:
        raise CaseError.about(
            table.where(int(wrong[0])),
            "response_s",
            found=table.shown("response_s", int(wrong[0])),
            expected="seconds, 0 or more",
            remedy="Give the time in which the instrument follows 63 % of a step, or leave it "
            "empty.",
        )
    return np.where(np.isfinite(response), response, 0.0)
