"""NetCDF winds: fields of models, stations, raw sonics."""

from __future__ import annotations

from pathlib import Path

from cathartes.io.cases.tables.netcdf_file import opened_dataset
from cathartes.io.cases.wind.fields.dataset_wind import wind_of_datasets
from cathartes.io.cases.wind.need import WindNeed
from cathartes.model.location.wind_series import WindSeries


def read_netcdf_wind(
    path: Path, need: WindNeed, kind: str | None
) -> tuple[WindSeries, tuple[str, ...]]:
    """Read the wind nearest to 10 m above ground at the place of a case.

    Raises
    ------
    CaseError
        If the file is damaged, has no wind, or lies elsewhere.
    """
    with opened_dataset(path) as data:
        return wind_of_datasets(path, [data], need, kind)
