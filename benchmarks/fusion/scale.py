"""A large campaign's records, for time and memory: many sites, ten estimates each."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from benchmarks.fusion.campaigns import BEGINS, SOUTH, WEST, planned_limit
from cathartes.fusion import FusionInput
from cathartes.model.campaign import Box, ContextFeature, EstimateRecord, GasRate
from cathartes.model.fusion import LookRecord
from cathartes.physics.profiles import ProfileTable

ESTIMATES_A_SITE = 10
SITES_PER_SQUARE_DEGREE = 10_000
TILE_DEG = 0.05
DAYS = 20


def make_evidence(n_sites: int, table: ProfileTable, seed: int = 1) -> FusionInput:
    """Return estimates of sites at one to the square kilometre, looks of 20 flights, permits."""
    rng = np.random.default_rng(seed)
    side = max((n_sites / SITES_PER_SQUARE_DEGREE) ** 0.5, TILE_DEG)
    longitude, latitude = WEST + side * rng.random(n_sites), SOUTH + side * rng.random(n_sites)
    estimates: dict[str, EstimateRecord] = {}
    for site in range(n_sites):
        profile = table.profiles[rng.integers(len(table.profiles))]
        for day in rng.choice(DAYS, ESTIMATES_A_SITE, replace=False):
            gas = profile.gases[rng.integers(min(3, len(profile.gases)))]
            estimates[f"estimate-{len(estimates):08d}"] = _estimate(
                float(longitude[site]), float(latitude[site]), int(day), gas.name, rng
            )
    looks: dict[str, LookRecord] = {}
    gases = sorted({gas.name for one in table.profiles for gas in one.gases})
    limits = {gas: planned_limit(gas) for gas in gases}
    for day in range(DAYS):
        for column in range(int(np.ceil(side / TILE_DEG - 1e-9))):
            for row in range(int(np.ceil(side / TILE_DEG - 1e-9))):
                west, south = WEST + column * TILE_DEG, SOUTH + row * TILE_DEG
                looks[f"look-{len(looks):07d}"] = LookRecord(
                    is_simulated=True,
                    flight_id=f"flight-{day:03d}",
                    scene_id=f"scene-{len(looks)}",
                    looked_at=BEGINS + timedelta(days=day, seconds=_seconds(west + TILE_DEG / 2)),
                    footprint=(
                        (west, south),
                        (west + TILE_DEG, south),
                        (west + TILE_DEG, south + TILE_DEG),
                        (west, south + TILE_DEG),
                    ),
                    limits_kg_per_h=limits,
                    limit_log_std=0.5,
                )
    innocent = [one.name for one in table.profiles if not one.is_clandestine]
    context = {
        f"context-{number:06d}": ContextFeature(
            is_simulated=True,
            name=f"permit {number}",
            layer="permits",
            profile=innocent[number % len(innocent)],
            is_permitted=True,
            longitude=float(longitude[number]),
            latitude=float(latitude[number]),
            position_std_m=25.0,
        )
        for number in range(0, n_sites, 3)
    }
    return FusionInput(estimates=estimates, looks=looks, context=context)


def _estimate(
    longitude: float, latitude: float, day: int, gas: str, rng: np.random.Generator
) -> EstimateRecord:
    std = float(rng.uniform(10.0, 60.0))
    rate = planned_limit(gas) * float(np.exp(rng.normal(0.7, 0.4)))
    return EstimateRecord(
        is_simulated=True,
        flight_id=f"flight-{day:03d}",
        sensed_at=BEGINS + timedelta(days=day, seconds=_seconds(longitude)),
        longitude=longitude + rng.normal() * std / 1.01e5,
        latitude=latitude + rng.normal() * std / 1.11e5,
        position_std_m=std,
        rates={
            gas: GasRate(
                emission_rate_kg_per_h=rate,
                emission_rate_std_kg_per_h=0.4 * rate,
                emission_rate_q05=0.5 * rate,
                emission_rate_q95=2.0 * rate,
            )
        },
        gas_probabilities={gas: 0.8, "unknown": 0.2},
        source_probability=0.9,
    )


def _seconds(longitude: float) -> int:
    return round((longitude - WEST) * 2000.0)


class GridNear:
    """Evidence in cells of a grid in memory, as quick to ask as a store's index."""

    def __init__(self, evidence: FusionInput, cell_deg: float = 0.02) -> None:
        self._cell = cell_deg
        self._looks = evidence.looks
        self._estimates = self._sorted(evidence.estimates)
        self._context = self._sorted(evidence.context)
        self._known = self._sorted({one.site.site_id: one for one in evidence.known})
        self._look_cells = self._sorted(evidence.looks)

    def estimates_within(self, box: Box) -> dict[str, EstimateRecord]:
        """Return the estimates of all cells that the box touches."""
        return self._found(self._estimates, box)

    def estimates_sensed(self, box: Box, begins_at: datetime, ends_at: datetime) -> dict:
        """Return the estimates of a time of all cells that the box touches."""
        found = self._found(self._estimates, box)
        return {k: v for k, v in found.items() if begins_at <= v.sensed_at <= ends_at}

    def context_within(self, box: Box) -> dict[str, ContextFeature]:
        """Return the context features of all cells that the box touches."""
        return self._found(self._context, box)

    def known_within(self, box: Box) -> tuple:
        """Return the sites of all cells that the box touches."""
        return tuple(self._found(self._known, box).values())

    def looks_within(self, box: Box) -> dict[str, LookRecord]:
        """Return the looks of all cells that the box touches, a tile more on each side."""
        west, south, east, north = box
        return self._found(
            self._look_cells, (west - TILE_DEG, south - TILE_DEG, east + TILE_DEG, north + TILE_DEG)
        )

    def _sorted(self, records: dict) -> dict:
        cells: dict = {}
        for name, record in records.items():
            one = getattr(record, "site", record)
            west, south = (
                one.bounds[:2]
                if hasattr(one, "footprint")
                else (
                    one.longitude,
                    one.latitude,
                )
            )
            key = int(west // self._cell), int(south // self._cell)
            cells.setdefault(key, {})[name] = record
        return cells

    def _found(self, cells: dict, box: Box) -> dict:
        found: dict = {}
        for column in range(int(box[0] // self._cell), int(box[2] // self._cell) + 1):
            for row in range(int(box[1] // self._cell), int(box[3] // self._cell) + 1):
                found.update(cells.get((column, row), {}))
        return found
