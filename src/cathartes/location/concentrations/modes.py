"""Where the posterior is high: a grid over the area, then uphill, then its curvature."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.optimize import minimize

from cathartes.location.concentrations.problem import IMPOSSIBLE, Problem

Array = NDArray[np.float64]

GRID_PLACES = 800
STARTS = 3
MOST_STEPS = 30
STEP, CURVATURE_STEP = 1e-3, 0.03
WORST_MODE = 12.0
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

    def parameters(self, scaled: Array) -> Array:
        """Return parameters, (draw, parameter), of scaled ones."""
        return self.mean + scaled * self.std

    def scaled(self, parameters: Array) -> Array:
        """Return the reverse of :meth:`parameters`."""
        return (parameters - self.mean) / self.std

    def weigh(self, scaled: Array) -> Array:
        """Return the log posterior density in scaled parameters, (draw,)."""
        found = self.problem.weigh(self.parameters(scaled), self.n_sources)[0]
        return found + float(np.sum(np.log(self.std)))


def grid_starts(problem: Problem, so_far: Array | None) -> Array:
    """Return the best places of a grid for one more source, (start, parameter).

    Parameters
    ----------
    problem : Problem
    so_far : (parameter,) float64 or None
        Parameters with one source fewer; None for the first.
    """
    n_before = 0 if so_far is None else (so_far.size - problem.prior(0)[0].size) // 3
    mean, _ = problem.prior(n_before + 1)
    if so_far is not None:
        mean[: 3 * n_before] = so_far[: 3 * n_before]
        mean[3 * n_before + 3 :] = so_far[3 * n_before :]
    else:
        # A wide, badly known plume: so that hills reach as far as the grid is coarse.
        mean[3 + 2] += 0.3
        mean[3 + 6] = np.log(0.8)
    low, sides = problem.area[:2], problem.area[2:] - problem.area[:2]
    columns = max(6, int(np.sqrt(GRID_PLACES * sides[0] / sides[1])))
    rows = max(6, GRID_PLACES // columns)
    east = low[0] + (np.arange(columns) + 0.5) / columns * sides[0]
    north = low[1] + (np.arange(rows) + 0.5) / rows * sides[1]
    places = np.tile(mean, (rows * columns, 1))
    places[:, 3 * n_before] = np.tile(east, rows)
    places[:, 3 * n_before + 1] = np.repeat(north, columns)
    heights = problem.weigh(places, n_before + 1)[0]
    around = np.pad(heights.reshape(rows, columns), 1, constant_values=-np.inf)
    highest = np.max(
        [around[i : i + rows, j : j + columns] for i in range(3) for j in range(3)], axis=0
    )
    tops = np.flatnonzero(heights >= highest.ravel())
    best = tops[np.argsort(-heights[tops])][:STARTS]
    starts = places[best]
    if so_far is None:
        starts[:, 3 + 2] -= 0.3
        starts[:, 3 + 6] = problem.prior(1)[0][3 + 6]
    return starts


def find_modes(posterior: Scaled, starts: Array) -> list[Mode]:
    """Climb from each start and return the hills found, the highest first."""
    found: list[tuple[Array, float]] = []
    for start in starts:
        place, height = _climb(posterior, posterior.scaled(start))
        if all(np.max(np.abs(place - other)) > SAME_MODE for other, _ in found):
            found.append((place, height))
    found.sort(key=lambda each: -each[1])
    return [
        Mode(place, _inverse_curvature(posterior, place), height)
        for place, height in found
        if height > found[0][1] - WORST_MODE
    ]


def _climb(posterior: Scaled, start: Array) -> tuple[Array, float]:
    steps = STEP * np.eye(start.size)

    def downhill(place: Array) -> tuple[float, Array]:
        heights = posterior.weigh(np.concatenate([place[None], place + steps, place - steps]))
        heights = np.maximum(heights, IMPOSSIBLE)
        half = start.size + 1
        return -float(heights[0]), -(heights[1:half] - heights[half:]) / (2.0 * STEP)

    found = minimize(
        downhill, start, jac=True, method="BFGS", options={"maxiter": MOST_STEPS, "gtol": 0.3}
    )
    return np.asarray(found.x, np.float64), -float(found.fun)


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
    return np.asarray((vectors / np.clip(values, 0.5, 1e8)) @ vectors.T)
