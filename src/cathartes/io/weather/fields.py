"""Fields of 10 m wind (NetCDF, GRIB) as records at some places of the field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cathartes.errors import CaseError
from cathartes.io.cases.tables.netcdf_file import opened_dataset, variable_of
from cathartes.io.cases.tables.signature import Signature, signature_of
from cathartes.io.cases.wind.fields.dataset_wind import wind_of_datasets
from cathartes.io.cases.wind.fields.grib import opened_grib
from cathartes.io.cases.wind.need import WindNeed
from cathartes.io.simulation_mark import attributes_say_simulated
from cathartes.io.weather.records import records_of_series
from cathartes.model.campaign.area import Box
from cathartes.model.campaign.product import WeatherRecord
from cathartes.model.campaign.record import Marking
from cathartes.model.provenance import InputFile

PLACES_A_SIDE = 5
"""A field of wind is smooth: 25 places tell it over a campaign's area."""
_DEGREES = "EPSG:4326"


def read_field_weather(
    path: Path,
    *,
    within: Box | None = None,
    inputs: Sequence[InputFile] = (),
    marking: Marking | None = None,
    is_simulated: bool,
) -> tuple[WeatherRecord, ...]:
    """Read a field at up to 5 x 5 places, or a series at the place of its station.

    Parameters
    ----------
    path : Path
        NetCDF with the wind by its CF names (``eastward_wind``, ``x_wind`` ...) or ``u10`` and
        ``v10``, or GRIB, for which cfgrib must be installed.
    within : (west, south, east, north), optional
        Only there; left out: over the whole field.
    inputs, marking, is_simulated
        Of the records; those of a file with the attribute ``is_simulated`` are simulated.

    Raises
    ------
    CaseError
        If it cannot be read, has no wind, or lies elsewhere; if cfgrib is missing.
    """
    if signature_of(path) is Signature.GRIB:
        datasets = opened_grib(path)
        try:
            return _records(path, datasets, within, inputs, marking, is_simulated)
        finally:
            for one in datasets:
                one.close()
    with opened_dataset(path) as data:
        return _records(path, [data], within, inputs, marking, is_simulated)


def _records(
    path: Path,
    datasets: Sequence[Any],
    within: Box | None,
    inputs: Sequence[InputFile],
    marking: Marking | None,
    is_simulated: bool,
) -> tuple[WeatherRecord, ...]:
    is_simulated = is_simulated or any(attributes_say_simulated(one.attrs) for one in datasets)
    records: list[WeatherRecord] = []
    trouble: CaseError | None = None
    for longitude, latitude in _places(path, datasets, within):
        need = WindNeed(
            begin_s=0.0,
            end_s=0.0,
            easting_m=longitude,
            northing_m=latitude,
            crs=_DEGREES,
            longitude=longitude,
            latitude=latitude,
        )
        try:
            wind, _ = wind_of_datasets(path, datasets, need, None)
        except CaseError as error:
            trouble = trouble or error
            continue
        # A station's own place stands in its rows; a field's are those that were asked for.
        own = wind.position_m[0, :2] if wind.size else np.full(2, np.nan)
        is_station = bool(np.isfinite(own).all())
        at = (float(own[0]), float(own[1])) if is_station else (longitude, latitude)
        records += records_of_series(
            wind,
            *at,
            where=path,
            inputs=inputs,
            marking=marking,
            is_simulated=is_simulated,
        )
        if is_station or wind.kind != "model":
            break
    if not records:
        raise trouble or CaseError.about(
            path,
            "wind",
            found="no value at any place",
            expected="a wind over the area",
            remedy="Give the field of the right area and time.",
        )
    return tuple(records)


def _places(path: Path, datasets: Sequence[Any], within: Box | None) -> list[tuple[float, float]]:
    box = _extent(datasets)
    if box is None and within is None:
        raise CaseError.about(
            path,
            "longitude, latitude",
            found="none",
            expected="longitudes and latitudes of the cells",
            remedy="Add them as variables with these standard names.",
        )
    west, south, east, north = within or box or (0.0, 0.0, 0.0, 0.0)
    if box is not None and within is not None:
        shift = 360.0 * round((0.5 * (box[0] + box[2]) - 0.5 * (west + east)) / 360.0)
        inside = (
            max(west + shift, box[0]) - shift,
            max(south, box[1]),
            min(east + shift, box[2]) - shift,
            min(north, box[3]),
        )
        if inside[0] <= inside[2] and inside[1] <= inside[3]:
            west, south, east, north = inside
    longitudes = _lattice(west, east)
    latitudes = _lattice(south, north)
    return [(_wrapped(x), y) for y in latitudes for x in longitudes]


def _extent(datasets: Sequence[Any]) -> Box | None:
    for data in datasets:
        longitude = variable_of(data, ["longitude"], ["longitude", "lon", "xlong", "nav_lon"])
        latitude = variable_of(data, ["latitude"], ["latitude", "lat", "xlat", "nav_lat"])
        if longitude is not None and latitude is not None:
            x, y = np.asarray(longitude.values, float), np.asarray(latitude.values, float)
            return (
                float(np.nanmin(x)),
                float(np.nanmin(y)),
                float(np.nanmax(x)),
                float(np.nanmax(y)),
            )
    return None


def _lattice(low: float, high: float) -> list[float]:
    n = 1 if high - low < 1e-9 else PLACES_A_SIDE
    ends = (low, high) if n > 1 else (0.5 * (low + high),) * 2
    return [round(float(one), 7) for one in np.linspace(*ends, n)]


def _wrapped(longitude: float) -> float:
    return (longitude + 180.0) % 360.0 - 180.0
