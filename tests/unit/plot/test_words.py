"""Numbers as a person reads them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cathartes.model import Plume
from cathartes.plot.words import (
    column_as_sentence,
    column_in_words,
    gas_in_words,
    head_in_words,
    place_in_words,
    probability_in_words,
    rate_as_sentence,
    rate_in_words,
    with_spread,
)
from tests.made_detections import make_detection


@pytest.fixture(scope="module")
def plume() -> Plume:
    return make_detection().plumes[0]


@pytest.mark.parametrize(
    ("probability", "words"),
    [(1.0, "> 99 %"), (0.9949, "99 %"), (0.5, "50 %"), (0.0, "< 1 %"), (math.nan, "not known")],
)
def test_a_probability_never_claims_certainty(probability: float, words: str) -> None:
    assert probability_in_words(probability) == words


@pytest.mark.parametrize(
    ("rate", "words"),
    [(2.3e-6, "2×10⁻⁶"), (9.96e-5, "1×10⁻⁴"), (0.02, "0.02"), (0.0, "0"), (1e-12, "1×10⁻¹²")],
)
def test_a_rate_is_a_power_of_ten(rate: float, words: str) -> None:
    assert rate_in_words(rate) == words


def test_a_rate_is_also_told_in_pixels_of_this_scene(plume: Plume) -> None:
    detection = make_detection()
    free = int(((detection.plume_id == 0) & (detection.quality & 7 == 0)).sum())
    assert rate_as_sentence(50.0 / free, detection).startswith(
        f"Of the {free:,} plume-free pixels of this scene about 50 would"
    )
    full = evolve(detection, plume_id=np.ones_like(detection.plume_id))
    assert "none is left" in rate_as_sentence(1e-6, full)
    assert "fewer than 0.01 would" in rate_as_sentence(0.0, detection)


@pytest.mark.parametrize(
    ("value", "spread", "words"),
    [
        (84.3, 19.4, "84 ± 19"),
        (3.1, 0.6, "3.10 ± 0.60"),
        (0.01234, 0.00567, "0.0123 ± 0.0057"),
        (12345.0, 678.0, "12,340 ± 680"),
        (5.0, 0.0, "5"),
        (5.0, math.nan, "5"),
    ],
)
def test_a_value_is_rounded_to_what_its_spread_supports(
    value: float, spread: float, words: str
) -> None:
    assert with_spread(value, spread) == words


@given(value=st.floats(-1e5, 1e5), spread=st.floats(1e-4, 1e5))
def test_rounding_changes_a_value_by_less_than_a_tenth_of_its_spread(
    value: float, spread: float
) -> None:
    shown_value, shown_spread = with_spread(value, spread).replace(",", "").split(" ± ")
    assert abs(float(shown_value) - value) <= 0.051 * spread + 1e-9
    assert float(shown_spread) == pytest.approx(spread, rel=0.051)


def test_a_column_that_cannot_be_stated_says_why(plume: Plume) -> None:
    silent = evolve(plume, column_mean_ppm_m=None, column_remark="The contrast is too small.")
    assert column_in_words(silent) == "—"
    assert column_as_sentence(silent) == "The contrast is too small."
    assert column_as_sentence(evolve(silent, column_remark=""))
    assert "84 ± 19 ppm m on average over 287 pixels" in column_as_sentence(plume)


@pytest.mark.parametrize(
    ("bound", "words"),
    [(0.72, "< 0.72"), (4.6, "< 4.6"), (34.0, "< 34"), (260.0, "< 260"), (12000.0, "< 12,000")],
)
def test_where_no_column_can_be_stated_the_table_says_what_it_is_below(
    plume: Plume, bound: float, words: str
) -> None:
    bounded = evolve(plume, column_mean_ppm_m=None, column_below_ppm_m=bound)
    assert column_in_words(bounded) == words


def test_names_the_instrument_cannot_tell_apart_stand_together(plume: Plume) -> None:
    assert gas_in_words(plume) == "ethyl acetate (or butyl acetate)"
    assert gas_in_words(evolve(plume, gas="unknown", group=("unknown",))) == "a gas in no library"


def test_a_head_has_its_spread_in_pixels_and_in_metres_where_they_are_known(plume: Plume) -> None:
    assert head_in_words(plume) == "line 60.2, sample 29.8, ± 1.6 pixels (± 3.2 m)"
    assert head_in_words(evolve(plume, head_std_m=None)).endswith("± 1.6 pixels")
    assert place_in_words(-105.5, 25.25) == "25.25000° N, 105.50000° W"
