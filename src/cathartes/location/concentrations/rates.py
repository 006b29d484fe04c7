"""Rates of sources, drawn from what the data leave of the prior."""

from __future__ import annotations

from typing import NamedTuple

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
SHORTFALL_PER_SHARE = 1.0
"""By how much, in the logarithm, the fit of a series of fixed sensors falls short in the median, in
units of the share of a plume that the fit leaves unexplained: a plume whose moments are not
quite known is fitted by too weak a source."""


class RateError(NamedTuple):
    """Error of the logarithm of a rate: what to add to it, and the spread that is left.

    The first is for a share of the plume that is not explained of 1.
    """

    shift_per_share: float
    std: float


def draw_rates(
    mean: Array, std: Array, unexplained: Array, rng: np.random.Generator, error: RateError
) -> Array:
    """Return a rate for each draw, kg/h: what the data leave of the prior, (draw,).

    Parameters
    ----------
    mean, std : (draw,) float64
        kg/h.
    unexplained : (draw,) float64
        Share of the plume that the model is wrong by, as fitted.
    rng : numpy.random.Generator
    error : RateError
    """
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
    shift = error.shift_per_share * unexplained
    return np.asarray(drawn * np.exp(shift + error.std * rng.standard_normal(drawn.size)))


def model_error_of_rates(case: SourceCase, problem: Problem) -> RateError:
    """Return what no scheme knows of a rate, which is added to every draw.

    Nothing for means of a few intervals, whose errors of shape are in the inference; for fixed
    sensors by whether the wind is of the site. Set on simulated networks and flights with seeds
    that no benchmark uses.
    """
    if problem.is_single:
        return RateError(0.0, 0.0)
    if problem.is_moving:
        return RateError(0.0, MODEL_ERROR_ON_SITE)
    is_known = case.wind.kind == "sonic"
    return RateError(
        SHORTFALL_PER_SHARE, MODEL_ERROR_ON_SITE if is_known else MODEL_ERROR_ELSEWHERE
    )
