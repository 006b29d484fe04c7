"""Chilbolton 2017: laser beams about one release, and resamples of its minutes and beams."""

from __future__ import annotations

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from benchmarks.location.concentrations.case_list import CaseList, JudgeableCase
from benchmarks.location.concentrations.real.truth import cases_folder, read_with_truth
from cathartes.model.location.case import SourceCase
from cathartes.model.location.observations import Observations
from cathartes.model.location.wind_series import WindSeries

N_RESAMPLES = 50
BLOCK_S = 600.0
MINUTE_S = 60.0
SHIFT_S = 10 * 86400.0
"""A block drawn again is put this much later: ten days on, at the same time of day."""
MOST_DROPPED = 2
WHOLE = 0


def resampled(case: SourceCase, rng: np.random.Generator) -> SourceCase:
    """Return blocks of minutes drawn with replacement, without up to two of the beams.

    Parameters
    ----------
    case : SourceCase
    rng : numpy.random.Generator
    """
    seen, wind = case.observations, case.wind
    blocks = minute_blocks(np.unique(seen.time_s))
    drawn = np.sort(rng.integers(0, len(blocks), len(blocks)))
    again = np.arange(drawn.size) - np.searchsorted(drawn, drawn)
    left_out = rng.choice(len(seen.sensor_names), int(rng.integers(0, MOST_DROPPED + 1)), False)
    beam = ~np.isin(seen.sensor, left_out)
    of_seen, of_wind = [], []
    for block, copy in zip(drawn, again, strict=True):
        begin, end = blocks[block][0], blocks[block][-1] + MINUTE_S
        for series, kept, chosen in (
            (seen.time_s, of_seen, beam), (wind.time_s, of_wind, np.ones(wind.size, bool)),
        ):  # fmt: skip
            inside = np.flatnonzero((series >= begin) & (series < end) & chosen)
            kept.append((inside, series[inside] + SHIFT_S * copy))
    return evolve(
        case,
        observations=_observations(seen, *_joined(of_seen)),
        wind=_wind(wind, *_joined(of_wind)),
    )


def minute_blocks(time_s: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Return the minutes in blocks of about ten; no block reaches over a gap."""
    stretches = np.split(time_s, np.flatnonzero(np.diff(time_s) > 2.0 * MINUTE_S) + 1)
    return [
        block
        for stretch in stretches
        for block in np.array_split(stretch, max(round(stretch.size * MINUTE_S / BLOCK_S), 1))
    ]


def _joined(
    parts: list[tuple[NDArray[np.int64], NDArray[np.float64]]],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return which rows are taken, and their times, in the order of those times."""
    rows = np.concatenate([rows for rows, _ in parts])
    times = np.concatenate([times for _, times in parts])
    order = np.argsort(times, kind="stable")
    return rows[order], times[order]


def _observations(
    seen: Observations, rows: NDArray[np.int64], times: NDArray[np.float64]
) -> Observations:
    fields = ("averaging_s", "sensor", "gas", "begin_m", "end_m", "value", "value_std",
              "kg_m3_per_unit", "response_s")  # fmt: skip
    return evolve(seen, time_s=times, **{name: getattr(seen, name)[rows] for name in fields})


def _wind(wind: WindSeries, rows: NDArray[np.int64], times: NDArray[np.float64]) -> WindSeries:
    fields = [
        name for name in WindSeries.__slots__ if name not in ("time_s", "kind", "__weakref__")
    ]
    return evolve(wind, time_s=times, **{name: getattr(wind, name)[rows] for name in fields})


def _case(source: int, number: int) -> JudgeableCase:
    case, truth = read_with_truth(cases_folder() / f"chilbolton_source{source}")
    if number != WHOLE:
        case = resampled(case, np.random.default_rng([2017, source, number]))
    return case, truth


def source_1(number: int) -> JudgeableCase:
    """Return the whole record of source 1 (number 0), or a resample of it."""
    return _case(1, number)


def source_2(number: int) -> JudgeableCase:
    """Return the whole record of source 2 (number 0), or a resample of it."""
    return _case(2, number)


CHILBOLTON = tuple(
    CaseList(
        f"chilbolton_{source}", f"Chilbolton, source {source}", make, range(N_RESAMPLES + 1),
        is_simulated=False,
    )
    for source, make in ((1, source_1), (2, source_2))
)  # fmt: skip
