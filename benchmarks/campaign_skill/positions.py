"""How far single estimates lie from their emitter, along the wind and across it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np

from benchmarks.campaign_skill.one_campaign import CampaignEvidence
from benchmarks.reporting.tables import Cell, Table
from cathartes.kernels.flight.local_plane import geodetic_to_local
from cathartes.model.campaign import EstimateRecord

FARTHEST_M = 150.0
"""Farther from every emitter of one of its gases that was on, nobody knows whose it is."""
NAMED = 0.3
RADIUS_90 = math.sqrt(2.0 * math.log(10.0))
QUANTILES = (0.05, 0.5, 0.95)


def positions_table(campaigns: Sequence[CampaignEvidence]) -> Table:
    """Return quantiles of the errors of estimates that have a wind, by stated spread."""
    found = np.array([row for made in campaigns for row in _errors(made)]).reshape(-1, 3)
    table = Table(
        f"Estimates against the nearest emitter of their gas, up to {FARTHEST_M:g} m",
        (
            "stated standard deviation, m",
            "estimates",
            "downwind, 5 / 50 / 95 %, m",
            "across, 5 / 50 / 95 %, m",
            "regions of 90 % that hold it",
        ),
    )
    for low, high in ((0.0, np.inf), (0.0, 8.0), (8.0, 20.0), (20.0, np.inf)):
        rows = found[(found[:, 2] >= low) & (found[:, 2] < high)]
        if len(rows):
            name = "all" if (low, high) == (0.0, np.inf) else f"{low:g} to {high:g}"
            table.rows.append((name, len(rows), *_summary(rows)))
    return table


def _summary(rows: np.ndarray) -> tuple[Cell, ...]:
    along, across = (
        " / ".join(f"{value:.0f}" for value in np.quantile(rows[:, axis], QUANTILES))
        for axis in (0, 1)
    )
    held = np.hypot(rows[:, 0], rows[:, 1]) <= RADIUS_90 * rows[:, 2]
    return along, across, round(float(held.mean()), 3)


def _errors(made: CampaignEvidence) -> Iterator[tuple[float, float, float]]:
    emitters = made.truth["emitters"]
    periods = [
        [tuple(map(datetime.fromisoformat, period)) for period in one["on_periods"]]
        for one in emitters
    ]
    for estimate in made.evidence.estimates.values():
        if estimate.wind is None:
            continue
        named = {gas for gas, p in estimate.gas_probabilities.items() if p >= NAMED}
        offsets = [
            _offset(estimate, one)
            for one, on in zip(emitters, periods, strict=True)
            if named & set(one["rate_when_on_kg_per_h"])
            and any(begin <= estimate.sensed_at <= end for begin, end in on)
        ]
        nearest = min(offsets, key=lambda one: math.hypot(*one), default=None)
        if nearest is None or math.hypot(*nearest) > FARTHEST_M:
            continue
        towards = math.radians(estimate.wind.from_direction_deg + 180.0)
        east, north = nearest
        downwind = east * math.sin(towards) + north * math.cos(towards)
        across = east * math.cos(towards) - north * math.sin(towards)
        yield downwind, across, estimate.position_std_m


def _offset(estimate: EstimateRecord, emitter: dict) -> tuple[float, float]:
    east, north = geodetic_to_local(
        estimate.longitude, estimate.latitude, emitter["longitude"], emitter["latitude"]
    )
    return float(east), float(north)
