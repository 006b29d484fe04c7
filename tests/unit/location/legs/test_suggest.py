"""Laws of the legs that are suggested next."""

import itertools

import numpy as np
import pytest
from attrs import evolve

from cathartes.errors import OptionError
from cathartes.location.legs import LegOptions, suggest_next_legs
from cathartes.model.location.platform import Platform
from cathartes.model.location.posterior import SourcePosterior
from tests.made_locations import make_case

MIDDLE = np.array([500.0, 500.0])
DRONE = Platform("drone", position_m=(500.0, 300.0, 30.0), endurance_left_s=2400.0)


def believed(spread_m=(60.0, 60.0), n_draws=400, seed=1):
    """Return draws of one source about the middle of a square kilometre."""
    rng = np.random.default_rng(seed)
    place = MIDDLE + rng.standard_normal((n_draws, 2)) * spread_m
    blank = np.full((n_draws, 2), np.nan)
    east, north, height = (blank.copy() for _ in range(3))
    east[:, 0], north[:, 0], height[:, 0] = place[:, 0], place[:, 1], 1.0
    rate = np.full((n_draws, 2, 1), np.nan)
    rate[:, 0, 0] = np.exp(rng.normal(np.log(5.0), 0.4, n_draws))
    emitter = np.zeros((n_draws, 2), np.int32)
    emitter[:, 0] = 1
    return SourcePosterior(
        number_of_sources=np.ones(n_draws, np.int32),
        easting_m=east,
        northing_m=north,
        height_m=height,
        emission_rate_kg_per_h=rate,
        emitter=emitter,
        scheme=np.zeros(n_draws, np.int32),
        scheme_names=("similarity",),
        gas_names=("CH4",),
        direction_offset_deg=rng.normal(0.0, 5.0, n_draws),
        log_speed_factor=rng.normal(0.0, 0.1, n_draws),
        log_sigma_y_factor=rng.normal(0.0, 0.2, n_draws),
        log_sigma_z_factor=rng.normal(0.0, 0.2, n_draws),
    )


def wind(from_deg=180.0, speed=4.0):
    series = make_case().wind
    return evolve(
        series,
        speed_m_s=np.full(series.size, speed),
        from_direction_deg=np.full(series.size, from_deg),
    )


@pytest.fixture(scope="module")
def suggestion():
    return suggest_next_legs(believed(), DRONE, wind())


def test_information_is_never_negative_and_the_region_is_expected_to_shrink(suggestion):
    assert not suggestion.should_stop
    assert 1 <= len(suggestion.legs) <= 4
    assert all(leg.expected_gain_nats >= 0.0 for leg in suggestion.legs)
    areas = [suggestion.region_area_m2, *(leg.expected_region_area_m2 for leg in suggestion.legs)]
    assert all(after <= 1.05 * before for before, after in itertools.pairwise(areas))
    assert areas[-1] < 0.9 * areas[0]


def test_legs_cross_the_wind(suggestion):
    for forecast in suggestion.legs:
        begin, end = np.array(forecast.leg.begin_m), np.array(forecast.leg.end_m)
        # The wind is from the south: a crossing runs from west to east, or back.
        assert abs(end[0] - begin[0]) > 3.0 * abs(end[1] - begin[1])


def test_the_first_leg_is_not_upwind_of_every_draw(suggestion):
    first = suggestion.legs[0].leg
    lowest = np.nanmin(believed().northing_m)
    assert max(first.begin_m[1], first.end_m[1]) > lowest


def test_legs_keep_the_heights_of_the_platform(suggestion):
    for forecast in suggestion.legs:
        for place in (forecast.leg.begin_m, forecast.leg.end_m):
            assert DRONE.minimum_height_m <= place[2] <= DRONE.maximum_height_m


def test_the_same_arguments_give_the_same_legs(suggestion):
    again = suggest_next_legs(believed(), DRONE, wind())
    assert np.array_equal(again.line_m, suggestion.line_m)


def test_legs_end_before_the_endurance_does():
    short = evolve(DRONE, endurance_left_s=200.0)
    found = suggest_next_legs(believed(), short, wind())
    assert sum(leg.flight_minutes for leg in found.legs) <= 200.0 / 60.0 + 1e-9


def test_no_endurance_stops_the_search():
    found = suggest_next_legs(believed(), evolve(DRONE, endurance_left_s=0.0), wind())
    assert found.should_stop
    assert found.stop_cause == "endurance"
    assert found.legs == ()


def test_a_region_that_is_small_enough_stops_the_search():
    found = suggest_next_legs(
        believed((2.0, 2.0)), DRONE, wind(), options=LegOptions(wanted_area_m2=400.0)
    )
    assert found.should_stop
    assert found.stop_cause == "region small enough"


def test_a_storm_stops_the_search():
    found = suggest_next_legs(believed(), DRONE, wind(speed=14.0))
    assert found.should_stop
    assert found.stop_cause == "wind"


def test_a_number_of_legs_out_of_range_is_refused():
    with pytest.raises(OptionError, match="n_legs"):
        suggest_next_legs(believed(), DRONE, wind(), n_legs=0)


def test_where_no_rate_is_known_legs_are_suggested_all_the_same():
    posterior = believed()
    unknown = evolve(
        posterior, emission_rate_kg_per_h=np.full_like(posterior.emission_rate_kg_per_h, np.nan)
    )
    found = suggest_next_legs(unknown, DRONE, wind())
    assert found.legs
    assert not found.should_stop


def test_where_no_source_is_stated_the_search_stops():
    posterior = believed()
    nothing = evolve(posterior, emitter=np.zeros_like(posterior.emitter))
    found = suggest_next_legs(nothing, DRONE, wind())
    assert found.should_stop
    assert found.stop_cause == "no source"
