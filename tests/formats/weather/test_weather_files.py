"""Weather from a table, METAR text, fields: each record with the spread of its source."""

from __future__ import annotations

import importlib
import math
import warnings
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from cathartes.errors import CaseError, InputError, RecordError
from cathartes.io.cases.wind.series import CALM_M_S
from cathartes.io.weather.readers import read_weather
from cathartes.model.identity import content_id
from cathartes.model.location.wind_series import WIND_ERRORS

HEADER = (
    "begins_at,ends_at,longitude,latitude,wind_speed_m_s,wind_speed_std_m_s,"
    "wind_from_direction_deg,wind_from_direction_std_deg,air_temperature_k,source"
)
ROW = "2026-06-01T16:00:00Z,2026-06-01T16:10:00Z,-107.4,24.8,4.0,0.5,250,7,297.5,sonic"
DAY = datetime(2026, 6, 1, tzinfo=UTC)


def read(path: Path, **more):
    return read_weather(path, is_simulated=True, **more)


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "weather.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_a_row_of_the_table_is_a_record_as_it_stands(tmp_path):
    (record,) = read(table(tmp_path, ROW))
    assert record.begins_at == datetime(2026, 6, 1, 16, tzinfo=UTC)
    assert (record.longitude, record.latitude, record.source) == (-107.4, 24.8, "sonic")
    assert record.wind.speed_m_s == 4.0
    assert record.wind.speed_std_m_s == 0.5
    assert record.wind.from_direction_std_deg == 7.0
    assert record.air_temperature_k == 297.5
    assert record.is_simulated


@pytest.mark.parametrize("source", sorted(WIND_ERRORS))
def test_an_empty_spread_is_that_of_the_source(tmp_path, source):
    row = f"2026-06-01T16:00:00Z,2026-06-01T16:10:00Z,-107.4,24.8,4.0,,250,,,{source}"
    (record,) = read(table(tmp_path, row))
    log_std, direction_std = WIND_ERRORS[source]
    assert record.wind.speed_std_m_s == pytest.approx(4.0 * log_std)
    assert record.wind.from_direction_std_deg == direction_std
    assert record.air_temperature_k is None


def test_a_calm_is_a_weak_wind_from_anywhere(tmp_path):
    (record,) = read(table(tmp_path, ROW.replace(",4.0,0.5,", ",0,0,")))
    assert record.wind.speed_m_s == CALM_M_S
    assert record.wind.from_direction_std_deg > 100.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("2026-06-01T16:00:00Z", "2026-06-01T16:00:00"), "line 2.*begins_at.*zone"),
        ((",sonic", ",kite"), "line 2.*source.*kite.*sonic, mast"),
        ((",250,", ",,"), "line 2.*wind_from_direction_deg.*nothing"),
        ((",24.8,", ",124.8,"), "line 2.*latitude"),
        (("16:10:00Z", "15:10:00Z"), "line 2.*ends_at"),
        ((",4.0,0.5", ",-4.0,0.5"), "line 2"),
    ],
)
def test_a_fault_names_line_and_field(tmp_path, change, message):
    with pytest.raises((CaseError, RecordError), match=message):
        read(table(tmp_path, ROW.replace(*change)))


def test_a_missing_column_is_named(tmp_path):
    header = HEADER.replace("longitude", "long")
    with pytest.raises(CaseError, match="column longitude"):
        read(table(tmp_path, ROW, header=header))


def test_a_renamed_table_gives_the_same_records(tmp_path):
    path = table(tmp_path, ROW)
    other = path.rename(tmp_path / "other.txt")
    assert content_id(read(other)[0]) == content_id(read(table(tmp_path, ROW))[0])


METAR = """# station MMCL -107.47 24.76 33
# station MMMZ -106.27 23.16
# day 2026-06-01
METAR MMCL 011540Z 25008KT 10SM FEW040 31/19 A2984=
METAR MMCL 011640Z 00000KT 10SM 32/18 A2983=
SPECI MMMZ 011545Z VRB04KT 9999 30/22 Q1011=
"""


def metar(folder: Path, text: str = METAR) -> Path:
    path = folder / "airports.metar"
    path.write_text(text)
    return path


def test_reports_of_several_stations_stand_where_the_file_places_them(tmp_path):
    records = read(metar(tmp_path))
    assert [(one.longitude, one.latitude) for one in records] == [
        (-107.47, 24.76), (-106.27, 23.16), (-107.47, 24.76),
    ]  # fmt: skip
    first = records[0]
    assert first.source == "metar"
    assert first.ends_at == datetime(2026, 6, 1, 15, 40, tzinfo=UTC)
    assert first.wind.speed_m_s == pytest.approx(8 * 1852 / 3600, abs=1e-5)
    assert first.wind.from_direction_deg == 250.0
    assert first.wind.speed_std_m_s == pytest.approx(0.35 * first.wind.speed_m_s, rel=1e-4)
    assert first.air_temperature_k == pytest.approx(304.15)
    calm, variable = records[2], records[1]
    assert calm.wind.speed_m_s == CALM_M_S
    assert variable.wind.from_direction_std_deg > 100.0


def test_a_station_without_a_place_is_told_what_is_expected(tmp_path):
    text = METAR.replace("# station MMMZ -106.27 23.16\n", "")
    with pytest.raises(CaseError, match=r"MMMZ.*# station ICAO longitude latitude"):
        read(metar(tmp_path, text))
    places = {"MMMZ": (-106.27, 23.16)}
    assert len(read(metar(tmp_path, text), stations=places)) == 3


def test_reports_without_month_and_year_need_a_day(tmp_path):
    text = METAR.replace("# day 2026-06-01\n", "")
    with pytest.raises(CaseError, match="without month and year"):
        read(metar(tmp_path, text))
    assert read(metar(tmp_path, text), day=DAY) == read(metar(tmp_path, text), day=DAY)
    assert {one.begins_at.month for one in read(metar(tmp_path, text), day=DAY)} == {6}


def test_a_date_in_front_of_a_report_goes_before_the_day(tmp_path):
    text = "# station EGDM -1.75 51.16\n2017-05-09 11:20 METAR EGDM 091120Z 05006KT=\n"
    (record,) = read(metar(tmp_path, text), day=DAY)
    assert record.ends_at == datetime(2017, 5, 9, 11, 20, tzinfo=UTC)


HOURS = np.datetime64("2026-06-01T15:00", "ns") + np.arange(3) * np.timedelta64(1, "h")


def field(names=("u10", "v10"), standard=("eastward_wind", "northward_wind")) -> xr.Dataset:
    """Return a wind of (3 + hour, 4) m/s everywhere, on a grid about the place."""
    longitude, latitude = np.arange(-108.5, -106.4, 0.25), np.arange(24.0, 26.1, 0.25)
    shape = (3, latitude.size, longitude.size)
    dims = ("time", "latitude", "longitude")
    east = np.broadcast_to(3.0 + np.arange(3.0)[:, None, None], shape)
    attributes = [{"units": "m s-1", "standard_name": one} for one in standard]
    return xr.Dataset(
        {
            names[0]: (dims, east, attributes[0]),
            names[1]: (dims, np.full(shape, 4.0), attributes[1]),
        },
        {
            "time": HOURS,
            "latitude": ("latitude", latitude, {"units": "degrees_north"}),
            "longitude": ("longitude", longitude, {"units": "degrees_east"}),
        },
    )


def test_a_field_is_read_at_places_within_the_area_at_all_times(tmp_path):
    path = tmp_path / "model.nc"
    field().to_netcdf(path, engine="h5netcdf")
    box = (-107.6, 24.6, -107.2, 25.0)
    records = read(path, within=box)
    assert len(records) == 25 * 3
    assert {one.source for one in records} == {"model"}
    for one in records:
        assert box[0] - 1e-6 <= one.longitude <= box[2] + 1e-6
        assert box[1] - 1e-6 <= one.latitude <= box[3] + 1e-6
        hour = one.begins_at.hour + round(one.begins_at.minute / 60) - 15
        assert one.wind.speed_m_s == pytest.approx(math.hypot(3.0 + hour, 4.0), rel=1e-5)
        towards = math.degrees(math.atan2(3.0 + hour, 4.0))
        assert one.wind.from_direction_deg == pytest.approx(towards + 180.0, abs=1e-3)
        assert one.wind.from_direction_std_deg == WIND_ERRORS["model"][1]


@pytest.mark.parametrize(
    ("names", "standard"),
    [
        (("U", "V"), ("x_wind", "y_wind")),
        (("eastw", "northw"), ("eastward_wind", "northward_wind")),
    ],
)
def test_a_field_is_known_by_its_standard_names(tmp_path, names, standard):
    path = tmp_path / "model.nc"
    field(names, standard).to_netcdf(path, engine="h5netcdf")
    assert len(read(path)) == 75


def test_a_field_of_another_place_is_refused(tmp_path):
    path = tmp_path / "model.nc"
    field().to_netcdf(path, engine="h5netcdf")
    with pytest.raises(CaseError, match=r"longitude|latitude"):
        read(path, within=(10.0, 50.0, 11.0, 51.0))


def test_a_series_at_a_station_stands_at_the_station(tmp_path):
    path = tmp_path / "mast.nc"
    field().isel(latitude=[3], longitude=[4]).to_netcdf(path, engine="h5netcdf")
    records = read(path)
    assert {(one.longitude, one.latitude) for one in records} == {(-107.5, 24.75)}
    assert len(records) == 3


def test_a_grib_field_is_read_or_the_extra_is_named(tmp_path):
    path = tmp_path / "model.grib2"
    try:
        importlib.import_module("cfgrib")
    except Exception:  # noqa: BLE001  ecCodes is a shared library: its absence has many forms
        path.write_bytes(b"GRIB" + b"\0" * 60)
        with pytest.raises(InputError, match=r"cathartes\[grib\]"):
            read(path)
        pytest.skip("GRIB is an extra: pip install 'cathartes[grib]'; that it says so was tested")
    from tests.formats.cases.test_wind_fields import write_grib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        write_grib(path, np.arange(-8.5, -6.4, 0.25), np.arange(53.0, 50.9, -0.25))
        records = read(path, within=(-7.6, 51.6, -7.2, 52.0))
    assert len(records) == 25 * 4
    assert {one.source for one in records} == {"model"}
    for one in records[:8]:
        hour = one.begins_at.hour + round(one.begins_at.minute / 60) - 9
        speed = math.hypot(3.0 + 0.5 * one.longitude + hour, one.latitude - 53.0)
        assert one.wind.speed_m_s == pytest.approx(speed, rel=0.02)


def test_what_is_no_weather_is_told_with_what_is_expected(tmp_path):
    path = tmp_path / "odd.txt"
    path.write_text("it was windy\n")
    with pytest.raises(CaseError, match="wind_from_direction_deg"):
        read(path)
