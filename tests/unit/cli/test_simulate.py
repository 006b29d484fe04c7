"""``cathartes simulate flight``: what lands in the folder, and that the options are heard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cathartes.cli import app as command_line
from cathartes.io.cases import read_case


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
