"""Trajectories and stations of CF, as xarray writes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from pyproj import CRS, Transformer

from cathartes.errors import CaseError
from cathartes.io.cases import case_from_files, read_case
from cathartes.model.location.case import LOCAL_CRS
from cathartes.model.location.observations import GasOfCase
from tests.formats.cases.conftest import as_csv, made_wind

METHANE = [GasOfCase("methane", 16.043)]
N = 12
TIME = np.datetime64("2020-05-01T10:00", "ns") + np.arange(N) * np.timedelta64(60, "s")
UTM = Transformer.from_crs("EPSG:4326", "EPSG:32630", always_xy=True)
EAST, NORTH = UTM.transform(-1.4367, 51.1445)
EAST, NORTH = EAST + 10.0 * np.arange(N), NORTH + 5.0 * np.arange(N)
LON, LAT = UTM.transform(EAST, NORTH, direction="INVERSE")
METHANE_IN_AIR = {"standard_name": "mole_fraction_of_methane_in_air", "units": "1e-6"}


@pytest.fixture
def wind(tmp_path: Path) -> Path:
    path = tmp_path / "wind.csv"
    path.write_text(as_csv(made_wind()))
    return path


def trajectory(**changed: object) -> xr.Dataset:
    """Return a flight: one value a minute."""
    parts = {
        "time": ("obs", TIME, {"standard_name": "time"}),
        "lon": ("obs", LON, {"standard_name": "longitude", "units": "degrees_east"}),
        "lat": ("obs", LAT, {"standard_name": "latitude", "units": "degrees_north"}),
        "z": ("obs", np.full(N, 30.0), {"standard_name": "height", "units": "m"}),
        "ch4": ("obs", 2.0 + 0.01 * np.arange(N), METHANE_IN_AIR),
        **changed,
    }
    return xr.Dataset(
        {name: one for name, one in parts.items() if one is not None},
        attrs={"featureType": "trajectory"},
    )


def save(data: xr.Dataset, path: Path, *, engine: str = "h5netcdf") -> Path:
    data.to_netcdf(path, engine=engine)  # type: ignore[call-overload]
    return path


@pytest.mark.parametrize("engine", ["h5netcdf", "scipy"])
def test_a_trajectory_becomes_a_moving_sensor(tmp_path, wind, engine):
    path = save(trajectory(), tmp_path / "flight.nc", engine=engine)
    case = case_from_files(path, wind, METHANE)
    seen = case.observations
    assert case.crs == "EPSG:32630"
    np.testing.assert_allclose(seen.begin_m[:, 0], EAST, atol=1e-3)
    np.testing.assert_allclose(seen.begin_m[:, 1], NORTH, atol=1e-3)
    np.testing.assert_allclose(seen.value, 2.0 + 0.01 * np.arange(N))
    assert seen.sensor_names == ("flight",)
    assert seen.time_s[1] - seen.time_s[0] == 60.0


def test_stations_are_sensors_of_their_names(tmp_path, wind):
    values = 2.0 + 0.1 * np.arange(3)[:, None] + 0.01 * np.arange(N)
    values[1, 3] = np.nan
    data = xr.Dataset(
        {
            "station": ("station", np.array(["north", "south", "east"], object),
                        {"cf_role": "timeseries_id"}),
            "time": ("time", TIME, {"standard_name": "time"}),
            "easting_m": ("station", [0.0, 50.0, 100.0]),
            "northing_m": ("station", [10.0, 0.0, 40.0]),
            "height_m": ("station", [1.5, 2.0, 3.0], {"units": "m"}),
            "methane": (("station", "time"), 1000.0 * values, {"units": "ppb"}),
        }
    )  # fmt: skip
    case = case_from_files(save(data, tmp_path / "net.nc"), wind, METHANE)
    seen = case.observations
    assert case.crs == LOCAL_CRS
    assert seen.size == 3 * N - 1
    assert seen.sensor_names == ("east", "north", "south")
    north = seen.sensor == 1
    np.testing.assert_allclose(seen.value[north], values[0])
    assert np.unique(seen.begin_m[north], axis=0).tolist() == [[0.0, 10.0, 1.5]]


@pytest.mark.parametrize("form", ["contiguous", "indexed"])
def test_ragged_trajectories_are_told_apart(tmp_path, wind, form):
    data = trajectory(
        drone=("drone", np.array(["one", "two"], object), {"cf_role": "trajectory_id"})
    )
    if form == "contiguous":
        data["n"] = ("drone", np.array([5, 7]), {"sample_dimension": "obs"})
    else:
        data["of"] = ("obs", np.repeat([0, 1], [5, 7]), {"instance_dimension": "drone"})
    case = case_from_files(save(data, tmp_path / "two.nc"), wind, METHANE)
    names = [case.observations.sensor_names[k] for k in case.observations.sensor]
    assert names == ["one"] * 5 + ["two"] * 7


def test_bounds_of_time_are_begin_and_length_of_the_intervals(tmp_path, wind):
    half = np.timedelta64(15, "s")
    data = trajectory(
        time=("obs", TIME, {"standard_name": "time", "bounds": "time_bnds"}),
        time_bnds=(("obs", "nv"), np.stack([TIME - half, TIME + half], axis=1)),
    )
    data["time"].encoding["units"] = "seconds since 2020-01-01T00:00:00Z"
    seen = case_from_files(save(data, tmp_path / "t.nc"), wind, METHANE).observations
    assert set(seen.averaging_s) == {30.0}
    assert seen.time_s[0] == (TIME[0] - half - np.datetime64(0, "ns")) / np.timedelta64(1, "s")


@pytest.mark.parametrize(
    ("units", "scale", "unit"),
    [("ppm", 1.0, "ppm"), ("nmol mol-1", 1e3, "ppm"), ("mol mol-1", 1e-6, "ppm"),
     ("1", 1e-6, "ppm"), ("kg m-3", 1e-6, "mg m-3"), ("ug m-3", 1e3, "mg m-3")],
)  # fmt: skip
def test_units_become_those_of_the_contract(tmp_path, wind, units, scale, unit):
    name = "mass_concentration" if "m-3" in units else "mole_fraction"
    told = {"standard_name": f"{name}_of_methane_in_air", "units": units}
    data = trajectory(ch4=("obs", scale * np.linspace(1.0, 2.0, N), told))
    seen = case_from_files(save(data, tmp_path / "t.nc"), wind, METHANE).observations
    assert seen.unit == unit
    np.testing.assert_allclose(seen.value, np.linspace(1.0, 2.0, N))


def test_each_gas_finds_its_variable(tmp_path, wind):
    ethane = {"standard_name": "mole_fraction_of_ethane_in_air", "units": "ppb"}
    data = trajectory(c2h6=("obs", np.linspace(5.0, 6.0, N), ethane))
    path = save(data, tmp_path / "t.nc")
    both = [*METHANE, GasOfCase("ethane", 30.07)]
    seen = case_from_files(path, wind, both).observations
    assert seen.size == 2 * N
    np.testing.assert_allclose(seen.value[seen.gas == 1], np.linspace(0.005, 0.006, N))
    assert case_from_files(path, wind, both[1:]).observations.size == N


@pytest.mark.parametrize("called", ["CH4", "ch4", "methane", "Methane"])
def test_a_gas_is_found_by_its_name_or_its_formula_among_others(tmp_path, wind, called):
    told = {"standard_name": "mole_fraction_of_carbon_dioxide_in_air", "units": "ppm"}
    data = trajectory(
        dry=("obs", 2.0 + 0.01 * np.arange(N), METHANE_IN_AIR),
        ch4=None,
        wet=("obs", np.linspace(420.0, 430.0, N), told),
    )
    path = save(data, tmp_path / "t.nc")
    seen = case_from_files(path, wind, [GasOfCase(called, 16.043)]).observations
    assert seen.value.max() < 3.0
    seen = case_from_files(path, wind, [GasOfCase("CO2", 44.01)]).observations
    assert seen.value.min() > 400.0


def test_spread_and_response_are_read_from_their_variables(tmp_path, wind):
    data = trajectory(
        ch4=("obs", np.linspace(2, 3, N), {**METHANE_IN_AIR, "ancillary_variables": "err"}),
        err=("obs", np.full(N, 0.02), {"standard_name": "mole_fraction standard_error"}),
        response_s=((), 3.0),
    )
    seen = case_from_files(save(data, tmp_path / "t.nc"), wind, METHANE).observations
    assert set(seen.value_std) == {0.02}
    assert set(seen.response_s) == {3.0}


def test_projected_positions_are_in_their_own_coordinate_system(tmp_path, wind):
    data = trajectory(
        lon=("obs", EAST, {"standard_name": "projection_x_coordinate", "units": "m"}),
        lat=("obs", NORTH, {"standard_name": "projection_y_coordinate", "units": "m"}),
        ch4=("obs", np.linspace(2, 3, N), {**METHANE_IN_AIR, "grid_mapping": "utm"}),
        utm=((), 0, CRS("EPSG:32630").to_cf()),
    )
    case = case_from_files(save(data, tmp_path / "t.nc"), wind, METHANE)
    np.testing.assert_allclose(case.observations.begin_m[:, 0], EAST, atol=1e-6)
    assert CRS(case.crs) == CRS("EPSG:32630")


def test_a_case_folder_may_hold_a_netcdf_file(case):
    save(trajectory(), case.folder / "observations.nc")
    area = [EAST.min() - 50, NORTH.min() - 50, EAST.max() + 50, NORTH.max() + 50]
    case.facts.update(gas="methane", crs="EPSG:32630", search_area=area)
    assert read_case(case.write()).observations.size == N


BAD = {
    "no time": ({"time": None}, "time: found none among"),
    "no position": ({"lon": None}, "position: found none among"),
    "no height": ({"z": None}, "height: found none among.*metres above ground"),
    "an altitude": (
        {"z": ("obs", np.full(N, 30.0), {"standard_name": "altitude", "units": "m"})},
        "height: found none among",
    ),
    "a height in feet": (
        {"z": ("obs", np.full(N, 30.0), {"standard_name": "height", "units": "ft"})},
        "found ft; expected m",
    ),
    "no unit": ({"ch4": ("obs", np.ones(N), {})}, "no variable with a unit of one"),
    "another unit": ({"ch4": ("obs", np.ones(N), {"units": "K"})}, "no variable with a unit"),
    "two candidates": (
        {"methane_raw": ("obs", np.ones(N), {"units": "ppm"}),
         "methane_dry": ("obs", np.ones(N), {"units": "ppm"}), "ch4": None},
        "found methane_raw, methane_dry; expected one variable",
    ),
    "times that are none": (
        {"time": ("obs", np.arange(N, dtype=float), {"standard_name": "time"})},
        "times of CF",
    ),
    "a calendar of no days": (
        {"time": ("obs", np.arange(N, dtype=float),
                  {"units": "days since 2020-01-01", "calendar": "360_day"})},
        "unable to decode time units|times of CF",
    ),
    "latitude for longitude": (
        {"lat": ("obs", np.linspace(100, 101, N), {"standard_name": "latitude"})},
        "latitudes from 100",
    ),
    "dimensions apart": (
        {"z": ("level", [1.0, 2.0], {"standard_name": "height", "units": "m"})},
        "dimensions level; expected some of those of the concentration",
    ),
    "all missing": ({"ch4": ("obs", np.full(N, np.nan), METHANE_IN_AIR)}, "found 0 values"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "words"), BAD.values(), ids=BAD.keys())
def test_a_file_that_is_wrong_is_refused(tmp_path, wind, change, words):
    path = save(trajectory(**change), tmp_path / "flight.nc")
    with pytest.raises(CaseError, match=words) as caught:
        case_from_files(path, wind, METHANE)
    assert "flight.nc" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_counts_that_do_not_add_up_are_refused(tmp_path, wind):
    data = trajectory(n=("drone", np.array([5, 3]), {"sample_dimension": "obs"}))
    with pytest.raises(CaseError, match="add up to 8; expected 12"):
        case_from_files(save(data, tmp_path / "t.nc"), wind, METHANE)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_file_is_refused(tmp_path, wind, share):
    path = save(trajectory(), tmp_path / "t.nc")
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(CaseError, match=r"t\.nc"):
        case_from_files(path, wind, METHANE)


def test_the_only_concentration_is_taken_and_said_so(tmp_path, wind):
    path = save(trajectory(), tmp_path / "t.nc")
    case = case_from_files(path, wind, [GasOfCase("CH4 (dry)", 16.043)])
    assert any("the variable ch4 was taken for CH4 (dry)" in told for told in case.warnings)
