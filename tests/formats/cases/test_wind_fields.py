"""Winds on grids and at stations: NetCDF, and GRIB where cfgrib is."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from pyproj import CRS, Transformer

from cathartes.errors import CaseError
from cathartes.io.cases import read_case

HOURS = np.datetime64("2020-05-01T09:00", "ns") + np.arange(4) * np.timedelta64(1, "h")
UTM = Transformer.from_crs("EPSG:4326", "EPSG:32630", always_xy=True)
SITE = (-1.437, 51.144)
U = {"standard_name": "eastward_wind", "units": "m s-1"}
V = {"standard_name": "northward_wind", "units": "m s-1"}


@pytest.fixture
def placed(case):
    """Return the case at a place on the Earth."""
    east, north = UTM.transform(*SITE)
    for row in case.rows:
        for end in ("", "2"):
            if row[f"easting{end}_m"]:
                row[f"easting{end}_m"] = f"{float(row[f'easting{end}_m']) + east:.2f}"
                row[f"northing{end}_m"] = f"{float(row[f'northing{end}_m']) + north:.2f}"
    area = [east - 50, north - 50, east + 150, north + 150]
    case.facts.update(crs="EPSG:32630", search_area=area)
    return case


def field(longitude, latitude, **more) -> xr.Dataset:
    """Return a wind that is linear in longitude, latitude and time."""
    hour = np.arange(4.0)[:, None, None]
    east, north = np.asarray(longitude)[None, None, :], np.asarray(latitude)[None, :, None]
    signed = (east + 180.0) % 360.0 - 180.0
    dims = ("time", "latitude", "longitude")
    return xr.Dataset(
        {
            "u10": (dims, 3.0 + 0.5 * signed + hour + 0.0 * north, U),
            "v10": (dims, -2.0 + (north - 51.0) + 0.0 * (hour + east), V),
            "t2m": (dims, 285.0 + 0.0 * (hour + north + east), {"units": "K"}),
            **more,
        },
        {
            "time": HOURS,
            "latitude": ("latitude", latitude, {"units": "degrees_north"}),
            "longitude": ("longitude", longitude, {"units": "degrees_east"}),
        },
    )


def true_wind(hour: float) -> tuple[float, float]:
    u, v = 3.0 + 0.5 * SITE[0] + hour, -2.0 + SITE[1] - 51.0
    return float(np.hypot(u, v)), float(np.degrees(np.arctan2(-u, -v)) % 360.0)


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [
        (np.arange(-3.0, 1.0, 0.25), np.arange(50.0, 53.0, 0.25)),
        (np.arange(-3.0, 1.0, 0.25) % 360.0, np.arange(53.0, 50.0, -0.25)),
        (np.arange(0.0, 360.0, 0.25), np.arange(60.0, 40.0, -0.25)),
    ],
    ids=["west to east", "across Greenwich, north to south", "the whole Earth"],
)
def test_a_field_is_taken_at_the_place_and_the_hours_between_are_filled(
    placed, longitude, latitude
):
    field(longitude, latitude).to_netcdf(placed.folder / "wind.nc", engine="h5netcdf")
    found = read_case(placed.write())
    wind = found.wind
    assert wind.kind == "model"
    assert found.observations.size == 36
    at_ten = np.argmin(np.abs(wind.time_s + 0.5 * wind.averaging_s - found.observations.time_s[0]))
    speed, direction = true_wind(1.0)
    assert wind.speed_m_s[at_ten] == pytest.approx(speed, rel=0.01)
    assert wind.from_direction_deg[at_ten] == pytest.approx(direction, abs=0.5)
    assert wind.temperature_k[at_ten] == pytest.approx(285.0)
    assert wind.position_m[at_ten, 2] == 10.0
    # The next hour is half an hour away at most: the error of the kind is enough.
    assert set(np.round(wind.speed_log_std, 6)) == {0.6}


def test_a_wind_along_a_turned_grid_is_turned_back(placed):
    lambert = CRS.from_proj4("+proj=lcc +lat_1=38.5 +lat_0=38.5 +lon_0=-20 +R=6371229")
    to_grid = Transformer.from_crs("EPSG:4326", lambert, always_xy=True)
    x0, y0 = to_grid.transform(*SITE)
    x, y = x0 + 3000.0 * np.arange(-4, 5), y0 + 3000.0 * np.arange(-4, 5)
    lon, lat = to_grid.transform(*np.meshgrid(x, y), direction="INVERSE")
    # Cone constant times the distance to the central meridian: the convergence of the grid.
    turn = np.sin(np.radians(38.5)) * np.radians(SITE[0] + 20.0)
    shape = (4, 9, 9)
    along = 5.0 * np.cos(turn), 5.0 * np.sin(turn)  # a wind towards the true east
    told = {"units": "m s-1"}
    curved = xr.Dataset(
        {
            "u10": (
                ("time", "y", "x"),
                np.full(shape, along[0]),
                {**told, "standard_name": "x_wind"},
            ),
            "v10": (
                ("time", "y", "x"),
                np.full(shape, along[1]),
                {**told, "standard_name": "y_wind"},
            ),
        },
        {"time": HOURS, "longitude": (("y", "x"), lon), "latitude": (("y", "x"), lat)},
    )
    projected = curved.drop_vars(["longitude", "latitude"]).assign_coords(
        x=("x", x / 1000.0, {"standard_name": "projection_x_coordinate", "units": "km"}),
        y=("y", y / 1000.0, {"standard_name": "projection_y_coordinate", "units": "km"}),
        lcc=((), 0, lambert.to_cf()),
    )
    for name in ("u10", "v10"):
        projected[name].attrs["grid_mapping"] = "lcc"
    for data in (curved, projected):
        data.to_netcdf(placed.folder / "wind.nc", engine="h5netcdf")
        wind = read_case(placed.write()).wind
        np.testing.assert_allclose(wind.from_direction_deg, 270.0, atol=0.3)
        np.testing.assert_allclose(wind.speed_m_s, 5.0, rtol=1e-3)


def test_a_field_of_one_cell_serves_a_case_in_local_metres(case):
    field([10.0], [50.0]).to_netcdf(case.folder / "wind.nc", engine="h5netcdf")
    assert read_case(case.write()).observations.size == 36


def test_a_field_of_many_cells_needs_a_place(case):
    field([10.0, 11.0], [50.0, 51.0]).to_netcdf(case.folder / "wind.nc", engine="h5netcdf")
    with pytest.raises(CaseError, match=r"the place of the case.*which may be anywhere"):
        read_case(case.write())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (field(np.arange(5.0, 9.0), np.arange(50.0, 53.0)), "longitude: found 5 to 8"),
        (field(np.arange(50.0, 53.0), np.arange(-3.0, 1.0)), "are exchanged"),
        (field(np.arange(-3.0, 1.0), np.arange(50.0, 53.0)).drop_vars("v10"), "wind: found none"),
        (
            field(np.arange(-3.0, 1.0), np.arange(50.0, 53.0)).assign(
                u10=lambda d: d["u10"].assign_attrs(units="furlong")
            ),
            "units 'furlong'; expected a speed",
        ),
        (
            field(np.arange(-3.0, 1.0), np.arange(50.0, 53.0)).assign(u10=lambda d: d["u10"] * 1e4
            ).pipe(lambda d: d.assign(u10=d["u10"].assign_attrs(U))),
            "speeds between 0 and 75",
        ),
        (
            field(np.arange(-3.0, 1.0), np.arange(50.0, 53.0)).expand_dims(number=[0, 1]),
            "2 members",
        ),
        (
            field(np.arange(-3.0, 1.0), np.arange(50.0, 53.0)).assign_coords(
                time=HOURS - np.timedelta64(400, "D")
            ),
            "0 observations with a wind",
        ),
    ],
)  # fmt: skip
def test_a_field_that_does_not_fit_is_refused(placed, data, words):
    data.to_netcdf(placed.folder / "wind.nc", engine="h5netcdf")
    with pytest.raises(CaseError, match=words) as caught:
        read_case(placed.write())
    assert "wind.nc" in str(caught.value)


def test_the_level_nearest_to_ten_metres_is_taken(case):
    levels = np.array([2.0, 12.0, 80.0])
    speed = np.array([2.0, 4.0, 9.0])[None, :] * np.ones((4, 1))
    xr.Dataset(
        {"u": (("time", "height"), speed, U), "v": (("time", "height"), 0.0 * speed, V)},
        {"time": HOURS, "height": ("height", levels, {"units": "m"})},
    ).to_netcdf(case.folder / "wind.nc", engine="h5netcdf")
    wind = read_case(case.write()).wind
    assert set(wind.speed_m_s) == {4.0}
    assert set(wind.position_m[:, 2]) == {12.0}
    assert set(wind.from_direction_deg) == {270.0}


def test_pressure_levels_are_refused(case):
    xr.Dataset(
        {
            "u": (("time", "level"), np.ones((4, 2)), U),
            "v": (("time", "level"), np.ones((4, 2)), V),
        },
        {"time": HOURS, "level": ("level", [1000.0, 850.0], {"units": "hPa"})},
    ).to_netcdf(case.folder / "wind.nc", engine="h5netcdf")
    with pytest.raises(CaseError, match="levels in hPa; expected heights above ground"):
        read_case(case.write())


def test_a_raw_sonic_becomes_minutes_with_its_turbulence(case):
    rng = np.random.default_rng(5)
    n = 12 * 60 * 10
    time = np.datetime64("2020-05-01T10:00", "ns") + np.arange(n) * np.timedelta64(100, "ms")
    u, w = 3.0 + 0.8 * rng.normal(size=n), 0.3 * rng.normal(size=n)
    v = 0.5 * rng.normal(size=n)
    xr.Dataset(
        {
            "u": ("time", u, U),
            "v": ("time", v, V),
            "w": ("time", w, {"standard_name": "upward_air_velocity", "units": "m s-1"}),
            "t": ("time", np.full(n, 12.0), {"standard_name": "air_temperature", "units": "degC"}),
        },
        {"time": time},
    ).to_netcdf(case.folder / "wind.nc", engine="h5netcdf")
    found = read_case(case.write())
    wind = found.wind
    assert wind.kind == "sonic"
    assert wind.size == 12
    np.testing.assert_allclose(wind.sigma_v_m_s, 0.5, rtol=0.15)
    np.testing.assert_allclose(wind.sigma_w_m_s, 0.3, rtol=0.15)
    np.testing.assert_allclose(wind.temperature_k, 285.15)
    assert np.all(np.abs(wind.from_direction_deg - 270.0) < 3.0)
    assert np.isfinite(wind.friction_velocity_m_s).all()
    assert any("7200 values of wind were averaged to 12 minutes" in told for told in found.warnings)


def test_speed_and_direction_serve_in_place_of_components(case):
    minute = np.datetime64("2020-05-01T10:00", "ns") + np.arange(12) * np.timedelta64(60, "s")
    xr.Dataset(
        {
            "ws": ("time", np.full(12, 10.0), {"standard_name": "wind_speed", "units": "knots"}),
            "wd": ("time", np.full(12, 370.0),
                   {"standard_name": "wind_from_direction", "units": "degrees"}),
        },
        {"time": minute},
    ).to_netcdf(case.folder / "wind.nc", engine="scipy")  # fmt: skip
    wind = read_case(case.write()).wind
    assert wind.kind == "mast"
    np.testing.assert_allclose(wind.speed_m_s, 5.144, rtol=1e-3)
    np.testing.assert_allclose(wind.from_direction_deg, 10.0)


def write_grib(path: Path, longitude: np.ndarray, latitude: np.ndarray) -> None:
    """Write hourly winds at 10 m and temperatures at 2 m, as ecCodes does."""
    eccodes = importlib.import_module("eccodes")
    with path.open("wb") as file:
        data = field(longitude, latitude)
        for hour in range(4):
            for short, name in (("10u", "u10"), ("10v", "v10"), ("2t", "t2m")):
                message = eccodes.codes_grib_new_from_samples("regular_ll_sfc_grib2")
                keys = {
                    "Ni": longitude.size,
                    "Nj": latitude.size,
                    "longitudeOfFirstGridPointInDegrees": float(longitude[0] % 360.0),
                    "longitudeOfLastGridPointInDegrees": float(longitude[-1] % 360.0),
                    "latitudeOfFirstGridPointInDegrees": float(latitude[0]),
                    "latitudeOfLastGridPointInDegrees": float(latitude[-1]),
                    "iDirectionIncrementInDegrees": 0.25,
                    "jDirectionIncrementInDegrees": 0.25,
                    "dataDate": 20200501,
                    "dataTime": 900 + 100 * hour,
                    "shortName": short,
                }
                for key, value in keys.items():
                    eccodes.codes_set(message, key, value)
                eccodes.codes_set_values(message, np.ravel(data[name].values[hour]))
                eccodes.codes_write(message, file)
                eccodes.codes_release(message)


@pytest.mark.parametrize("west", [-3.0, -8.0], ids=["across Greenwich", "west of it"])
def test_a_grib_field_is_taken_at_the_place(placed, west):
    pytest.importorskip("cfgrib", reason="GRIB is an extra: pip install 'cathartes[grib]'")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        write_grib(
            placed.folder / "wind.grib2",
            west + np.arange(0, 8.25, 0.25),
            np.arange(53, 49.9, -0.25),
        )
        found = read_case(placed.write())
    wind = found.wind
    assert wind.kind == "model"
    at_ten = np.argmin(np.abs(wind.time_s + 0.5 * wind.averaging_s - found.observations.time_s[0]))
    speed, direction = true_wind(1.0)
    assert wind.speed_m_s[at_ten] == pytest.approx(speed, rel=0.01)
    assert wind.from_direction_deg[at_ten] == pytest.approx(direction, abs=0.5)
    assert wind.temperature_k[at_ten] == pytest.approx(285.0, abs=0.1)
    assert sorted(path.name for path in placed.folder.iterdir()) == [
        "case.json", "observations.csv", "wind.grib2"
    ]  # fmt: skip


def test_a_broken_grib_file_is_refused(placed):
    pytest.importorskip("cfgrib", reason="GRIB is an extra: pip install 'cathartes[grib]'")
    placed.put("wind.grib2", b"GRIB" + bytes(200))
    with pytest.raises(CaseError, match=r"wind\.grib2"):
        read_case(placed.write())


def test_without_cfgrib_the_error_says_what_to_install(placed, monkeypatch):
    def absent(name: str) -> None:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr("cathartes.io.cases.wind.fields.grib.importlib.import_module", absent)
    placed.put("wind.grib2", b"GRIB" + bytes(200))
    with pytest.raises(CaseError, match=r"pip install 'cathartes\[grib\]'"):
        read_case(placed.write())
