"""Several gases of one emitter: one place, a rate each."""

import numpy as np
import pytest
from attrs import evolve, fields
from shapely.geometry import Point, Polygon

from cathartes.location import locate_sources
from cathartes.model.location.observations import GasOfCase, Observations
from tests.unit.location.concentrations.test_locate import RATE_KG_PER_H, arcs_about

SHARE = 0.25


def with_second_gas(case, other):
    """Return a case with the values of another one as a second gas."""
    names = [one.name for one in fields(Observations) if one.name not in ("sensor_names", "unit")]
    joined = {
        name: np.concatenate([getattr(case.observations, name), getattr(other, name)])
        for name in names
    }
    joined["gas"] = np.repeat([0, 1], other.size).astype(np.int32)
    order = np.argsort(joined["time_s"], kind="stable")
    joined = {name: values[order] for name, values in joined.items()}
    seen = Observations(**joined, sensor_names=case.observations.sensor_names, unit="mg m-3")
    return evolve(case, gases=(*case.gases, GasOfCase("NH3", 17.03)), observations=seen)


@pytest.fixture(scope="module")
def located():
    case = arcs_about((0.0, 0.0), 90.0)
    return locate_sources(
        with_second_gas(case, arcs_about((0.0, 0.0), 90.0, SHARE, seed=2).observations)
    )


def test_gases_of_one_emitter_share_its_place_and_region(located):
    first, second = located.sources
    assert (first.gas, second.gas) == ("SF6", "NH3")
    assert first.emitter == second.emitter == 1
    assert first.region_90 == second.region_90
    assert (first.easting_m, first.northing_m) == (second.easting_m, second.northing_m)
    assert any(Polygon(ring).contains(Point(0.0, 0.0)) for ring in first.region_90)


def test_each_gas_has_a_rate_of_its_own_in_the_ratio_of_the_signals(located):
    first, second = located.sources
    assert second.emission_rate_kg_per_h / first.emission_rate_kg_per_h == pytest.approx(
        SHARE, rel=0.2
    )
    assert 0.4 * RATE_KG_PER_H < first.emission_rate_kg_per_h < 2.5 * RATE_KG_PER_H


def test_a_second_gas_makes_the_place_no_less_known(located):
    alone = locate_sources(arcs_about((0.0, 0.0), 90.0))
    both, one = (
        np.hypot(*np.std([each.posterior.easting_m[:, 0], each.posterior.northing_m[:, 0]], axis=1))
        for each in (located, alone)
    )
    assert both < 1.15 * one
