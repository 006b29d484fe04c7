"""Normal equations of what is linear in the data, from the few columns each observation touches."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cathartes.kernels.inversion.cholesky import factor_in_place, solve_forward

DISTANCE_NODES = 7
LOG_2 = math.log(2.0)
N_ALIKE = 3
SHAPE_REACH = 4.5
"""Spreads from the axis within which samplers tell where the nearest node of distance is."""


class Sensed(NamedTuple):
    """Observations as the kernels take them, in the order of time.

    Attributes
    ----------
    value, noise_variance, per_mass : (observation,) float64
        Data, variance of the noise, units of the data in a kg m-3.
    begin_m, end_m : (observation, 3) float64
    is_path : (observation,) bool
    row : (observation,) int32
        Row of wind.
    first_of_time : (time + 1,) int64
        Where the observations of each time begin.
    worth : float
        Power that the likelihood is raised to: below 1 where neighbouring errors are alike.
    """

    value: NDArray[np.float64]
    noise_variance: NDArray[np.float64]
    per_mass: NDArray[np.float64]
    begin_m: NDArray[np.float64]
    end_m: NDArray[np.float64]
    is_path: NDArray[np.bool_]
    row: NDArray[np.int32]
    first_of_time: NDArray[np.int64]
    worth: float


class LinearTerms(NamedTuple):
    """What is linear in the data and has a Gaussian prior.

    Attributes
    ----------
    column : (observation, k) int64
    weight : (observation, k) float64
        The k columns of background and offsets that an observation touches.
    precision : (column, column) float64
        Prior of these columns; of offsets for a spread of 1.
    first_offset : int
        Column from which on they are offsets of sensors.
    gain : (observation,) int64
        Its sensor's gain in this part of the record.
    n_gains : int
        0 leaves gains out.
    gain_std : float
        Spread of the response of a sensor to gas, as a share.
    knot : (observation,) int64
    beyond : (observation,) float64
        The knot of a source's strength before an observation, and the share of the way to the
        next.
    n_knots : int
        0 leaves changes of strength out.
    strength_std : float
        Spread of the strength at a knot, as a share.
    shape_std : (degree,) float64
        Spread of errors of the plume's shape that samplers of one time share, by Hermite degree
        across the plume and nodes of distance a factor of 2 apart; empty for series.
    has_common : bool
        Whether the sensors of a time share an error.
    """

    column: NDArray[np.int64]
    weight: NDArray[np.float64]
    precision: NDArray[np.float64]
    first_offset: int
    gain: NDArray[np.int64]
    n_gains: int
    gain_std: float
    knot: NDArray[np.int64]
    beyond: NDArray[np.float64]
    n_knots: int
    strength_std: float
    shape_std: NDArray[np.float64]
    has_common: bool


@njit(cache=True)
def count_columns(terms: LinearTerms, n_sources: int) -> int:
    """Return the number of unknowns that are integrated out, the rates last among them."""
    of_source = terms.n_knots + 1
    shapes = terms.shape_std.size * DISTANCE_NODES
    return int(terms.precision.shape[0] + shapes + terms.n_gains + n_sources * of_source)


@njit(cache=True, error_model="numpy", fastmath=True)
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


class Errors(NamedTuple):
    """How large the errors are, for one set of parameters.

    Attributes
    ----------
    variance : (observation,) float64
        Of what no two observations share.
    common : float
        Spread of what the sensors of a time share, units of the data.
    strength : float
        Spread of the strength of the signal that the sensors of a time share, as a share.
    direction_rad : float
        Spread of the wind's direction from one time to the next.
    offset : float
        Spread of the offsets of sensors.
    """

    variance: NDArray[np.float64]
    common: float
    strength: float
    direction_rad: float
    offset: float


@njit(cache=True, error_model="numpy", fastmath=True)
def gather_equations(
    sensed: Sensed,
    terms: LinearTerms,
    response: NDArray[np.float64],
    turned: NDArray[np.float64],
    place: NDArray[np.float64],
    fitted: NDArray[np.float64],
    errors: Errors,
    has_rates: bool,
    gathered: NDArray[np.float64],
    right: NDArray[np.float64],
) -> tuple[float, float]:
    """Write the normal equations; return the weighted squares and the log-determinant of noise.

    Parameters
    ----------
    sensed : Sensed
    terms : LinearTerms
    response, turned : (source, observation) float64
        Units of the data in a kg/s; change of it with the direction.
    place : (source, 2, observation) float64
        See :func:`~cathartes.kernels.dispersion.plume.plume_response`.
    fitted : (source,) float64
        Rates so far, which the errors that go with the signal are a share of.
    errors : Errors
    has_rates : bool
        False before ``fitted`` is known.
    gathered : (column, column) float64
        Lower triangle written.
    right : (column,) float64
        Written.

    Notes
    -----
    With D the variances of one time and U the columns of what its observations share (common
    error, strength, direction), the inverse of ``D + U U'`` is ``1/D - (1/D) U C U' (1/D)`` with
    ``C = (I + U' (1/D) U)^-1`` (Woodbury 1950).
    """
    worth = sensed.worth
    root = math.sqrt(worth)
    n_sources = response.shape[0]
    n_base, n_shape = terms.precision.shape[0], terms.shape_std.size
    first_gain = n_base + n_shape * DISTANCE_NODES
    first_knot = first_gain + terms.n_gains
    first_rate = first_knot + n_sources * terms.n_knots
    size = first_rate + n_sources
    n_touched = terms.column.shape[1]
    touched = np.empty(n_touched + 2 * n_shape + 2 + 3 * n_sources, np.int64)
    share = np.empty(touched.size)
    marked, summed = np.empty(size, np.int64), np.zeros((size, N_ALIKE))
    is_marked = np.zeros(size, np.bool_)
    alike, total = np.empty(N_ALIKE), np.empty((N_ALIKE, N_ALIKE))
    moment, solved = np.empty(N_ALIKE), np.empty(N_ALIKE)
    for a in range(size):
        right[a] = 0.0
        for b in range(a + 1):
            gathered[a, b] = terms.precision[a, b] if a < n_base else 0.0
    for a in range(n_base, first_rate):
        gathered[a, a] = 1.0
    for a in range(terms.first_offset, n_base):
        for b in range(terms.first_offset, a + 1):
            gathered[a, b] /= errors.offset**2
    nearest = 1e9
    if n_shape > 0:
        for j in range(n_sources):
            for i in range(sensed.value.size):
                is_inside = response[j, i] > 0.0 and abs(place[j, 0, i]) < SHAPE_REACH
                if is_inside and not sensed.is_path[i]:
                    nearest = min(nearest, place[j, 1, i])
    squares, log_variance = 0.0, (n_base - terms.first_offset) * 2.0 * math.log(errors.offset)
    for time in range(sensed.first_of_time.size - 1):
        first, last = sensed.first_of_time[time], sensed.first_of_time[time + 1]
        n_marked = 0
        is_shared = terms.has_common and last - first > 1
        total[:] = 0.0
        moment[:] = 0.0
        for i in range(first, last):
            precision = worth / errors.variance[i]
            log_variance += worth * math.log(errors.variance[i])
            count = 0
            for k in range(n_touched):
                if terms.weight[i, k] != 0.0:
                    touched[count], share[count] = terms.column[i, k], terms.weight[i, k]
                    count += 1
            if has_rates:
                strongest, signal, signals = 0, 0.0, 0.0
                for j in range(n_sources):
                    own = fitted[j] * response[j, i]
                    signals += own
                    if own > signal:
                        strongest, signal = j, own
                if n_shape > 0 and signal > 0.0 and not sensed.is_path[i]:
                    node_place = (place[strongest, 1, i] - nearest) / LOG_2
                    node = min(max(int(node_place), 0), DISTANCE_NODES - 2)
                    beyond = min(max(node_place - node, 0.0), 1.0)
                    for degree in range(n_shape):
                        change = signal * terms.shape_std[degree]
                        change *= shape_polynomial(degree, place[strongest, 0, i])
                        touched[count] = n_base + degree * DISTANCE_NODES + node
                        share[count] = change * (1.0 - beyond)
                        touched[count + 1] = touched[count] + 1
                        share[count + 1] = change * beyond
                        count += 2
                if signals > 0.0 and terms.n_gains > 0:
                    change = signals * terms.gain_std
                    touched[count], share[count] = first_gain + terms.gain[i], change
                    count += 1
                if terms.n_knots > 0:
                    for j in range(n_sources):
                        if response[j, i] > 0.0 and fitted[j] > 0.0:
                            change = fitted[j] * response[j, i] * terms.strength_std
                            touched[count] = first_knot + j * terms.n_knots + terms.knot[i]
                            share[count] = change * (1.0 - terms.beyond[i])
                            touched[count + 1] = touched[count] + 1
                            share[count + 1] = change * terms.beyond[i]
                            count += 2
            for j in range(n_sources):
                if response[j, i] != 0.0:
                    touched[count], share[count] = first_rate + j, response[j, i]
                    count += 1
            squares += precision * sensed.value[i] * sensed.value[i]
            if is_shared:
                alike[0], alike[1], alike[2] = errors.common, 0.0, 0.0
                if has_rates:
                    for j in range(n_sources):
                        alike[1] += errors.strength * fitted[j] * response[j, i]
                        alike[2] += errors.direction_rad * fitted[j] * turned[j, i]
                for k in range(N_ALIKE):
                    moment[k] += precision * alike[k] * sensed.value[i] / root
                    for m in range(k + 1):
                        total[k, m] += alike[k] * alike[m] / errors.variance[i]
            for a in range(count):
                weighted = share[a] * precision
                at = touched[a]
                right[at] += weighted * sensed.value[i]
                for b in range(count):
                    if touched[b] <= at:
                        gathered[at, touched[b]] += weighted * share[b]
                if is_shared:
                    if not is_marked[at]:
                        is_marked[at] = True
                        marked[n_marked] = at
                        n_marked += 1
                    for k in range(N_ALIKE):
                        summed[at, k] += weighted * alike[k] / root
        if is_shared:
            for k in range(N_ALIKE):
                total[k, k] += 1.0
            log_variance += worth * factor_in_place(total, N_ALIKE)
            solve_forward(total, N_ALIKE, moment, solved)
            for k in range(N_ALIKE):
                squares -= solved[k] * solved[k]
            for a in range(n_marked):
                at = marked[a]
                solve_forward(total, N_ALIKE, summed[at], summed[at])
                for k in range(N_ALIKE):
                    right[at] -= summed[at, k] * solved[k]
            for a in range(n_marked):
                at = marked[a]
                for b in range(n_marked):
                    other = marked[b]
                    if other <= at:
                        for k in range(N_ALIKE):
                            gathered[at, other] -= summed[at, k] * summed[other, k]
            for a in range(n_marked):
                is_marked[marked[a]] = False
                summed[marked[a]] = 0.0
    return squares, log_variance
