"""Simulated passes, as `cathartes detect` hands them on, to sources, by the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cathartes.cli import app as command_line
from cathartes.simulate.passes import CAMERAS, draw_pass, draw_settings, write_simulated_passes

SEED, BETWEEN_S = 4, 70.0
GIVEN_M_S = 3.4
"""Of the true 2.1 m/s: a model's wind, wrong as such winds are."""


@pytest.fixture(scope="module")
def flight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flight")
    rng = np.random.default_rng(SEED)
    settings = draw_settings(rng, emitters=1, strengths=(15.0, 60.0))
    assert settings.camera in CAMERAS
    passes = draw_pass(settings, rng, (0.0, BETWEEN_S))
    write_simulated_passes(passes, settings, folder)
    return folder


@pytest.fixture(autouse=True)
def _restore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATHARTES_DEBUG", "0")
    monkeypatch.setattr(command_line, "listen_for_signals", lambda: None)


def locate(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        command_line.main(["locate", *map(str, arguments), "--quiet"])
    return int(ended.value.code or 0)


def result(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "source.json").read_text("utf-8"))
    return found


def wind(flight: Path) -> tuple[str, ...]:
    true = result_of_truth(flight)["wind"]
    direction = true["from_direction_deg"] + 12.0
    return ("--wind-speed", str(GIVEN_M_S), "--wind-from", str(direction), "--wind-kind", "model")


def result_of_truth(flight: Path) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((flight / "truth.json").read_text("utf-8"))
    return truth


def width(found: dict[str, Any]) -> float:
    one = found["sources"][0]
    return float(np.log(one["emission_rate_q95"] / one["emission_rate_q05"]))


def test_the_drift_between_two_passes_corrects_a_wind_of_a_model(
    flight: Path, tmp_path: Path
) -> None:
    passes = flight / "pass_1", flight / "pass_2"
    truth = result_of_truth(flight)
    assert locate(*passes, "--together", *wind(flight), "--out", tmp_path / "both") == 0
    far = ("--time", "2026-06-01T12:00:00Z", "--time", "2026-06-01T15:00:00Z")
    assert locate(*passes, "--together", *wind(flight), *far, "--out", tmp_path / "far") == 0
    both, apart = result(tmp_path / "both"), result(tmp_path / "far")
    (drift,) = both["wind"]["drift"]
    assert drift["is_used"]
    assert drift["from_time"] == truth["times"][0]
    assert drift["to_time"] == truth["times"][1]
    true_speed = truth["wind"]["speed_m_s"]
    assert abs(drift["speed_m_s"] - true_speed) < 2.0 * drift["speed_std_m_s"]
    turned = drift["from_direction_deg"] - truth["wind"]["from_direction_deg"]
    assert abs((turned + 180.0) % 360.0 - 180.0) < 15.0
    # Hours apart the gas of one pass has long left the other.
    (none,) = apart["wind"]["drift"]
    assert none["speed_m_s"] is None
    assert "ten minutes" in none["remark"]
    turned = both["wind"]["fitted_from_direction_deg"] - truth["wind"]["from_direction_deg"]
    assert abs((turned + 180.0) % 360.0 - 180.0) < 8.0
    off = [abs(one["wind"]["fitted_speed_m_s"] - true_speed) for one in (both, apart)]
    assert off[0] < 0.7 * off[1]
    assert width(both) < 0.9 * width(apart)
    rates = truth["sources"][0]["emission_rate_kg_per_h"]["methane"]
    source = both["sources"][0]
    assert source["emission_rate_q05"] < np.mean(rates) < source["emission_rate_q95"]
    report = (tmp_path / "both" / "report.html").read_text("utf-8")
    assert "Drift of the plume in 70.0 s between two passes: as in a wind of" in report
    assert "Drift of the plume in 180 min between two passes: none" in (
        tmp_path / "far" / "report.html"
    ).read_text("utf-8")


def test_passes_come_in_any_order_and_without_a_wind_the_drift_is_the_wind(
    flight: Path, tmp_path: Path
) -> None:
    passes = flight / "pass_1", flight / "pass_2"
    assert locate(*passes, "--together", "--out", tmp_path / "forth") == 0
    assert locate(*passes[::-1], "--together", "--out", tmp_path / "back") == 0
    forth, back = result(tmp_path / "forth"), result(tmp_path / "back")
    assert forth["sources"] == back["sources"]
    assert forth["wind"] == back["wind"]
    (drift,) = forth["wind"]["drift"]
    assert forth["wind"]["given_speed_m_s"] == pytest.approx(drift["speed_m_s"])
    assert any("No wind was given" in one for one in forth["warnings"])
    source, truth = forth["sources"][0], result_of_truth(flight)["sources"][0]
    away = np.hypot(
        source["easting_m"] - truth["easting_m"], source["northing_m"] - truth["northing_m"]
    )
    assert away < 150.0


def test_times_in_the_wrong_order_are_told_from_a_wind_that_is_wrong(
    flight: Path, tmp_path: Path
) -> None:
    swapped = ("--time", "2026-06-01T12:01:10Z", "--time", "2026-06-01T12:00:00Z")
    passes = flight / "pass_1", flight / "pass_2"
    true = result_of_truth(flight)["wind"]
    sure = ("--wind-speed", true["speed_m_s"], "--wind-from", true["from_direction_deg"])
    assert locate(*passes, "--together", *sure, *swapped, "--out", tmp_path) == 0
    found = result(tmp_path)
    assert not found["wind"]["drift"][0]["is_used"]
    assert any("flown in the other order" in one for one in found["warnings"])


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (("2026-06-01T12:00:00", "2026-06-01T12:01:10Z"), "without a zone"),
        (("2026-06-01T12:00:00Z", "2026-06-01T14:00:00+02:00"), "twice"),
        (("2026-06-01T12:00:00Z",), "1 time for 2 images"),
        (("noon", "2026-06-01T12:00:00Z"), "'noon'"),
    ],
)
def test_times_that_cannot_be_used_are_refused(
    flight: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], times: tuple[str, ...],
    words: str,
) -> None:  # fmt: skip
    passes = flight / "pass_1", flight / "pass_2"
    typed = [part for one in times for part in ("--time", one)]
    assert locate(*passes, "--together", *wind(flight), *typed, "--out", tmp_path / "out") == 1
    told = capsys.readouterr().err
    assert "--time" in told
    assert words in told.replace("\n", " ")
    assert not (tmp_path / "out").exists()


def test_one_pass_told_twice_is_refused(
    flight: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = flight / "pass_1", flight / "pass_1"
    assert locate(*again, "--together", *wind(flight), "--out", tmp_path / "out") == 1
    assert "each pass once" in capsys.readouterr().err.replace("\n", " ")


def test_options_of_images_are_refused_where_there_is_no_image(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "site").mkdir()
    out = ("--out", tmp_path / "out")
    assert locate(tmp_path / "site", "--time", "2026-06-01T12:00:00Z", *out) == 1
    assert "no image among the 1 folders" in capsys.readouterr().err.replace("\n", " ")
