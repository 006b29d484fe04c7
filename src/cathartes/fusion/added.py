"""An added flight: only what it can touch is fused again, and comes out as all would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

import numpy as np

from cathartes.fusion.association.components import component_of, pairs_in_reach
from cathartes.fusion.association.drifted import farthest_drift_m, linked_by_drift
from cathartes.fusion.columns import LEAST_STD_M
from cathartes.fusion.fuse import fuse_sites
from cathartes.fusion.near import Cells
from cathartes.fusion.options import FusionOptions
from cathartes.fusion.records import EvidenceNear, Fusion, FusionInput, KnownSite
from cathartes.fusion.score.model import ScoreModel
from cathartes.kernels.flight.local_plane import geocentric
from cathartes.model.campaign import Box, CandidateSite, ContextFeature, EstimateRecord, new_site_id
from cathartes.model.fusion import LookRecord
from cathartes.physics.profiles import ProfileTable

FARTHEST_MEMBER = 4.0
"""Estimates of a known site are looked for within so many reaches of it."""


def fuse_added(
    near: EvidenceNear,
    added_estimates: Mapping[str, EstimateRecord],
    added_looks: Mapping[str, LookRecord],
    profiles: ProfileTable,
    options: FusionOptions | None = None,
    *,
    model: ScoreModel | None = None,
    is_simulated: bool,
    new_id: Callable[[], str] = new_site_id,
) -> Fusion:
    """Fuse what added estimates and looks can touch.

    Parameters
    ----------
    near : EvidenceNear
        All that is known, the added ones too or not.
    added_estimates, added_looks : mapping
        By id.
    profiles, options, model, is_simulated, new_id
        See :func:`cathartes.fusion.fuse_sites`.

    Returns
    -------
    Fusion
        Of the touched sites and estimates alone; for them the same as ``fuse_sites`` of everything
        gives.

    Notes
    -----
    Touched are the estimates that hang together with an added one, over pairs within reach and
    over sites that hold them, those of sites on the ground of an added look, those to which an
    added one's plume may have drifted, and those which these may be parts of. Hanging together
    depends on pairs alone, and gas goes one step from a part to what lies upwind of it, so that
    nothing else can change. Read with them are the parts of their plumes, and what lies upwind of
    these parts.
    """
    chosen = options or FusionOptions()
    reading = _Touched(near, chosen, dict(added_estimates))
    seeds = set(added_estimates)
    places = [(one.longitude, one.latitude) for one in added_estimates.values()]
    for look in added_looks.values():
        for one in near.known_within(look.bounds):
            reading.known[one.site.site_id] = one
            seeds.update(one.site.estimate_ids)
            places.append((one.site.longitude, one.site.latitude))
    drift = _Drift(near, chosen)
    for estimate_id, record in drift.around(added_estimates).items():
        reading.estimates[estimate_id] = record
        seeds.add(estimate_id)
        places.append((record.longitude, record.latitude))
    touched = reading.closure(seeds, places)
    estimates = {one: reading.estimates[one] for one in sorted(touched)}
    known = reading.holding(touched)
    grounds = [(one.longitude, one.latitude) for one in estimates.values()]
    looks = dict(added_looks)
    for found in Cells(near.looks_within, chosen.largest_reach_m).around(grounds, 1.0):
        looks.update(found)
    context: dict[str, ContextFeature] = {}
    reach_m = max(chosen.register_reach_m, chosen.context_reach_m) + chosen.largest_reach_m
    for more in Cells(near.context_within, chosen.register_reach_m).around(grounds, reach_m):
        context.update(more)
    around = drift.around(estimates)
    beside = {one: around[one] for one in sorted(around.keys() - touched)}
    evidence = FusionInput(
        estimates=estimates, looks=looks, context=context, known=known, beside=beside
    )
    return fuse_sites(
        evidence, profiles, chosen, model=model, is_simulated=is_simulated, new_id=new_id
    )


class _Drift:
    """Finds what was sensed so near and so soon that a plume may have drifted between."""

    def __init__(self, near: EvidenceNear, options: FusionOptions) -> None:
        self._near = near
        self._reach_m = farthest_drift_m(options)
        self._options = options
        self._within = timedelta(seconds=options.drifted_within_s)

    def around(self, estimates: Mapping[str, EstimateRecord]) -> dict[str, EstimateRecord]:
        """Return what hangs together with these by one or two steps of drift."""
        first = self._linked(estimates)
        return {**first, **self._linked({**estimates, **first})}

    def _linked(self, estimates: Mapping[str, EstimateRecord]) -> dict[str, EstimateRecord]:
        """Return what may have drifted from one of these, or one of these from it."""
        beside = self._beside(estimates)
        if not beside:
            return {}
        linked = linked_by_drift({**beside, **estimates}, estimates.keys(), self._options)
        return {one: record for one, record in beside.items() if one in linked}

    def _beside(self, estimates: Mapping[str, EstimateRecord]) -> dict[str, EstimateRecord]:
        """Return what was sensed about the places of these, about their time.

        Those that follow one another within the time of a drift are asked for at once, so that
        a flight is one question and not the history of its ground.
        """
        found: dict[str, EstimateRecord] = {}
        if not self._reach_m > 0.0 or not estimates:
            return found
        records = sorted(estimates.values(), key=lambda one: one.sensed_at)
        group = [records[0]]
        for record in (*records[1:], None):
            if record is not None and record.sensed_at - group[-1].sensed_at <= self._within:
                group.append(record)
                continue
            first, last = group[0].sensed_at - self._within, group[-1].sensed_at + self._within
            sensed = partial(self._near.estimates_sensed, begins_at=first, ends_at=last)
            places = [(one.longitude, one.latitude) for one in group]
            for some in Cells(sensed, self._reach_m).around(places, self._reach_m):
                found.update(some)
            if record is not None:
                group = [record]
        return {one: record for one, record in found.items() if one not in estimates}


class _Touched:
    """Grows what is read until nothing more hangs together with the seeds."""

    def __init__(
        self, near: EvidenceNear, options: FusionOptions, estimates: dict[str, EstimateRecord]
    ) -> None:
        self.estimates = estimates
        self.known: dict[str, KnownSite] = {}
        self._options = options
        self._lone: set[str] = set()
        size_m = max(options.largest_reach_m / 2.0, 50.0)
        self._cells = Cells(lambda box: self._read(near, box), size_m)
        self._known_cells = Cells(near.known_within, 4.0 * size_m)

    def _read(self, near: EvidenceNear, box: Box) -> None:
        self.estimates.update(near.estimates_within(box))

    def _ask(self, places: list[tuple[float, float]], reach_m: float) -> None:
        self._cells.around(places, reach_m)
        # A person may have put together what lies far apart.
        for found in self._known_cells.around(places, FARTHEST_MEMBER * reach_m):
            self.known.update({one.site.site_id: one for one in found})

    def holding(self, touched: set[str]) -> tuple[KnownSite, ...]:
        """Return the known sites that a touched estimate belongs to, or that touch one."""
        return tuple(
            one
            for one in self.known.values()
            if one.site.site_id in self._lone or not touched.isdisjoint(one.site.estimate_ids)
        )

    def closure(self, seeds: set[str], places: list[tuple[float, float]]) -> set[str]:
        """Return the ids of all estimates that hang together with the seeds."""
        reach_m = self._options.largest_reach_m
        touched: set[str] = set()
        asked_far: set[str] = set()
        while True:
            self._ask(places, reach_m)
            seeds = seeds | {
                one
                for site in self.holding(touched | (seeds & self.estimates.keys()))
                for one in site.site.estimate_ids
            }
            grown = self._hanging_together(seeds & self.estimates.keys())
            far = [
                site.site
                for site in self.holding(grown)
                if site.site.site_id not in asked_far
                and not self.estimates.keys() >= set(site.site.estimate_ids)
            ]
            if grown == touched and not far:
                return touched
            places = [
                (self.estimates[one].longitude, self.estimates[one].latitude)
                for one in sorted(grown - touched)
            ]
            touched = grown
            asked_far.update(site.site_id for site in far)
            self._cells.around(
                [(site.longitude, site.latitude) for site in far], FARTHEST_MEMBER * reach_m
            )

    def _hanging_together(self, seeds: set[str]) -> set[str]:
        """Return what hangs together with seeds, and keep the bound sites without estimates."""
        lone = [
            one.site
            for one in self.known.values()
            if one.is_bound and self.estimates.keys().isdisjoint(one.site.estimate_ids)
        ]
        ids = sorted(self.estimates)
        records: list[EstimateRecord | CandidateSite] = [self.estimates[one] for one in ids]
        records += lone
        self._lone = set()
        if not ids:
            return set()
        row_of = {one: row for row, one in enumerate(ids)}
        place = geocentric([r.longitude for r in records], [r.latitude for r in records]).T
        std = np.maximum([r.position_std_m for r in records], LEAST_STD_M)
        pairs = pairs_in_reach(
            place,
            std**2 + self._options.position_floor_m**2,
            self._options.gate,
            self._options.largest_reach_m,
        )
        links = [pairs]
        for site in self.known.values():
            rows = [row_of[one] for one in site.site.estimate_ids if one in row_of]
            links.append(np.array([(rows[0], row) for row in rows[1:]], np.int64).reshape(-1, 2))
        component = component_of(len(records), np.concatenate(links))
        is_touched = np.isin(component, component[[row_of[one] for one in seeds]]).tolist()
        self._lone = {
            site.site_id
            for site, touched in zip(lone, is_touched[len(ids) :], strict=True)
            if touched
        }
        return {one for one, touched in zip(ids, is_touched[: len(ids)], strict=True) if touched}
