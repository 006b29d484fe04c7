"""Laws of the belief between legs, and of the places that are worth a sampler."""

import numpy as np
import pytest

from cathartes.errors import CaseError
from cathartes.location.legs import (
    LegOptions,
    SearchPrior,
    SourceBelief,
    background_of,
    rank_places,
    summarise_leg,
)
from cathartes.location.legs.spread import tables_for_wind
from cathartes.location.legs.worlds.draws import Air, Worlds
from cathartes.model.location.legs import Leg, PlaceMean
from cathartes.model.location.platform import Platform
from cathartes.model.location.wind_series import WindSeries

WIND = WindSeries.of_now(4.0, 180.0, direction_std_deg=8.0)
AREA = (0.0, 0.0, 600.0, 600.0)
TRUE = np.array([300.0, 150.0, 1.0])
NOISE = 2e-8


def air():
    tables, speed, _ = tables_for_wind(WIND, None)
    return Air.of(tables, speed)


def truth():
    return Worlds(
        position_m=TRUE[None, None, :],
        rate_kg_s=np.array([[10.0 / 3600.0]]),
        direction_offset_deg=np.zeros(1),
        factors=np.ones((1, 3)),
        scheme=np.zeros(1, np.int32),
    )


def means_at(places, seed=1):
    rng = np.random.default_rng(seed)
    n = len(places)
    true = truth().means(places, air(), np.full(n, 4.0), np.full(n, 180.0))[:, 0]
    seen = true * np.exp(0.3 * rng.standard_normal(n)) + NOISE * rng.standard_normal(n)
    return [
        PlaceMean(tuple(place), float(value), NOISE, 4.0, 180.0)
        for place, value in zip(places, seen, strict=True)
    ]


def test_a_mean_at_a_place_is_that_of_the_gaussian_plume():
    tables, _, _ = tables_for_wind(WIND, None)
    table = next(iter(tables.values()))
    x = 200.0
    wide = np.interp(x, table.distance_m, table.sigma_y_m[0])
    deep = np.interp(x, table.distance_m, table.sigma_z_m[0])
    expected = 10.0 / 3600.0 / (2.0 * np.pi * wide * deep * 4.0)
    expected *= 2.0 * np.exp(-0.5 * (1.0 / deep) ** 2)
    place = np.array([[TRUE[0], TRUE[1] + x, 0.0]])
    found = truth().means(place, air(), np.array([4.0]), np.array([180.0]))[0, 0]
    assert found == pytest.approx(expected, rel=0.03)


def test_many_means_find_the_source_within_the_region_that_is_stated():
    rng = np.random.default_rng(3)
    belief = SourceBelief.before(SearchPrior(search_area_m=AREA), air(), rng=rng)
    before = belief.density.region_area_m2()
    grid = np.stack(np.meshgrid(np.arange(200.0, 401.0, 40.0), [220.0, 320.0]), axis=-1)
    places = np.column_stack([grid.reshape(-1, 2), np.full(12, 1.5)])
    for mean in means_at(places):
        belief = belief.after(mean, rng)
    assert belief.density.region_area_m2() < 0.05 * before
    assert belief.density.holds(TRUE[0], TRUE[1])


def test_places_upwind_of_everything_tell_least():
    rng = np.random.default_rng(4)
    place = np.array([300.0, 300.0]) + 40.0 * rng.standard_normal((1500, 2))
    belief = SourceBelief.before(SearchPrior(search_area_m=AREA), air(), rng=rng)
    belief.particles[:, :2] = place
    # The wind is from the south: gas drifts to the north.
    places = np.array([[300.0, 20.0, 1.5], [300.0, 330.0, 1.5], [300.0, 420.0, 1.5]])
    gain = rank_places(belief.posterior(), places, WIND, noise_kg_m3=NOISE)
    assert np.all(gain >= 0.0)
    assert gain[0] < 0.2 * gain[1:].min()


def test_the_same_arguments_rank_places_alike():
    belief = SourceBelief.before(
        SearchPrior(search_area_m=AREA), air(), rng=np.random.default_rng(5)
    )
    places = np.array([[300.0, 330.0, 1.5], [100.0, 500.0, 1.5]])
    ranks = [
        rank_places(belief.posterior(), places, WIND, noise_kg_m3=NOISE, rng_seed=2)
        for _ in range(2)
    ]
    assert np.array_equal(*ranks)


def test_no_place_is_refused():
    belief = SourceBelief.before(
        SearchPrior(search_area_m=AREA), air(), LegOptions(), rng=np.random.default_rng(6)
    )
    with pytest.raises(CaseError, match="places_m"):
        rank_places(belief.posterior(), np.zeros((0, 3)), WIND, noise_kg_m3=NOISE)


def test_a_short_leg_inside_the_plume_keeps_its_integral_where_the_background_is_known():
    platform = Platform("drone", (0.0, 0.0, 5.0))
    leg = Leg((0.0, 0.0, 5.0), (60.0, 0.0, 5.0))
    along = np.arange(5.0, 60.0, 10.0)
    air_over_background = np.full(along.size, 5e-7)
    rng = np.random.default_rng(7)
    clean = 1.3e-6 + platform.noise_kg_m3 * rng.standard_normal(150)
    seen = 1.3e-6 + air_over_background
    wind = {"speed_m_s": 4.0, "from_direction_deg": 180.0}
    known = summarise_leg(
        leg,
        along,
        seen,
        platform,
        background_kg_m3=background_of(clean, platform.noise_kg_m3),
        **wind,
    )
    own = summarise_leg(leg, along, seen, platform, **wind)
    assert known.integral_kg_m2 == pytest.approx(60.0 * 5e-7, rel=0.2)
    assert own.integral_kg_m2 < 0.2 * known.integral_kg_m2
