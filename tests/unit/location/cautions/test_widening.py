"""What a caution asks for is done to regions, intervals and draws alike."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from cathartes.kernels.rings import rings_area
from cathartes.location.cautions import Caution, apply_cautions
from tests.made_locations import ellipse, make_location

STEEP = Caution("The ground is steep.", widen_position=1.5, widen_rate=1.2)
LIGHT = Caution("The wind is light.", widen_position=2.0)


def test_a_region_grows_by_the_factor_in_every_direction() -> None:
    location = make_location()
    wider = apply_cautions(location, [STEEP])
    before, after = location.sources[0], wider.sources[0]
    assert rings_area(after.region_90) == pytest.approx(2.25 * rings_area(before.region_90))
    assert rings_area(after.region_50) == pytest.approx(2.25 * rings_area(before.region_50))
    assert (after.easting_m, after.northing_m) == (before.easting_m, before.northing_m)
    assert wider.warnings == ("The ground is steep.",)


def test_independent_cautions_add_in_squares_up_to_a_limit() -> None:
    location = make_location()
    both = apply_cautions(location, [STEEP, LIGHT])
    factor = rings_area(both.sources[0].region_90) / rings_area(location.sources[0].region_90)
    assert factor == pytest.approx(1.0 + 1.25 + 3.0)
    many = apply_cautions(location, [Caution(f"{k}.", widen_position=3.0) for k in range(9)])
    limit = rings_area(many.sources[0].region_90) / rings_area(location.sources[0].region_90)
    assert limit == pytest.approx(16.0)


def test_draws_and_interval_stay_one_answer() -> None:
    location = make_location(n_sources=2, gases=("CH4", "C2H6"))
    wider = apply_cautions(location, [Caution("...", widen_position=1.5, widen_rate=2.0)])
    for before, after in zip(location.sources, wider.sources, strict=True):
        mine = wider.posterior.emitter == after.emitter
        gas = wider.posterior.gas_names.index(after.gas)
        rates = wider.posterior.emission_rate_kg_per_h[mine, gas]
        assert after.emission_rate_kg_per_h == before.emission_rate_kg_per_h
        assert np.median(rates) == pytest.approx(after.emission_rate_kg_per_h, rel=1e-3)
        assert np.quantile(rates, 0.95) == pytest.approx(after.emission_rate_q95, rel=0.01)
        assert np.quantile(rates, 0.05) == pytest.approx(after.emission_rate_q05, rel=0.01)
        old = np.log(before.emission_rate_q95 / before.emission_rate_q05)
        new = np.log(after.emission_rate_q95 / after.emission_rate_q05)
        assert new == pytest.approx(2.0 * old)
        spread = wider.posterior.easting_m[mine].std()
        assert spread == pytest.approx(1.5 * location.posterior.easting_m[mine].std(), rel=1e-6)


def test_modes_stay_where_they_are_and_join_when_they_meet() -> None:
    location = make_location()
    (one,) = location.sources
    far = ellipse(np.array([one.easting_m + 60.0, one.northing_m]), 10.0, 5.0, 60.0)
    near = ellipse(np.array([one.easting_m, one.northing_m]), 10.0, 5.0, 60.0)
    two = evolve(location, sources=(evolve(one, region_90=(near, far)),))
    wider = apply_cautions(two, [STEEP]).sources[0].region_90
    assert len(wider) == 2
    ordered = sorted(wider, key=lambda ring: float(ring[:, 0].min()))
    for before, after in zip((near, far), ordered, strict=True):
        np.testing.assert_allclose(after[:-1].mean(axis=0), before[:-1].mean(axis=0), atol=0.2)
        assert (after[0] == after[-1]).all()
    joined = apply_cautions(two, [Caution("...", widen_position=4.0)]).sources[0].region_90
    assert len(joined) == 1
    assert rings_area(joined) < 16.0 * rings_area((near, far))


def test_what_was_applied_once_is_not_applied_again() -> None:
    once = apply_cautions(make_location(), [STEEP])
    assert apply_cautions(once, [STEEP]) is once


def test_a_caution_without_factors_only_speaks() -> None:
    location = make_location()
    told = apply_cautions(location, [Caution("Look here.")])
    assert told.sources[0].region_90[0] is location.sources[0].region_90[0]
    np.testing.assert_array_equal(told.posterior.easting_m, location.posterior.easting_m)
    assert told.sources[0].emission_rate_q95 == location.sources[0].emission_rate_q95


def test_unknown_rates_and_blank_answers_pass() -> None:
    blank = apply_cautions(make_location(n_sources=0), [STEEP])
    assert blank.sources == ()
    location = make_location()
    unknown = evolve(
        location.sources[0], emission_rate_kg_per_h=np.nan, emission_rate_q05=np.nan,
        emission_rate_q95=np.nan,
    )  # fmt: skip
    told = apply_cautions(evolve(location, sources=(unknown,)), [STEEP])
    assert np.isnan(told.sources[0].emission_rate_q95)


def test_no_rate_is_moved_beyond_those_that_are_held_possible() -> None:
    location = make_location()
    (one,) = location.sources
    vague = evolve(one, emission_rate_kg_per_h=5.0, emission_rate_q05=2e-3, emission_rate_q95=5e4)
    (wider,) = apply_cautions(evolve(location, sources=(vague,)), [LIGHT, STEEP]).sources
    assert wider.emission_rate_q05 == pytest.approx(1e-3)
    assert 5e4 < wider.emission_rate_q95 <= 1e5
    beyond = evolve(vague, emission_rate_q95=2e5)
    (wider,) = apply_cautions(evolve(location, sources=(beyond,)), [STEEP]).sources
    assert wider.emission_rate_q95 == pytest.approx(2e5)
