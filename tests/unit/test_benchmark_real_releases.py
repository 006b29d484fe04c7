"""How real releases are thinned, resampled, and handed to the peer; made data, no field data."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve
from rich.console import Console

from benchmarks.location.concentrations.judged import JudgedCase, JudgedSource, TrueSource
from benchmarks.location.concentrations.real import prairie_grass, pyelq_peer, tables
from benchmarks.location.concentrations.real.chilbolton import (
    CHILBOLTON,
    MOST_DROPPED,
    SHIFT_S,
    minute_blocks,
    resampled,
)
from benchmarks.location.concentrations.real.pyelq_peer import judge_pyelq, stated_sources
from cathartes.model.location.case import SourceCase
from tests.made_locations import TRUE_KG_PER_H, TRUE_M, make_case

TRUTH = [TrueSource(float(TRUE_M[0]), float(TRUE_M[1]), TRUE_KG_PER_H)]


def drawn(east: float, north: float, rate: float, count: int, seed: int) -> dict[str, list[float]]:
    rng = np.random.default_rng(seed)
    return {
        "iteration": np.arange(count).tolist(),
        "easting_m": (east + 0.1 * rng.standard_normal(count)).tolist(),
        "northing_m": (north + 0.1 * rng.standard_normal(count)).tolist(),
        "rate_kg_per_h": (rate + 0.1 * rng.standard_normal(count)).tolist(),
    }


def together(*parts: dict[str, list[float]], kept: int) -> dict[str, object]:
    joined = {name: [x for part in parts for x in part[name]] for name in parts[0]}
    return {**joined, "iterations_kept": kept, "cpu_s": 12.0}


def with_known_wind(gap: int) -> SourceCase:
    case = make_case()
    speed = case.wind.speed_m_s.copy()
    speed[gap] = np.nan
    known = np.full(case.wind.size, 1.0)
    wind = evolve(
        case.wind, speed_m_s=speed, sigma_w_m_s=known, temperature_k=280.0 * known,
        pressure_pa=1e5 * known,
    )  # fmt: skip
    return evolve(case, wind=wind)


def test_blocks_are_about_ten_minutes_and_reach_over_no_gap() -> None:
    minutes = 60.0 * np.concatenate([np.arange(37), 500 + np.arange(12), 900 + np.arange(4)])
    blocks = minute_blocks(minutes)
    np.testing.assert_array_equal(np.concatenate(blocks), minutes)
    assert all(4 <= block.size <= 14 for block in blocks)
    assert all((np.diff(block) == 60.0).all() for block in blocks)


def test_a_resample_holds_whole_blocks_with_their_own_wind() -> None:
    case = make_case()
    for seed in range(6):
        other = resampled(case, np.random.default_rng(seed))
        seen, wind = other.observations, other.wind
        assert (np.diff(seen.time_s) >= 0.0).all()
        assert (np.diff(wind.time_s) > 0.0).all()
        beams = len(np.unique(case.observations.sensor)) - len(np.unique(seen.sensor))
        assert 0 <= beams <= MOST_DROPPED
        row = np.searchsorted(wind.time_s, seen.time_s, side="right") - 1
        np.testing.assert_array_equal(wind.time_s[row], seen.time_s)
        origin = seen.time_s - SHIFT_S * np.floor((seen.time_s - case.wind.time_s[0]) / SHIFT_S)
        old = np.searchsorted(case.wind.time_s, origin)
        np.testing.assert_array_equal(case.wind.speed_m_s[old], wind.speed_m_s[row])
        values = {
            (time, sensor): value
            for time, sensor, value in zip(
                case.observations.time_s, case.observations.sensor, case.observations.value,
                strict=True,
            )
        }  # fmt: skip
        for time, sensor, value in zip(origin, seen.sensor, seen.value, strict=True):
            assert values[time, sensor] == value


def test_resamples_differ_and_repeat_some_blocks() -> None:
    case = make_case()
    shifts = [
        float(np.ptp(resampled(case, np.random.default_rng(seed)).observations.time_s))
        for seed in range(6)
    ]
    assert len(set(shifts)) > 1
    assert max(shifts) >= SHIFT_S


def test_the_two_sides_of_a_plume_hold_all_samplers_and_share_only_the_axis() -> None:
    case = make_case()
    left = prairie_grass.side_of_plume(case, TRUTH, is_left=True)
    right = prairie_grass.side_of_plume(case, TRUTH, is_left=False)
    assert (left | right).all()
    assert 0 < left.sum() < left.size
    assert (left & right).sum() < 0.5 * left.size


def test_groups_of_runs_are_even_and_follow_each_other() -> None:
    groups = [prairie_grass.group_of(number) for number in range(prairie_grass.N_RUNS)]
    assert groups == sorted(groups)
    assert set(np.bincount(groups)) <= {5, 6}


def test_patches_of_draws_become_sources_and_stray_draws_do_not() -> None:
    draws = together(
        drawn(10.5, 20.5, 1.2, 100, 1), drawn(40.5, 5.5, 0.5, 60, 2), drawn(70.5, 70.5, 9.0, 3, 3),
        kept=100,
    )  # fmt: skip
    first, second = sorted(stated_sources(draws), key=lambda one: one.easting_m)
    assert (first.easting_m, first.northing_m) == pytest.approx((10.5, 20.5), abs=0.2)
    assert first.emission_rate_kg_per_h == pytest.approx(1.2, abs=0.1)
    assert (second.easting_m, second.northing_m) == pytest.approx((40.5, 5.5), abs=0.2)


def test_two_sources_in_one_patch_of_one_draw_are_added() -> None:
    draws = together(drawn(10.5, 20.5, 1.0, 100, 1), drawn(10.5, 20.5, 2.0, 100, 2), kept=100)
    (one,) = stated_sources(draws)
    assert one.emission_rate_kg_per_h == pytest.approx(3.0, abs=0.1)


def test_no_draws_are_no_source() -> None:
    nothing = together({name: [] for name in drawn(0, 0, 1, 1, 1)}, kept=100)
    assert stated_sources(nothing) == []


def test_the_peer_is_run_once_and_judged_as_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, object]] = []

    def run(command: list[str], **given: str) -> subprocess.CompletedProcess[str]:
        asked.append(json.loads(given["input"]))
        found = together(drawn(*TRUE_M[:2], TRUE_KG_PER_H, 90, 1), kept=100)
        return subprocess.CompletedProcess(command, 0, json.dumps(found), "")

    monkeypatch.setattr(pyelq_peer.subprocess, "run", run)
    case = with_known_wind(gap=3)
    for _ in range(2):
        result = judge_pyelq("python", case, TRUTH, tmp_path / "one.json", seed=1)
    assert len(asked) == 1
    assert len(asked[0]["beams"]) == len(np.unique(case.observations.sensor))
    assert len(asked[0]["beams"][0]["time_s"]) == case.wind.size - 1
    assert result.cpu_s == 12.0
    assert result.n_stated == 1
    assert result.p_number[1] == pytest.approx(0.9)
    assert result.sources[0].in_region_90
    assert result.sources[0].rate_ratio == pytest.approx(1.0, abs=0.05)


def test_a_peer_that_fails_has_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        pyelq_peer.subprocess, "run",
        lambda command, **given: subprocess.CompletedProcess(command, 1, "", "x\nValueError: no"),
    )  # fmt: skip
    result = judge_pyelq("python", with_known_wind(gap=3), TRUTH, tmp_path / "one.json", seed=1)
    assert result.error == "ValueError: no"
    assert not (tmp_path / "one.json").exists()
    assert not result.sources[0].is_found


def test_an_interpreter_without_pyelq_is_none() -> None:
    has_it = subprocess.run(
        [sys.executable, "-c", "import pyelq"], capture_output=True, check=False
    )
    assert (pyelq_peer.pyelq_python() is not None) == (has_it.returncode == 0)


def test_the_table_sets_ours_beside_the_peer_on_the_same_resamples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = JudgedCase((JudgedSource(1.0, np.nan, is_found=False),), 0, (1.0, 0, 0, 0), 0.0, 1.0)
    asked: list[tuple[str, int]] = []

    def judge_some(name: str, numbers: list[int], *_: object, **__: object) -> list[JudgedCase]:
        asked.append((name, len(numbers)))
        return [evolve(nowhere, cpu_s=float(number)) for number in numbers]

    monkeypatch.setattr(tables, "judge_many", judge_some)
    monkeypatch.setattr(tables, "pyelq_python", lambda: "python")
    monkeypatch.setattr(tables, "judge_pyelq", lambda *_, **__: evolve(nowhere, cpu_s=100.0))
    lists = tuple(evolve(one, make=lambda number: (make_case(), TRUTH)) for one in CHILBOLTON)
    monkeypatch.setattr(tables, "CHILBOLTON", lists)
    console = Console(file=io.StringIO())
    _, _, how_many = tables.run_chilbolton(tmp_path, console, processes=1, peer_cases=3)
    rows = {row[0]: row for row in how_many.rows}
    assert asked == [("chilbolton_1", 51), ("chilbolton_2", 51)]
    spent = how_many.columns.index("CPU s, median")
    assert rows["Chilbolton, source 1, resampled"][1] == 50
    assert rows["Chilbolton, source 1, the same 3: ours"][1] == 3
    assert rows["Chilbolton, source 1, the same 3: ours"][spent] == 2.0
    assert rows["Chilbolton, source 1, 3 resampled: pyELQ"][spent] == 100.0
    monkeypatch.setattr(tables, "pyelq_python", lambda: None)
    *_, alone = tables.run_chilbolton(tmp_path, console, processes=1)
    assert not any("pyELQ" in str(row[0]) for row in alone.rows)
    assert any("not installed" in note for note in alone.notes)
