"""CF trajectories, stations and points with a concentration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cathartes.errors import CaseError
from cathartes.io.cases.sensed.units import UNITS, unit_named
from cathartes.io.cases.tables.ground import coordinate_system, is_local, to_metres
from cathartes.io.cases.tables.netcdf_file import missing, opened_dataset, seconds_of, variable_of
from cathartes.io.cases.tables.table import Column, Table
from cathartes.io.cases.tracks.ragged import one_row_for_each_sample
from cathartes.model.location.case import LOCAL_CRS

_QUANTITY = re.compile(r"(?:mole_fraction|mass_concentration)_of_(.+?)_in_air$")

_FORMULAS = {
    "ch4": "methane", "c2h6": "ethane", "c3h8": "propane", "c2h4": "ethene", "co2": "carbondioxide",
    "co": "carbonmonoxide", "n2o": "nitrousoxide", "no": "nitrogenmonoxide",
    "no2": "nitrogendioxide", "so2": "sulfurdioxide", "nh3": "ammonia", "h2s": "hydrogensulfide",
    "sf6": "sulfurhexafluoride", "c6h6": "benzene",
}  # fmt: skip
"""What CF calls the gases that people call by their formula, without blanks."""


def read_netcdf_track(path: Path, gases: Sequence[str], crs: str | None) -> tuple[Table, str]:
    """Read every value of a file with time, position and concentration.

    Parameters
    ----------
    path : Path
    gases : sequence of str
        One variable is looked for for each of them.
    crs : str or None
        Coordinate system to project to; None: the file's own metres, or the UTM zone.

    Raises
    ------
    CaseError
        If a variable is missing, ambiguous, or has a unit that is not known.
    """
    with opened_dataset(path) as whole:
        data = one_row_for_each_sample(path, whole)
        chosen, remarks = _concentrations(path, data, gases)
        parts = [_rows(path, data, variable, gas) for gas, variable in chosen.items()]
        columns: dict[str, Column] = {}
        for name in parts[0]:
            pieces: list[Any] = [part[name] for part in parts]
            columns[name] = (
                [text for piece in pieces for text in piece]
                if isinstance(pieces[0], list)
                else np.concatenate(pieces)
            )
        source = _source_crs(path, data, next(iter(chosen.values())))
    n_rows = len(columns["unit"])
    numbers = np.arange(n_rows, dtype=np.int64)
    if source is None:
        return Table(path, columns, numbers, "value", remarks), crs or LOCAL_CRS
    columns["easting_m"], columns["northing_m"], placed = to_metres(
        path,
        np.asarray(columns["easting_m"]),
        np.asarray(columns["northing_m"]),
        source,
        None if is_local(crs) else crs,
    )
    return Table(path, columns, numbers, "value", remarks), placed


def _concentrations(
    path: Path, data: Any, gases: Sequence[str]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the variable of each gas, and what was assumed."""
    candidates = {}
    for name, one in data.data_vars.items():
        match = _QUANTITY.match(str(one.attrs.get("standard_name", "")))
        unit = str(one.attrs.get("units", ""))
        is_unit = unit_named(unit) is not None and unit.strip() != "1"
        named = _plain(str(name))
        is_spread = named.endswith(("std", "error", "uncertainty"))
        if (match or is_unit) and not is_spread and one.dtype.kind in "fiu":
            candidates[str(name)] = {_plain(match[1]) if match else "", named}
    chosen: dict[str, Any] = {}
    remarks: tuple[str, ...] = ()
    for gas in gases:
        called = _names_of(gas)
        fitting = [
            name
            for name, words in candidates.items()
            if any(word in called or _is_part(_plain(gas), word) for word in words)
        ]
        if not fitting and len(gases) == 1 and len(candidates) == 1:
            fitting = list(candidates)
            remarks = (f"{path.name}: the variable {fitting[0]} was taken for {gas}.",)
        exact = [name for name in fitting if called & candidates[name]]
        fitting = exact if len(exact) == 1 else fitting
        if len(fitting) != 1:
            raise CaseError.about(
                path,
                f"the concentration of {gas}",
                found=", ".join(fitting or candidates) or "no variable with a unit of one",
                expected="one variable whose standard name or name tells the gas, with units "
                + ", ".join(UNITS),
                remedy="Give it a standard name like mole_fraction_of_methane_in_air, and units.",
            )
        chosen[gas] = data[fitting[0]]
    return chosen, remarks


def _is_part(gas: str, word: str) -> bool:
    """Return whether a name holds that of a gas; "no" and "co" are part of too many words."""
    return len(gas) > 2 and gas in word


def _names_of(gas: str) -> set[str]:
    """Return what a gas may be called: by its name and by its formula."""
    plain = _plain(gas)
    formulas = {formula for formula, name in _FORMULAS.items() if name == plain}
    return {plain, _FORMULAS.get(plain, plain), *formulas}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _rows(path: Path, data: Any, variable: Any, gas: str) -> dict[str, Column]:
    import xarray

    time = variable_of(data, ["time"], ["time"])
    if time is None:
        raise missing(path, "time", "a variable of times", "Add it, with CF units.", data)
    first, second = _positions(path, data)
    height = variable_of(data, ["height"], ["height_m", "height", "height_above_ground"])
    if height is None:
        raise missing(
            path,
            "height",
            "a variable with standard name height, metres above ground",
            "Add it; an altitude above the sea is another thing.",
            data,
        )
    if str(height.attrs.get("units", "m")) not in ("m", "metre", "metres", "meter", "meters"):
        raise CaseError.about(
            path,
            str(height.name),
            found=height.attrs["units"],
            expected="m, above ground",
            remedy="Convert it.",
        )
    numbers = {
        "easting_m": first,
        "northing_m": second,
        "height_m": height,
        "value_std": _spread_of(data, variable),
        "response_s": variable_of(data, [], ["response_s"]),
    }
    bounds = data.get(str(time.attrs.get("bounds") or time.encoding.get("bounds") or ""))
    if bounds is not None:
        ends = [seconds_of(path, bounds.isel({bounds.dims[-1]: one})) for one in (0, 1)]
        begin = xarray.DataArray(ends[0], dims=bounds.dims[:-1])
        numbers["averaging_s"] = xarray.DataArray(ends[1] - ends[0], dims=bounds.dims[:-1])
    else:
        begin = xarray.DataArray(seconds_of(path, time), dims=time.dims)
    identity = next(
        (data[name] for name, one in data.variables.items() if "cf_role" in one.attrs),
        None,
    )
    columns: dict[str, Column] = {
        "time": _spread_over(path, begin, variable, "time"),
        "value": np.asarray(variable.values, np.float64).ravel(),
    }
    for name, one in numbers.items():
        if one is not None:
            columns[name] = np.asarray(_spread_over(path, one, variable, name), np.float64)
    names = (
        [path.stem] * columns["time"].size  # type: ignore[union-attr]
        if identity is None
        else [_decoded(one) for one in _spread_over(path, identity, variable, "cf_role")]
    )
    keep = np.isfinite(columns["time"]) & np.isfinite(columns["value"])
    kept = {name: np.asarray(column)[keep] for name, column in columns.items()}
    n_kept = int(keep.sum())
    return {
        **kept,
        "sensor_id": [name for name, one in zip(names, keep, strict=True) if one],
        "gas": [gas] * n_kept,
        "kind": ["point"] * n_kept,
        "unit": [str(variable.attrs.get("units", ""))] * n_kept,
    }


def _decoded(name: Any) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)


def _positions(path: Path, data: Any) -> tuple[Any, Any]:
    pairs = (
        (["projection_x_coordinate"], ["easting_m"], ["projection_y_coordinate"], ["northing_m"]),
        (["longitude"], ["longitude", "lon"], ["latitude"], ["latitude", "lat"]),
    )
    for first_standard, first_names, second_standard, second_names in pairs:
        first = variable_of(data, first_standard, first_names)
        second = variable_of(data, second_standard, second_names)
        if first is not None and second is not None:
            return first, second
    raise missing(
        path,
        "position",
        "longitude and latitude, or projection_x_coordinate and projection_y_coordinate",
        "Give the variables of the position these standard names.",
        data,
    )


def _spread_of(data: Any, variable: Any) -> Any | None:
    names = str(variable.attrs.get("ancillary_variables", "")).split()
    for name in [*names, f"{variable.name}_std", f"{variable.name}_uncertainty"]:
        if name in data.variables:
            standard = str(data[name].attrs.get("standard_name", "standard_error"))
            if standard.endswith(("standard_error", "uncertainty")):
                return data[name]
    return None


def _source_crs(path: Path, data: Any, variable: Any) -> Any | None:
    """Return the coordinate system of the positions; None for metres of a local frame."""
    first, _ = _positions(path, data)
    is_metres = (
        first.attrs.get("standard_name") == "projection_x_coordinate"
        or str(first.name).casefold() == "easting_m"
    )
    mapping = variable.attrs.get("grid_mapping") or variable.encoding.get("grid_mapping")
    if mapping in data.variables:
        attributes = data[mapping].attrs
        told = attributes.get("crs_wkt") or attributes.get("spatial_ref")
        if told:
            return coordinate_system(path, told)
        if "grid_mapping_name" in attributes:
            from pyproj import CRS

            return CRS.from_cf(attributes)
    return None if is_metres else coordinate_system(path, "EPSG:4326")


def _spread_over(path: Path, one: Any, variable: Any, what: str) -> Any:
    """Return a variable with the dimensions of the concentration, flat."""
    if not set(one.dims) <= set(variable.dims):
        raise CaseError.about(
            path,
            what,
            found=f"dimensions {', '.join(map(str, one.dims))}",
            expected="some of those of the concentration: " + ", ".join(map(str, variable.dims)),
            remedy="Write the file as CF writes trajectories or stations.",
        )
    plain = one.drop_vars(list(one.coords))
    like = variable.drop_vars(list(variable.coords))
    return np.asarray(plain.broadcast_like(like).transpose(*like.dims).values).ravel()
