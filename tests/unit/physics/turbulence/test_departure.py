"""What is expected of the truth against the tables of a scheme, and the roughness of a site."""

import numpy as np
import pytest
from attrs import evolve

from cathartes.model.location.wind_series import WindSeries
from cathartes.physics.turbulence.departure import (
    SHARE_ELSEWHERE,
    departure_of_briggs,
    departure_of_similarity,
)
from cathartes.physics.turbulence.similarity import roughness_of_site, similarity_spreads
from cathartes.physics.turbulence.surface_layer import VON_KARMAN, log_profile


def wind_of(**known):
    plain = WindSeries.of_now(4.0, 270.0)
    return evolve(plain, **{name: np.array([value]) for name, value in known.items()})


@pytest.mark.parametrize("length", [-10.0, -200.0, 50.0])
def test_what_one_experiment_showed_is_believed_by_half_elsewhere_and_with_less_confidence(length):
    there = departure_of_similarity(wind_of(obukhov_length_m=length, roughness_m=0.006))
    for ground in ({}, {"roughness_m": 0.1}):
        elsewhere = departure_of_similarity(wind_of(obukhov_length_m=length, **ground))
        assert np.allclose(elsewhere.mean, SHARE_ELSEWHERE * np.array(there.mean))
        assert np.all(np.array(elsewhere.std) > there.std)


def test_the_vertical_spread_grows_faster_the_stronger_the_convection():
    grown = [
        departure_of_similarity(wind_of(obukhov_length_m=x, roughness_m=0.006)).mean[3]
        for x in (-6.0, -20.0, -200.0)
    ]
    assert grown[0] > grown[1] > grown[2]


def test_air_that_is_not_known_is_doubted_more_than_air_that_is():
    known = departure_of_similarity(wind_of(obukhov_length_m=-50.0, roughness_m=0.006))
    assert np.all(np.array(departure_of_similarity(wind_of()).std) > known.std)


def test_a_vane_makes_the_width_of_a_briggs_plume_surer_and_not_its_depth():
    with_vane, without = (
        departure_of_briggs(wind_of(direction_std_deg=9.0)),
        departure_of_briggs(wind_of()),
    )
    assert with_vane.std[0] < without.std[0]
    assert with_vane.std[1] == without.std[1]


@pytest.mark.parametrize("roughness", [0.005, 0.05, 0.3])
@pytest.mark.parametrize("length", [-30.0, 60.0])
def test_roughness_lies_between_what_the_profile_says_and_ground_as_a_rule(roughness, length):
    told = 4.0 * VON_KARMAN / log_profile(np.array(2.0), np.array(roughness), np.array(1 / length))
    wind = evolve(
        wind_of(obukhov_length_m=length, friction_velocity_m_s=float(told)),
        position_m=np.array([[np.nan, np.nan, 2.0]]),
    )
    low, high = sorted((roughness, 0.02))
    assert 0.9 * low < roughness_of_site(wind) < 1.1 * high


def test_rougher_ground_by_the_profile_slows_the_plume_near_the_ground():
    speeds = [
        similarity_spreads(
            wind_of(obukhov_length_m=-100.0, friction_velocity_m_s=friction)
        ).transport_speed_m_s[0, 20]
        for friction in (0.25, 0.5)
    ]
    assert speeds[1] < 0.85 * speeds[0]
