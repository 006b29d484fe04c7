"""Where the posterior is high: a grid over the area, then uphill, then its curvature."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.location.concentrations.climbing import climb
from cathartes.location.concentrations.problem.priors import NOISE
from cathartes.location.concentrations.problem.problem import IMPOSSIBLE, Problem

Array = NDArray[np.float64]

GRID_PLACES_SINGLE, GRID_PLACES_SERIES = 600, 800
STARTS, STARTS_OF_MORE, STARTS_OF_MORE_SINGLE = 3, 3, 1
STEPS_TO_CHOOSE = 6
FLAT = 1e-3
MOST_STEPS, MOST_STEPS_AGAIN = 30, 12
CURVATURE_STEP = 0.03
CURVATURE_RANGE = (0.5, 1e6)
PLUME_PARAMETERS = 6
"""Shared parameters that shape the plume come first; those of errors follow."""
WORST_MODE = 6.0
"""Modes this far below the best one, in log posterior, are left out."""
SAME_MODE = 0.3
POSITION_SHARE = 0.02
"""Length of the scaled position, as a share of the longer side of the area."""


@frozen(eq=False)
class Mode:
    """A hill of the posterior in scaled parameters.

    Attributes
    ----------
    place : (parameter,) float64
    covariance : (parameter, parameter) float64
        Inverse of the curvature.
    height : float
        Log posterior there.
    """

    place: Array
    covariance: Array
    height: float


class Scaled:
    """The posterior in parameters of order one: positions by a length, the rest by the prior."""

    def __init__(self, problem: Problem, n_sources: int) -> None:
        self.problem, self.n_sources = problem, n_sources
        self.mean, self.std = problem.prior(n_sources)
        length = POSITION_SHARE * float(np.max(problem.area[2:] - problem.area[:2]))
        for j in range(n_sources):
            self.std[3 * j : 3 * j + 2] = length
        self.free = np.flatnonzero(self.std > 0.0)
        self.of_plume = self.free < 3 * n_sources + PLUME_PARAMETERS
        self.is_drawn = self.of_plume | problem.is_single

    def parameters(self, scaled: Array) -> Array:
        """Return all parameters, (draw, parameter), of scaled free ones."""
        whole = np.tile(self.mean, (*scaled.shape[:-1], 1))
        whole[..., self.free] += scaled * self.std[self.free]
        return whole

    def scaled(self, parameters: Array) -> Array:
        """Return the reverse of :meth:`parameters`."""
        return np.asarray((parameters - self.mean)[..., self.free] / self.std[self.free])

    def weigh(self, scaled: Array) -> Array:
        """Return the log posterior density in scaled parameters, (draw,)."""
        return self.weigh_with_rates(scaled)[0]

    def weigh_with_rates(self, scaled: Array) -> tuple[Array, Array, Array]:
        """Return the same with rates and their spread; see :meth:`Problem.weigh`."""
        found, rate, spread = self.problem.weigh(self.parameters(scaled), self.n_sources)
        return found + float(np.sum(np.log(self.std[self.free]))), rate, spread


def noise_start(posterior: Scaled) -> Array:
    """Return where to climb from without a source: all that is seen is noise, (1, parameter)."""
    problem = posterior.problem
    start = posterior.mean[None].copy()
    if not problem.is_single:
        above = [np.log(np.std(gas.observations.value) / gas.noise) for gas in problem.gases]
        start[0, NOISE] += max(0.0, float(np.max(above)))
    return start


def grid_starts(problem: Problem, so_far: Array) -> Array:
    """Return the best places of a grid for one more source, (start, parameter).

    In series the errors are as they were fitted so far, and once more as they are believed
    before the data: what is taken for noise without a source may be the source.

    Parameters
    ----------
    problem : Problem
    so_far : (parameter,) float64
        Parameters with one source fewer.
    """
    n_before = (so_far.size - problem.prior(0)[0].size) // 3
    mean, _ = problem.prior(n_before + 1)
    believed = mean[3 * n_before + 3 + PLUME_PARAMETERS :].copy()
    mean[: 3 * n_before] = so_far[: 3 * n_before]
    if n_before > 0 or not problem.is_single:
        mean[3 * n_before + 3 :] = so_far[3 * n_before :]
    if n_before == 0:
        # A wide, badly known plume: so that hills reach as far as the grid is coarse.
        mean[3 + 2] += 0.3
        mean[3 + 6] = np.log(0.8)
    starts = _best_of_grid(problem, mean, n_before)
    if not problem.is_single:
        mean[3 * n_before + 3 + PLUME_PARAMETERS + 1 :] = believed[1:]
        starts = np.concatenate([starts, _best_of_grid(problem, mean, n_before)])
    if n_before == 0:
        starts[:, 3 + 2] -= 0.3
        starts[:, 3 + 6] = problem.prior(1)[0][3 + 6]
    return starts


def _best_of_grid(problem: Problem, mean: Array, n_before: int) -> Array:
    low, sides = problem.area[:2], problem.area[2:] - problem.area[:2]
    wanted = GRID_PLACES_SINGLE if problem.is_single else GRID_PLACES_SERIES
    columns = max(6, int(np.sqrt(wanted * sides[0] / sides[1])))
    rows = max(6, wanted // columns)
    east = low[0] + (np.arange(columns) + 0.5) / columns * sides[0]
    north = low[1] + (np.arange(rows) + 0.5) / rows * sides[1]
    places = np.tile(mean, (rows * columns, 1))
    places[:, 3 * n_before] = np.tile(east, rows)
    places[:, 3 * n_before + 1] = np.repeat(north, columns)
    heights = problem.weigh(places, n_before + 1)[0]
    around = np.pad(heights.reshape(rows, columns), 1, constant_values=-np.inf)
    neighbours = [around[i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
    highest, lowest = np.max(neighbours, axis=0).ravel(), np.min(neighbours, axis=0).ravel()
    # Where no gas would reach a sensor the ground is flat: no place to climb from.
    tops = np.flatnonzero((heights >= highest) & (highest - lowest > FLAT))
    if tops.size == 0:
        tops = np.array([int(np.argmax(heights))])
    best = tops[np.argsort(-heights[tops])][: _starts(problem, n_before)]
    return places[best]


def _starts(problem: Problem, n_before: int) -> int:
    if n_before == 0:
        return STARTS
    return STARTS_OF_MORE_SINGLE if problem.is_single else STARTS_OF_MORE


def find_modes(posterior: Scaled, starts: Array) -> list[Mode]:
    """Climb from each start and return the hills found, the highest first.

    Where there are many starts, all climb a little, and the best of them to the top.

    Parameters
    ----------
    posterior : Scaled
    starts : (start, parameter) float64
        All parameters, see :meth:`Scaled.parameters`.
    """
    begun: list[tuple[Array, float, Array | None]] = [
        (posterior.scaled(start), -np.inf, None) for start in starts
    ]
    few = STARTS if posterior.n_sources < 2 else STARTS - 1
    if len(starts) > few:
        tried = [_climb(posterior, place, STEPS_TO_CHOOSE) for place, _, _ in begun]
        begun = [*sorted(tried, key=lambda each: -each[1])[:few]]
    found: list[tuple[Array, float]] = []
    for start, _, covariance in begun:
        place, height, _ = _climb(posterior, start, MOST_STEPS, covariance)
        if all(np.max(np.abs(place - other)) > SAME_MODE for other, _ in found):
            found.append((place, height))
    return [
        Mode(place, _inverse_curvature(posterior, place), height)
        for place, height in _highest(found)
    ]


def refine_modes(posterior: Scaled, coarse: list[Mode]) -> list[Mode]:
    """Climb on from hills that were found with fewer data; their curvature serves on."""
    climbed = [_climb(posterior, mode.place, MOST_STEPS_AGAIN, mode.covariance) for mode in coarse]
    found = [
        Mode(place, mode.covariance, height)
        for (place, height, _), mode in zip(climbed, coarse, strict=True)
    ]
    return sorted(found, key=lambda mode: -mode.height)


def _highest(found: list[tuple[Array, float]]) -> list[tuple[Array, float]]:
    found = sorted(found, key=lambda each: -each[1])
    return [found[0]] + [each for each in found[1:] if each[1] > found[0][1] - WORST_MODE]


def _climb(
    posterior: Scaled, start: Array, most_steps: int, covariance: Array | None = None
) -> tuple[Array, float, Array]:
    # Steps that leave the plume as it is come first: the kernel then keeps it.
    order = np.argsort(posterior.of_plume, kind="stable")

    def weigh(places: Array) -> Array:
        return np.maximum(posterior.weigh(places), IMPOSSIBLE)

    return climb(weigh, start, order, most_steps, covariance)


def _inverse_curvature(posterior: Scaled, place: Array) -> Array:
    size = place.size
    step = CURVATURE_STEP * np.eye(size)
    first, second = np.tril_indices(size, -1)
    around = [
        place[None],
        place + step,
        place - step,
        place + step[first] + step[second],
        place - step[first] - step[second],
        place + step[first] - step[second],
        place - step[first] + step[second],
    ]
    heights = np.maximum(posterior.weigh(np.concatenate(around)), IMPOSSIBLE)
    edges = np.cumsum([len(each) for each in around])[:-1]
    middle, up, down, both, neither, one, other = np.split(heights, edges)
    curvature = np.diag(2.0 * middle[0] - up - down)
    curvature[first, second] = (one + other - both - neither) / 4.0
    curvature[second, first] = curvature[first, second]
    values, vectors = np.linalg.eigh(curvature / CURVATURE_STEP**2)
    half = vectors / np.sqrt(np.clip(values, *CURVATURE_RANGE))
    return np.asarray(half @ half.T)
