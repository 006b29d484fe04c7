"""The benchmark's measures on cases small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from benchmarks.metrics import (
    ColumnStatement,
    binomial_interval,
    count_found,
    expected_calibration_error,
    find_emitters,
    head_distance_pixels,
    match_plume,
    poisson_interval,
    reliability,
    score_columns,
    threshold_at_rate,
)
from benchmarks.real import realised_rates

SHAPE = (40, 50)


@frozen(eq=False)
class Emitter:
    gases: tuple[str, ...]
    snr: NDArray[np.float32]
    gas_snr: dict[str, float]
    line: float
    sample: float


def block(lines: slice, samples: slice) -> NDArray[np.bool_]:
    mask = np.zeros(SHAPE, bool)
    mask[lines, samples] = True
    return mask


def emitter_at(lines: slice, samples: slice, gas: str = "SF6", snr: float = 8.0) -> Emitter:
    strength = np.where(block(lines, samples), snr, 0.0).astype(np.float32)
    return Emitter((gas,), strength, {gas: snr}, float(lines.start), float(samples.start))


# --- recall ---------------------------------------------------------------------------------


def test_threshold_lets_exactly_the_allowed_number_of_free_pixels_through() -> None:
    score = np.arange(1000.0).reshape(20, 50)
    free = np.ones((20, 50), bool)
    threshold = threshold_at_rate(score, free, 0.01)
    assert count_found(score, free, threshold) == (10, 1000)


def test_rate_below_one_pixel_lets_nothing_through() -> None:
    score = np.arange(1000.0).reshape(20, 50)
    free = np.ones((20, 50), bool)
    assert threshold_at_rate(score, free, 1e-5) == 999.0


def test_unscored_pixels_neither_raise_the_threshold_nor_count_as_found() -> None:
    score = np.arange(1000.0).reshape(20, 50)
    score[-1] = np.nan
    positive = np.zeros((20, 50), bool)
    positive[-2:, :4] = True
    threshold = threshold_at_rate(score, ~positive, 0.0)
    assert threshold == 949.0
    assert count_found(score, positive, 899.0) == (4, 8)


def test_scene_without_plume_free_pixels_has_no_threshold() -> None:
    with pytest.raises(ValueError, match="no plume-free pixel"):
        threshold_at_rate(np.ones((2, 2)), np.zeros((2, 2), bool), 0.1)


@given(st.integers(1, 4000), st.floats(0.0, 1.0), st.integers(0, 2**31))
def test_the_rate_is_never_exceeded(n: int, rate: float, seed: int) -> None:
    score = np.random.default_rng(seed).integers(0, 50, n).astype(float)[None]
    free = np.ones_like(score, dtype=bool)
    threshold = threshold_at_rate(score, free, min(rate, 0.999))
    assert count_found(score, free, threshold)[0] <= rate * n + 1e-6


# --- matching -------------------------------------------------------------------------------


def test_outline_on_the_footprint_is_true_and_holds_its_gas() -> None:
    emitter = emitter_at(slice(10, 20), slice(10, 30))
    match = match_plume(block(slice(12, 18), slice(10, 25)), [emitter])
    assert match.is_true
    assert match.held == ("SF6",)
    assert match.overlap == 1.0


def test_outline_mostly_beside_the_footprint_is_false_and_holds_nothing() -> None:
    emitter = emitter_at(slice(10, 20), slice(10, 20))
    mostly_beside = block(slice(10, 20), slice(19, 40))
    match = match_plume(mostly_beside, [emitter])
    assert not match.is_true
    assert match.held == ()


def test_any_outline_in_a_clean_scene_is_false() -> None:
    assert not match_plume(block(slice(0, 5), slice(0, 5)), []).is_true


def test_outline_over_two_plumes_holds_both_gases_and_belongs_to_the_stronger() -> None:
    weak = emitter_at(slice(10, 20), slice(5, 20), "acetone", 4.0)
    strong = emitter_at(slice(10, 20), slice(20, 30), "SF6", 20.0)
    match = match_plume(block(slice(10, 20), slice(5, 30)), [weak, strong])
    assert match.emitter == 1
    assert match.held == ("SF6", "acetone")


def test_gas_too_thin_to_see_is_a_trace_and_not_held() -> None:
    emitter = evolve(
        emitter_at(slice(10, 20), slice(10, 20)),
        gases=("SF6", "acetone"),
        gas_snr={"SF6": 8.0, "acetone": 0.2},
    )
    match = match_plume(block(slice(10, 20), slice(10, 20)), [emitter])
    assert match.held == ("SF6",)
    assert match.traces == ("acetone",)


def test_touching_a_neighbour_by_a_pixel_does_not_add_its_gas() -> None:
    own = emitter_at(slice(10, 20), slice(10, 20), "SF6")
    neighbour = emitter_at(slice(22, 30), slice(10, 20), "acetone")
    outline = block(slice(10, 20), slice(10, 20))
    outline[21, 10] = True
    assert match_plume(outline, [own, neighbour]).held == ("SF6",)


def test_emitter_is_found_by_the_plume_over_its_strongest_pixels_only() -> None:
    emitter = emitter_at(slice(10, 20), slice(10, 40), snr=2.0)
    emitter.snr[10:15, 10:20] = 30.0
    on_core = block(slice(10, 13), slice(10, 16))
    on_tail = block(slice(10, 20), slice(25, 40))
    matches = [match_plume(one, [emitter]) for one in (on_tail, on_core)]
    assert all(one.is_true for one in matches)
    assert find_emitters([on_tail, on_core], matches, [emitter]) == [[1]]


def test_emitter_smaller_than_five_pixels_can_still_be_found() -> None:
    emitter = emitter_at(slice(10, 11), slice(10, 12))
    outline = block(slice(10, 11), slice(10, 12))
    assert find_emitters([outline], [match_plume(outline, [emitter])], [emitter]) == [[0]]


def test_head_distance_is_euclidean_in_pixels() -> None:
    emitter = emitter_at(slice(10, 20), slice(10, 20))
    assert head_distance_pixels(13.0, 14.0, emitter) == pytest.approx(5.0)


# --- calibration ----------------------------------------------------------------------------


def test_statements_that_come_true_as_often_as_stated_have_no_error() -> None:
    stated = [0.75] * 4 + [0.25] * 4
    came_true = [True, True, True, False, True, False, False, False]
    assert expected_calibration_error(stated, came_true) == pytest.approx(0.0)


def test_false_certainty_costs_its_full_size() -> None:
    assert expected_calibration_error([1.0, 1.0], [True, False]) == pytest.approx(0.5)
    assert expected_calibration_error([1.0], [False]) == pytest.approx(1.0)


def test_bins_are_weighted_by_how_many_statements_they_hold() -> None:
    stated = [0.95] * 3 + [0.15]
    came_true = [True, True, True, True]
    assert expected_calibration_error(stated, came_true) == pytest.approx((3 * 0.05 + 0.85) / 4)


def test_certainty_falls_into_the_last_bin() -> None:
    (only,) = reliability([1.0], [True])
    assert (only.low, only.high, only.count) == (0.9, 1.0, 1)


def test_probability_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        expected_calibration_error([1.2], [True])


# --- columns --------------------------------------------------------------------------------


def test_column_scores_of_four_statements_worked_by_hand() -> None:
    statements = [
        ColumnStatement(100.0, 10.0, 105.0),  # within one std
        ColumnStatement(100.0, 10.0, 115.0),  # within two std
        ColumnStatement(100.0, 10.0, 40.0),  # 2.5 times too much
        ColumnStatement(100.0, 10.0, 0.0),  # wrong name
    ]
    scores = score_columns(statements)
    assert scores.n_stated == 4
    assert scores.factor_two_share == 0.5
    assert scores.coverage_68 == 0.25
    assert scores.coverage_95 == 0.5
    assert scores.median_ratio == pytest.approx(1.0 / 1.05)


def test_nothing_stated_gives_nan_rather_than_a_perfect_score() -> None:
    assert np.isnan(score_columns([]).factor_two_share)


# --- intervals ------------------------------------------------------------------------------


def test_poisson_interval_of_nothing_seen_is_the_rule_of_three() -> None:
    low, high = poisson_interval(0, confidence=0.9)
    assert low == 0.0
    assert high == pytest.approx(-np.log(0.05))


@given(st.integers(0, 200), st.integers(0, 200))
def test_binomial_interval_holds_the_share(hits: int, misses: int) -> None:
    low, high = binomial_interval(hits, hits + misses)
    if hits + misses:
        assert low <= hits / (hits + misses) <= high
    assert 0.0 <= low < high <= 1.0


# --- realised false-alarm rate --------------------------------------------------------------


def test_scores_with_a_known_law_realise_their_stated_rate() -> None:
    score = np.random.default_rng(1).exponential(size=(400, 500)).astype(np.float32)
    stated = {1e-2: {"SF6": -np.log(1e-2)}, 1e-3: {"SF6": -np.log(1e-3)}}
    for one in realised_rates({"SF6": score}, stated, rates=(1e-2, 1e-3)):
        assert one.n_expected == pytest.approx(one.stated * score.size)
        assert one.ratio == pytest.approx(1.0, abs=4.0 / one.n_expected**0.5)


def test_masked_pixels_are_neither_expected_nor_counted() -> None:
    score = np.full((10, 10), 5.0, np.float32)
    score[:5] = np.nan
    (one,) = realised_rates({"SF6": score}, {1e-1: {"SF6": 4.0}}, rates=(1e-1,))
    assert (one.n_expected, one.n_pixels, one.n_clusters) == (pytest.approx(5.0), 50, 1)


def test_few_large_clusters_leave_a_wider_interval_than_many_small_ones() -> None:
    spread, lumped = np.zeros((2, 60, 60), np.float32)
    spread[::6, ::6] = 1.0
    lumped[10:20, 10:20] = 1.0
    stated = {1e-2: {"SF6": 0.5}}
    (many,) = realised_rates({"SF6": spread}, stated, rates=(1e-2,))
    (few,) = realised_rates({"SF6": lumped}, stated, rates=(1e-2,))
    assert many.n_pixels == few.n_pixels
    assert few.interval[1] > many.interval[1]
