"""Cautions speak up where an answer is less sure than it looks, and only there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from attrs import evolve

from cathartes.location.cautions import Caution, cautions_for
from cathartes.location.cautions.answer import (
    fit_is_poor,
    gas_is_not_seen,
    rate_beyond_belief,
    rate_is_hardly_limited,
    source_at_the_edge,
    source_not_found,
    wind_disagrees,
)
from cathartes.location.cautions.conditions import (
    all_sensors_outside,
    light_wind,
    saturated_sensors,
    steep_terrain,
    wind_far_away,
)
from cathartes.location.cautions.sampling import long_record, one_distance_only, one_side_only
from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import GasOfCase
from tests.made_locations import TRUE_M, make_case, make_location


def with_wind(case: SourceCase, **fields: Any) -> SourceCase:
    return evolve(case, wind=evolve(case.wind, **fields))


def with_places(case: SourceCase, chosen: Any) -> SourceCase:
    return evolve(case, observations=case.observations.take(np.asarray(chosen)))


def downwind_places(case: SourceCase) -> tuple[np.ndarray, np.ndarray]:
    """Distance along and across the mean wind, from the true source, of each observation."""
    toward = np.radians(240.0 - 180.0)
    away = case.observations.begin_m[:, :2] - TRUE_M[:2]
    along = away @ [np.sin(toward), np.cos(toward)]
    across = away @ [np.cos(toward), -np.sin(toward)]
    return along, across


def test_a_good_case_needs_no_caution() -> None:
    case = make_case("arcs")
    assert cautions_for(case, make_location(case)) == ()


def test_no_caution_ever_makes_an_answer_narrower() -> None:
    for name in ("widen_position", "widen_rate"):
        with pytest.raises(ValueError, match=name):
            Caution("...", **{name: 0.9})


@pytest.mark.parametrize(("slope", "factor"), [(None, None), (0.1, None), (0.15, 1.5), (0.4, 2.0)])
def test_steep_ground_widens_the_region(slope: float | None, factor: float | None) -> None:
    case = evolve(make_case(), terrain_slope=slope)
    found = steep_terrain(case, make_location(case))
    assert (found is None) == (factor is None)
    if found is not None and slope is not None:
        assert found.widen_position == factor
        assert f"{100 * slope:.0f} %" in found.sentence


def test_a_wind_below_a_metre_per_second_widens_the_region() -> None:
    case = make_case()
    assert light_wind(case, make_location(case)) is None
    speed = case.wind.speed_m_s.copy()
    speed[: speed.size // 2] = 0.6
    found = light_wind(with_wind(case, speed_m_s=speed), make_location(case))
    assert found is not None
    assert "50 % of the time" in found.sentence
    assert found.widen_position > 1.0


def test_a_light_wind_that_no_observation_used_does_not_matter() -> None:
    case = make_case()
    speed = case.wind.speed_m_s.copy()
    speed[speed.size // 2 :] = 0.6
    first_half = case.observations.time_s < case.wind.time_s[speed.size // 2]
    case = with_places(with_wind(case, speed_m_s=speed), first_half)
    assert light_wind(case, make_location(case)) is None


def test_a_plume_sampled_on_one_side_only_widens_the_region() -> None:
    case = make_case("arcs")
    location = evolve(
        make_location(case), wind=evolve(make_location(case).wind, direction_offset_deg=0.0)
    )
    assert one_side_only(case, location) is None
    _, across = downwind_places(case)
    for keep, side in ((across > 0.0, "right"), (across < 0.0, "left")):
        found = one_side_only(with_places(case, keep), location)
        assert found is not None
        assert f"its {side} side only" in found.sentence
        assert found.widen_position > 1.0


def test_a_turning_wind_samples_both_sides_with_one_sensor() -> None:
    case = make_case("network")
    location = make_location(case)
    only = case.observations.sensor == 0
    assert one_side_only(with_places(case, only), location) is None


def test_a_path_across_the_plume_samples_both_sides() -> None:
    case = make_case("arcs")
    location = make_location(case)
    location = evolve(location, wind=evolve(location.wind, direction_offset_deg=0.0))
    _, across = downwind_places(case)
    right = with_places(case, across > 0.0)
    o = right.observations
    toward = np.radians(60.0)
    over = o.end_m.copy()
    over[:, :2] -= 2.0 * across[across > 0.0, None] * [np.cos(toward), -np.sin(toward)]
    assert one_side_only(evolve(right, observations=evolve(o, end_m=over)), location) is None


def test_a_plume_sampled_at_one_distance_says_what_trades_with_what() -> None:
    case = make_case("arcs")
    location = make_location(case)
    assert one_distance_only(case, location) is None
    distance = np.linalg.norm(case.observations.begin_m[:, :2] - TRUE_M[:2], axis=1)
    found = one_distance_only(with_places(case, distance < 150.0), location)
    assert found is not None
    assert "(100 m)" in found.sentence
    assert "rate" in found.sentence


def test_a_source_at_the_border_of_the_search_area_may_lie_beyond() -> None:
    case = make_case()
    location = make_location(case)
    assert source_at_the_edge(case, location) is None
    narrow = evolve(case, search_area_m=(TRUE_M[0] - 3.0, -150.0, 300.0, 250.0))
    found = source_at_the_edge(narrow, location)
    assert found is not None
    assert "Source 1 lies at the edge" in found.sentence
    assert "larger search_area" in found.sentence
    assert found.widen_position > 1.0


def test_all_background_says_that_absence_is_not_shown_and_what_could_hide() -> None:
    case = make_case()
    assert source_not_found(case, make_location(case)) is None
    blank = make_location(case, n_sources=0)
    found = source_not_found(case, blank)
    assert found is not None
    assert "not the absence" in found.sentence
    assert "less than" not in found.sentence
    # Some worlds hold a source after all: their rates limit what may hide.
    count = np.zeros(400, np.int32)
    count[:40] = 1
    rate = np.full((400, 1, 1), np.nan)
    rate[:40] = np.linspace(0.0, 2.0, 40)[:, None, None]
    some = evolve(blank.posterior, number_of_sources=count, emission_rate_kg_per_h=rate)
    found = source_not_found(case, evolve(blank, posterior=some))
    assert found is not None
    assert "less than 1.9 kg/h of CH4" in found.sentence


def test_a_sensor_at_the_end_of_its_range_makes_the_rate_too_low() -> None:
    case = make_case()
    location = make_location(case)
    assert saturated_sensors(case, location) is None
    o = case.observations
    clipped = np.where(o.sensor == 0, np.minimum(o.value, 4.0), o.value)
    found = saturated_sensors(evolve(case, observations=evolve(o, value=clipped)), location)
    assert found is not None
    assert "node01 (4 ppm" in found.sentence
    assert "node02" not in found.sentence
    assert found.widen_rate > 1.0


def test_a_sensor_that_reads_whole_steps_is_not_at_the_end_of_its_range() -> None:
    case = make_case()
    o = case.observations
    steps = evolve(o, value=np.round(100.0 * o.value) / 100.0)
    quiet = steps.take(steps.sensor == 4)
    found = saturated_sensors(evolve(case, observations=quiet), make_location(case))
    assert found is None


def test_a_wind_from_far_away_is_told_in_kilometres() -> None:
    case = make_case()
    location = make_location(case)
    assert wind_far_away(case, location) is None
    there = case.wind.position_m + np.array([12_000.0, 0.0, 0.0])
    found = wind_far_away(with_wind(case, position_m=there), location)
    assert found is not None
    assert "11.9 km away" in found.sentence
    unknown = np.full_like(case.wind.position_m, np.nan)
    assert wind_far_away(with_wind(case, position_m=unknown), location) is None


def test_a_rate_that_the_data_hardly_limit_should_not_be_quoted_alone() -> None:
    case = make_case()
    location = make_location(case)
    assert rate_is_hardly_limited(case, location) is None
    (one,) = location.sources
    wide = evolve(one, emission_rate_q05=0.1, emission_rate_q95=30.0)
    found = rate_is_hardly_limited(case, evolve(location, sources=(wide,)))
    assert found is not None
    assert "not even to a factor of 20" in found.sentence


def test_a_rate_at_the_end_of_all_belief_points_at_the_tables() -> None:
    case = make_case()
    location = make_location(case)
    assert rate_beyond_belief(case, location) is None
    (one,) = location.sources
    huge = evolve(one, emission_rate_kg_per_h=6e4, emission_rate_q05=4e4, emission_rate_q95=9e4)
    found = rate_beyond_belief(case, evolve(location, sources=(huge,)))
    assert found is not None
    assert "heights above ground" in found.sentence
    assert found.widen_position > 1.0
    # A rate of which nothing is known reaches there too, and has a caution of its own.
    vague = evolve(huge, emission_rate_q05=1.0)
    assert rate_beyond_belief(case, evolve(location, sources=(vague,))) is None


def test_a_gas_that_never_rises_above_its_background_may_not_be_emitted() -> None:
    case = make_case()
    two = evolve(case, gases=(*case.gases, GasOfCase("C2H6", 30.07)))
    o = two.observations
    second = evolve(o, gas=np.ones(o.size, np.int32))
    location = make_location(case)
    blank = evolve(location, fit=evolve(location.fit, from_sources=np.zeros(o.size)))
    assert gas_is_not_seen(case, blank) is None
    assert gas_is_not_seen(evolve(two, observations=second), location) is None
    found = gas_is_not_seen(evolve(two, observations=second), blank)
    assert found is not None
    assert "No value of C2H6 rises" in found.sentence


def test_means_that_no_plume_explains_are_told() -> None:
    case = make_case("arcs")
    location = make_location(case)
    assert fit_is_poor(case, location) is None
    flat = np.full(case.observations.size, float(np.mean(location.fit.from_sources)))
    poor = evolve(location, fit=evolve(location.fit, from_sources=flat))
    found = fit_is_poor(case, poor)
    assert found is not None
    assert "no plume looks like these data" in found.sentence
    # In a series noise and drift are most of the variance.
    assert fit_is_poor(make_case(), make_location()) is None
    assert fit_is_poor(case, evolve(poor, sources=())) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"direction_offset_deg": -35.0}, "turned by -35°"),
        ({"speed_factor": 2.0}, "2 times as fast"),
        ({"direction_offset_deg": 30.0, "speed_factor": 0.5}, "turned by +30° and 0.5 times"),
    ],
)
def test_a_wind_the_data_contradict_is_doubted(change: dict[str, float], words: str) -> None:
    case = make_case()
    location = make_location(case)
    assert wind_disagrees(case, location) is None
    found = wind_disagrees(case, evolve(location, wind=evolve(location.wind, **change)))
    assert found is not None
    assert words in found.sentence


def test_a_search_area_without_any_sensor_is_questioned() -> None:
    case = make_case()
    assert all_sensors_outside(case, make_location(case)) is None
    elsewhere = evolve(case, search_area_m=(50_000.0, 50_000.0, 51_000.0, 51_000.0))
    found = all_sensors_outside(elsewhere, make_location(case))
    assert found is not None
    assert "search_area" in found.sentence


def test_a_record_of_many_intervals_may_hide_another_source() -> None:
    series, arcs = make_case(), make_case("arcs")
    assert np.unique(series.observations.time_s).size > 3
    found = long_record(series, make_location(series))
    assert found is not None
    assert "does not exclude" in found.sentence
    assert long_record(arcs, make_location(arcs)) is None
    assert long_record(series, make_location(series, n_sources=0)) is None
