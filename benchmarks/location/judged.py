"""One located case against its truth, and rows of many."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from attrs import frozen
from scipy.optimize import linear_sum_assignment
from scipy.stats import binomtest
from shapely.geometry import Point, Polygon

from benchmarks.reporting.tables import Cell
from cathartes.location import locate_sources
from cathartes.location.cautions import apply_cautions, cautions_for
from cathartes.model.location.case import SourceCase

COLUMNS = (
    "what",
    "cases",
    "sources",
    "located",
    "median error, m",
    "90 % region",
    "p (binomial)",
    "its area, m2",
    "rate within factor of 2",
    "90 % interval of rate",
    "number right",
    "CPU s, median",
)
FACTOR = 2.0


@frozen
class TrueSource:
    """Where a source is, and what it emits on average."""

    easting_m: float
    northing_m: float
    emission_rate_kg_per_h: float


@frozen
class JudgedSource:
    """One true source that an estimate was matched to."""

    error_m: float
    in_region: bool
    area_m2: float
    rate_ratio: float
    in_interval: bool


@frozen
class JudgedCase:
    """One case; true sources that nothing was matched to count as not held."""

    n_true: int
    n_stated: int
    matched: tuple[JudgedSource, ...]
    p_none: float
    cpu_s: float


def judge_case(case: SourceCase, truth: Sequence[TrueSource]) -> JudgedCase:
    """Locate a case as the command does, cautions included, and match it to the truth."""
    start = time.process_time()
    location = locate_sources(case)
    location = apply_cautions(location, cautions_for(case, location))
    spent = time.process_time() - start
    stated = location.sources
    apart = np.array(
        [
            [np.hypot(s.easting_m - t.easting_m, s.northing_m - t.northing_m) for s in stated]
            for t in truth
        ]
    ).reshape(len(truth), len(stated))
    matched = []
    for index, number in zip(*linear_sum_assignment(apart), strict=True):
        true, found = truth[index], stated[number]
        place = Point(true.easting_m, true.northing_m)
        shapes = [Polygon(ring) for ring in found.region_90]
        rate = true.emission_rate_kg_per_h
        matched.append(
            JudgedSource(
                error_m=float(apart[index, number]),
                in_region=any(shape.contains(place) for shape in shapes),
                area_m2=sum(shape.area for shape in shapes),
                rate_ratio=found.emission_rate_kg_per_h / rate,
                in_interval=found.emission_rate_q05 <= rate <= found.emission_rate_q95,
            )
        )
    return JudgedCase(
        len(truth), len(stated), tuple(matched), location.p_number_of_sources[0], spent
    )


def row(what: str, cases: Sequence[JudgedCase]) -> tuple[Cell, ...]:
    """Return one line of the table; shares are of the true sources."""
    n_true = sum(case.n_true for case in cases)
    found = [one for case in cases for one in case.matched]
    held = sum(one.in_region for one in found)
    near = sum(1.0 / FACTOR <= one.rate_ratio <= FACTOR for one in found)
    right = sum(case.n_true == case.n_stated for case in cases)
    end: tuple[Cell, ...] = (
        f"{right} of {len(cases)}",
        float(np.median([case.cpu_s for case in cases])),
    )
    if n_true == 0 or not found:
        return (what, len(cases), n_true, len(found), *(None,) * 6, *end)
    return (
        what,
        len(cases),
        n_true,
        len(found),
        float(np.median([one.error_m for one in found])),
        held / n_true,
        float(binomtest(held, n_true, 0.9).pvalue),
        float(np.median([one.area_m2 for one in found])),
        near / n_true,
        sum(one.in_interval for one in found) / n_true,
        *end,
    )
