"""Rates of sources, drawn from what the data leave of the prior."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.location.concentrations.problem.gas_data import RATE_RANGE_KG_PER_H
from cathartes.location.concentrations.problem.problem import Problem
from cathartes.model.location.case import SourceCase

Array = NDArray[np.float64]

RATE_NODES = 400
LEAST_SHARE = 0.1
"""Of its likeliest rate: less is no source, which has a probability of its own."""
MODEL_ERROR_ON_SITE, MODEL_ERROR_ELSEWHERE = 0.5, 1.0
"""Spread of the log of the rate that no scheme knows, in series of many intervals."""


def draw_rates(mean: Array, std: Array, rng: np.random.Generator, model_error: float) -> Array:
    """Return a rate for each draw, kg/h: what the data leave of the prior, (draw,)."""
    least, most = RATE_RANGE_KG_PER_H
    low = np.clip(np.maximum(mean - 5.0 * std, LEAST_SHARE * mean), least, 0.99 * most)
    high = np.clip(mean + 5.0 * std, 1.01 * low, most)
    share = np.linspace(0.0, 1.0, RATE_NODES)
    rates = low[:, None] * (high / low)[:, None] ** share
    # Even in the logarithm is the prior: the density over these nodes is the likelihood alone.
    misfit = ((rates - mean[:, None]) / std[:, None]) ** 2
    gathered = np.cumsum(np.exp(-0.5 * (misfit - misfit.min(axis=1, keepdims=True))), axis=1)
    wanted = rng.random(mean.size) * gathered[:, -1]
    drawn = np.array(
        [
            np.interp(x, steps, values)
            for x, steps, values in zip(wanted, gathered, rates, strict=True)
        ]
    )
    return np.asarray(drawn * np.exp(model_error * rng.standard_normal(drawn.size)))


def model_error_of_rates(case: SourceCase, problem: Problem) -> float:
    """Return the spread of the log of a rate that is added to every draw.

    None for means of a few intervals, whose errors of shape are in the inference; for fixed
    sensors by whether the wind is of the site. Set on simulated networks and flights with seeds
    that no benchmark uses.
    """
    if problem.is_single:
        return 0.0
    is_known = case.wind.kind == "sonic" or problem.is_moving
    return MODEL_ERROR_ON_SITE if is_known else MODEL_ERROR_ELSEWHERE
