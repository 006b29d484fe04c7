"""What a leg is expected to tell of the position, from outcomes imagined in every world."""

from __future__ import annotations

import math

import numpy as np
from attrs import frozen
from numba import njit
from numpy.typing import NDArray

from cathartes.location.legs.options import LegOptions
from cathartes.location.legs.planning.views import SWATH_LINES, LegView
from cathartes.location.legs.worlds.draws import Worlds
from cathartes.location.legs.worlds.likelihood import (
    STANDS_OUT,
    passage_log_likelihood,
)

Float = NDArray[np.float64]

FORGOTTEN = -40.0
"""Logarithm of a weight that changes no digit of a sum."""


@frozen(eq=False)
class Imagined:
    """Outcomes to imagine: which world each comes from, and its scatter.

    Attributes
    ----------
    world : (outcome,) int64
    scatter : (outcome, line, 4) float64
        Standard normal, standard normal, uniform, uniform: of level, middle, being astray and
        being met at all.
    """

    world: NDArray[np.int64]
    scatter: Float


def imagine(worlds: Worlds, options: LegOptions, rng: np.random.Generator) -> Imagined:
    """Draw outcomes; each world is as likely as any other, so they are taken evenly."""
    m = options.n_outcomes
    world = ((np.arange(m) + rng.random()) / m * worlds.size).astype(np.int64)
    order = rng.permutation(worlds.size)
    normal = rng.standard_normal((m, SWATH_LINES, 2))
    return Imagined(
        world=order[world],
        scatter=np.concatenate([normal, rng.random((m, SWATH_LINES, 2))], axis=2),
    )


def imagined_log_likelihood(view: LegView, imagined: Imagined, stray: float) -> Float:
    """Return the log-likelihood of each imagined outcome in each world, (outcome, world)."""
    out = np.zeros((imagined.world.size, view.level.shape[1]))
    threshold = math.asinh(STANDS_OUT * view.log_std)
    for line in range(view.level.shape[0]):
        _imagined_line(
            imagined.world,
            imagined.scatter[:, line],
            view.level[line],
            view.covered[line],
            view.share[line],
            view.middle[line],
            view.middle_std[line],
            view.noise_share[line],
            view.log_std,
            view.length_m,
            stray,
            threshold,
            out,
        )
    return out


@njit(cache=True)
def _imagined_line(
    origin: NDArray[np.int64],
    scatter: Float,
    level: Float,
    covered: Float,
    share: Float,
    middle: Float,
    middle_std: Float,
    noise_share: Float,
    log_std: float,
    length: float,
    stray: float,
    threshold: float,
    out: Float,
) -> None:
    highest = level.max()
    for m in range(origin.size):
        j = origin[m]
        by_level, by_place, chance = scatter[m, 0], scatter[m, 1], scatter[m, 2]
        seen_level = (level[j] if scatter[m, 3] < covered[j] else 0.0) + log_std * by_level
        if chance < stray:
            seen_level = chance / stray * highest
        seen_middle = math.nan
        blur = noise_share[j]
        if seen_level > threshold:
            spread = math.sqrt(middle_std[j] ** 2 + (0.2887 * length * blur) ** 2)
            seen_middle = middle[j] + spread * by_place
            seen_middle = min(max(seen_middle, 0.0), length)
        passage_log_likelihood(
            seen_level,
            seen_middle,
            blur,
            level,
            covered,
            share,
            middle,
            middle_std,
            log_std,
            length,
            stray,
            out[m],
        )


def outcome_weights(log_likelihood: Float, imagined: Imagined) -> Float:
    """Return the weight of each world after each outcome, (outcome, world).

    The world an outcome came from is left out: it would be found again however few worlds there
    are, and a forecast from few worlds would promise too much.
    """
    total = log_likelihood.copy()
    total[np.arange(imagined.world.size), imagined.world] = -np.inf
    total -= total.max(axis=1, keepdims=True)
    weight = np.exp(total)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


@njit(cache=True)
def joint_gain(log_likelihood: Float, world: NDArray[np.int64]) -> float:
    """Return the expected information on everything, nats; cheap, and an upper bound.

    Parameters
    ----------
    log_likelihood : (outcome, world) float64
    world : (outcome,) int64
        The world each outcome came from, which is left out.

    Notes
    -----
    The mean over outcomes of sum_j w_j log(n w_j), with w the normalised likelihoods:
    ``sum_j w_j l_j - log(sum_j exp(l_j)) + log(n)``.
    """
    n_outcomes, n = log_likelihood.shape
    total = 0.0
    for m in range(n_outcomes):
        highest = -np.inf
        for j in range(n):
            if j != world[m] and log_likelihood[m, j] > highest:
                highest = log_likelihood[m, j]
        mass, first = 0.0, 0.0
        for j in range(n):
            off = log_likelihood[m, j] - highest
            if j != world[m] and off > FORGOTTEN:
                weight = math.exp(off)
                mass += weight
                first += weight * off
        total += first / mass - math.log(mass) + math.log(n)
    return float(total / n_outcomes)


def smoothing_matrix(worlds: Worlds, scale_m: float) -> Float:
    """Return the (world, world) matrix that spreads each world over those beside it.

    Columns sum to 1. Worlds with different numbers of sources are apart.
    """
    there = worlds.rate_kg_s > 0.0
    squared = np.zeros((worlds.size, worlds.size))
    for source in range(there.shape[1]):
        place = worlds.position_m[:, source, :2] / scale_m
        both = there[:, None, source] & there[None, :, source]
        either = there[:, None, source] ^ there[None, :, source]
        apart = ((place[:, None, :] - place[None, :, :]) ** 2).sum(axis=2)
        squared += np.where(both, apart, 0.0) + np.where(either, 16.0, 0.0)
    kernel = np.exp(-0.5 * squared)
    return np.asarray(kernel / kernel.sum(axis=0))


def position_gain(weight: Float, imagined: Imagined, smoothing: Float) -> float:
    """Return the expected information on the position, nats.

    Notes
    -----
    The mean over outcomes of the Kullback-Leibler divergence between smoothed weights after and
    before: never negative, and zero where no outcome changes the weights (Lindley 1956).
    Smoothing by the size that is wanted of the region keeps it from paying for detail.
    """
    # Before: equal weights without the world that each outcome came from, as after.
    before = (smoothing.sum(axis=1) - smoothing[:, imagined.world].T) / (weight.shape[1] - 1)
    before = np.maximum(before, 1e-300)
    after = weight @ smoothing.T
    ratio = np.maximum(after, 1e-300) / before
    return float(max(np.mean(np.sum(after * np.log(ratio), axis=1)), 0.0))
