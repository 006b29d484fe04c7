"""What a leg is expected to tell of the position, from outcomes imagined in every world."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numba import njit
from numpy.typing import NDArray

from cathartes.location.legs.options import LegOptions
from cathartes.location.legs.worlds.draws import Air, Worlds
from cathartes.location.legs.worlds.likelihood import (
    STANDS_OUT,
    passage_log_likelihood,
    passage_noise,
    stabilised,
)
from cathartes.model.location.legs import Leg
from cathartes.model.location.platform import Platform

Float = NDArray[np.float64]

SWATH_LINES = 3
"""Lines that stand for an image."""
FLOWN_BEFORE = 1.5
"""How much wider passages scatter for the planner where a line was flown before: part of what
sets them apart from the mean plume is the same again."""
NEAR_SHARE = 0.1
FORGOTTEN = -40.0
"""Logarithm of a weight that changes no digit of a sum."""


@frozen(eq=False)
class LegView:
    """What every world would show along one leg; an image is several lines.

    Attributes
    ----------
    level, covered, share, middle, middle_std : (line, world) float64
        As :func:`~cathartes.location.legs.worlds.likelihood.passage_log_likelihood` takes them.
    noise_share : (line, world) float64
        Noise over integral, at most 1.
    log_std : float
    length_m : float
    """

    level: Float
    covered: Float
    share: Float
    middle: Float
    middle_std: Float
    noise_share: Float
    log_std: float
    length_m: float


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


def view_legs(
    worlds: Worlds,
    air: Air,
    platform: Platform,
    legs: Sequence[Leg],
    options: LegOptions,
    *,
    speed_m_s: float,
    from_direction_deg: float,
    already_flown: Sequence[Leg] = (),
) -> list[LegView]:
    """Fly every leg through every world."""
    lines = [line for leg in legs for line in _lines(leg, platform)]
    n_lines = SWATH_LINES if platform.is_imager else 1
    seen = worlds.passages(
        lines,
        air,
        np.full(len(lines), speed_m_s),
        np.full(len(lines), from_direction_deg),
        np.full(len(lines), platform.is_imager),
    )
    views = []
    for k, leg in enumerate(legs):
        rows = slice(k * n_lines, (k + 1) * n_lines)
        noise = leg_noise(leg, platform)
        log_std = options.passage_log_std * math.sqrt(n_lines)
        if any(_is_near(leg, other) for other in already_flown):
            log_std *= FLOWN_BEFORE
        integral = seen.whole[rows]
        spread = np.hypot(options.passage_shift * seen.breadth[rows], options.shift_floor_m)
        views.append(
            LegView(
                level=stabilised(integral, noise, log_std),
                covered=seen.covered[rows],
                share=integral**2 / (integral**2 + noise**2),
                middle=seen.middle[rows],
                middle_std=np.hypot(spread, 0.3 * platform.response_s * platform.speed_m_s),
                noise_share=np.minimum(noise / np.maximum(integral, noise), 1.0),
                log_std=log_std,
                length_m=leg.length_m,
            )
        )
    return views


def leg_noise(leg: Leg, platform: Platform) -> float:
    """Return the noise of a leg's integral, kg m-2 (imager: of one line's, kg m-1)."""
    if platform.is_imager:
        rows = max(platform.swath_m / SWATH_LINES / platform.ground_sample_m, 1.0)
        return passage_noise(
            leg.length_m, platform.ground_sample_m, 1.0, platform.noise_kg_m2, rows
        )
    return passage_noise(
        leg.length_m, platform.speed_m_s, platform.sampling_interval_s, platform.noise_kg_m3
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
    return total / n_outcomes


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


def _lines(leg: Leg, platform: Platform) -> list[Leg]:
    if not platform.is_imager:
        return [leg]
    begin, end = np.array(leg.begin_m), np.array(leg.end_m)
    along = (end - begin)[:2] / leg.length_m
    beside = np.array([-along[1], along[0], 0.0]) * platform.swath_m / SWATH_LINES
    places = np.arange(SWATH_LINES) - 0.5 * (SWATH_LINES - 1)
    return [Leg(begin_m=tuple(begin + k * beside), end_m=tuple(end + k * beside)) for k in places]


def _is_near(leg: Leg, other: Leg) -> bool:
    """Say whether two legs are the same line but for a tenth of their length."""
    a, b = np.array([leg.begin_m, leg.end_m]), np.array([other.begin_m, other.end_m])
    reach = NEAR_SHARE * min(leg.length_m, other.length_m)
    return min(float(np.abs(a - b).max()), float(np.abs(a - b[::-1]).max())) < reach
