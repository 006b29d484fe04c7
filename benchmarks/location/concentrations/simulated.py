"""Simulated cases by seed; seeds below ``DEV_SEED`` are reported and never tuned on."""

from __future__ import annotations

import numpy as np
from attrs import evolve

from benchmarks.location.concentrations.case_list import CaseList, JudgeableCase
from benchmarks.location.concentrations.judged import TrueSource
from cathartes.simulate.insitu import (
    FlightSettings,
    InsituTruth,
    simulate_flight,
    simulate_network,
    simulate_samplers,
)

DEV_SEED = 100_000
"""Added to a number, it gives a case of the same kind that one may tune on."""
NOISE_SEED = 9000
NOISE_PPM = 0.02


def _true(truth: InsituTruth) -> list[TrueSource]:
    return [
        TrueSource(
            one.easting_m,
            one.northing_m,
            sum(one.emission_rate_kg_per_h.values()),
            one.peak_signal_to_noise,
        )
        for one in truth.sources
    ]


def _flight(number: int, counts: tuple[int, ...]) -> JudgeableCase:
    settings = FlightSettings()
    sources = settings.sources.model_copy(update={"counts": counts})
    settings = settings.model_copy(update={"sources": sources})
    case, truth = simulate_flight(np.random.default_rng(number), settings)
    return case, _true(truth)


def two_source_flight(number: int) -> JudgeableCase:
    """Return a flight at a site of two sources."""
    return _flight(number, (2,))


def few_source_flight(number: int) -> JudgeableCase:
    """Return a flight at a site of one source or none."""
    return _flight(number, (0, 1))


def network(number: int) -> JudgeableCase:
    """Return a network as it is simulated by default: 0, 1 or 2 sources, some switched."""
    case, truth = simulate_network(np.random.default_rng(number))
    return case, _true(truth)


def samplers(number: int) -> JudgeableCase:
    """Return lines of samplers down the wind of one source."""
    case, truth = simulate_samplers(np.random.default_rng(number))
    return case, _true(truth)


def noise(number: int) -> JudgeableCase:
    """Return a case of samplers whose values are replaced by noise of one spread."""
    case, _ = simulate_samplers(np.random.default_rng(number))
    rng = np.random.default_rng(NOISE_SEED + number)
    values = 2.0 + NOISE_PPM * rng.standard_normal(case.observations.size)
    return evolve(case, observations=evolve(case.observations, value=values)), []


SIMULATED = (
    CaseList("flights_two", "flights, two sources", two_source_flight, range(1, 101)),
    CaseList("flights_few", "flights, one source or none", few_source_flight, range(1001, 1101)),
    CaseList("networks", "networks, none to two sources", network, range(1, 201)),
    CaseList("samplers", "samplers, one source", samplers, range(1, 201)),
    CaseList("noise", "samplers, noise only", noise, range(1, 51)),
)
