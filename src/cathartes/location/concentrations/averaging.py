"""Draws for each number of sources and each dispersion scheme that has a share in the answer."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.location.concentrations.number import LOG_PRIOR
from cathartes.location.concentrations.problem.problem import Problem
from cathartes.location.concentrations.search.modes import (
    Mode,
    Scaled,
    find_modes,
    grid_starts,
    noise_start,
    refine_modes,
)
from cathartes.location.concentrations.search.sampling import (
    Sample,
    laplace_evidence,
    sample_posterior,
)

Array = NDArray[np.float64]

MOST_SOURCES = 3
DATA_TO_SEARCH = 350
"""Observations, about, with which the search begins."""
HOPELESS = 2.5
"""One more source is left out when it seems to lower the log probability by as much; none beyond it
is looked for when it does so with all of the data."""
MOST_STD = 2.0
"""How far a departure may be from what is expected when a climb begins."""
LEAST_SHARE = 0.02
"""A scheme with a smaller share of the probability, as the search sees it, is not drawn from.
Its climb is short: where it went on to the top, shares became three times as large."""


@frozen(eq=False)
class SchemeSample:
    """What is believed under one number of sources and one scheme.

    Attributes
    ----------
    n_sources : int
    scheme : int
        Index into ``Problem.schemes``; without a source no scheme matters.
    log_weight : float
        Log of evidence times prior of number and scheme.
    sample : Sample or None
        None where the share is too small to draw from; its weight is that of the search.
    """

    n_sources: int
    scheme: int
    log_weight: float
    sample: Sample | None


@frozen(eq=False)
class _Candidate:
    """A scheme as the search sees it: its hills and their log probability, its prior included."""

    posterior: Scaled
    modes: list[Mode]
    log_weight: float

    @property
    def scheme(self) -> int:
        return self.posterior.problem.scheme


def sample_schemes(problem: Problem, rng: np.random.Generator) -> list[SchemeSample]:
    """Return draws for 0, 1, ... sources under each scheme, as far as they are not hopeless.

    The search begins with few of the data and the scheme that is believed most. Every other scheme
    climbs once from the hills that were found; only those with a real share are drawn from, and
    they share one number of draws. The one with the largest share then looks for one more source.

    Parameters
    ----------
    problem : Problem
    rng : numpy.random.Generator
    """
    fewer = problem.thinned(DATA_TO_SEARCH)
    found: list[SchemeSample] = []
    leading, rivals = 0, list(range(1, len(problem.schemes)))
    so_far, before, fewer_sources = np.empty(0), -np.inf, -np.inf
    for n_sources in range(MOST_SOURCES + 1):
        coarse = Scaled(fewer.under(leading), n_sources)
        starts = grid_starts(coarse.problem, so_far) if n_sources > 0 else noise_start(coarse)
        modes = find_modes(coarse, starts)
        first = _Candidate(coarse, modes, laplace_evidence(modes) + _log_prior(coarse))
        if n_sources > 1 and first.log_weight < before - HOPELESS:
            break
        others = [_follow(first, fewer.under(each)) for each in rivals if n_sources > 0]
        seen = sorted([first, *others], key=lambda one: -one.log_weight)
        before = seen[0].log_weight
        shares = np.exp(np.array([one.log_weight for one in seen]) - before)
        shares /= shares.sum()
        kept = [one for one, share in zip(seen, shares, strict=True) if share >= LEAST_SHARE]
        drawn, moved = [], None
        for one, share in sorted(
            zip(kept, shares, strict=False), key=lambda each: each[0] != first
        ):
            posterior = Scaled(problem.under(one.scheme), n_sources)
            hills = one.modes if one is first else one.modes + _carried(first, one.posterior)[1:]
            if fewer is not problem:
                hills, moved = _with_all_data(one, hills, posterior, moved)
            sample = sample_posterior(posterior, hills, rng, share=float(share))
            weight = sample.log_evidence + _log_prior(posterior)
            drawn.append(SchemeSample(n_sources, one.scheme, weight, sample))
            if one is kept[0]:
                so_far = posterior.parameters(hills[0].place)
                beside = weight - before
        found.extend(drawn)
        # The search knows ratios of evidence, of the drawn one its true size.
        lost = seen[len(kept) :]
        found.extend(SchemeSample(n_sources, x.scheme, x.log_weight + beside, None) for x in lost)
        as_drawn = float(np.logaddexp.reduce([one.log_weight for one in drawn]))
        if as_drawn < fewer_sources - HOPELESS:
            break
        fewer_sources = as_drawn
        if n_sources > 0:
            leading, rivals = kept[0].scheme, [one.scheme for one in kept[1:]]
    return found


def worlds_of_numbers(
    samples: list[SchemeSample], number: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return for each number of sources one of the samples that have it, by their weights.

    Parameters
    ----------
    samples : list of SchemeSample
        One with draws at least for every number that is asked for.
    number : (draw,) int64
    rng : numpy.random.Generator

    Returns
    -------
    (draw,) int64
        Index into ``samples``.
    """
    world = np.empty(number.size, np.int64)
    for n_sources in np.unique(number):
        with_draws = [
            index
            for index, one in enumerate(samples)
            if one.n_sources == n_sources and one.sample is not None
        ]
        # The evidence of a number that is given up may be nothing beside the others'.
        logs = np.array([samples[index].log_weight for index in with_draws])
        chances = np.exp(logs - logs.max()) if np.isfinite(logs.max()) else np.ones(logs.size)
        own = number == n_sources
        world[own] = rng.choice(with_draws, int(own.sum()), p=chances / chances.sum())
    return world


def _with_all_data(
    one: _Candidate, hills: list[Mode], posterior: Scaled, moved: Array | None
) -> tuple[list[Mode], Array]:
    """Return hills as they stand with all of the data, and how far the highest one has moved.

    The first scheme climbs on; the hills of the others are taken to move as its highest one did.
    """
    if moved is None:
        climbed = refine_modes(posterior, hills)
        apart = [float(np.sum((mode.place - hills[0].place) ** 2)) for mode in climbed]
        nearest = climbed[int(np.argmin(apart))]
        before = one.posterior.parameters(hills[0].place)
        return climbed, posterior.parameters(nearest.place) - before
    places = [posterior.scaled(one.posterior.parameters(mode.place) + moved) for mode in hills]
    return [
        Mode(place, mode.covariance, mode.height) for place, mode in zip(places, hills, strict=True)
    ], moved


def _log_prior(posterior: Scaled) -> float:
    """Return the log prior of number and scheme; without a source no scheme matters."""
    number = float(LOG_PRIOR[posterior.n_sources])
    problem = posterior.problem
    return number + (problem.schemes[problem.scheme].log_prior if posterior.n_sources else 0.0)


def _follow(first: _Candidate, problem: Problem) -> _Candidate:
    """Climb from the highest hill of the first scheme under the scheme of a problem."""
    posterior = Scaled(problem, first.posterior.n_sources)
    modes = refine_modes(posterior, [carried_mode(first.modes[0], first.posterior, posterior)])
    # Against the highest hill of the first: the others are not climbed.
    higher = laplace_evidence(modes) - laplace_evidence(first.modes[:1])
    higher += _log_prior(posterior) - _log_prior(first.posterior)
    return _Candidate(posterior, modes, first.log_weight + higher)


def _carried(first: _Candidate, after: Scaled) -> list[Mode]:
    return [carried_mode(mode, first.posterior, after) for mode in first.modes]


def carried_mode(mode: Mode, before: Scaled, after: Scaled) -> Mode:
    """Return a hill of one scheme in the scaled parameters of another, the plume as it was.

    The plume stays as wide and deep: the departures take up how the tables differ, as far as
    they may.
    """
    parameters = before.parameters(mode.place)
    shape = slice(3 * after.n_sources + 2, 3 * after.n_sources + 6)
    moved = parameters[shape] + before.problem.shape_over(after.problem)
    mean, reach = after.mean[shape], MOST_STD * after.std[shape]
    parameters[shape] = np.clip(moved, mean - reach, mean + reach)
    ratio = before.std[after.free] / after.std[after.free]
    return Mode(after.scaled(parameters), mode.covariance * np.outer(ratio, ratio), mode.height)
