"""A plume that enters at an edge comes from outside, whatever the wind."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cathartes.flow.campaigns.work.placed import FROM_OUTSIDE_STD_M, _from_outside
from cathartes.flow.campaigns.work.scene_edges import EDGE_PIXELS, entering_plumes
from cathartes.model.wind import Wind
from tests.made_campaigns import make_estimate

LINES, SAMPLES = 100, 60


def entering(line: float, sample: float, wind: Wind | None) -> bool:
    """Tell of one head in a north-up scene without a georeference."""
    scene = SimpleNamespace(shape=(LINES, SAMPLES, 3), wind=wind, georeference=None)
    plume = SimpleNamespace(head_line=line, head_sample=sample)
    return bool(entering_plumes([plume], scene))  # type: ignore[arg-type,list-item]


@pytest.mark.parametrize(
    ("from_deg", "line", "sample"),
    [
        (0.0, 1.0, 30.0),
        (180.0, LINES - 2.0, 30.0),
        (270.0, 50.0, 1.0),
        (90.0, 50.0, SAMPLES - 2.0),
        (315.0, 1.0, 30.0),
    ],
)
def test_a_head_at_the_upwind_edge_comes_from_outside(from_deg, line, sample):
    assert entering(line, sample, Wind(3.0, from_deg))
    # The same place in the opposite wind is where a plume leaves.
    assert not entering(line, sample, Wind(3.0, from_deg + 180.0))
    assert not entering(50.0, 30.0, Wind(3.0, from_deg))


def test_only_so_near_the_edge_as_smoothing_reaches():
    north = Wind(3.0, 0.0)
    assert entering(EDGE_PIXELS - 0.5, 30.0, north)
    assert not entering(EDGE_PIXELS + 0.5, 30.0, north)


def test_without_a_wind_any_edge_may_be_the_upwind_one():
    assert entering(LINES - 2.0, 30.0, None)
    assert not entering(50.0, 30.0, None)


def test_what_comes_from_outside_keeps_its_gases_and_claims_no_place():
    inside = make_estimate()
    outside = _from_outside(inside)
    assert outside.position_std_m == FROM_OUTSIDE_STD_M
    assert outside.region_90 == ()
    assert outside.gas_probabilities == inside.gas_probabilities
    assert outside.rates == inside.rates
    assert outside.source_probability == inside.source_probability
    poor = make_estimate(position_std_m=900.0)
    assert _from_outside(poor).position_std_m == 900.0
