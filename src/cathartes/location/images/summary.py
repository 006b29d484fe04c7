"""From emitters with draws to the record of what was located."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.location.images.emitter.position import highest_pixels
from cathartes.location.images.wind.belief import WindBelief
from cathartes.location.regions import cell_rings, draw_positions
from cathartes.model.location.posterior import SourcePosterior
from cathartes.model.location.source import (
    ObservationFit,
    SourceEstimate,
    SourceLocation,
    WindFit,
)

Array = NDArray[np.float64]
SCHEME = "plume image"
LEAST_TOLD = 1e-4
ONE_MORE = 0.05
"""Probability of one more source than was found: a weak one, or one in the plume of another."""


def number_probabilities(each: Sequence[float]) -> dict[int, float]:
    """Return the probability of every number of things that are there or not, independently."""
    number = np.ones(1)
    for one in each:
        number = np.convolve(number, [1.0 - one, one])
    return {k: float(p) for k, p in enumerate(number) if p >= LEAST_TOLD or k == 0}


@frozen(eq=False)
class Emitter:
    """Cells that may hold an emitter, and draws of its rates.

    Attributes
    ----------
    easting_m, northing_m, probability : (cell,) float64
    axes_m : (2, 2) float64
        Sides of a cell.
    rate_draws : mapping of gas to (draw,) float64
        kg/h.
    """

    easting_m: Array
    northing_m: Array
    probability: Array
    axes_m: Array
    rate_draws: Mapping[str, Array]


@frozen(eq=False)
class WindDraws:
    """Draws of the wind: logarithm of the speed, and offset from the given direction."""

    log_speed: Array
    direction_offset_deg: Array


def summarise(
    name: str,
    crs: str,
    emitters: Sequence[Emitter],
    belief: WindBelief,
    wind: WindDraws,
    rng: np.random.Generator,
    warnings: Sequence[str],
    gas_probability: Sequence[float],
) -> SourceLocation:
    """Return sources with regions and intervals, and the posterior behind them.

    Parameters
    ----------
    gas_probability : sequence of float
        Of everything that may be a plume, stated or not.
    """
    count = wind.log_speed.size
    gases = sorted({gas for emitter in emitters for gas in emitter.rate_draws})
    places = np.full((count, len(emitters), 2), np.nan)
    rates = np.full((count, len(emitters), len(gases)), np.nan)
    sources: list[SourceEstimate] = []
    for number, emitter in enumerate(emitters, start=1):
        places[:, number - 1] = draw_positions(
            emitter.easting_m, emitter.northing_m, emitter.probability, emitter.axes_m, count, rng
        )
        middle = np.median(places[:, number - 1], axis=0)
        regions = {}
        for level in (0.5, 0.9):
            chosen = highest_pixels(emitter.probability, level)
            regions[level] = cell_rings(
                emitter.easting_m[chosen], emitter.northing_m[chosen], emitter.axes_m
            )
        for gas, draws in emitter.rate_draws.items():
            rates[:, number - 1, gases.index(gas)] = draws
            low, median, high = np.quantile(draws, [0.05, 0.5, 0.95])
            sources.append(
                SourceEstimate(
                    gas=gas,
                    emitter=number,
                    easting_m=float(middle[0]),
                    northing_m=float(middle[1]),
                    height_m=0.0,
                    region_50=regions[0.5],
                    region_90=regions[0.9],
                    emission_rate_kg_per_h=float(median),
                    emission_rate_std_kg_per_h=float(draws.std()),
                    emission_rate_q05=float(low),
                    emission_rate_q95=float(high),
                )
            )
    given = np.log(max(belief.given.speed_m_s, 1e-3))
    factor = np.exp(wind.log_speed - given)
    fit = WindFit(
        given_speed_m_s=belief.given.speed_m_s,
        given_from_direction_deg=belief.given.from_direction_deg,
        speed_factor=float(np.median(factor)),
        speed_factor_std=float(factor.std()),
        direction_offset_deg=float(wind.direction_offset_deg.mean()),
        direction_offset_std_deg=float(wind.direction_offset_deg.std()),
    )
    emitter_numbers = np.broadcast_to(np.arange(1, len(emitters) + 1), (count, len(emitters)))
    posterior = SourcePosterior(
        number_of_sources=np.full(count, len(emitters), np.int32),
        easting_m=places[..., 0],
        northing_m=places[..., 1],
        height_m=np.zeros(places.shape[:2]),
        emission_rate_kg_per_h=rates,
        emitter=emitter_numbers.astype(np.int32),
        scheme=np.zeros(count, np.int32),
        scheme_names=(SCHEME,),
        gas_names=tuple(gases),
        direction_offset_deg=wind.direction_offset_deg,
        log_speed_factor=wind.log_speed - given,
        log_sigma_y_factor=np.zeros(count),
        log_sigma_z_factor=np.zeros(count),
    )
    nothing = np.zeros(0)
    return SourceLocation(
        case_name=name,
        sources=tuple(sources),
        p_number_of_sources=number_probabilities([*gas_probability, ONE_MORE]),
        p_scheme={SCHEME: 1.0},
        wind=fit,
        fit=ObservationFit(nothing, nothing, nothing),
        posterior=posterior,
        crs=crs,
        warnings=tuple(warnings),
    )
