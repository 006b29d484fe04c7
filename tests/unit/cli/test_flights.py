"""``cathartes flights``: what it prints and writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from cathartes.cli import app as command_line
from tests.flight_logs import nmea_log


@pytest.fixture(autouse=True)
def _restore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATHARTES_DEBUG", "0")
    monkeypatch.setattr(command_line, "listen_for_signals", lambda: None)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        command_line.main(["flights", *arguments])
    shown = capsys.readouterr()
    return int(ended.value.code or 0), shown.out, shown.err


@pytest.fixture
def log(tmp_path: Path) -> Path:
    points = [
        (f"12{k // 60:02d}{k % 60:02d}.00", 24.8, -107.41 + 1e-4 * k, 100.0) for k in range(61)
    ]
    path = tmp_path / "flight.nmea"
    path.write_text(nmea_log(points))
    return path


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    line = {"type": "LineString", "coordinates": [[-107.41, 24.8], [-107.40, 24.8]]}
    features = [{"type": "Feature", "geometry": line, "properties": {"name": "north"}}]
    path = tmp_path / "plan.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_a_track_is_described(capsys, log):
    code, shown, _ = run(capsys, "track", str(log))
    assert code == 0
    assert "NMEA 0183" in shown
    assert "61 in 1 piece" in shown
    assert "2026-11-25T12:00:00" in shown


def test_coverage_is_shown_written_and_its_gap_can_be_flown_next(capsys, log, plan, tmp_path):
    out = tmp_path / "out"
    code, shown, _ = run(
        capsys, "coverage", str(log), "--plan", str(plan), "--swath-m", "80", "--out", str(out)
    )
    assert code == 0
    assert "north" in shown
    assert "gap" in shown
    kinds = [
        one["properties"]["kind"]
        for one in json.loads((out / "coverage.geojson").read_text())["features"]
    ]
    assert kinds == ["planned line", "gap", "track"]
    assert (out / "coverage.png").read_bytes().startswith(b"\x89PNG")
    record = json.loads((out / "coverage.json").read_text())
    assert record["covered_share"] == pytest.approx(0.6, abs=0.01)
    assert [one["name"] for one in record["provenance"]["inputs"]] == [plan.name, log.name]
    (gap,) = json.loads((out / "gaps.geojson").read_text())["features"]
    np.testing.assert_allclose(
        gap["geometry"]["coordinates"], [[-107.404, 24.8], [-107.40, 24.8]], atol=2e-5
    )
    code, shown, _ = run(
        capsys, "coverage", str(log), "--plan", str(out / "gaps.geojson"), "--json"
    )
    assert code == 0
    assert json.loads(shown)["covered_share"] < 0.01


def test_a_missing_swath_is_one_paragraph(capsys, log, plan):
    code, shown, told = run(capsys, "coverage", str(log), "--plan", str(plan))
    assert (code, shown) == (1, "")
    assert "--swath-m" in told


@pytest.mark.parametrize("swath", ["nan", "0", "inf"])
def test_a_swath_that_is_no_breadth_is_refused_though_the_plan_has_none(capsys, log, plan, swath):
    code, shown, told = run(capsys, "coverage", str(log), "--plan", str(plan), "--swath-m", swath)
    assert (code, shown) == (1, "")
    assert "swath_m: found" in told


def test_a_missing_track_is_one_paragraph(capsys, tmp_path):
    code, _, told = run(capsys, "track", str(tmp_path / "none.gpx"))
    assert code == 1
    assert told.startswith("error: ")
