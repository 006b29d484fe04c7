"""What fusion is told: everything that is in force, or what is near to what was added."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import evolve

from cathartes.flow.campaigns.fusing.heirs import heirs_of
from cathartes.flow.campaigns.fusing.writing import Read
from cathartes.model.campaign import Box, ContextFeature, EstimateRecord
from cathartes.model.fusion import LookRecord
from cathartes.model.identity import content_id
from cathartes.store import Decisions, StoredSite

if TYPE_CHECKING:
    from cathartes.flow.campaigns.opening import Campaign
    from cathartes.fusion import FusionInput, KnownSite


def all_evidence(
    campaign: Campaign, present: Collection[str], decisions: Decisions, state_of_sites: str
) -> tuple[FusionInput, Read]:
    """Return everything that is in force, and all sites."""
    from cathartes.fusion import FusionInput

    store = campaign.store
    estimates = store.estimates.find(one for one in present if one.startswith("estimate-"))
    looks = store.looks.find(one for one in present if one.startswith("look-"))
    context = store.context.find(content_id(one) for one in campaign.context)
    sites = [*store.sites.active(), *store.sites.deleted()]
    held = {one for site in sites for one in (*site.site.estimate_ids, *site.former)}
    fresh = {one: record for one, record in estimates.items() if one not in held}
    heirs = heirs_of(store, held - set(estimates), fresh)
    known = tuple(known_site(one, estimates, decisions, heirs) for one in sites)
    evidence = FusionInput(estimates=estimates, looks=looks, context=context, known=known)
    stored = {one.site.site_id: one for one in sites}
    return evidence, Read(state_of_sites=state_of_sites, stored=stored, known=known, heirs=heirs)


class StoredNear:
    """What is in force near a place, read from the store when fusion asks for it.

    It is an ``EvidenceNear`` of :mod:`cathartes.fusion`.

    Parameters
    ----------
    campaign : Campaign
    present : collection of str
        Ids of the estimates and looks that are in force.
    decisions : Decisions
    """

    def __init__(self, campaign: Campaign, present: Collection[str], decisions: Decisions) -> None:
        self._store = campaign.store
        self._present = present
        self._context = {content_id(one) for one in campaign.context}
        self._decisions = decisions
        self._stored: dict[str, StoredSite] = {}
        self._known: dict[str, KnownSite] = {}

    def estimates_within(self, box: Box) -> Mapping[str, EstimateRecord]:
        """Return estimates in a box, in degrees."""
        repository = self._store.estimates
        return repository.find(one for one in repository.ids_within(box) if one in self._present)

    def estimates_sensed(
        self, box: Box, begins_at: datetime, ends_at: datetime
    ) -> Mapping[str, EstimateRecord]:
        """Return estimates in a box, in degrees, of a time."""
        found = self._store.estimates.within_times(box, "sensed_at", begins_at, ends_at)
        return {one: record for one, record in found.items() if one in self._present}

    def looks_within(self, box: Box) -> Mapping[str, LookRecord]:
        """Return looks that meet a box."""
        repository = self._store.looks
        return repository.find(one for one in repository.ids_within(box) if one in self._present)

    def context_within(self, box: Box) -> Mapping[str, ContextFeature]:
        """Return features of the layers in a box."""
        repository = self._store.context
        return repository.find(one for one in repository.ids_within(box) if one in self._context)

    def known_within(self, box: Box) -> tuple[KnownSite, ...]:
        """Return active and deleted sites in a box."""
        found = []
        for stored in self._store.sites.within(box):
            site_id = stored.site.site_id
            self._stored[site_id] = stored
            self._known[site_id] = known_site(stored, self._present, self._decisions, {})
            found.append(self._known[site_id])
        return tuple(found)

    def read(self, state_of_sites: str) -> Read:
        """Return the sites that were asked for."""
        return Read(
            state_of_sites=state_of_sites, stored=self._stored, known=tuple(self._known.values())
        )


def known_site(
    stored: StoredSite,
    in_force: Collection[str],
    decisions: Decisions,
    heirs: Mapping[str, str],
) -> KnownSite:
    """Return a site with what people decided, and with those of its estimates that are in force.

    Former ones that are in force again are its own again, and so are the heirs of others.
    """
    from cathartes.fusion import KnownSite

    site = stored.site
    heired = {heirs.get(one, one) for one in (*site.estimate_ids, *stored.former)}
    held = tuple(one for one in heired if one in in_force)
    return KnownSite(
        site=evolve(site, estimate_ids=held),
        judged=site.site_id in decisions.judged,
        apart_from=decisions.apart.get(site.site_id, frozenset()),
        deleted=stored.state == "deleted",
    )
