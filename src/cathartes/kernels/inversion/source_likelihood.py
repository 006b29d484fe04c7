"""Marginal likelihood of sources: rates, background and offsets integrated out exactly.

For given positions and dispersion the data are ``value = B b + sum_j Q_j a_j + noise`` with
Gaussian priors on b: linear, so that b and Q are integrated out by one Cholesky factor. The
normal equations are gathered from the few columns that each observation touches.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cathartes.kernels.dispersion.plume import plume_response
from cathartes.kernels.inversion.cholesky import (
    factor_in_place,
    solve_backward,
    solve_forward,
)

SHARED_PARAMETERS = 8
"""After 3 for each source: direction offset (degrees), log speed factor, log factors on the
cross-wind and the vertical spread, the exponents of distance of both, log of the share of model
error, log of the factor on the noise."""
DISTANCE_NODES = 7
LOG_2 = math.log(2.0)
WIDENING = 1.8
WIDE_SHARE = 0.1
"""Model error has the size of the plume, and a tenth (in variance) of one 1.8 times as wide."""
QUADRATURE = 32
FLAT_BELOW = 0.05
LOG_NOTHING = -600.0


@njit(cache=True, fastmath=True)
def shape_polynomial(degree: int, across: float) -> float:
    """Return the Hermite polynomial of a degree, of norm 1 under the Gaussian."""
    if degree == 0:
        return 1.0
    if degree == 1:
        return across
    square = across * across
    if degree == 2:
        return (square - 1.0) * math.sqrt(0.5)
    if degree == 3:
        return (square - 3.0) * across / math.sqrt(6.0)
    return (square * square - 6.0 * square + 3.0) / math.sqrt(24.0)


@njit(cache=True, fastmath=True)
def log_mass_of_rate(rate: float, std: float, least: float, most: float) -> float:
    """Return log of the integral of exp(-(Q - rate)^2 / 2 std^2) p(Q) / (std sqrt(2 pi)).

    The prior p is flat in log(Q) from ``least`` to ``most`` and nothing outside. Where the data
    say nothing (std far above ``most``) the integral times ``std sqrt(2 pi)`` is 1.
    """
    span = math.log(most / least)
    ratio = rate / std
    if ratio > 4.0:
        return -math.log(rate * span) if least < rate < most else LOG_NOTHING
    # Below a small part of the spread the likelihood is flat: there the integral is exact.
    flat = min(max(FLAT_BELOW * std, least), most)
    total = math.exp(-0.5 * ratio * ratio) * math.log(flat / least) / std
    last = min(rate + 4.0 * std, most)
    if last > flat:
        step = (last - flat) / QUADRATURE
        for index in range(QUADRATURE):
            place = flat + (index + 0.5) * step
            total += math.exp(-0.5 * ((place - rate) / std) ** 2) / (place * std) * step
    return math.log(max(total / (math.sqrt(2.0 * math.pi) * span), math.exp(LOG_NOTHING)))


@njit(cache=True, fastmath=True)
def source_log_likelihood(
    parameters: NDArray[np.float64],
    n_sources: int,
    value: NDArray[np.float64],
    noise_variance: NDArray[np.float64],
    begin_m: NDArray[np.float64],
    end_m: NDArray[np.float64],
    is_path: NDArray[np.bool_],
    row: NDArray[np.int32],
    from_direction_deg: NDArray[np.float64],
    log_first: float,
    nodes_per_log: float,
    sigma_y_m: NDArray[np.float64],
    scale_z_m: NDArray[np.float64],
    speed_m_s: NDArray[np.float64],
    lid_m: NDArray[np.float64],
    exponent: NDArray[np.float64],
    norm: NDArray[np.float64],
    log_reference: float,
    per_mass: NDArray[np.float64],
    column: NDArray[np.int64],
    weight: NDArray[np.float64],
    prior_precision: NDArray[np.float64],
    shape_std: NDArray[np.float64],
    n_updates: int,
    least_rate: float,
    most_rate: float,
    log_likelihood: NDArray[np.float64],
    rate: NDArray[np.float64],
    rate_covariance: NDArray[np.float64],
    background: NDArray[np.float64],
    from_sources: NDArray[np.float64],
    variance: NDArray[np.float64],
) -> None:
    """Write the log marginal likelihood of each set of parameters, and the rates behind it.

    Parameters
    ----------
    parameters : (draw, 3 n_sources + 8) float64
        Easting, northing, log height of each source, then ``SHARED_PARAMETERS``.
    value, noise_variance, per_mass : (observation,) float64
        Data, variance of the noise, units of the data in a kg m-3.
    begin_m, end_m, is_path, row
        Of each observation; see :func:`~cathartes.kernels.dispersion.plume.plume_response`.
    column : (observation, k) int64
    weight : (observation, k) float64
        The k columns of background and offsets that an observation touches.
    prior_precision : (column, column) float64
    shape_std : (degree,) float64
        Spread of errors of the plume's shape that samplers of one time share, by Hermite
        degree across the plume and nodes of distance a factor of 2 apart; empty for series.
    n_updates : int
        How often the variance follows the fitted rates.
    least_rate, most_rate : float
        kg/s; between them a rate is believed evenly in its logarithm.
    log_likelihood : (draw,) float64
    rate : (draw, source) float64
        kg/s; the unconstrained optimum.
    rate_covariance : (draw, source, source) float64
    background, from_sources, variance : (observation,) float64
        Fit of the last draw.
    """
    n = value.size
    n_base = prior_precision.shape[0]
    n_touched = column.shape[1]
    n_shape = shape_std.size
    first_rate = n_base + n_shape * DISTANCE_NODES
    size = first_rate + n_sources
    response = np.empty((n_sources, n))
    wide = np.empty((n_sources, n))
    place = np.empty((n_sources, 2, n))
    gathered = np.empty((size, size))
    right, solution = np.empty(size), np.empty(size)
    shape = np.empty(5)
    toward_e, toward_n = np.empty(from_direction_deg.size), np.empty(from_direction_deg.size)
    source = np.empty(3)
    fitted = np.zeros(n_sources)
    touched = np.empty(n_touched + 2 * n_shape + n_sources, np.int64)
    share = np.empty(n_touched + 2 * n_shape + n_sources)
    lowest = value.min()
    for draw in range(parameters.shape[0]):
        shared = parameters[draw, 3 * n_sources :]
        shape[:4] = shared[2:6]
        shape[4] = log_reference
        model_variance, noise_factor = math.exp(2.0 * shared[6]), math.exp(2.0 * shared[7])
        for index in range(from_direction_deg.size):
            angle = math.radians(from_direction_deg[index] + 180.0 + shared[0])
            toward_e[index], toward_n[index] = math.sin(angle), math.cos(angle)
        nearest = 1e9
        for j in range(n_sources):
            source[:2] = parameters[draw, 3 * j : 3 * j + 2]
            source[2] = math.exp(parameters[draw, 3 * j + 2])
            plume_response(
                source,
                begin_m,
                end_m,
                is_path,
                row,
                toward_e,
                toward_n,
                log_first,
                nodes_per_log,
                sigma_y_m,
                scale_z_m,
                speed_m_s,
                lid_m,
                exponent,
                norm,
                shape,
                math.exp(shared[1]),
                WIDENING,
                response[j],
                wide[j],
                place[j],
            )
            for i in range(n):
                response[j, i] *= per_mass[i]
                wide[j, i] *= per_mass[i]
                if response[j, i] > 0.0 and not is_path[i]:
                    nearest = min(nearest, place[j, 1, i])
        for i in range(n):
            # Before a rate is known the data say how strong the signal is.
            variance[i] = (
                noise_variance[i] * noise_factor + model_variance * (value[i] - lowest) ** 2
            )
        result = 0.0
        for update in range(n_updates + 1):
            for a in range(size):
                right[a] = 0.0
                for b in range(a + 1):
                    gathered[a, b] = prior_precision[a, b] if a < n_base else 0.0
            for a in range(n_base, first_rate):
                gathered[a, a] = 1.0
            squares, log_variance = 0.0, 0.0
            for i in range(n):
                precision = 1.0 / variance[i]
                log_variance += math.log(variance[i])
                count = 0
                for k in range(n_touched):
                    if weight[i, k] != 0.0:
                        touched[count], share[count] = column[i, k], weight[i, k]
                        count += 1
                if n_shape > 0 and update > 0:
                    strongest, signal = 0, 0.0
                    for j in range(n_sources):
                        if fitted[j] * response[j, i] > signal:
                            strongest, signal = j, fitted[j] * response[j, i]
                    if signal > 0.0 and not is_path[i]:
                        node_place = (place[strongest, 1, i] - nearest) / LOG_2
                        node = min(int(node_place), DISTANCE_NODES - 2)
                        beyond = min(node_place - node, 1.0)
                        for degree in range(n_shape):
                            change = (
                                signal
                                * shape_std[degree]
                                * shape_polynomial(degree, place[strongest, 0, i])
                            )
                            touched[count] = n_base + degree * DISTANCE_NODES + node
                            share[count] = change * (1.0 - beyond)
                            touched[count + 1] = touched[count] + 1
                            share[count + 1] = change * beyond
                            count += 2
                for j in range(n_sources):
                    if response[j, i] != 0.0:
                        touched[count], share[count] = first_rate + j, response[j, i]
                        count += 1
                squares += precision * value[i] * value[i]
                for a in range(count):
                    weighted = share[a] * precision
                    right[touched[a]] += weighted * value[i]
                    for b in range(count):
                        if touched[b] <= touched[a]:
                            gathered[touched[a], touched[b]] += weighted * share[b]
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
                    variance[i] = noise_variance[i] * noise_factor + model_variance * total
        for i in range(n):
            background[i] = 0.0
            for k in range(n_touched):
                background[i] += weight[i, k] * solution[column[i, k]]
            from_sources[i] = 0.0
            for j in range(n_sources):
                from_sources[i] += fitted[j] * response[j, i]
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
            result += log_mass_of_rate(rate[draw, j], std, least_rate, most_rate)
            result += 0.5 * math.log(2.0 * math.pi)
        log_likelihood[draw] = result - 0.5 * n * math.log(2.0 * math.pi)
