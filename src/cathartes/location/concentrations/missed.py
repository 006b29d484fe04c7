"""Draws for numbers of sources that the search gave up but that may be true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from cathartes.location.concentrations.averaging import SchemeSample
from cathartes.location.concentrations.problem.problem import Problem
from cathartes.location.concentrations.search.sampling import Sample

Array = NDArray[np.float64]

MISSED_DRAWS = 120


def with_missed_sources(
    problem: Problem,
    samples: Sequence[SchemeSample],
    stated: Array,
    rng: np.random.Generator,
) -> list[SchemeSample]:
    """Return draws for every number of sources that is said to be possible.

    A number that the search gave up is that of sources which the sensors missed: to draws of one
    source fewer another one is added, anywhere and of any height that was believed before, each
    as likely as the data leave it.

    Parameters
    ----------
    problem : Problem
        Few data will do: what is added is what they hardly see.
    samples : sequence of SchemeSample
    stated : (4,) float64
    rng : numpy.random.Generator
    """
    found = list(samples)
    last = max(one.n_sources for one in found if one.sample is not None)
    for n_sources in range(last + 1, int(np.flatnonzero(stated > 0.0)[-1]) + 1):
        of_fewer = [
            (one.log_weight, one.scheme, one.sample)
            for one in found
            if one.n_sources == n_sources - 1 and one.sample is not None
        ]
        _, scheme, fewer = max(of_fewer, key=lambda each: each[0])
        more = _with_one_more(problem.under(scheme), fewer, n_sources - 1, rng)
        found.append(SchemeSample(n_sources, scheme, -np.inf, more))
    return found


def _with_one_more(
    problem: Problem, fewer: Sample, n_before: int, rng: np.random.Generator
) -> Sample:
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
    return Sample(
        parameters=parameters,
        weight=weight / weight.sum(),
        rate=rate,
        rate_std=rate_std,
        log_evidence=-np.inf,
        effective=float(1.0 / np.sum(weight**2)),
    )
