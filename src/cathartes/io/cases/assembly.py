"""Observations and wind put together, and asked whether they fit each other."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve

from cathartes.io.cases.reach import within_reach
from cathartes.io.cases.search_area import area_around, check_sensors
from cathartes.io.cases.sensed import read_observations
from cathartes.io.cases.sensed.units import mass_of_unit
from cathartes.io.cases.wind import need_of, read_wind, wind_for
from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import GasOfCase
from cathartes.model.provenance import InputFile


def assemble_case(
    *,
    name: str,
    observations: Path,
    wind: Path,
    gases: Sequence[GasOfCase],
    crs: str | None,
    wind_kind: str | None,
    kind_of_tables: str,
    search_area_m: tuple[float, float, float, float] | None,
    release_height_hint_m: float | None = None,
    terrain_slope: float | None = None,
    notes: str = "",
    also_read: Sequence[Path] = (),
) -> SourceCase:
    """Read both files and make a case of them.

    Parameters
    ----------
    name : str
    observations, wind : Path
    gases : sequence of GasOfCase
    crs : str or None
        None: as the observations say.
    wind_kind : str or None
        None: as the file looks; of a CSV table ``kind_of_tables``.
    kind_of_tables : str
    search_area_m : (float, float, float, float) or None
        None: around the sensors.
    release_height_hint_m, terrain_slope, notes
        As in ``SourceCase``.
    also_read : sequence of Path
        Files to be named among the inputs.

    Raises
    ------
    CaseError
        If a file is broken, or the two do not fit each other.
    """
    sensed = read_observations(observations, gases, crs)
    told = list(sensed.warnings)
    need = need_of(sensed.observations, sensed.crs)
    rows, about_wind = read_wind(wind, need, wind_kind, kind_of_tables=kind_of_tables)
    rows, seen, about_both = wind_for(wind, rows, sensed.observations)
    told += [*about_wind, *about_both]
    if search_area_m is None:
        search_area_m = area_around(seen)
        corners = ", ".join(f"{one:.0f}" for one in search_area_m)
        told.append(
            f"No search area was given: sources were looked for within ({corners}), the sensors' "
            "extent with as much again on each side; a source further away was not looked for."
        )
    else:
        told += check_sensors(observations, seen, search_area_m, sensed.crs)
        search_area_m, cut = within_reach(observations, seen, search_area_m)
        told += [cut] if cut else []
    middle = seen.time_s + 0.5 * seen.averaging_s
    seen = evolve(
        seen, kg_m3_per_unit=mass_of_unit(seen.unit, sensed.gases, seen.gas, middle, rows)
    )
    return SourceCase(
        name=name,
        gases=sensed.gases,
        observations=seen,
        wind=rows,
        search_area_m=search_area_m,
        crs=sensed.crs,
        release_height_hint_m=release_height_hint_m,
        terrain_slope=terrain_slope,
        notes=notes,
        warnings=tuple(dict.fromkeys(told)),
        inputs=tuple(hash_input(path) for path in (observations, wind, *also_read)),
    )


def hash_input(path: Path) -> InputFile:
    """Return name, digest and length of a file that was read."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return InputFile(path.name, digest, file.tell())
