"""The benchmark's measures of locating on answers small enough to work out by hand."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve
from rich.console import Console
from scipy.stats import binom

from benchmarks.location.concentrations import many
from benchmarks.location.concentrations.case_lists import all_lists
from benchmarks.location.concentrations.judged import (
    JudgedCase,
    TrueSource,
    interval_score_of_log,
    judge_case,
    judge_location,
)
from benchmarks.location.concentrations.many import judge_many
from benchmarks.location.concentrations.rows import (
    HOW_MANY,
    HOW_MUCH,
    WHERE,
    belief_in_numbers,
    how_many_row,
    how_much_row,
    where_row,
)
from benchmarks.location.concentrations.simulated import DEV_SEED, SIMULATED
from cathartes.model.location.source import SourceLocation
from tests.made_locations import make_case, make_location


def judged(location: SourceLocation, *truth: TrueSource) -> JudgedCase:
    return judge_location(location, truth, 1.0)


def at_estimate(location: SourceLocation, number: int, rate_factor: float = 1.0) -> TrueSource:
    one = location.sources[number]
    return TrueSource(one.easting_m, one.northing_m, rate_factor * one.emission_rate_kg_per_h, 20.0)


def test_a_right_answer_holds_everything() -> None:
    location = make_location(n_sources=1)
    case = judged(location, at_estimate(location, 0))
    (source,) = case.sources
    assert source.is_found
    assert source.in_region_50
    assert source.in_region_90
    assert source.in_interval
    assert source.error_m == 0.0
    assert source.rate_ratio == pytest.approx(1.0)
    assert case.total_ratio == pytest.approx(1.0)
    assert case.n_stated == case.n_true == 1


def test_each_true_source_is_matched_to_the_stated_one_beside_it() -> None:
    location = make_location(n_sources=2)
    truth = [at_estimate(location, 1), at_estimate(location, 0)]
    assert [one.error_m for one in judged(location, *truth).sources] == [0.0, 0.0]


def test_a_true_source_without_a_match_holds_nothing_and_counts_among_all() -> None:
    location = make_location(n_sources=1)
    here = at_estimate(location, 0)
    away = evolve(here, easting_m=here.easting_m + 500.0)
    case = judged(location, here, away)
    row = dict(zip(WHERE[:5], where_row("two", [case])[:5], strict=True))
    assert (row["sources"], row["found"]) == (2, 1)
    cells = where_row("two", [case])
    assert cells[WHERE.index("90 % region, found")] == 1.0
    assert cells[WHERE.index("90 % region, all")] == 0.5
    much = how_much_row("two", [case])
    assert much[HOW_MUCH.index("factor 2, found")] == 1.0
    assert much[HOW_MUCH.index("factor 2, all")] == 0.5


def test_a_far_match_is_found_and_not_held() -> None:
    location = make_location(n_sources=1)
    here = at_estimate(location, 0)
    (source,) = judged(location, evolve(here, northing_m=here.northing_m + 900.0)).sources
    assert source.is_found
    assert not source.in_region_90
    assert source.error_m == pytest.approx(900.0)


def test_a_wrong_rate_is_not_held_and_costs_the_distance_to_the_interval() -> None:
    location = make_location(n_sources=1)
    (source,) = judged(location, at_estimate(location, 0, rate_factor=50.0)).sources
    assert not source.in_interval
    assert source.rate_ratio == pytest.approx(0.02)
    assert interval_score_of_log(2.0, 1.0, 4.0) == pytest.approx(np.log(4.0))
    assert interval_score_of_log(8.0, 1.0, 4.0) == pytest.approx(np.log(4.0) + 20.0 * np.log(2.0))
    assert interval_score_of_log(0.5, 1.0, 4.0) == pytest.approx(np.log(4.0) + 20.0 * np.log(2.0))


def test_the_honest_interval_has_the_best_score_in_the_mean() -> None:
    truths = np.exp(np.random.default_rng(0).normal(0.0, 0.5, 4000))

    def mean_score(half: float) -> float:
        bounds = np.exp(-half), np.exp(half)
        return float(np.mean([interval_score_of_log(one, *bounds) for one in truths]))

    honest = mean_score(1.645 * 0.5)
    assert honest < mean_score(0.5 * 1.645 * 0.5)
    assert honest < mean_score(1.5 * 1.645 * 0.5)


def test_blanks_and_numbers_are_counted() -> None:
    none, one = make_location(n_sources=0), make_location(n_sources=1)
    cases = [
        judged(none),
        judged(one),
        judged(one, at_estimate(one, 0)),
        judged(none, TrueSource(0, 0, 1)),
    ]
    cells = dict(zip(HOW_MANY, how_many_row("all", cases), strict=True))
    assert cells["blanks called blank"] == "1 of 2"
    assert cells["number right"] == 0.5
    assert cells["too many"] == 0.25
    assert cells["too few"] == 0.25


def test_the_test_of_coverage_is_exact() -> None:
    location = make_location(n_sources=1)
    here = at_estimate(location, 0)
    right, wrong = judged(location, here), judged(location, evolve(here, northing_m=1e5))
    p = where_row("many", [right] * 7 + [wrong] * 3)[WHERE.index("90 % region, found") + 1]
    # Two-sided: with n = 10, every outcome is at most as likely as 7 of 10 but 8, 9 and 10.
    assert p == pytest.approx(float(binom.cdf(7, 10, 0.9)))


def test_a_case_that_cannot_be_located_is_no_answer_and_holds_nothing() -> None:
    case = make_case()
    empty = evolve(
        case, observations=case.observations.take(np.zeros(case.observations.size, bool))
    )
    result = judge_case(empty, [TrueSource(0.0, 0.0, 1.0)])
    assert result.error
    cells = dict(zip(HOW_MANY, how_many_row("all", [result]), strict=True))
    assert cells["no answer"] == 1
    assert cells["number right"] == 0.0
    assert where_row("all", [result])[WHERE.index("90 % region, all")] == 0.0


def test_results_survive_the_way_to_a_file_and_back() -> None:
    location = make_location(n_sources=1)
    here = at_estimate(location, 0)
    case = judged(location, here, evolve(here, easting_m=1e4))
    back = JudgedCase.from_document(json.loads(json.dumps(case.as_document())))
    assert where_row("", [back]) == where_row("", [case])
    assert how_many_row("", [back]) == how_many_row("", [case])


def test_known_results_are_not_made_again_until_the_code_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    location = make_location(n_sources=1)

    def judge(case: object, truth: object) -> JudgedCase:
        made.append(len(made))
        return judged(location, at_estimate(location, 0))

    monkeypatch.setattr(many, "judge_case", judge)
    console = Console(file=io.StringIO())

    def go(numbers: list[int]) -> list[JudgedCase]:
        return judge_many("noise", numbers, tmp_path, console, processes=1)

    assert len(go([1, 2])) == 2
    assert len(go([1, 2, 3])) == 3
    assert len(made) == 3
    monkeypatch.setattr(many, "fingerprint", lambda: "other")
    go([1])
    assert len(made) == 4


def test_reported_seeds_are_none_that_are_tuned_on() -> None:
    for one in SIMULATED:
        assert max(one.numbers) < DEV_SEED
        assert len(set(one.numbers)) == len(one.numbers)
    assert set(all_lists()) >= {"flights_two", "flights_few", "networks", "samplers", "noise"}


def test_lists_hold_the_cases_they_name() -> None:
    lists = all_lists()
    case, truth = lists["flights_two"].make(DEV_SEED + 1)
    assert len(truth) == 2
    assert "flight" in case.name
    counts = {len(lists["flights_few"].make(DEV_SEED + n)[1]) for n in range(8)}
    assert counts == {0, 1}
    assert lists["noise"].make(DEV_SEED)[1] == []


def test_numbers_are_judged_by_how_often_they_are_true() -> None:
    location = make_location(n_sources=1)
    right = evolve(judged(location, at_estimate(location, 0)), p_number=(0.1, 0.8, 0.1, 0.0))
    wrong = evolve(judged(location), p_number=(0.2, 0.6, 0.2, 0.0))
    sentence = belief_in_numbers("made", [right, wrong])
    expected = -0.5 * (np.log(0.8) + np.log(0.2))
    assert f"log score of the number {expected:.2f}" in sentence
    assert "1 said with 0.70 and true in 0.50 of 2" in sentence
