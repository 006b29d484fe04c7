"""The recall table: monotone in strength, honest about few emitters, safe when damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cathartes.errors import InputError
from cathartes.physics import recall_table as module
from cathartes.physics.recall_table import (
    AREA_EDGES_PIXELS,
    SNR_EDGES,
    RecallCell,
    RecallTable,
    detection_probability,
    recall_table_from_json,
)


def cell(snr_bin: int, n: int, found: int, gas: str = "SF6", clutter: str = "urban") -> RecallCell:
    low, high = SNR_EDGES[snr_bin : snr_bin + 2]
    return RecallCell(gas, low, high, *AREA_EDGES_PIXELS[1:3], 2.0, clutter, n, found)


def table(*cells: RecallCell) -> RecallTable:
    return RecallTable("test", "0", (), cells)


STEPS = table(cell(2, 20, 2), cell(4, 20, 10), cell(5, 20, 19), cell(6, 20, 18))


def test_many_emitters_of_one_kind_give_their_own_share() -> None:
    many = table(cell(4, 1000, 700))
    estimate = detection_probability(many, 8.4)
    assert estimate.probability == pytest.approx(0.7, abs=0.01)
    assert estimate.probability_std == pytest.approx((0.7 * 0.3 / 1000) ** 0.5, rel=0.05)


def test_no_plume_no_detection() -> None:
    assert detection_probability(STEPS, 1e-6).probability == 0.0


@given(st.floats(0.1, 500.0), st.floats(1.0, 5.0))
def test_a_stronger_plume_is_never_less_likely_to_be_found(snr: float, factor: float) -> None:
    weak = detection_probability(STEPS, snr).probability
    strong = detection_probability(STEPS, snr * factor).probability
    assert 0.0 <= weak <= strong + 1e-12 <= 1.0 + 1e-12


def test_fewer_emitters_mean_a_wider_spread() -> None:
    few = detection_probability(table(cell(5, 4, 4)), 12.0)
    many = detection_probability(table(cell(5, 400, 400)), 12.0)
    assert few.probability < many.probability
    assert few.probability_std > 3 * many.probability_std


def test_a_gas_with_its_own_emitters_departs_from_the_rest() -> None:
    both = table(cell(5, 50, 45, "SF6"), cell(5, 50, 10, "benzene"))
    sf6 = detection_probability(both, 12.0, gas="SF6").probability
    benzene = detection_probability(both, 12.0, gas="benzene").probability
    assert sf6 > 0.8
    assert benzene < 0.3


def test_a_gas_nobody_has_measured_gets_the_pooled_share_and_a_wider_spread() -> None:
    pooled = detection_probability(STEPS, 12.0)
    unmeasured = detection_probability(STEPS, 12.0, gas="ozone")
    assert unmeasured.probability == pytest.approx(pooled.probability, abs=0.02)
    assert unmeasured.probability_std > pooled.probability_std
    assert unmeasured.n_emitters == 0


def test_conditions_that_all_emitters_meet_change_nothing() -> None:
    plain = detection_probability(STEPS, 12.0)
    assert detection_probability(STEPS, 12.0, clutter="urban", pixel_size_m=2.1) == plain


def test_empty_table_says_that_it_knows_nothing() -> None:
    assert detection_probability(table(), 12.0).probability_std == 0.5


def test_written_cells_can_be_read_back() -> None:
    document = {
        "version": "v",
        "program_version": "0",
        "scenes": ["a"],
        "cells": [
            {
                "gas": "SF6",
                "snr_low": 5.0,
                "snr_high": 7.0,
                "area_low_pixels": 0.0,
                "area_high_pixels": 100.0,
                "pixel_size_m": 2.0,
                "clutter": "urban",
                "n_emitters": 3,
                "n_found": 2,
            }
        ],
    }
    assert recall_table_from_json(document).cells[0].n_found == 2


def test_missing_table_is_an_input_error_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    module.bundled_recall_table.cache_clear()
    with pytest.raises(InputError, match="Install cathartes again"):
        module.bundled_recall_table()
    module.bundled_recall_table.cache_clear()
