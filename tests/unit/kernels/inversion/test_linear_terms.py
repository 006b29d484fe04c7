"""The normal equations against the dense covariance that they stand for."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from cathartes.kernels.inversion.cholesky import factor_in_place, solve_forward
from cathartes.kernels.inversion.linear_terms import (
    Errors,
    LinearTerms,
    Sensed,
    count_columns,
    gather_equations,
)

TIMES, SENSORS = 5, 3
N = TIMES * SENSORS


def a_case(worth=1.0):
    rng = np.random.default_rng(4)
    sensor, time = np.tile(np.arange(SENSORS), TIMES), np.repeat(np.arange(TIMES), SENSORS)
    sensed = Sensed(
        value=rng.standard_normal(N),
        noise_variance=np.full(N, 0.04),
        per_mass=np.ones(N),
        begin_m=np.zeros((N, 3)),
        end_m=np.zeros((N, 3)),
        is_path=np.zeros(N, bool),
        row=np.zeros(N, np.int32),
        first_of_time=np.arange(TIMES + 1) * SENSORS,
        worth=worth,
    )
    terms = LinearTerms(
        column=np.column_stack([np.zeros(N, np.int64), 1 + sensor]),
        weight=np.ones((N, 2)),
        precision=np.diag([0.25, 1.0, 1.0, 1.0]),
        first_offset=1,
        gain=sensor,
        n_gains=SENSORS,
        gain_std=0.3,
        knot=np.zeros(N, np.int64),
        beyond=time / TIMES,
        n_knots=2,
        strength_std=0.4,
        shape_std=np.empty(0),
        has_common=True,
    )
    response, turned = rng.uniform(0.5, 2.0, (1, N)), rng.standard_normal((1, N))
    errors = Errors(rng.uniform(0.05, 0.3, N), 0.5, 0.6, 0.2, 0.7)
    return sensed, terms, response, turned, errors


def by_equations(sensed, terms, response, turned, errors, fitted):
    size = count_columns(terms, 1)
    gathered, right, solution = np.zeros((size, size)), np.zeros(size), np.zeros(size)
    place = np.zeros((1, 2, N))
    squares, log_variance = gather_equations(
        sensed, terms, response, turned, place, fitted, errors, True, gathered, right
    )
    gathered[-1, -1] += 1.0
    log_determinant = factor_in_place(gathered, size)
    solve_forward(gathered, size, right, solution)
    return -0.5 * (squares - solution @ solution + log_variance + log_determinant)


def test_the_marginal_likelihood_is_that_of_the_dense_covariance():
    sensed, terms, response, turned, errors = a_case()
    fitted = np.array([0.8])
    covariance = np.diag(errors.variance)
    columns = np.zeros((N, 4))
    columns[np.arange(N)[:, None], terms.column] = terms.weight
    prior = np.diag([1.0 / 0.25, *[errors.offset**2] * SENSORS])
    covariance += columns @ prior @ columns.T
    signal = fitted[0] * response[0]
    for first in range(0, N, SENSORS):
        own = slice(first, first + SENSORS)
        for shared in (
            np.full(SENSORS, errors.common),
            errors.strength * signal[own],
            errors.direction_rad * fitted[0] * turned[0, own],
        ):
            covariance[own, own] += np.outer(shared, shared)
    for knots, weight, std in (
        (terms.gain, np.zeros(N), terms.gain_std),
        (terms.knot, terms.beyond, terms.strength_std),
    ):
        matrix = np.zeros((N, int(knots.max()) + 2))
        matrix[np.arange(N), knots] = (1.0 - weight) * signal * std
        matrix[np.arange(N), knots + 1] = weight * signal * std
        covariance += matrix @ matrix.T
    covariance += np.outer(response[0], response[0])
    dense = multivariate_normal(np.zeros(N), covariance).logpdf(sensed.value)
    found = by_equations(sensed, terms, response, turned, errors, fitted)
    # What the equations leave out of a Gaussian's constants: those of N and of the prior.
    found += -0.5 * N * np.log(2.0 * np.pi) + 0.5 * np.log(0.25)
    assert found == pytest.approx(dense, rel=1e-9)


def test_values_worth_half_count_as_twice_the_variance_but_for_the_determinant():
    sensed, terms, response, turned, errors = a_case(worth=0.5)
    halved = by_equations(sensed, terms, response, turned, errors, np.array([0.0]))
    wider = errors._replace(variance=2.0 * errors.variance, common=np.sqrt(2.0) * errors.common)
    whole = by_equations(
        sensed._replace(worth=1.0), terms, response, turned, wider, np.array([0.0])
    )
    shared = 0.0
    for first in range(0, N, SENSORS):
        total = errors.common**2 * np.sum(1.0 / errors.variance[first : first + SENSORS])
        shared += np.log1p(total)
    of_determinant = 0.5 * (np.sum(np.log(2.0 * errors.variance)) + shared)
    of_determinant -= 0.25 * (np.sum(np.log(errors.variance)) + shared)
    assert halved == pytest.approx(whole + of_determinant, rel=1e-9)
