"""Which schemes a wind has, and how far each is believed before the data."""

import numpy as np
import pytest
from attrs import evolve

from cathartes.model.location.wind_series import WindSeries
from cathartes.physics.turbulence.briggs import RURAL, URBAN
from cathartes.physics.turbulence.schemes import (
    LESS_STABLE,
    MORE_STABLE,
    SIMILARITY,
    is_scheme,
    prior_of_schemes,
    spreads_of_scheme,
)

METAR = WindSeries.of_now(4.0, 270.0)


@pytest.mark.parametrize(
    "known", [{"friction_velocity_m_s": 0.3}, {"obukhov_length_m": -40.0}, {"sigma_w_m_s": 0.4}]
)
def test_similarity_has_most_of_the_belief_where_turbulence_is_known(known):
    wind = evolve(METAR, **{name: np.array([value]) for name, value in known.items()})
    assert prior_of_schemes(wind)[SIMILARITY] > 0.8


def test_similarity_is_one_of_several_where_only_speed_and_direction_are_known():
    chances = prior_of_schemes(METAR)
    assert chances[SIMILARITY] < 0.5
    assert {RURAL, URBAN, LESS_STABLE, MORE_STABLE} < set(chances)
    assert sum(chances.values()) == pytest.approx(1.0)


def test_smooth_ground_is_no_town():
    assert URBAN not in prior_of_schemes(evolve(METAR, roughness_m=np.array([0.01])))
    assert URBAN in prior_of_schemes(evolve(METAR, roughness_m=np.array([0.8])))


def test_tables_of_all_schemes_share_their_distances_and_bear_their_names():
    tables = {name: spreads_of_scheme(name, METAR) for name in prior_of_schemes(METAR)}
    for name, table in tables.items():
        assert is_scheme(name)
        assert table.scheme == name
        assert np.array_equal(table.distance_m, tables[SIMILARITY].distance_m)


def test_the_classes_beside_are_deeper_and_shallower():
    deep, middle, shallow = (
        spreads_of_scheme(name, METAR).sigma_z_m[0, 60]
        for name in (LESS_STABLE, RURAL, MORE_STABLE)
    )
    assert deep > middle > shallow


def test_night_makes_the_class_more_stable():
    by_day, by_night = (
        spreads_of_scheme(RURAL, METAR, np.array([height])).sigma_z_m[0, 60]
        for height in (50.0, -20.0)
    )
    assert by_night < by_day
    assert not is_scheme("plume image")
