"""From a case to its sources: numbers of them and schemes are weighed by their evidence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp
from threadpoolctl import threadpool_limits

from cathartes.errors import CaseError
from cathartes.kernels.inversion.source_likelihood import SHARED_PARAMETERS
from cathartes.location.concentrations.averaging import (
    DATA_TO_SEARCH,
    MOST_SOURCES,
    SchemeSample,
    sample_schemes,
    worlds_of_numbers,
)
from cathartes.location.concentrations.missed import with_missed_sources
from cathartes.location.concentrations.model_error import model_error_of_places
from cathartes.location.concentrations.number import numbers_as_stated, stated_chances
from cathartes.location.concentrations.problem.gas_data import SECONDS_PER_HOUR
from cathartes.location.concentrations.problem.priors import MODEL_ERROR
from cathartes.location.concentrations.problem.problem import FEW_TIMES, Problem, rows_of_wind
from cathartes.location.concentrations.rates import draw_rates, model_error_of_rates
from cathartes.location.concentrations.regions import highest_density_rings
from cathartes.model.location.case import SourceCase
from cathartes.model.location.posterior import SourcePosterior
from cathartes.model.location.source import (
    ObservationFit,
    SourceEstimate,
    SourceLocation,
    WindFit,
)

Array = NDArray[np.float64]

DRAWS = 2000
"""Of the number of sources that is stated; as many of the others as they are likely."""
MOST_DATA, MOST_SINGLE = 1200, 1500
"""Observations that are weighed, about: of series, and of means of a few intervals."""


def locate_sources(case: SourceCase, *, rng_seed: int = 0) -> SourceLocation:
    """Say where the sources are, how sure that is, and how much they emit.

    Parameters
    ----------
    case : SourceCase
        Its gases come from the same emitters.
    rng_seed : int
        The same seed and case give the same answer.

    Raises
    ------
    CaseError
        If fewer than three observations have a wind,
    """
    row, usable = rows_of_wind(case)
    if int(usable.sum()) < 3:
        raise CaseError.about(
            case.name,
            "wind",
            found=f"{int(usable.sum())} observations in an interval with a known wind",
            expected="at least three",
            remedy="Give the wind for the time of the observations.",
        )
    warnings = list(case.warnings)
    if not usable.all():
        warnings.append(
            f"{int((~usable).sum())} of {usable.size} observations have no wind and were left out."
        )
    whole = Problem(case, case.observations.take(usable), row[usable])
    problem = whole.thinned(MOST_DATA)
    stride = -(-whole.observations.size // MOST_SINGLE)
    if whole.is_single and stride > 1:
        some = np.flatnonzero(usable)[stride // 2 :: stride]
        problem = Problem(case, case.observations.take(some), row[some])
        warnings.append(
            f"Of {whole.observations.size} values of {FEW_TIMES} moments or fewer one "
            f"in {stride} was weighed."
        )
    rng = np.random.default_rng(rng_seed)
    # Threads cost more than they bring with matrices of a hundred rows.
    with threadpool_limits(1):
        samples = sample_schemes(problem, rng)
    weights = np.array([one.log_weight for one in samples])
    weights = np.exp(weights - logsumexp(weights))
    schemes = _chances_of_schemes(problem, samples, weights)
    counted = np.bincount([one.n_sources for one in samples], weights, MOST_SOURCES + 1)
    chances = np.asarray(counted, np.float64)
    stated = stated_chances(chances, is_single=problem.is_single)
    best = int(np.argmax(stated))
    samples = with_missed_sources(problem.thinned(DATA_TO_SEARCH), samples, stated, rng)
    world = worlds_of_numbers(samples, numbers_as_stated(DRAWS, best, stated), rng)
    posterior = _draw_worlds(problem, case, samples, world, best, rng)
    sources = _estimates(posterior, best, stated)
    likeliest = max(
        (one for one in samples if one.n_sources == best and one.sample is not None),
        key=lambda one: one.log_weight,
    )
    fit = _fit(whole, likeliest, usable)
    if best == 0:
        warnings.append("The data can be explained by background alone, so no source is stated.")
    return SourceLocation(
        case_name=case.name,
        sources=sources,
        p_number_of_sources={n: float(p) for n, p in enumerate(stated)},
        p_scheme=schemes,
        wind=_wind_fit(case, row[usable], posterior, best),
        fit=fit,
        posterior=posterior,
        crs=case.crs,
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _chances_of_schemes(
    problem: Problem, samples: list[SchemeSample], weights: Array
) -> dict[str, float]:
    """Return the probability of each scheme; what has no source says nothing about them."""
    blank = np.array([one.n_sources == 0 for one in samples])
    priors = np.exp([one.log_prior for one in problem.schemes])
    chances = weights[blank].sum() * priors
    np.add.at(chances, [one.scheme for one in samples], np.where(blank, 0.0, weights))
    return {one.name: float(chance) for one, chance in zip(problem.schemes, chances, strict=True)}


def _draw_worlds(
    problem: Problem,
    case: SourceCase,
    samples: list[SchemeSample],
    world: NDArray[np.int64],
    best: int,
    rng: np.random.Generator,
) -> SourcePosterior:
    """Return a draw for each entry of ``world``, which names the sample that it is from."""
    count = world.size
    number = np.array([one.n_sources for one in samples], np.int32)[world]
    scheme = np.array([one.scheme for one in samples], np.int32)[world]
    priors = np.exp([one.log_prior for one in problem.schemes])
    blank = np.flatnonzero(number == 0)
    scheme[blank] = rng.choice(priors.size, blank.size, p=priors / priors.sum())
    place = np.full((count, MOST_SOURCES, 3), np.nan)
    rate = np.full((count, MOST_SOURCES, len(problem.gases)), np.nan)
    model_error = model_error_of_rates(case, problem)
    shared = np.empty((count, SHARED_PARAMETERS))
    for index, one in enumerate(samples):
        own, sample, n_sources = np.flatnonzero(world == index), one.sample, one.n_sources
        if own.size == 0 or sample is None:
            continue
        chosen = rng.choice(sample.weight.size, own.size, p=sample.weight)
        parameters = sample.parameters[chosen]
        mean = sample.rate[chosen] * SECONDS_PER_HOUR
        std = sample.rate_std[chosen] * SECONDS_PER_HOUR
        shared[own] = parameters[:, 3 * n_sources :]
        unexplained = np.exp(shared[own, MODEL_ERROR])
        for j in range(n_sources):
            for g in range(len(problem.gases)):
                rate[own, j, g] = draw_rates(
                    mean[:, j, g], std[:, j, g], unexplained, rng, model_error
                )
            place[own, j] = parameters[:, 3 * j : 3 * j + 3]
            place[own, j, 2] = np.exp(place[own, j, 2])
    place[..., :2] += model_error_of_places(problem, case, place[..., :2], rng)
    emitter = np.where(
        np.isfinite(place[..., 0]), np.arange(1, MOST_SOURCES + 1)[None, :], 0
    ).astype(np.int32)
    emitter[number != best] = 0
    return SourcePosterior(
        number_of_sources=number,
        easting_m=place[..., 0],
        northing_m=place[..., 1],
        height_m=place[..., 2],
        emission_rate_kg_per_h=rate,
        emitter=emitter,
        scheme=scheme,
        scheme_names=tuple(one.name for one in problem.schemes),
        gas_names=problem.gas_names,
        direction_offset_deg=shared[:, 0],
        log_speed_factor=shared[:, 1],
        log_sigma_y_factor=shared[:, 2],
        log_sigma_z_factor=shared[:, 3],
    )


def _estimates(posterior: SourcePosterior, best: int, stated: Array) -> tuple[SourceEstimate, ...]:
    if best == 0:
        return ()
    own = posterior.number_of_sources == best
    found = []
    # Of several sources the one whose rate the data know best is there if any is, and so on.
    spread = np.std(np.log(posterior.emission_rate_kg_per_h[own, :best]), axis=0).min(axis=1)
    rank = np.argsort(np.argsort(spread))
    for j in range(best):
        probability = float(np.sum(stated[1 + int(rank[j]) :]))
        places = np.stack([posterior.easting_m[own, j], posterior.northing_m[own, j]], axis=1)
        region_50, region_90 = highest_density_rings(places, (0.5, 0.9))
        for g, gas in enumerate(posterior.gas_names):
            rates = posterior.emission_rate_kg_per_h[own, j, g]
            low, middle, high = np.quantile(rates, [0.05, 0.5, 0.95])
            found.append(
                SourceEstimate(
                    gas=gas,
                    emitter=j + 1,
                    easting_m=float(np.median(places[:, 0])),
                    northing_m=float(np.median(places[:, 1])),
                    height_m=float(np.median(posterior.height_m[own, j])),
                    region_50=region_50,
                    region_90=region_90,
                    emission_rate_kg_per_h=float(middle),
                    emission_rate_std_kg_per_h=float(np.std(rates)),
                    emission_rate_q05=float(low),
                    emission_rate_q95=float(high),
                    probability=probability,
                )
            )
    return tuple(found)


def _fit(problem: Problem, of: SchemeSample, usable: NDArray[np.bool_]) -> ObservationFit:
    if of.sample is None:
        raise ValueError("a fit needs draws")
    likeliest = of.sample.parameters[int(np.argmax(of.sample.weight))]
    fields = problem.under(of.scheme).fit(likeliest, of.n_sources)
    whole = [np.full(usable.size, np.nan) for _ in fields]
    for full, part in zip(whole, fields, strict=True):
        full[usable] = part
    return ObservationFit(whole[0], whole[1], np.sqrt(whole[2]))


def _wind_fit(
    case: SourceCase, row: NDArray[np.int32], posterior: SourcePosterior, best: int
) -> WindFit:
    own = posterior.number_of_sources == best
    used = np.unique(row)
    given = np.radians(case.wind.from_direction_deg[used])
    factor = np.exp(posterior.log_speed_factor[own])
    offset = posterior.direction_offset_deg[own]
    mean = np.degrees(np.arctan2(np.mean(np.sin(given)), np.mean(np.cos(given))))
    return WindFit(
        given_speed_m_s=float(np.mean(case.wind.speed_m_s[used])),
        given_from_direction_deg=float(mean % 360.0),
        speed_factor=float(np.median(factor)),
        speed_factor_std=float(np.std(factor)),
        direction_offset_deg=float(np.median(offset)),
        direction_offset_std_deg=float(np.std(offset)),
    )
