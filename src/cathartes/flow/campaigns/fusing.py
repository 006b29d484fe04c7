"""Fusion against the store: what stands there, what people decided, and what changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen
from pydantic import ValidationError

from cathartes.errors import OptionError, StoreConflictError
from cathartes.flow.campaigns.heirs import heirs_of
from cathartes.io.campaign_files import SETTINGS_NAME
from cathartes.model.campaign import CandidateSite
from cathartes.model.fusion import Association
from cathartes.model.identity import content_id
from cathartes.store import Decisions, Store, StoredSite

if TYPE_CHECKING:
    from cathartes.flow.campaigns.opening import Campaign
    from cathartes.fusion import Fusion, FusionInput, FusionOptions, KnownSite

MACHINE = "cathartes fusion"
"""Under this name merges and splits are recorded: they are no decisions of a person."""
MOST_ATTEMPTS = 5

Fuse = Callable[..., "Fusion"]
"""``fuse_sites`` of :mod:`cathartes.fusion`, or another with its signature."""


@frozen(kw_only=True)
class Fused:
    """What fusion did to the store.

    Attributes
    ----------
    sites : int
        Active sites with at least one estimate.
    new, changed, merged, split : int
    cautions : tuple of str
    """

    sites: int
    new: int = 0
    changed: int = 0
    merged: int = 0
    split: int = 0
    cautions: tuple[str, ...] = ()


def fusion_options(folder: Path, given: Mapping[str, Any], profile: str) -> FusionOptions:
    """Return the options of fusion.

    Raises
    ------
    OptionError
        If one is unknown or out of range, or the profile is none of the table.
    """
    from cathartes.fusion import FusionOptions
    from cathartes.physics.profiles import load_profiles

    names = load_profiles().names
    if profile not in names:
        raise OptionError.about(
            folder / SETTINGS_NAME,
            "campaign.profile",
            found=repr(profile),
            expected="one of " + ", ".join(names),
            remedy="Correct it.",
        )
    try:
        return FusionOptions(**{"profile": profile, **given})
    except ValidationError as error:
        fault = error.errors()[0]
        raise OptionError.about(
            folder / SETTINGS_NAME,
            ".".join(["fuse", *map(str, fault["loc"])]),
            found=fault.get("input"),
            expected=f"a valid setting ({fault['msg']})",
            remedy="Correct it, or leave it out for the default.",
        ) from error


def fuse_campaign(
    campaign: Campaign, in_force: Iterable[str], options: FusionOptions, *, fuse: Fuse | None = None
) -> Fused:
    """Fuse everything that is in force into sites, and write them: all of it or nothing.

    Parameters
    ----------
    campaign : Campaign
    in_force : iterable of str
        Ids of what the current options made of the current deliveries. What older options made
        stays in the store and does not count.
    options : FusionOptions
    fuse : callable, optional

    Raises
    ------
    StoreConflictError
        If people go on changing sites faster than fusion can read them.
    """
    from cathartes.fusion import fuse_sites
    from cathartes.physics.profiles import load_profiles

    chosen: Fuse = fuse or fuse_sites
    store, ids = campaign.store, sorted(set(in_force))
    profiles = load_profiles()
    for attempt in range(MOST_ATTEMPTS):
        evidence, stored = _evidence(campaign, ids)
        fusion = chosen(evidence, profiles, options, is_simulated=campaign.is_simulated)
        try:
            return write_fusion(store, fusion, stored, evidence)
        except StoreConflictError:
            # A person changed a site in between: their word is read, and fusion done anew.
            if attempt == MOST_ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def write_fusion(
    store: Store, fusion: Fusion, stored: Mapping[str, StoredSite], evidence: FusionInput
) -> Fused:
    """Write what changed, in one transaction.

    Raises
    ------
    StoreConflictError
        If somebody changed one of these sites since they were read; nothing is written then.
    """
    by_id = {site.site_id: site for site in fusion.sites}
    outdated = {
        one.site.site_id
        for one in evidence.known
        if set(one.site.estimate_ids) != set(stored[one.site.site_id].site.estimate_ids)
    }
    parts = {one.part.site_id for one in fusion.splits}
    touched = (
        set(fusion.new)
        | set(fusion.changed)
        | outdated
        | {one.keep for one in fusion.merges}
        | {one.origin for one in fusion.splits}
    )
    empty = {
        site_id: evolve(stored[site_id].site, estimate_ids=(), score=None)
        for site_id in fusion.emptied
        if stored[site_id].site.estimate_ids or stored[site_id].site.score is not None
    }
    revision = {site_id: one.revision for site_id, one in stored.items()}
    with store.together(alone=True):
        _refuse_changed(store, stored, touched | set(empty) | {one.gone for one in fusion.merges})
        for merge in fusion.merges:
            store.site_changes.merge(merge.gone, merge.keep, made_by=MACHINE, reason=merge.reason)
            revision[merge.keep] += 1
        for split in fusion.splits:
            held = set(store.sites.get(split.origin).site.estimate_ids)
            taken = tuple(one for one in split.part.estimate_ids if one in held)
            if taken:
                part = evolve(split.part, estimate_ids=taken)
                store.site_changes.split(split.origin, part, made_by=MACHINE, reason=split.reason)
                revision[split.origin] += 1
                revision[part.site_id] = 1
        pairs: list[tuple[CandidateSite, int | None]] = [
            (by_id[site_id], revision.get(site_id)) for site_id in sorted(touched & set(by_id))
        ]
        pairs += [(site, revision[site_id]) for site_id, site in sorted(empty.items())]
        if pairs:
            store.sites.put_all(pairs)
        known = {one.estimate_id: one for one in store.associations.all()}
        store.associations.put_all(_new_associations(fusion.associations, known))
    return Fused(
        sites=len(fusion.sites),
        new=len(fusion.new) - len(parts),
        changed=len(set(fusion.changed) | outdated),
        merged=len(fusion.merges),
        split=len(fusion.splits),
        cautions=fusion.cautions,
    )


def _evidence(campaign: Campaign, ids: list[str]) -> tuple[FusionInput, dict[str, StoredSite]]:
    from cathartes.fusion import FusionInput

    store = campaign.store
    estimates = store.estimates.find(one for one in ids if one.startswith("estimate-"))
    looks = store.looks.find(one for one in ids if one.startswith("look-"))
    context = store.context.find(content_id(one) for one in campaign.context)
    sites = [*store.sites.active(), *store.sites.deleted()]
    decisions = store.decisions.all([MACHINE])
    held = {one for site in sites for one in site.site.estimate_ids}
    heirs = heirs_of(store, held - set(estimates), estimates)
    taken = {old: new for old, new in heirs.items() if new not in held}
    known = tuple(known_site(one, estimates, decisions, taken) for one in sites)
    evidence = FusionInput(estimates=estimates, looks=looks, context=context, known=known)
    return evidence, {one.site.site_id: one for one in sites}


def known_site(
    stored: StoredSite,
    in_force: Mapping[str, object],
    decisions: Decisions,
    heirs: Mapping[str, str],
) -> KnownSite:
    """Return a site with what people decided, and heirs for estimates no longer in force."""
    from cathartes.fusion import KnownSite

    site = stored.site
    heired = (heirs.get(one, one) for one in site.estimate_ids)
    held = tuple(one for one in heired if one in in_force)
    return KnownSite(
        site=evolve(site, estimate_ids=held),
        judged=site.site_id in decisions.judged,
        apart_from=decisions.apart.get(site.site_id, frozenset()),
        deleted=stored.state == "deleted",
    )


def _refuse_changed(
    store: Store, stored: Mapping[str, StoredSite], site_ids: Iterable[str]
) -> None:
    wanted = {one for one in site_ids if one in stored}
    now = {one.site.site_id: one.revision for one in store.sites.find(wanted)}
    for site_id in sorted(wanted):
        if now.get(site_id) != stored[site_id].revision:
            raise StoreConflictError.about(
                store.database.name,
                f"site {site_id}",
                found=f"revision {now.get(site_id)}",
                expected=f"revision {stored[site_id].revision}",
                remedy="Somebody changed it meanwhile: run it again.",
            )


def _new_associations(
    found: Mapping[str, Association], known: Mapping[str, Association]
) -> list[Association]:
    return [one for estimate_id, one in sorted(found.items()) if known.get(estimate_id) != one]
