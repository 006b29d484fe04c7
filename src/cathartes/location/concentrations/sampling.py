"""Draws from the posterior by importance sampling around its modes."""

from __future__ import annotations

import math

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.special import logsumexp

from cathartes.location.concentrations.modes import Mode, Scaled

Array = NDArray[np.float64]

DRAWS_A_ROUND_SINGLE, DRAWS_A_ROUND_SERIES = 350, 100
FEWEST_SHARE = 0.2
ROUNDS = 4
FREEDOM = 6.0
INFLATION = 1.2
LEAST_VARIANCE = 1e-8
LARGEST_SHARE = 8.0
"""A draw counts at most this many times the mean when the proposal is refitted."""


@frozen(eq=False)
class Sample:
    """Weighted draws for one number of sources.

    Attributes
    ----------
    parameters : (draw, parameter) float64
    weight : (draw,) float64
        Sums to 1.
    rate, rate_std : (draw, source, gas) float64
        kg/s; the optimum, not constrained.
    log_evidence : float
        Log of the integral of prior times likelihood.
    effective : float
        Number of equally weighted draws that these are worth.
    """

    parameters: Array
    weight: Array
    rate: Array
    rate_std: Array
    log_evidence: float
    effective: float


def sample_posterior(
    posterior: Scaled, modes: list[Mode], rng: np.random.Generator, *, share: float = 1.0
) -> Sample:
    """Draw from a mixture of Student t at the modes, weigh, refit the mixture, draw again.

    All rounds count, weighted by the mixture of all proposals (adaptive multiple importance
    sampling; Cornuet et al. 2012). In series the sizes of errors stay at their values of the
    best mode, and their part of the evidence is that of the Gaussian there.

    Parameters
    ----------
    posterior : Scaled
    modes : list of Mode
        The highest first.
    rng : numpy.random.Generator
    share : float
        Of the usual number of draws, where this is one of several schemes.
    """
    drawn_ones = posterior.is_drawn
    size = int(drawn_ones.sum())
    scores = np.array([m.height + 0.5 * np.linalg.slogdet(m.covariance)[1] for m in modes])
    shares = 0.9 * np.exp(scores - logsumexp(scores)) + 0.1 / len(modes)
    parts = []
    for share, mode in zip(shares, modes, strict=True):
        inverse = np.linalg.inv(mode.covariance)[np.ix_(drawn_ones, drawn_ones)]
        parts.append((share, mode.place[drawn_ones], np.linalg.inv(inverse)))
    best = modes[0]
    errors = best.covariance[np.ix_(~drawn_ones, ~drawn_ones)]
    of_errors = 0.5 * float(np.linalg.slogdet(2.0 * np.pi * errors)[1]) if errors.size else 0.0

    def whole(drawn: Array) -> Array:
        places = np.tile(best.place, (drawn.shape[0], 1))
        places[:, drawn_ones] = drawn
        return places

    is_single = posterior.problem.is_single
    count = DRAWS_A_ROUND_SINGLE if is_single else DRAWS_A_ROUND_SERIES
    count = round(max(share, FEWEST_SHARE) * count)
    rounds: list[list[tuple[float, Array, Array]]] = []
    drawn, heights = np.empty((0, size)), np.empty(0)
    rates: list[Array] = []
    spreads: list[Array] = []
    for _ in range(ROUNDS):
        rounds.append([(a, c, _factor(INFLATION * v)) for a, c, v in parts])
        new = _draw(rounds[-1], count, rng)
        drawn = np.concatenate([drawn, new])
        weighed, rate, spread = posterior.weigh_with_rates(whole(new))
        heights = np.concatenate([heights, weighed])
        rates.append(rate)
        spreads.append(spread)
        proposal = logsumexp([_log_density(each, drawn) for each in rounds], axis=0)
        log_weight = heights - proposal + math.log(len(rounds))
        weight = np.exp(log_weight - np.max(log_weight))
        weight /= weight.sum()
        parts = _refit(parts, drawn, np.minimum(weight, LARGEST_SHARE / weight.size))
    return Sample(
        parameters=posterior.parameters(whole(drawn)),
        weight=weight,
        rate=np.concatenate(rates),
        rate_std=np.concatenate(spreads),
        log_evidence=float(logsumexp(log_weight) - math.log(weight.size)) + of_errors,
        effective=float(1.0 / np.sum(weight**2)),
    )


def laplace_evidence(modes: list[Mode]) -> float:
    """Return log evidence by the Gaussians that fit the hills."""
    size = modes[0].place.size
    each = [m.height + 0.5 * float(np.linalg.slogdet(m.covariance)[1]) for m in modes]
    return float(logsumexp(each)) + 0.5 * size * math.log(2.0 * math.pi)


def _factor(covariance: Array) -> Array:
    """Return a lower triangle whose product with its transpose is the covariance.

    A covariance of a few heavy draws may have lost a direction: the least spread fills it.
    """
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, LEAST_VARIANCE))
    factor = np.transpose(np.linalg.qr(np.transpose(root))[1])
    return np.asarray(factor * np.sign(np.diag(factor)), np.float64)


def _draw(parts: list[tuple[float, Array, Array]], count: int, rng: np.random.Generator) -> Array:
    shares = np.array([part[0] for part in parts])
    chosen = rng.choice(len(parts), count, p=shares / shares.sum())
    size = parts[0][1].size
    normal = rng.standard_normal((count, size))
    stretch = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, count))
    drawn = np.empty((count, size))
    for number, (_, centre, factor) in enumerate(parts):
        own = chosen == number
        drawn[own] = centre + (normal[own] @ factor.T) * stretch[own, None]
    return drawn


def _log_density(parts: list[tuple[float, Array, Array]], drawn: Array) -> Array:
    size = drawn.shape[1]
    constant = math.lgamma(0.5 * (FREEDOM + size)) - math.lgamma(0.5 * FREEDOM)
    constant -= 0.5 * size * math.log(FREEDOM * math.pi)
    total = sum(part[0] for part in parts)
    each = []
    for share, centre, factor in parts:
        z = np.linalg.solve(factor, (drawn - centre).T)
        each.append(
            math.log(share / total)
            + constant
            - float(np.sum(np.log(np.diag(factor))))
            - 0.5 * (FREEDOM + size) * np.log1p(np.sum(z * z, axis=0) / FREEDOM)
        )
    return np.asarray(logsumexp(each, axis=0))


def _refit(
    parts: list[tuple[float, Array, Array]], drawn: Array, weight: Array
) -> list[tuple[float, Array, Array]]:
    size = drawn.shape[1]
    weight = weight / weight.sum()
    apart = [np.sum((drawn - centre) ** 2, axis=1) for _, centre, _ in parts]
    nearest = np.argmin(apart, axis=0)
    new = []
    for number, (_, centre, covariance) in enumerate(parts):
        own = np.where(nearest == number, weight, 0.0)
        share = float(own.sum())
        if share < 1e-4:
            continue
        own = own / share
        trust = 1.0 / float(np.sum(own**2))
        trust /= trust + 2.0 * size
        mean = own @ drawn
        spread = (drawn - mean).T @ ((drawn - mean) * own[:, None])
        new.append(
            (
                share,
                trust * mean + (1.0 - trust) * centre,
                trust * spread + (1.0 - trust) * covariance,
            )
        )
    return new or parts
