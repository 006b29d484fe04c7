"""Long records cost no more than their thinned ones, and crowds of samplers are thinned."""

import numpy as np
import pytest
from attrs import evolve

from cathartes.location import locate_sources
from cathartes.location.concentrations.problem.terms import terms_of_series
from tests.made_locations import make_case


@pytest.mark.parametrize("days", [0.02, 1.0, 14.0, 365.0])
def test_the_number_of_linear_terms_does_not_grow_with_the_length_of_a_record(days):
    seen = make_case().observations
    times = np.linspace(0.0, days * 86400.0, 30)
    stretched = evolve(seen, time_s=np.repeat(times, 5))
    terms = terms_of_series(stretched, 1.0, 1.0)
    assert terms.precision.shape[0] + terms.n_gains + terms.n_knots < 150
    assert terms.column.max() < terms.precision.shape[0]
    assert np.all((terms.weight >= 0.0) & (terms.weight <= 1.0))


def test_long_nights_still_part_a_record_of_a_few_days():
    seen = make_case().observations
    days = np.repeat(np.arange(3) * 86400.0, 10) + np.tile(np.arange(10) * 60.0, 3)
    apart = terms_of_series(evolve(seen, time_s=np.repeat(days, 5)), 1.0, 1.0)
    ends = [apart.column[150 // 3 * k, 0] for k in range(3)]
    assert len(set(ends)) == 3
    block = apart.precision[ends[0] : ends[1], ends[1] : ends[2]]
    assert np.all(block == 0.0)


def test_of_very_many_samplers_some_are_weighed_and_that_is_told(monkeypatch):
    monkeypatch.setattr("cathartes.location.concentrations.locate.MOST_SINGLE", 21)
    case = make_case("arcs")
    assert case.observations.size == 42
    location = locate_sources(case)
    assert any("one in 2 was weighed" in told for told in location.warnings)
    (source,) = location.sources
    assert np.hypot(source.easting_m - 40.0, source.northing_m + 25.0) < 60.0
    assert np.isfinite(location.fit.std).all()
