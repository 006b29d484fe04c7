"""``cathartes simulate``: what lands in the folder, and that the options are heard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cathartes.cli import app as command_line
from cathartes.io.cases import read_case
from cathartes.io.results.detection_reading import read_detection


@pytest.fixture(autouse=True)
def _restore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATHARTES_DEBUG", "0")
    monkeypatch.setattr(command_line, "listen_for_signals", lambda: None)


def fly(out: Path, *options: str) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(["simulate", "flight", "--out", str(out), *options])
    assert not ended.value.code


@pytest.mark.parametrize(("carrier", "sources"), [("drone", 2), ("aircraft", 1), ("drone", 0)])
def test_a_flight_is_written_with_its_truth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], carrier: str, sources: int
) -> None:
    fly(tmp_path, "--carrier", carrier, "--sources", str(sources), "--seed", "3")
    case = read_case(tmp_path)
    assert case.observations.sensor_names == (carrier,)
    assert case.name == "flight-3"
    told = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert len(told["sources"]) == sources
    shown = capsys.readouterr().out
    assert "1 sensor, " in shown
    assert ("There is no source." in shown) == (sources == 0)


def test_passes_are_written_as_detection_would_with_their_times_and_truth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(
            ["simulate", "passes", "--out", str(tmp_path), "--camera", "owl", "--number", "2",
             "--seconds", "4.5", "--seed", "2"]
        )  # fmt: skip
    assert not ended.value.code
    passes = [read_detection(tmp_path / f"pass_{k}" / "detection.nc") for k in (1, 2)]
    times = [one.acquired_at for one in passes]
    assert times[0] is not None
    assert times[1] is not None
    assert (times[1] - times[0]).total_seconds() == pytest.approx(4.5)
    assert {one.instrument for one in passes} == {"OWL"}
    assert all(len(one.plumes) == 1 for one in passes)
    head = json.loads((tmp_path / "pass_2" / "plumes.geojson").read_text("utf-8"))
    assert head["acquired_at"] == times[1].isoformat()
    told = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert told["times"] == [time.isoformat() for time in times if time]
    assert "OWL, SF6" in capsys.readouterr().out


def test_a_camera_that_nobody_built_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(["simulate", "passes", "--out", str(tmp_path), "--camera", "Hubble"])
    assert ended.value.code == 1
    assert "--camera" in capsys.readouterr().err


def test_a_campaign_is_written_and_the_next_step_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(
            ["simulate", "campaign", str(tmp_path / "c"), "--size", "tiny", "--workers", "1"]
        )
    assert not ended.value.code
    shown = capsys.readouterr().out
    assert "SIMULATED campaign: " in shown
    assert "cathartes campaign run" in shown
    assert (tmp_path / "c" / "campaign.toml").is_file()


def test_a_folder_that_holds_a_campaign_already_is_one_clear_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c" / "incoming").mkdir(parents=True)
    with pytest.raises(SystemExit) as ended:
        command_line.main(["simulate", "campaign", str(tmp_path / "c")])
    assert ended.value.code == 1
    told = capsys.readouterr()
    assert "must not be mixed" in " ".join((told.out + told.err).split())
    assert "Traceback" not in told.err
