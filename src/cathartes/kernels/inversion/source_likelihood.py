"""Marginal likelihood of sources: all that is linear in the data is integrated out exactly.

For given positions and dispersion the data are ``value = B b + sum_j Q_j a_j + noise``, with
Gaussian priors on everything in b: background, offsets of sensors, and what the plume model does
not know (see :class:`~cathartes.kernels.inversion.linear_terms.LinearTerms`). So b and Q are
integrated out by one Cholesky factor.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cathartes.kernels.dispersion.plume import PlumeTables, plume_response
from cathartes.kernels.inversion.cholesky import (
    factor_in_place,
    solve_backward,
    solve_forward,
)
from cathartes.kernels.inversion.linear_terms import (
    Errors,
    LinearTerms,
    Sensed,
    count_columns,
    gather_equations,
)
from cathartes.kernels.inversion.rate_prior import log_mass_of_rate

SHARED_PARAMETERS = 11
"""After 3 for each source: direction offset (degrees), log speed factor, log factors on the
cross-wind and the vertical spread, the exponents of distance of both, log of the share of model
error, log of the factor on the noise, logs of the spread of what all sensors of a time share, of
the offsets of sensors, and of the direction (degrees) from one time to the next."""
WIDENING = 1.8
WIDE_SHARE = 0.1
"""Model error has the size of the plume, and a tenth (in variance) of one 1.8 times as wide."""


@njit(cache=True, error_model="numpy", fastmath=True)
def source_log_likelihood(
    parameters: NDArray[np.float64],
    n_sources: int,
    sensed: Sensed,
    tables: PlumeTables,
    terms: LinearTerms,
    n_updates: int,
    rate_range: tuple[float, float],
    log_likelihood: NDArray[np.float64],
    rate: NDArray[np.float64],
    rate_covariance: NDArray[np.float64],
    fit: NDArray[np.float64],
) -> None:
    """Write the log marginal likelihood of each set of parameters, and the rates behind it.

    Parameters
    ----------
    parameters : (draw, 3 n_sources + 11) float64
        Easting, northing, log height of each source, then ``SHARED_PARAMETERS``.
    sensed : Sensed
    tables : PlumeTables
    terms : LinearTerms
    n_updates : int
        How often the variance follows the fitted rates.
    rate_range : (float, float)
        kg/s; between them a rate is believed evenly in its logarithm.
    log_likelihood : (draw,) float64
    rate : (draw, source) float64
        kg/s; the unconstrained optimum.
    rate_covariance : (draw, source, source) float64
    fit : (3, observation) float64
        Background, what the sources add, and variance, of the last draw.

    Notes
    -----
    The variance of an observation is ``noise + tau^2 sum_j Q_j^2 (a_j^2 + w_j^2 / 10)``, with w
    the response of a wider plume; it depends on the rates, which are found by iteration.
    """
    value, noise = sensed.value, sensed.noise_variance
    n = value.size
    size = count_columns(terms, n_sources)
    first_rate = size - n_sources
    response = np.zeros((n_sources, n))
    wide = np.zeros((n_sources, n))
    turned = np.zeros((n_sources, n))
    place = np.zeros((n_sources, 2, n))
    gathered = np.empty((size, size))
    right, solution = np.empty(size), np.empty(size)
    source, shape = np.empty(3), np.empty(5)
    fitted = np.zeros(n_sources)
    variance = np.empty(n)
    lowest = value.min()
    for draw in range(parameters.shape[0]):
        shared = parameters[draw, 3 * n_sources :]
        model_variance, noise_factor = math.exp(2.0 * shared[6]), math.exp(2.0 * shared[7])
        errors = Errors(
            variance,
            math.exp(shared[8]),
            math.exp(shared[6]),
            math.radians(math.exp(shared[10])),
            math.exp(shared[9]),
        )
        shape[:4] = shared[2:6]
        shape[4] = errors.direction_rad
        same_air = draw > 0
        if same_air:
            for k in range(SHARED_PARAMETERS):
                if k < 6 or k == 10:
                    same_air &= shared[k] == parameters[draw - 1, 3 * n_sources + k]
        for j in range(n_sources):
            same = same_air
            if same:
                for k in range(3 * j, 3 * j + 3):
                    same &= parameters[draw, k] == parameters[draw - 1, k]
            if same:
                # A search moves one source at a time: the others' plumes stay as they are.
                continue
            source[:2] = parameters[draw, 3 * j : 3 * j + 2]
            source[2] = math.exp(parameters[draw, 3 * j + 2])
            plume_response(
                source,
                sensed.begin_m,
                sensed.end_m,
                sensed.is_path,
                sensed.row,
                math.radians(shared[0]),
                tables,
                shape,
                math.exp(shared[1]),
                WIDENING,
                response[j],
                wide[j],
                turned[j],
                place[j],
            )
            for i in range(n):
                response[j, i] *= sensed.per_mass[i]
                wide[j, i] *= sensed.per_mass[i]
                turned[j, i] *= sensed.per_mass[i]
        for i in range(n):
            # Before a rate is known the data say how strong the signal is.
            variance[i] = noise[i] * noise_factor + model_variance * (value[i] - lowest) ** 2
        result = 0.0
        for update in range(n_updates + 1):
            squares, log_variance = gather_equations(
                sensed,
                terms,
                response,
                turned,
                place,
                fitted,
                errors,
                update > 0,
                gathered,
                right,
            )
            for j in range(first_rate, size):
                # A source that reaches nothing keeps a rate that nothing is known of.
                gathered[j, j] = gathered[j, j] * (1.0 + 1e-9) + 1e-30
            log_determinant = factor_in_place(gathered, size)
            solve_forward(gathered, size, right, solution)
            explained = 0.0
            for a in range(size):
                explained += solution[a] * solution[a]
            solve_backward(gathered, size, solution)
            result = -0.5 * (squares - explained + log_variance + log_determinant)
            for j in range(n_sources):
                fitted[j] = max(solution[first_rate + j], 0.0)
            if update < n_updates:
                for i in range(n):
                    total = 0.0
                    for j in range(n_sources):
                        total += fitted[j] ** 2 * (
                            response[j, i] ** 2 + WIDE_SHARE * wide[j, i] ** 2
                        )
                    variance[i] = noise[i] * noise_factor + model_variance * total
        for i in range(n):
            fit[0, i] = 0.0
            for k in range(terms.column.shape[1]):
                fit[0, i] += terms.weight[i, k] * solution[terms.column[i, k]]
            fit[1, i] = 0.0
            for j in range(n_sources):
                fit[1, i] += fitted[j] * response[j, i]
            fit[2, i] = variance[i] + errors.common**2
        for j in range(n_sources):
            rate[draw, j] = solution[first_rate + j]
        for j in range(n_sources):
            for a in range(size):
                right[a] = 0.0
            right[first_rate + j] = 1.0
            solve_forward(gathered, size, right, solution)
            solve_backward(gathered, size, solution)
            for k in range(n_sources):
                rate_covariance[draw, j, k] = solution[first_rate + k]
        for j in range(n_sources):
            std = math.sqrt(max(rate_covariance[draw, j, j], 1e-290))
            result += log_mass_of_rate(rate[draw, j], std, rate_range[0], rate_range[1])
            result += 0.5 * math.log(2.0 * math.pi)
        log_likelihood[draw] = result - 0.5 * sensed.worth * n * math.log(2.0 * math.pi)
