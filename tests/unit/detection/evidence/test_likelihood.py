"""Marginal likelihoods against numeric integrals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.special import logsumexp

from cathartes.detection.evidence import likelihood
from cathartes.detection.evidence.likelihood import (
    band_log_evidence,
    log_mean_exp,
    shape_log_evidence,
    signal_log_evidence,
    student_log_density,
)

DEGREES = 7.0
SCATTER = np.array([[1.0, 0.3, 0.1], [0.3, 2.0, -0.2], [0.1, -0.2, 0.5]])
LOG_DET = float(np.linalg.slogdet(SCATTER)[1])
SIGNATURE = np.array([1.0, -0.5, 2.0])
SPECTRUM = np.array([1.4, -0.2, 2.1])


def gas_evidence(explained: float, n_gases: int, whole: float, log_determinant: float) -> float:
    found = signal_log_evidence(np.array([explained]), n_gases, whole, log_determinant, DEGREES, 3)
    return float(found[0])


def distance(scatter: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return np.sum(rows * np.linalg.solve(scatter, rows.T).T, axis=-1)


def test_density_is_the_multivariate_t() -> None:
    rows = np.random.default_rng(1).normal(size=(20, 3))
    expected = stats.multivariate_t(np.zeros(3), SCATTER, df=DEGREES).logpdf(rows)
    found = student_log_density(distance(SCATTER, rows), LOG_DET, DEGREES, 3)
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_log_of_a_mean_of_exponentials() -> None:
    assert log_mean_exp(np.log([1.0, 3.0])) == pytest.approx(np.log(2.0))
    assert log_mean_exp(np.array([-1e4, -1e4])) == pytest.approx(-1e4)


def integral_over_strength_and_scale(ratio: float) -> float:
    """Return the log evidence by brute force: clutter is normal with an unknown scale."""
    scale = np.exp(np.linspace(-5.0, 7.0, 500))
    strength = np.linspace(-60.0, 60.0, 6001)
    prior_scale = stats.invgamma(DEGREES / 2, scale=DEGREES / 2).logpdf(scale)
    left = SPECTRUM - strength[:, None] * SIGNATURE
    d2 = distance(SCATTER, left)
    likely = -0.5 * (d2[None] / scale[:, None] + 3 * np.log(2 * np.pi * scale)[:, None] + LOG_DET)
    variance = ratio * scale / float(distance(SCATTER, SIGNATURE))
    prior = stats.norm.logpdf(strength[None], 0.0, np.sqrt(variance)[:, None])
    over_strength = logsumexp(likely + prior, axis=1) + np.log(strength[1] - strength[0])
    # d scale = scale d log scale
    whole = over_strength + prior_scale + np.log(scale)
    return float(logsumexp(whole) + np.log(np.log(scale[1] / scale[0])))


def test_evidence_of_a_gas_is_the_integral_over_its_strength_and_the_clutters_scale(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    grid = np.log([4.0, 30.0])
    monkeypatch.setattr(likelihood, "SIGNAL_GRID", grid)
    power = float(distance(SCATTER, SIGNATURE))
    explained = float(SIGNATURE @ np.linalg.solve(SCATTER, SPECTRUM)) ** 2 / power
    found = gas_evidence(explained, 1, float(distance(SCATTER, SPECTRUM)), LOG_DET)
    expected = log_mean_exp(np.array([integral_over_strength_and_scale(r) for r in np.exp(grid)]))
    assert found == pytest.approx(expected, abs=1e-3)


def test_a_gas_that_explains_nothing_costs_evidence_and_two_cost_more() -> None:
    clutter = float(student_log_density(3.0, LOG_DET, DEGREES, 3))
    one, two = (gas_evidence(0.0, n, 3.0, LOG_DET) for n in (1, 2))
    assert two < one < clutter


def test_the_more_is_explained_the_better() -> None:
    found = [gas_evidence(e, 1, 400.0, 0.0) for e in (0.0, 100.0, 300.0, 399.0)]
    assert found == sorted(found)


def whitened() -> np.ndarray:
    return np.linalg.solve(np.linalg.cholesky(SCATTER), SPECTRUM)


def test_a_shape_of_no_size_is_clutter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likelihood, "SHAPE_GRID", np.full(4, -60.0))
    x = whitened()
    found = shape_log_evidence(x, np.diag([3.0, 1.0, 0.2]), LOG_DET, DEGREES)
    assert found == pytest.approx(float(student_log_density(float(x @ x), LOG_DET, DEGREES, 3)))


def test_a_shape_of_one_known_form_is_a_gas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likelihood, "SHAPE_GRID", likelihood.SIGNAL_GRID)
    form = np.linalg.solve(np.linalg.cholesky(SCATTER), SIGNATURE)
    x = whitened()
    as_shape = shape_log_evidence(x, np.outer(form, form), LOG_DET, DEGREES)
    as_gas = gas_evidence(float(x @ form) ** 2 / float(form @ form), 1, float(x @ x), LOG_DET)
    assert as_shape == pytest.approx(as_gas)


def test_the_size_in_which_a_shape_is_given_does_not_matter() -> None:
    shape = np.diag([3.0, 1.0, 0.2])
    found = [shape_log_evidence(whitened(), c * shape, 0.0, DEGREES) for c in (1.0, 1e-6, 1e6)]
    assert found[1] == pytest.approx(found[0])
    assert found[2] == pytest.approx(found[0])


def test_a_shape_of_exactly_nothing_is_clutter_and_no_error() -> None:
    x = whitened()
    found = shape_log_evidence(x, np.zeros((3, 3)), LOG_DET, DEGREES)
    assert found == pytest.approx(float(student_log_density(float(x @ x), LOG_DET, DEGREES, 3)))


def test_shapes_of_low_rank_have_the_evidence_of_their_covariance() -> None:
    rng = np.random.default_rng(5)
    factors = rng.normal(size=(4, 9, 3))
    x = 4.0 * rng.normal(size=9)
    found = band_log_evidence(x, factors, 0.7, DEGREES)
    expected = [shape_log_evidence(x, one @ one.T, 0.7, DEGREES) for one in factors]
    np.testing.assert_allclose(found, expected, rtol=1e-6)
