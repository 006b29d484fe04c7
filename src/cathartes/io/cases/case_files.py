"""A case from two tables, where nobody has written a ``case.json``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cathartes.errors import CaseError
from cathartes.io.cases.case_folder import hash_input
from cathartes.io.cases.observation_table import read_observation_table
from cathartes.io.cases.wind_table import read_wind_table
from cathartes.model.location.case import LOCAL_CRS, SourceCase
from cathartes.model.location.observations import GasOfCase, Observations

LEAST_MARGIN_M, MARGIN_SIZES = 50.0, 1.0
"""Around the sensors, where no search area is given: their own extent, this much at least."""


def case_from_files(
    observations: Path,
    wind: Path,
    gases: Sequence[GasOfCase],
    *,
    search_area_m: tuple[float, float, float, float] | None = None,
    crs: str = LOCAL_CRS,
    wind_kind: str = "sonic",
    terrain_slope: float | None = None,
) -> SourceCase:
    """Read a case from its tables.

    Parameters
    ----------
    observations, wind : Path
        As ``observations.csv`` and ``wind.csv`` of a case.
    gases : sequence of GasOfCase
        At least one; the first one where the table has no column ``gas``.
    search_area_m : (float, float, float, float), optional
        Easting and northing of the lower left, then of the upper right corner. Left out, it is
        the sensors' extent with as much again on each side.
    crs : str
    wind_kind : str
        Where the wind is from: a key of ``WIND_ERRORS``.
    terrain_slope : float, optional
        Steepest slope, 0.1 = 10 %.

    Raises
    ------
    CaseError
        If a table is missing, broken or contradictory, or the search area is no rectangle.
    """
    observations, wind = Path(observations), Path(wind)
    rows, about_wind = read_wind_table(wind, wind_kind)
    seen, about_values = read_observation_table(observations, gases, rows)
    warnings = [*about_wind, *about_values]
    if search_area_m is None:
        search_area_m = area_around(seen)
        corners = ", ".join(f"{one:.0f}" for one in search_area_m)
        warnings.append(
            f"No search area was given: sources were looked for within ({corners}), the sensors' "
            "extent with as much again on each side; a source further away was not looked for."
        )
    elif not (
        all(map(math.isfinite, search_area_m))
        and search_area_m[0] < search_area_m[2]
        and search_area_m[1] < search_area_m[3]
    ):
        raise CaseError.about(
            "the command line",
            "--search-area",
            found=", ".join(f"{one:g}" for one in search_area_m),
            expected="easting and northing of the lower left, then of the upper right corner",
            remedy="Put the smaller numbers first.",
        )
    return SourceCase(
        name=observations.stem,
        gases=tuple(gases),
        observations=seen,
        wind=rows,
        search_area_m=search_area_m,
        crs=crs,
        terrain_slope=terrain_slope,
        warnings=tuple(warnings),
        inputs=(hash_input(observations), hash_input(wind)),
    )


def area_around(observations: Observations) -> tuple[float, float, float, float]:
    """Return the sensors' extent with as much again on each side, and 50 m at least."""
    ends = np.concatenate([observations.begin_m[:, :2], observations.end_m[:, :2]])
    low, high = ends.min(axis=0), ends.max(axis=0)
    margin = max(LEAST_MARGIN_M, MARGIN_SIZES * float((high - low).max()))
    return (
        float(low[0] - margin),
        float(low[1] - margin),
        float(high[0] + margin),
        float(high[1] + margin),
    )
