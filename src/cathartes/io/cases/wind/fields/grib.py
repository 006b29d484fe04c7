"""GRIB fields of weather models, through cfgrib, which is an extra."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path
from typing import Any

import numpy as np

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
    datasets = opened_grib(path)
    try:
        return wind_of_datasets(path, datasets, need, kind or "model")
    finally:
        for one in datasets:
            one.close()


def opened_grib(path: Path) -> list[Any]:
    """Open a GRIB file as datasets, that nearest to 10 m above ground first.

    Raises
    ------
    CaseError
        If cfgrib is not installed, or the file is damaged.
    """
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
        with warnings.catch_warnings():
            # cfgrib merges datasets in a way that xarray is about to change; it concerns neither
            # the reader of the file nor what is read.
            warnings.simplefilter("ignore", FutureWarning)
            # No index is written beside the file of a person.
            kwargs = {"indexpath": "", "errors": "raise"}
            found = cfgrib.open_datasets(str(path), backend_kwargs=kwargs)
    except Exception as error:  # cfgrib raises EOFError, KeyError, ecCodes' own errors ...
        raise CaseError.about(
            path,
            "file",
            found=f"{type(error).__name__}: {error}",
            expected="whole GRIB messages",
            remedy="Check it with grib_ls; download it again where it is cut.",
        ) from error
    return sorted(map(_longitudes_in_order, found), key=_away_from_ten_metres)


def _longitudes_in_order(data: Any) -> Any:
    """Return a dataset whose longitudes are in the order of its values.

    cfgrib sorts the longitudes, also those of an area across Greenwich (357 .. 359, 0, 1), whose
    values start in the west: every value would lie a piece of the grid away.
    """
    if not data.data_vars or "longitude" not in data.dims:
        return data
    told = next(iter(data.data_vars.values())).attrs
    first = told.get("GRIB_longitudeOfFirstGridPointInDegrees")
    step = told.get("GRIB_iDirectionIncrementInDegrees")
    if told.get("GRIB_gridType") != "regular_ll" or first is None or not step:
        return data
    sign = -1.0 if told.get("GRIB_iScansNegatively") else 1.0
    attributes = data["longitude"].attrs
    longitude = first + sign * step * np.arange(data.sizes["longitude"])
    return data.assign_coords(longitude=("longitude", longitude, attributes))


def _away_from_ten_metres(data: Any) -> float:
    """Return how far a dataset is from 10 m above ground: cfgrib has one for each level."""
    if "heightAboveGround" not in data.coords:
        return 1e9
    return float(abs(data["heightAboveGround"] - 10.0).min())
