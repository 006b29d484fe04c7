"""Draws and summary tell one story of how many sources there are."""

import numpy as np
import pytest

from cathartes.location import locate_sources
from cathartes.location.concentrations.averaging import SchemeSample, worlds_of_numbers
from cathartes.location.concentrations.missed import with_missed_sources
from cathartes.location.concentrations.problem.problem import Problem, rows_of_wind
from cathartes.location.concentrations.search.sampling import Sample
from tests.made_locations import make_case


@pytest.fixture(scope="module")
def located():
    return locate_sources(make_case("network"))


def test_as_many_draws_have_a_number_of_sources_as_is_said_of_it(located):
    number = located.posterior.number_of_sources
    for count, said in located.p_number_of_sources.items():
        assert np.mean(number == count) == pytest.approx(said, abs=1e-3)


def test_the_stated_sources_are_those_of_the_draws(located):
    (source,) = located.sources
    own = located.posterior.emitter[:, 0] == source.emitter
    rates = located.posterior.emission_rate_kg_per_h[own, 0, 0]
    assert np.quantile(rates, [0.05, 0.5, 0.95]) == pytest.approx(
        [source.emission_rate_q05, source.emission_rate_kg_per_h, source.emission_rate_q95]
    )
    assert np.median(located.posterior.easting_m[own, 0]) == pytest.approx(source.easting_m)
    assert own.sum() > 1500


def test_every_draw_has_places_and_rates_for_its_number_of_sources(located):
    posterior = located.posterior
    inside = np.arange(3) < posterior.number_of_sources[:, None]
    for values in (posterior.easting_m, posterior.northing_m, posterior.height_m):
        assert np.array_equal(np.isfinite(values), inside)
    rates = posterior.emission_rate_kg_per_h
    assert np.array_equal(np.isfinite(rates), np.repeat(inside[..., None], rates.shape[2], axis=2))
    assert np.nanmin(rates) > 0.0


def test_draws_of_other_numbers_belong_to_no_stated_source(located):
    posterior = located.posterior
    other = posterior.number_of_sources != len(located.sources)
    assert other.any()
    assert np.all(posterior.emitter[other] == 0)
    assert np.all(posterior.emitter[~other, 0] == 1)


def test_a_source_is_as_probable_as_that_many_sources_are(located):
    p = located.p_number_of_sources
    assert [one.probability for one in located.sources] == pytest.approx([1.0 - p[0]])


def test_a_missed_source_lies_where_the_data_leave_room_for_it():
    case = make_case("network")
    row, usable = rows_of_wind(case)
    problem = Problem(case, case.observations.take(usable), row[usable])
    parameters = problem.prior(0)[0][None]
    none = Sample(parameters, np.ones(1), np.zeros((1, 0, 1)), np.zeros((1, 0, 1)), 0.0, 1.0)
    rng = np.random.default_rng(5)
    stated = np.array([0.5, 0.5, 0.0, 0.0])
    found = with_missed_sources(problem, [SchemeSample(0, 0, 0.0, none)], stated, rng)
    assert [each.n_sources for each in found] == [0, 1]
    one = found[1].sample
    assert one.weight.sum() == pytest.approx(1.0)
    assert 1.0 <= one.effective <= one.weight.size
    true = one.parameters[:, :2] - np.array([40.0, -25.0])
    near = np.hypot(*true.T) < np.median(np.hypot(*true.T))
    # The case has a source and the search is said to have missed it: it is put where it is.
    assert one.weight[near].sum() > 0.9


def test_a_number_whose_evidence_is_nothing_beside_the_others_is_still_drawn():
    drawn = Sample(
        np.zeros((1, 11)), np.ones(1), np.zeros((1, 0, 1)), np.zeros((1, 0, 1)), 0.0, 1.0
    )
    samples = [
        SchemeSample(0, 0, -5000.0, drawn),
        SchemeSample(1, 0, -10.0, drawn),
        SchemeSample(1, 1, -10.0 + np.log(3.0), drawn),
        SchemeSample(1, 2, 90.0, None),
        SchemeSample(2, 0, -np.inf, drawn),
    ]
    number = np.repeat([0, 1, 2], [10, 4000, 10])
    world = worlds_of_numbers(samples, number, np.random.default_rng(3))
    assert np.all(world[:10] == 0)
    assert np.all(world[-10:] == 4)
    counts = np.bincount(world[10:-10], minlength=5)
    assert counts[[0, 3, 4]].sum() == 0
    assert counts[2] / 4000.0 == pytest.approx(0.75, abs=0.03)
