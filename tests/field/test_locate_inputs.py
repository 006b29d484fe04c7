"""Real cases in other formats, with real gaps, and with what people get wrong."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import xarray as xr

from cathartes.errors import CaseError
from cathartes.io.cases import read_case
from cathartes.io.cases.wind.gaps import fill_gaps
from cathartes.io.cases.wind.series import take_rows
from tests.formats.cases.test_geopackage import write_geopackage

pytestmark = pytest.mark.field
BEAMS, SAMPLERS = "chilbolton_source1", "pg_run06_a200-800"


@pytest.fixture
def copied(field_data: Path, tmp_path: Path) -> Callable[[str], Path]:
    def copy(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for file in ("observations.csv", "wind.csv", "case.json"):
            shutil.copy(field_data / "locate" / "cases" / name / file, folder / file)
        return folder

    return copy


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def assert_same_observations(one: Any, two: Any) -> None:
    for name in ("time_s", "averaging_s", "begin_m", "end_m", "value", "value_std"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(one.kg_m3_per_unit, two.kg_m3_per_unit)
    assert [one.sensor_names[k] for k in one.sensor] == [two.sensor_names[k] for k in two.sensor]


def test_laser_beams_are_the_same_from_a_geopackage(copied):
    folder = copied(BEAMS)
    plain = read_case(folder).observations
    rows = rows_of(folder / "observations.csv")
    places = [f"{axis}{end}_m" for end in ("", "2") for axis in ("easting", "northing", "height")]
    fields = {name: "TEXT" for name in rows[0] if name not in places and name != "kind"}
    fields |= {"value": "REAL", "value_std": "REAL", "averaging_s": "REAL"}
    features = []
    for row in rows:
        x, y, z, x2, y2, z2 = (float(row[name]) for name in places)
        told = [
            (None if not row[name] else float(row[name])) if kind == "REAL" else row[name]
            for name, kind in fields.items()
        ]
        features.append((shapely.LineString([(x, y, z), (x2, y2, z2)]), *told))
    (folder / "observations.csv").unlink()
    write_geopackage(folder / "observations.gpkg", features, crs=None, columns=fields)
    found = read_case(folder)
    assert_same_observations(found.observations, plain)


def test_samplers_are_the_same_from_netcdf(copied):
    folder = copied(SAMPLERS)
    plain = read_case(folder).observations
    rows = [row for row in rows_of(folder / "observations.csv") if row["value"]]
    time = np.array([row["time"].removesuffix("Z") for row in rows], "datetime64[ns]")
    length = np.array([float(row["averaging_s"]) for row in rows]) * np.timedelta64(10**9, "ns")
    data = xr.Dataset(
        {
            "time": ("obs", time, {"bounds": "bounds"}),
            "bounds": (("obs", "nv"), np.stack([time, time + length], axis=1)),
            "so2": (
                "obs",
                [float(row["value"]) * 1e-6 for row in rows],
                {"standard_name": "mass_concentration_of_so2_in_air", "units": "kg m-3"},
            ),
            "name": ("obs", np.array([r["sensor_id"] for r in rows], object), {"cf_role": "id"}),
            **{
                name: ("obs", [float(row[name]) for row in rows], {"units": "m"})
                for name in ("easting_m", "northing_m", "height_m")
            },
        }
    )
    data["time"].encoding["units"] = "seconds since 1956-01-01T00:00:00Z"
    (folder / "observations.csv").unlink()
    data.to_netcdf(folder / "observations.nc", engine="h5netcdf")
    assert_same_observations(read_case(folder).observations, plain)


@pytest.mark.parametrize("minutes", [1, 3, 7])
def test_winds_that_are_filled_err_as_much_as_they_say(field_data, minutes):
    """Minutes left out of the real sonic are held against what fills them.

    The error of a kind (0.1, 5 degrees) is that of the instrument, which both sides have in
    common; what is tested is the part that grows.
    """
    score = {"log speed": [], "direction": []}
    for name in (BEAMS, "chilbolton_source2"):
        wind = read_case(field_data / "locate" / "cases" / name).wind
        for first in range(1, wind.size - minutes - 1):
            gap = np.arange(first, first + minutes)
            edges = wind.time_s[[first - 1, first + minutes]]
            if np.ptp(edges) != 60.0 * (minutes + 1):
                continue
            middle = gap[minutes // 2]
            filled = fill_gaps(
                take_rows(wind, np.setdiff1d(np.arange(wind.size), gap)),
                wind.time_s[middle : middle + 1] + 30.0,
            )
            assert filled.has_wind.all()
            row = int(np.argmin(np.abs(filled.wind.time_s - wind.time_s[middle])))
            log_error = np.log(filled.wind.speed_m_s[row] / wind.speed_m_s[middle])
            turn = filled.wind.from_direction_deg[row] - wind.from_direction_deg[middle]
            score["log speed"].append(log_error / filled.wind.speed_log_std[row])
            score["direction"].append(
                ((turn + 180.0) % 360.0 - 180.0) / filled.wind.from_direction_error_deg[row]
            )
    for errors in score.values():
        assert len(errors) > 300
        assert 0.6 < np.sqrt(np.mean(np.square(errors))) < 1.4


def test_a_sonic_that_missed_every_fifth_minute_costs_no_observation(copied):
    folder = copied(BEAMS)
    whole = read_case(folder).observations.size
    rows = rows_of(folder / "wind.csv")
    write_rows(folder / "wind.csv", [row for k, row in enumerate(rows) if k % 5])
    found = read_case(folder)
    assert found.observations.size == whole
    assert any("observations lie where the wind is missing" in told for told in found.warnings)


def test_exchanged_columns_are_questioned_where_the_search_area_shows_them(copied):
    folder = copied(SAMPLERS)
    assert read_case(folder).warnings == ()
    rows = rows_of(folder / "observations.csv")
    for row in rows:
        row.update(easting_m=row["northing_m"], northing_m=row["easting_m"])
    write_rows(folder / "observations.csv", rows)
    assert any("easting and northing exchanged" in told for told in read_case(folder).warnings)


Change = Callable[[list[dict[str, str]], list[dict[str, str]], dict[str, Any]], object]

MISTAKES: dict[str, tuple[Change, str]] = {
    "the times of another zone": (
        lambda seen, wind, facts: [row.update(time=row["time"][:-1] + "+05:00") for row in seen],
        "one of the clocks were 5 h off",
    ),
    "times without a zone": (
        lambda seen, wind, facts: [row.update(time=row["time"][:-1]) for row in seen],
        "line 2: time",
    ),
    "the missing marked by -9": (
        lambda seen, wind, facts: [row.update(value="-9") for row in seen[::7]],
        "an empty field where there is no value",
    ),
    "micrograms called milligrams": (
        lambda seen, wind, facts: [
            row.update(value=f"{1e9 * float(row['value'])}") for row in seen if row["value"]
        ],
        "no more than pure gas",
    ),
    "one sampler placed in degrees": (
        lambda seen, wind, facts: seen[3].update(easting_m="-98.57283", northing_m="42.49341"),
        "line 5: easting_m, northing_m",
    ),
    "knots in a column of m/s": (
        lambda seen, wind, facts: [row.update(speed_m_s="-99") for row in wind],
        "0 and 75 m/s",
    ),
    "another gas": (
        lambda seen, wind, facts: [row.update(gas="NO2") for row in seen],
        "line 2: gas: found 'NO2'; expected one of SO2",
    ),
}


@pytest.mark.parametrize(("change", "words"), MISTAKES.values(), ids=MISTAKES.keys())
def test_mistakes_in_a_real_case_are_not_silent(copied, change, words):
    folder = copied(SAMPLERS)
    seen, wind = rows_of(folder / "observations.csv"), rows_of(folder / "wind.csv")
    facts = json.loads((folder / "case.json").read_text())
    change(seen, wind, facts)
    write_rows(folder / "observations.csv", seen)
    write_rows(folder / "wind.csv", wind)
    (folder / "case.json").write_text(json.dumps(facts))
    with pytest.raises(CaseError, match=words):
        read_case(folder)
