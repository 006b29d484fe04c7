"""How many sources there are: belief before the data, and what is said after them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from cathartes.location.concentrations.problem.problem import Problem
from cathartes.location.concentrations.sampling import Sample

Array = NDArray[np.float64]

PRIOR_OF_NUMBER = (0.3, 0.55, 0.11, 0.04)
"""Of 0, 1, 2, 3 sources, before the data."""
LOG_PRIOR = np.log(PRIOR_OF_NUMBER)
TRUE_WHEN_STATED = np.array(
    [
        [0.30, 0.35, 0.33, 0.02],
        [0.03, 0.52, 0.42, 0.03],
        [0.02, 0.12, 0.83, 0.03],
        [0.02, 0.20, 0.28, 0.50],
    ]
)
"""Row: the likeliest number by evidence; column: how often each number was true instead."""
WEIGHT_WHEN_STATED = np.array([0.27, 0.9, 0.5, 0.5])
"""How much of what is said comes from that table, in series."""
MISSED_DRAWS = 120


def stated_chances(chances: Array, *, is_single: bool) -> Array:
    """Return the probabilities of 0, 1, 2, 3 sources that are true as often as they say.

    In series the evidence is too sure of itself: sources that few sensors saw are missed. What is
    said is mixed with how often each number was true on 146 development cases, networks and
    flights with none, one and two sources equally often.

    Parameters
    ----------
    chances : (4,) float64
        By evidence and prior.
    is_single : bool
        Whether the values are means of one or a few intervals, for which evidence is enough.
    """
    if is_single:
        return chances
    best = int(np.argmax(chances))
    weight = WEIGHT_WHEN_STATED[best]
    said = (1.0 - weight) * chances + weight * TRUE_WHEN_STATED[best]
    return np.asarray(said / said.sum())


def others_as_stated(n_best: int, best: int, stated: Array) -> NDArray[np.int64]:
    """Return the numbers of sources of the draws to be added, (draw,), in growing order.

    With ``n_best`` draws of the best number they make each number as frequent as it is said to
    be, to half a draw.
    """
    wanted = np.round(n_best / stated[best] * stated).astype(np.int64)
    wanted[best] = 0
    return np.repeat(np.arange(stated.size), wanted)


def with_missed_sources(
    problem: Problem, samples: Sequence[Sample], stated: Array, rng: np.random.Generator
) -> list[Sample]:
    """Return draws for every number of sources that is said to be possible.

    A number that the search gave up is that of sources which the sensors missed: to draws of one
    source fewer another one is added, anywhere and of any height that was believed before, each
    as likely as the data leave it.

    Parameters
    ----------
    problem : Problem
        Few data will do: what is added is what they hardly see.
    samples : sequence of Sample
        Of 0, 1, ... sources.
    stated : (4,) float64
    rng : numpy.random.Generator
    """
    found = list(samples)
    for n_before in range(len(samples) - 1, int(np.flatnonzero(stated > 0.0)[-1])):
        fewer = found[n_before]
        chosen = rng.choice(fewer.weight.size, MISSED_DRAWS, p=fewer.weight)
        before = fewer.parameters[chosen]
        mean, std = problem.prior(n_before + 1)
        own = slice(3 * n_before, 3 * n_before + 3)
        added = mean[own] + std[own] * rng.standard_normal((MISSED_DRAWS, 3))
        added[:, :2] = rng.uniform(problem.area[:2], problem.area[2:], (MISSED_DRAWS, 2))
        parameters = np.insert(before, [3 * n_before] * 3, added, axis=1)
        known = -np.log(std[3 * n_before + 2] * np.sqrt(2.0 * np.pi))
        known = known - 0.5 * ((added[:, 2] - mean[3 * n_before + 2]) / std[3 * n_before + 2]) ** 2
        known -= np.log(np.prod(problem.area[2:] - problem.area[:2]))
        after, rate, rate_std = problem.weigh(parameters, n_before + 1)
        log_weight = after - problem.weigh(before, n_before)[0] - known
        weight = np.exp(log_weight - logsumexp(log_weight))
        found.append(
            Sample(
                parameters=parameters,
                weight=weight / weight.sum(),
                rate=rate,
                rate_std=rate_std,
                log_evidence=-np.inf,
                effective=float(1.0 / np.sum(weight**2)),
            )
        )
    return found
