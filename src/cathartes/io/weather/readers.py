"""The readers of weather, in a list one can read, and the one way to read any weather."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cathartes.errors import CaseError
from cathartes.io.cases.tables.signature import Signature, signature_of
from cathartes.io.cases.wind.reports.metar_file import holds_metar
from cathartes.io.deliveries.files import nameless_input
from cathartes.io.weather.fields import read_field_weather
from cathartes.io.weather.metar_text import Place, read_metar_weather
from cathartes.io.weather.table import is_weather_header, read_weather_table
from cathartes.model.campaign.area import Box
from cathartes.model.campaign.product import WeatherRecord
from cathartes.model.campaign.record import Marking

_LOOKED_AT = 2**20


def read_weather(
    path: Path,
    *,
    within: Box | None = None,
    day: datetime | None = None,
    stations: Mapping[str, Place] | None = None,
    marking: Marking | None = None,
    is_simulated: bool,
) -> tuple[WeatherRecord, ...]:
    """Read weather of any known format, with the digest of its file.

    Parameters
    ----------
    path : Path
        ``weather.csv``, METAR text, NetCDF or GRIB; what it is, is told by what is inside.
    within : (west, south, east, north), optional
        Of a field: only there.
    day : datetime, optional
        Of METAR reports that tell no month.
    stations : mapping of str to (longitude, latitude), optional
        Of METAR stations that the file does not place.
    marking : Marking, optional
    is_simulated : bool

    Raises
    ------
    CaseError, RecordError
        If the file cannot be read, or holds no weather.
    """
    signature = signature_of(path)
    inputs = (nameless_input(path),)
    if signature in (Signature.GRIB, Signature.HDF5, Signature.NETCDF3):
        return read_field_weather(
            path, within=within, inputs=inputs, marking=marking, is_simulated=is_simulated
        )
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        begin = file.read(_LOOKED_AT)
    header = [one.strip() for one in begin.lstrip().split("\n", 1)[0].split(",")]
    if is_weather_header(header):
        return read_weather_table(path, inputs=inputs, marking=marking, is_simulated=is_simulated)
    if holds_metar(begin):
        return read_metar_weather(
            path,
            stations=stations,
            day=day,
            inputs=inputs,
            marking=marking,
            is_simulated=is_simulated,
        )
    raise CaseError.about(
        path,
        "format",
        found=f"text that begins with {begin[:60]!r}",
        expected="a table with columns begins_at, ends_at, longitude, latitude, wind_speed_m_s, "
        "wind_from_direction_deg, source; METAR reports; NetCDF; GRIB",
        remedy="Give one of them.",
    )
