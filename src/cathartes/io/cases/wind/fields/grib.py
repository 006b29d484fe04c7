"""GRIB fields of weather models, through cfgrib, which is an extra."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from cathartes.errors import CaseError
from cathartes.io.cases.wind.fields.dataset_wind import wind_of_datasets
from cathartes.io.cases.wind.need import WindNeed
from cathartes.model.location.wind_series import WindSeries


def read_grib_wind(
    path: Path, need: WindNeed, kind: str | None
) -> tuple[WindSeries, tuple[str, ...]]:
    """Read the wind nearest to 10 m above ground at the place of a case.

    Raises
    ------
    CaseError
        If cfgrib is not installed, the file is damaged, has no wind, or lies elsewhere.
    """
    datasets = _opened(path)
    try:
        return wind_of_datasets(path, datasets, need, kind or "model")
    finally:
        for one in datasets:
            one.close()


def _opened(path: Path) -> list[Any]:
    try:
        cfgrib = importlib.import_module("cfgrib")
    except Exception as error:  # ecCodes is a shared library: its absence has many forms
        raise CaseError.about(
            path,
            "file",
            found=f"a GRIB file, and nothing here to read it with ({error})",
            expected="cfgrib with ecCodes",
            remedy="Install the extra: pip install 'cathartes[grib]'; or give the wind as NetCDF, "
            "METAR or CSV.",
        ) from error
    try:
        # No index is written beside the file of a person.
        found = cfgrib.open_datasets(str(path), backend_kwargs={"indexpath": "", "errors": "raise"})
    except Exception as error:  # cfgrib raises EOFError, KeyError, ecCodes' own errors ...
        raise CaseError.about(
            path,
            "file",
            found=f"{type(error).__name__}: {error}",
            expected="whole GRIB messages",
            remedy="Check it with grib_ls; download it again where it is cut.",
        ) from error
    return sorted(found, key=_away_from_ten_metres)


def _away_from_ten_metres(data: Any) -> float:
    """Return how far a dataset is from 10 m above ground: cfgrib has one for each level."""
    if "heightAboveGround" not in data.coords:
        return 1e9
    return float(abs(data["heightAboveGround"] - 10.0).min())
