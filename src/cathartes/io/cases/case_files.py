"""A case from two files, where nobody has written a ``case.json``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cathartes.io.cases.assembly import assemble_case
from cathartes.io.cases.search_area import check_area
from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import GasOfCase


def case_from_files(
    observations: Path,
    wind: Path,
    gases: Sequence[GasOfCase],
    *,
    search_area_m: tuple[float, float, float, float] | None = None,
    crs: str | None = None,
    wind_kind: str | None = None,
    terrain_slope: float | None = None,
) -> SourceCase:
    """Read a case from its files.

    Parameters
    ----------
    observations, wind : Path
        As ``observations.csv`` and ``wind.csv`` of a case, or of any format that can hold them.
    gases : sequence of GasOfCase
        At least one; the first one where the table has no column ``gas``.
    search_area_m : (float, float, float, float), optional
        Easting and northing of the lower left, then of the upper right corner. Left out, it is
        the sensors' extent with as much again on each side.
    crs : str, optional
        Left out, it is as the observations say: local metres of a table, the UTM zone of degrees.
    wind_kind : str, optional
        Where the wind is from: a key of ``WIND_ERRORS``. Left out, it is "metar" for METAR, "model"
        for a field, "sonic" or "mast" for a series at a point, "mast" for a table.
    terrain_slope : float, optional
        Steepest slope, 0.1 = 10 %.

    Raises
    ------
    CaseError
        If a file is missing, broken or contradictory, or the search area is no rectangle.
    """
    observations, wind = Path(observations), Path(wind)
    if search_area_m is not None:
        check_area("the command line", "--search-area", search_area_m)
    return assemble_case(
        name=observations.stem,
        observations=observations,
        wind=wind,
        gases=gases,
        crs=crs,
        wind_kind=wind_kind,
        kind_of_tables="mast",
        search_area_m=search_area_m,
        terrain_slope=terrain_slope,
    )
