"""Draws from the posterior by importance sampling around its modes."""

from __future__ import annotations

import math

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.special import logsumexp

from cathartes.location.concentrations.modes import Mode, Scaled

Array = NDArray[np.float64]

DRAWS_A_ROUND = 300
ROUNDS = 4
FREEDOM = 6.0
INFLATION = 1.2
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
    log_evidence : float
        Log of the integral of prior times likelihood.
    effective : float
        Number of equally weighted draws that these are worth.
    """

    parameters: Array
    weight: Array
    log_evidence: float
    effective: float


def sample_posterior(posterior: Scaled, modes: list[Mode], rng: np.random.Generator) -> Sample:
    """Draw from a mixture of Student t at the modes, weigh, refit the mixture, draw again.

    All rounds count, weighted by the mixture of all proposals (adaptive multiple importance
    sampling; Cornuet et al. 2012).
    """
    size = modes[0].place.size
    scores = np.array([m.height + 0.5 * np.linalg.slogdet(m.covariance)[1] for m in modes])
    shares = 0.9 * np.exp(scores - logsumexp(scores)) + 0.1 / len(modes)
    parts = [(share, m.place, m.covariance) for share, m in zip(shares, modes, strict=True)]
    rounds: list[list[tuple[float, Array, Array]]] = []
    drawn, heights = np.empty((0, size)), np.empty(0)
    for _ in range(ROUNDS):
        rounds.append(
            [(a, c, np.asarray(np.linalg.cholesky(INFLATION * v), np.float64)) for a, c, v in parts]
        )
        new = _draw(rounds[-1], rng)
        drawn = np.concatenate([drawn, new])
        heights = np.concatenate([heights, posterior.weigh(new)])
        proposal = logsumexp([_log_density(each, drawn) for each in rounds], axis=0)
        log_weight = heights - proposal + math.log(len(rounds))
        weight = np.exp(log_weight - np.max(log_weight))
        weight /= weight.sum()
        parts = _refit(parts, drawn, np.minimum(weight, LARGEST_SHARE / weight.size))
    return Sample(
        parameters=posterior.parameters(drawn),
        weight=weight,
        log_evidence=float(logsumexp(log_weight) - math.log(weight.size)),
        effective=float(1.0 / np.sum(weight**2)),
    )


def _draw(parts: list[tuple[float, Array, Array]], rng: np.random.Generator) -> Array:
    shares = np.array([part[0] for part in parts])
    chosen = rng.choice(len(parts), DRAWS_A_ROUND, p=shares / shares.sum())
    size = parts[0][1].size
    normal = rng.standard_normal((DRAWS_A_ROUND, size))
    stretch = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, DRAWS_A_ROUND))
    drawn = np.empty((DRAWS_A_ROUND, size))
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
