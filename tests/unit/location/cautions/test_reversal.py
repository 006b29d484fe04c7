"""A wind written down the wrong way round is noticed from the data alone."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.location.cautions.reversal import compare_with_reversed_wind, reversed_wind
from cathartes.model.location.case import SourceCase
from tests.made_locations import make_case, make_location


def turned(case: SourceCase, degrees: float = 180.0) -> SourceCase:
    direction = (case.wind.from_direction_deg + degrees) % 360.0
    return evolve(case, wind=evolve(case.wind, from_direction_deg=direction))


@pytest.mark.parametrize("kind", ["network", "arcs", "flight"])
def test_a_reversed_wind_is_found_and_a_right_one_is_believed(kind: str) -> None:
    case = make_case(kind)
    assert not compare_with_reversed_wind(case).is_reversed
    found = compare_with_reversed_wind(turned(case))
    assert found.is_reversed
    assert found.as_reversed > found.as_given
    caution = reversed_wind(turned(case), make_location(case))
    assert caution is not None
    assert "where the wind goes to" in caution.sentence
    assert caution.widen_position > 1.0
    assert reversed_wind(case, make_location(case)) is None


def test_reversing_the_wind_swaps_the_two_answers() -> None:
    case = make_case("arcs")
    given, other = compare_with_reversed_wind(case), compare_with_reversed_wind(turned(case))
    assert given.as_given == pytest.approx(other.as_reversed, abs=1e-6)
    assert given.as_reversed == pytest.approx(other.as_given, abs=1e-6)


def test_the_unit_and_the_offset_of_the_sensors_do_not_matter() -> None:
    case = make_case("network")
    scaled = evolve(case, observations=evolve(case.observations, value=case.observations.value * 7))
    offset = np.arange(5.0)[case.observations.sensor]
    one, other = compare_with_reversed_wind(case), compare_with_reversed_wind(scaled)
    assert one.as_given == pytest.approx(other.as_given, abs=1e-6)
    alone = evolve(
        case.observations,
        value=case.observations.value + offset,
        # No two sensors read at one moment: each has its own background.
        time_s=case.observations.time_s + case.observations.sensor,
    )
    moved = compare_with_reversed_wind(turned(evolve(case, observations=alone)))
    assert moved.is_reversed


def test_where_nothing_varies_or_no_wind_is_known_nothing_is_said() -> None:
    case = make_case("network")
    flat = evolve(case.observations, value=np.full(case.observations.size, 2.0))
    assert compare_with_reversed_wind(evolve(case, observations=flat)).as_given == 0.0
    unknown = evolve(case.wind, from_direction_deg=np.full(case.wind.size, np.nan))
    assert not compare_with_reversed_wind(evolve(case, wind=unknown)).is_reversed


def test_noise_alone_accuses_no_wind() -> None:
    case = make_case("network")
    rng = np.random.default_rng(4)
    for _ in range(3):
        noise = 2.0 + 0.05 * rng.normal(size=case.observations.size)
        blank = evolve(case, observations=evolve(case.observations, value=noise))
        assert not compare_with_reversed_wind(blank).is_reversed


@pytest.mark.parametrize(
    "area",
    [
        (90.0, 20.0, 91.0, 21.0),
        (5000.0, 5000.0, 5500.0, 5500.0),
        (-5e5, -5e5, 5e5, 5e5),
    ],
)
@pytest.mark.parametrize("kind", ["network", "arcs"])
def test_a_wrong_search_area_does_not_look_like_a_wrong_wind(
    kind: str, area: tuple[float, float, float, float]
) -> None:
    case = evolve(make_case(kind), search_area_m=area)
    assert not compare_with_reversed_wind(case).is_reversed
