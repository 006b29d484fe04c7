import numpy as np
import pytest
from scipy.integrate import quad

from cathartes.kernels.inversion.cholesky import (
    factor_in_place,
    solve_backward,
    solve_forward,
)
from cathartes.kernels.inversion.rate_prior import log_mass_of_rate

LEAST, MOST = 1e-6, 10.0


def exact(rate, std):
    span = np.log(MOST / LEAST)

    def density(log_rate):
        misfit = (np.exp(log_rate) - rate) / std
        return np.exp(-0.5 * misfit**2) / (std * np.sqrt(2.0 * np.pi) * span)

    at = [np.log(np.clip(x, LEAST, MOST)) for x in (rate - std, rate, rate + std, std)]
    return quad(density, np.log(LEAST), np.log(MOST), points=sorted(set(at)), limit=400)[0]


@pytest.mark.parametrize(
    ("rate", "std"), [(0.0, 0.1), (0.01, 0.1), (0.2, 0.1), (0.39, 0.1), (-0.1, 0.1), (3.0, 2.0)]
)
def test_the_mass_of_a_rate_is_the_integral_over_its_prior(rate, std):
    assert np.exp(log_mass_of_rate(rate, std, LEAST, MOST)) == pytest.approx(
        exact(rate, std), rel=0.02
    )


def test_data_that_say_nothing_of_a_rate_neither_favour_nor_punish_it():
    std = 1e9
    mass = np.exp(log_mass_of_rate(0.0, std, LEAST, MOST)) * std * np.sqrt(2.0 * np.pi)
    assert mass == pytest.approx(1.0, rel=1e-6)


def test_a_rate_that_nobody_believes_has_no_mass():
    assert log_mass_of_rate(1e4, 1.0, LEAST, MOST) < -500.0


@pytest.mark.parametrize("size", [9, 60])
def test_the_factor_solves_its_equations_and_gives_the_determinant(size):
    rng = np.random.default_rng(1)
    root = rng.standard_normal((size, size))
    matrix = root @ root.T + size * np.eye(size)
    right, solution = rng.standard_normal(size), np.empty(size)
    factor = matrix.copy()
    log_determinant = factor_in_place(factor, size)
    solve_forward(factor, size, right, solution)
    solve_backward(factor, size, solution)
    assert solution == pytest.approx(np.linalg.solve(matrix, right))
    assert log_determinant == pytest.approx(np.linalg.slogdet(matrix)[1])
