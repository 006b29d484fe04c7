"""What fusion changes goes into the database, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from cathartes.errors import StoreConflictError
from cathartes.model.campaign import CandidateSite
from cathartes.model.fusion import Association
from cathartes.store import Store, StoredSite

if TYPE_CHECKING:
    from cathartes.fusion import Fusion, KnownSite

MACHINE = "cathartes fusion"
"""Under this name merges and splits are recorded: they are no decisions of a person."""


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


@frozen(kw_only=True)
class Read:
    """The sites that fusion was told of.

    Attributes
    ----------
    state_of_sites : str
        Of all sites when the first of them was read.
    stored : mapping of str to StoredSite
    known : tuple of KnownSite
        The same, with heirs and decisions.
    heirs : mapping of str to str
        Which estimate took the place of one that is no longer in force.
    """

    state_of_sites: str
    stored: Mapping[str, StoredSite]
    known: tuple[KnownSite, ...]
    heirs: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True)
class Keep:
    """What the next fusion must know of this one; see ``LastFusionRepository.put``."""

    made_with: str
    record_ids: Iterable[str]
    added_to_last: bool


def write_fusion(store: Store, fusion: Fusion, read: Read, keep: Keep | None) -> Fused:
    """Write what changed, and what it was made of, in one transaction.

    Parameters
    ----------
    store : Store
    fusion : Fusion
    read : Read
    keep : Keep or None
        What the next fusion builds on; None lets it be one of everything.

    Raises
    ------
    StoreConflictError
        If somebody changed a site since they were read; nothing is written then.
    """
    stored = read.stored
    by_id = {site.site_id: site for site in fusion.sites}
    outdated = {
        one.site.site_id
        for one in read.known
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
        _refuse_changed(store, read)
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
            (_as_it_stands(by_id[site_id]), revision.get(site_id))
            for site_id in sorted(touched & set(by_id))
        ]
        pairs += [(site, revision[site_id]) for site_id, site in sorted(empty.items())]
        written = {one for site, _ in pairs for one in site.estimate_ids}
        replaced = [old for old, new in read.heirs.items() if new in written]
        if pairs:
            store.sites.put_all(pairs, replaced=replaced)
        known = store.associations.find(fusion.associations)
        store.associations.put_all(_new_associations(fusion.associations, known))
        if keep is None:
            store.last_fusion.forget()
        else:
            store.last_fusion.put(keep.made_with, keep.record_ids, added_to_last=keep.added_to_last)
        sites = store.sites.count()
    return Fused(
        sites=sites,
        new=len(fusion.new) - len(parts),
        changed=len(set(fusion.changed) | outdated),
        merged=len(fusion.merges),
        split=len(fusion.splits),
        cautions=(*fusion.cautions, *cautions_of(store)),
    )


def cautions_of(store: Store) -> tuple[str, ...]:
    """Return what a person should know of sites whose estimates are not there at present."""
    waiting = len(store.sites.waiting())
    if waiting == 0:
        return ()
    who = "1 site has" if waiting == 1 else f"{waiting} sites have"
    told = (
        f"{who} no estimate in force: what was delivered is not there, is put off, or gives "
        "nothing there under the options and the wind of now. Ids are kept for when it is back."
    )
    return (told,)


def _as_it_stands(site: CandidateSite) -> CandidateSite:
    """Return a site without the score of estimates that are not in force."""
    return site if site.estimate_ids else evolve(site, score=None)


def _refuse_changed(store: Store, read: Read) -> None:
    now = store.last_fusion.state_of_sites()
    if now != read.state_of_sites:
        raise StoreConflictError.about(
            store.database.name,
            "sites",
            found="others than fusion has read",
            expected="those",
            remedy="Somebody changed one meanwhile: run it again.",
        )


def _new_associations(
    found: Mapping[str, Association], known: Mapping[str, Association]
) -> list[Association]:
    return [one for estimate_id, one in sorted(found.items()) if known.get(estimate_id) != one]
