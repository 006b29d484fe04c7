"""The answer is an average over dispersion schemes."""

import numpy as np
import pytest
from attrs import evolve
from scipy.special import logsumexp

from cathartes.location import locate_sources
from cathartes.location.concentrations import averaging
from cathartes.location.concentrations.averaging import carried_mode, sample_schemes
from cathartes.location.concentrations.problem.problem import Problem, rows_of_wind
from cathartes.location.concentrations.search.modes import Mode, Scaled, grid_starts
from cathartes.model.location.wind_series import WindSeries
from cathartes.physics.turbulence.schemes import MORE_STABLE, SIMILARITY, spreads_of_scheme
from tests.made_locations import samplers_of_one_mean

RATE_KG_PER_H = 20.0


def wind_of(direction_std_deg=7.0):
    wind = WindSeries.of_now(4.0, 270.0, direction_std_deg=direction_std_deg, averaging_s=600.0)
    return evolve(wind, speed_log_std=np.array([0.1]), from_direction_error_deg=np.array([5.0]))


def case_of(scheme, seed=1):
    """Return samplers on three lines across a plume that spreads as a scheme says."""
    rng = np.random.default_rng(seed)
    wind = wind_of()
    table = spreads_of_scheme(scheme, wind)
    along, across = np.meshgrid([60.0, 200.0, 700.0], np.linspace(-0.35, 0.35, 21))
    along, across = along.ravel(), (along * across).ravel()
    wide, deep, speed = (
        np.interp(along, table.distance_m, values[0])
        for values in (table.sigma_y_m, table.sigma_z_m, table.transport_speed_m_s)
    )
    value = RATE_KG_PER_H / 3600.0 / (np.pi * wide * deep * speed) * 1e6
    value *= np.exp(-0.5 * (across / wide) ** 2 - 0.5 * (1.5 / deep) ** 2)
    value *= np.exp(0.1 * rng.standard_normal(along.size))
    place = np.stack([along, across, np.full(along.size, 1.5)], axis=1)
    return samplers_of_one_mean(place, value, wind, (-400.0, -500.0, 800.0, 500.0))


def problem_of(case):
    row, usable = rows_of_wind(case)
    return Problem(case, case.observations.take(usable), row[usable])


@pytest.fixture(scope="module")
def located():
    return locate_sources(case_of(MORE_STABLE))


def test_the_data_move_belief_towards_the_scheme_they_were_made_with(located):
    other = locate_sources(case_of(SIMILARITY))
    odds = [one.p_scheme[MORE_STABLE] / one.p_scheme[SIMILARITY] for one in (located, other)]
    assert odds[0] > 2.0 * odds[1]


def test_probabilities_of_schemes_are_those_of_the_draws(located):
    assert sum(located.p_scheme.values()) == pytest.approx(1.0)
    posterior = located.posterior
    assert set(located.p_scheme) == set(posterior.scheme_names)
    drawn = np.bincount(posterior.scheme, minlength=len(posterior.scheme_names)) / posterior.n_draws
    told = np.array([located.p_scheme[name] for name in posterior.scheme_names])
    assert drawn == pytest.approx(told, abs=0.06)


def test_averaging_widens_the_rate_as_far_as_schemes_differ(located):
    posterior = located.posterior
    one = posterior.number_of_sources == 1
    logs = np.log(posterior.emission_rate_kg_per_h[one, 0, 0])
    within = [
        logs[posterior.scheme[one] == scheme].var()
        for scheme in range(len(posterior.scheme_names))
        if np.count_nonzero(posterior.scheme[one] == scheme) > 100
    ]
    assert len(within) > 1
    assert logs.var() > min(within)
    (source,) = located.sources
    assert source.emission_rate_q05 < RATE_KG_PER_H < source.emission_rate_q95


def test_each_number_has_at_least_one_sample_and_weights_are_finite():
    problem = problem_of(case_of(MORE_STABLE))
    found = sample_schemes(problem, np.random.default_rng(0))
    assert np.isfinite(logsumexp([one.log_weight for one in found]))
    numbers = {one.n_sources for one in found}
    assert numbers == {one.n_sources for one in found if one.sample is not None}
    assert {0, 1} <= numbers


def test_no_more_is_looked_for_beyond_a_source_that_all_of_the_data_speak_against(monkeypatch):
    case = case_of(SIMILARITY)
    noise = np.random.default_rng(4).standard_normal(case.observations.size)
    blank = evolve(case, observations=evolve(case.observations, value=1.0 + 0.01 * noise))
    looked_for = []

    def grid(problem, so_far):
        looked_for.append(so_far.size)
        return grid_starts(problem, so_far)

    monkeypatch.setattr(averaging, "grid_starts", grid)
    found = sample_schemes(problem_of(blank), np.random.default_rng(0))
    drawn = [one for one in found if one.sample is not None]
    weight = [logsumexp([x.log_weight for x in drawn if x.n_sources == n]) for n in (0, 1)]
    assert weight[1] < weight[0] - averaging.HOPELESS
    assert len(looked_for) == 1
    assert {one.n_sources for one in found} == {0, 1}


def test_a_hill_carried_to_another_scheme_keeps_the_plume_as_it_was():
    problem = problem_of(case_of(MORE_STABLE))
    before, after = Scaled(problem, 1), Scaled(problem.under(1), 1)
    place = np.zeros(before.free.size)
    carried = carried_mode(Mode(place, np.eye(place.size), 0.0), before, after)
    table = [one.problem.tables for one in (before, after)]
    shapes = [one.parameters(x)[5:9] for one, x in ((before, place), (after, carried.place))]
    for name, distance in (("sigma_y_m", 30.0), ("scale_z_m", 30.0), ("scale_z_m", 300.0)):
        node = round((np.log(distance) - table[0].log_first) * table[0].nodes_per_log)
        beyond, place_of = np.log(distance / 30.0), 0 if name == "sigma_y_m" else 1
        one, two = (
            np.log(getattr(t, name)[0, node]) + s[place_of] + s[place_of + 2] * beyond
            for t, s in zip(table, shapes, strict=True)
        )
        assert one == pytest.approx(two, abs=0.06)
    # The cross-wind growth of the two is further apart than a departure may be.
    assert np.all(np.abs(shapes[1] - after.mean[5:9]) <= 2.0 * after.std[5:9] + 1e-9)


def test_weighing_under_another_scheme_leaves_the_first_as_it_was():
    problem = problem_of(case_of(SIMILARITY))
    mean, std = problem.prior(1)
    other = problem.under(1)
    assert not np.array_equal(other.prior(1)[1], std)
    assert np.array_equal(problem.prior(1)[0], mean)
    assert problem.under(problem.scheme) is problem
