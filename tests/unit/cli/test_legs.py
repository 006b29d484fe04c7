"""``cathartes legs``: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cathartes.cli import app as command_line
from cathartes.io.results.location import write_posterior
from tests.made_locations import make_case, make_location

UTM = "EPSG:32613"
WIND = ("--wind-speed", "4", "--wind-from", "240")


@pytest.fixture(autouse=True)
def _restore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATHARTES_DEBUG", "0")
    monkeypatch.setattr(command_line, "listen_for_signals", lambda: None)


@pytest.fixture
def located(tmp_path: Path) -> Path:
    folder = tmp_path / "located"
    folder.mkdir()
    write_posterior(folder / "posterior.nc", make_location(make_case(crs=UTM)))
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        command_line.main(["legs", *arguments])
    shown = capsys.readouterr()
    return int(ended.value.code or 0), shown.out, shown.err


def read(path: Path) -> dict[str, Any]:
    values = json.loads(path.read_text("utf-8"))
    assert isinstance(values, dict)
    return values


def test_legs_are_shown_in_order_and_drawn_near_the_source(
    capsys: pytest.CaptureFixture[str], located: Path, tmp_path: Path
) -> None:
    out = tmp_path / "legs.geojson"
    code, shown, _ = run(
        capsys, str(located), *WIND, "--wanted-area", "50", "--legs", "3", "--out", str(out)
    )
    assert code == 0
    assert "fly: " in shown
    written = read(out)
    assert written["should_stop"] is False
    assert [one["properties"]["number"] for one in written["features"]] == [1, 2, 3]
    longitude, latitude = np.array(written["features"][0]["geometry"]["coordinates"]).T
    # A kilometre is 0.012 degrees of longitude here.
    assert np.all(np.abs(longitude + 104.988) < 0.012)
    assert np.all(np.abs(latitude - 39.75) < 0.01)
    areas = [one["properties"]["expected_region_area_m2"] for one in written["features"]]
    assert areas[-1] < written["region_area_m2"]


def test_a_region_small_enough_says_stop_and_writes_no_leg(
    capsys: pytest.CaptureFixture[str], located: Path, tmp_path: Path
) -> None:
    out = tmp_path / "legs.geojson"
    code, shown, _ = run(capsys, str(located), *WIND, "--wanted-area", "100000", "--out", str(out))
    assert code == 0
    assert "stop: " in shown
    assert read(out)["features"] == []
    assert read(out)["stop_cause"] == "region small enough"


def test_where_no_source_is_stated_no_place_is_searched(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write_posterior(tmp_path / "posterior.nc", make_location(n_sources=0))
    code, shown, _ = run(capsys, str(tmp_path / "posterior.nc"), *WIND)
    assert code == 0
    assert "stop: No source" in shown


def test_legs_stay_inside_the_area_given(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write_posterior(tmp_path / "posterior.nc", make_location())
    out = tmp_path / "legs.geojson"
    # The source is at (40, -25); the wind is from the south-west.
    area = (0.0, -60.0, 120.0, 60.0)
    given = ",".join(str(one) for one in area)
    run(
        capsys, str(tmp_path), *WIND, "--wanted-area", "50", "--flight-area", given,
        "--out", str(out),
    )  # fmt: skip
    legs = read(out)["features"]
    assert legs
    places = np.array([one["geometry"]["coordinates"] for one in legs]).reshape(-1, 2)
    assert np.all(places >= np.array(area[:2]) - 1e-3)
    assert np.all(places <= np.array(area[2:]) + 1e-3)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--platform", "balloon"), "drone, helicopter, aircraft, imager"),
        (("--at", "here"), "2 numbers"),
        (("--flight-area", "9,9,1,1"), "lower left corner"),
        (("--height", "4000"), "5 to 120 m"),
    ],
)
def test_what_cannot_be_is_refused_in_one_paragraph(
    capsys: pytest.CaptureFixture[str], located: Path, given: tuple[str, ...], said: str
) -> None:
    code, _, error = run(capsys, str(located), *WIND, *given)
    assert code == 1
    assert said in " ".join(error.split())


def test_another_file_is_no_posterior(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wrong = tmp_path / "posterior.nc"
    wrong.write_text("no NetCDF", encoding="utf-8")
    code, _, error = run(capsys, str(wrong), *WIND)
    assert code == 1
    assert "cathartes locate" in " ".join(error.split())
