"""One case, located as the command does it, against its truth."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import asdict, frozen
from scipy.optimize import linear_sum_assignment
from shapely.geometry import Point, Polygon

from cathartes.location import locate_sources
from cathartes.location.cautions import apply_cautions, cautions_for
from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import Rings, SourceEstimate, SourceLocation

LEVEL = 0.9
LEAST_RATE_KG_PER_H = 1e-4
"""Bounds of an interval are taken as no smaller: the score is of the logarithm."""


@frozen
class TrueSource:
    """Where a source is, what it emits on average, and how far it stands out of the noise."""

    easting_m: float
    northing_m: float
    emission_rate_kg_per_h: float
    peak_signal_to_noise: float = float("nan")


@frozen
class JudgedSource:
    """One true source; everything from ``error_m`` on is NaN or False where none was matched."""

    emission_rate_kg_per_h: float
    peak_signal_to_noise: float
    is_found: bool
    error_m: float = float("nan")
    in_region_50: bool = False
    in_region_90: bool = False
    area_90_m2: float = float("nan")
    rate_ratio: float = float("nan")
    in_interval: bool = False
    interval_score: float = float("nan")


@frozen
class JudgedCase:
    """One case.

    Attributes
    ----------
    sources : tuple of JudgedSource
        The true ones.
    n_stated : int
    p_number : tuple of float
        Of 0, 1, 2, 3 sources.
    total_ratio : float
        Stated over true total emission rate; NaN without a true source.
    cpu_s : float
    error : str
        Why there is no answer; empty where there is one. A case without an answer holds nothing.
    """

    sources: tuple[JudgedSource, ...]
    n_stated: int
    p_number: tuple[float, ...]
    total_ratio: float
    cpu_s: float
    error: str = ""

    @property
    def n_true(self) -> int:
        """Number of true sources."""
        return len(self.sources)

    def as_document(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> JudgedCase:
        """Return what :meth:`as_document` was made of."""
        sources = tuple(JudgedSource(**one) for one in document["sources"])
        return cls(**{**document, "sources": sources, "p_number": tuple(document["p_number"])})


def judge_case(case: SourceCase, truth: Sequence[TrueSource]) -> JudgedCase:
    """Locate a case as the command does, cautions included, and match it to the truth."""
    start = time.process_time()
    try:
        location = locate_sources(case, rng_seed=0)
        location = apply_cautions(location, cautions_for(case, location))
    except Exception as error:  # noqa: BLE001 - a fault is a result too: the row shows it
        spent = time.process_time() - start
        lost = tuple(_not_found(true) for true in truth)
        cause = f"{type(error).__name__}: {error}"
        return JudgedCase(lost, 0, (float("nan"),) * 4, 0.0, spent, cause)
    return judge_location(location, truth, time.process_time() - start)


def judge_location(
    location: SourceLocation, truth: Sequence[TrueSource], cpu_s: float
) -> JudgedCase:
    """Judge an answer of ours."""
    numbers = tuple(float(location.p_number_of_sources.get(n, 0.0)) for n in range(4))
    return judge_estimates(location.sources, numbers, truth, cpu_s)


def judge_estimates(
    stated: Sequence[SourceEstimate],
    p_number: tuple[float, ...],
    truth: Sequence[TrueSource],
    cpu_s: float,
) -> JudgedCase:
    """Match what is stated to what is true, so that the sum of the distances is least.

    Nothing is too far to be matched: a stated source that is elsewhere does not hold the true one.
    """
    apart = np.array(
        [
            [np.hypot(s.easting_m - t.easting_m, s.northing_m - t.northing_m) for s in stated]
            for t in truth
        ]
    ).reshape(len(truth), len(stated))
    judged = [_not_found(true) for true in truth]
    for index, number in zip(*linear_sum_assignment(apart), strict=True):
        true, found = truth[index], stated[number]
        rate = true.emission_rate_kg_per_h
        bounds = found.emission_rate_q05, found.emission_rate_q95
        judged[index] = JudgedSource(
            emission_rate_kg_per_h=rate,
            peak_signal_to_noise=true.peak_signal_to_noise,
            is_found=True,
            error_m=float(apart[index, number]),
            in_region_50=_holds(found.region_50, true),
            in_region_90=_holds(found.region_90, true),
            area_90_m2=float(sum(Polygon(ring).area for ring in found.region_90)),
            rate_ratio=found.emission_rate_kg_per_h / rate,
            in_interval=bounds[0] <= rate <= bounds[1],
            interval_score=interval_score_of_log(rate, *bounds),
        )
    total = sum(true.emission_rate_kg_per_h for true in truth)
    told = sum(one.emission_rate_kg_per_h for one in stated)
    return JudgedCase(
        sources=tuple(judged),
        n_stated=len(stated),
        p_number=p_number,
        total_ratio=told / total if total > 0.0 else float("nan"),
        cpu_s=cpu_s,
    )


def interval_score_of_log(rate: float, low: float, high: float) -> float:
    """Return Winkler's score of a 90 % interval of the logarithm of a rate: less is better.

    Notes
    -----
    Width, plus 2 / 0.1 of what the truth lies outside by (Gneiting and Raftery 2007, JASA 102).
    """
    logs = np.log(np.maximum([low, high, rate], LEAST_RATE_KG_PER_H))
    outside = max(logs[0] - logs[2], logs[2] - logs[1], 0.0)
    return float(logs[1] - logs[0] + 2.0 / (1.0 - LEVEL) * outside)


def _holds(rings: Rings, true: TrueSource) -> bool:
    place = Point(true.easting_m, true.northing_m)
    return any(Polygon(ring).contains(place) for ring in rings)


def _not_found(true: TrueSource) -> JudgedSource:
    return JudgedSource(true.emission_rate_kg_per_h, true.peak_signal_to_noise, is_found=False)
