"""Readings that are probably something else are questioned, and right ones are not."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.location.cautions.readings import (
    background_unlike_clean_air,
    sensors_high_above_ground,
)
from cathartes.model.location.case import SourceCase
from tests.made_locations import make_case, make_location


def with_values(case: SourceCase, values: np.ndarray) -> SourceCase:
    return evolve(case, observations=evolve(case.observations, value=values))


def lengths(case: SourceCase) -> np.ndarray:
    return np.linalg.norm(case.observations.end_m - case.observations.begin_m, axis=1)


@pytest.mark.parametrize("kind", ["network", "paths", "flight", "arcs"])
def test_methane_about_clean_air_is_believed(kind: str) -> None:
    case = make_case(kind)
    assert background_unlike_clean_air(case, make_location(case)) is None


def test_a_background_that_was_taken_away_is_believed() -> None:
    case = make_case()
    subtracted = with_values(case, case.observations.value - 2.0)
    assert background_unlike_clean_air(subtracted, make_location(case)) is None


@pytest.mark.parametrize(
    ("kind", "factor", "words"),
    [
        ("network", 1e3, "They would fit as ppb written as ppm"),
        ("network", 1e-3, "They would fit as ppm written as ppb"),
        ("network", 40.0, "the zero of the instrument is wrong. Until"),
    ],
)
def test_a_unit_that_clean_air_contradicts_is_named(kind: str, factor: float, words: str) -> None:
    case = make_case(kind)
    found = background_unlike_clean_air(
        with_values(case, factor * case.observations.value), make_location(case)
    )
    assert found is not None
    assert words in found.sentence
    assert found.widen_rate > 1.0


def test_an_integral_written_as_a_mean_is_told_from_the_reverse() -> None:
    case = make_case("paths")
    location = make_location(case)
    value = case.observations.value
    long = background_unlike_clean_air(with_values(case, value * lengths(case)), location)
    short = background_unlike_clean_air(with_values(case, value / lengths(case)), location)
    assert long is not None
    assert "integrals along the path (ppm m) written as means" in long.sentence
    assert short is not None
    assert "means along the path written as integrals (ppm m)" in short.sentence


def test_a_gas_of_which_clean_air_holds_nothing_is_never_questioned() -> None:
    case = make_case()
    (gas,) = case.gases
    other = with_values(evolve(case, gases=(evolve(gas, name="SF6"),)), 50.0 + np.arange(150.0))
    assert background_unlike_clean_air(other, make_location(case)) is None


def test_heights_that_may_be_above_the_sea_are_questioned() -> None:
    case = make_case()
    location = make_location(case)
    assert sensors_high_above_ground(case, location) is None
    lift = np.array([0.0, 0.0, 480.0])
    o = case.observations
    high = evolve(case, observations=evolve(o, begin_m=o.begin_m + lift, end_m=o.end_m + lift))
    found = sensors_high_above_ground(high, location)
    assert found is not None
    assert "482 m or more above ground" in found.sentence
    assert found.widen_position > 1.0


def test_an_aircraft_that_flies_wide_circles_is_believed() -> None:
    case = make_case("flight")
    o = case.observations
    wide = np.array([40.0, 40.0, 1.0])
    lift = np.array([0.0, 0.0, 150.0])
    flown = evolve(
        case,
        observations=evolve(o, begin_m=o.begin_m * wide + lift, end_m=o.end_m * wide + lift),
    )
    assert sensors_high_above_ground(flown, make_location(case)) is None
