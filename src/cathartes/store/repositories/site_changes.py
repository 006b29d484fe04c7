"""Merges and splits of sites, recorded, with what people said carried along."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from attrs import evolve, frozen
from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from cathartes.errors import StoreConflictError, StoreError
from cathartes.model.campaign import CandidateSite, refuse_simulated
from cathartes.model.identity import canonical_text, to_plain
from cathartes.store import schema
from cathartes.store.database import Database
from cathartes.store.repositories.places import bounds_of
from cathartes.store.repositories.sites import StoredSite, bump, stored_site


@frozen
class SiteChange:
    """One merge, split or undone merge.

    Attributes
    ----------
    sequence : int
        Grows with each change of any site.
    change : str
        "merge", "split" or "undo".
    from_site, into_site : str
        Estimates went from the one to the other.
    estimate_ids : tuple of str
        Which.
    undone_by : int or None
        Sequence of the "undo" of a merge.
    last_link : int
        Newest link of a statement with a site before the change.
    made_by, reason : str
    made_at : str
    """

    sequence: int
    change: str
    from_site: str
    into_site: str
    estimate_ids: tuple[str, ...]
    undone_by: int | None
    last_link: int
    made_by: str
    reason: str
    made_at: str


class SiteChangeRepository:
    """What became of sites."""

    def __init__(self, database: Database, *, campaign_is_simulated: bool) -> None:
        self._database = database
        self._campaign_is_simulated = campaign_is_simulated

    def merge(self, gone: str, keep: str, *, made_by: str, reason: str) -> SiteChange:
        """Let one site go into another; the judgements of both hold for what is left.

        Raises
        ------
        StoreConflictError
            If one of them is not active, or both are the same.
        """
        if gone == keep:
            raise self._conflict("the same site twice", "two sites", "Name two sites.")
        with self._database.write(alone=True) as connection:
            first = stored_site(connection, self._database.name, gone)
            second = stored_site(connection, self._database.name, keep)
            self._raise_revision(connection, first, state="merged", merged_into=keep)
            self._raise_revision(connection, second)
            moved = (*first.site.estimate_ids, *first.former)
            change = self._record(connection, "merge", gone, keep, moved, made_by, reason)
            _move(connection, moved, keep)
            _carry(connection, gone, keep, change.sequence)
        return change

    def undo_merge(self, gone: str, *, made_by: str, reason: str) -> SiteChange:
        """Bring back a site that was merged, under its own permanent id.

        It gets back the estimates that it brought, as far as they are still there. What was said
        of it before the merge leaves the other site again; what was said of the two as one holds
        for both from now on.

        Raises
        ------
        StoreConflictError
            If it is not merged, or what it went into was merged itself: undo that one first.
        """
        with self._database.write(alone=True) as connection:
            first = stored_site(connection, self._database.name, gone)
            if first.state != "merged" or first.merged_into is None:
                raise self._conflict(first.state, "a merged site", "There is nothing to undo.")
            keep = stored_site(connection, self._database.name, first.merged_into)
            if keep.state != "active":
                found = f"{first.merged_into}, which is {keep.state} itself"
                raise self._conflict(found, "an active site", "Undo the later change first.")
            self._raise_revision(connection, keep)
            merge = _last_merge(connection, gone)
            revived = {"state": "active", "merged_into": None, "revision": first.revision + 1}
            sites = schema.sites
            connection.execute(update(sites).where(sites.c.id == gone).values(**revived))
            held = {*keep.site.estimate_ids, *keep.former}
            left = tuple(sorted(set(merge.estimate_ids) & held))
            change = self._record(
                connection, "undo", first.merged_into, gone, left, made_by, reason
            )
            _move(connection, left, gone)
            links, changes = schema.statement_links, schema.site_changes
            connection.execute(
                delete(links).where(
                    links.c.site_id == first.merged_into, links.c.carried_by == merge.sequence
                )
            )
            undone = update(changes).where(changes.c.sequence == merge.sequence)
            connection.execute(undone.values(undone_by=change.sequence))
            _carry_since(connection, first.merged_into, gone, merge, change.sequence)
        return change

    def split(self, origin: str, part: CandidateSite, *, made_by: str, reason: str) -> SiteChange:
        """Split a new site off another; what was said of the whole holds for both.

        Parameters
        ----------
        origin : str
        part : CandidateSite
            The new site; its estimates are some of the origin's.

        Raises
        ------
        StoreConflictError
            If the origin is not active or does not hold these estimates.
        """
        refuse_simulated(
            [part], self._database.name, campaign_is_simulated=self._campaign_is_simulated
        )
        with self._database.write(alone=True) as connection:
            whole = stored_site(connection, self._database.name, origin)
            strange = set(part.estimate_ids) - set(whole.site.estimate_ids)
            if strange or not part.estimate_ids:
                found = sorted(strange) or "no estimates"
                raise self._conflict(found, "some estimates of the origin", "Choose of those.")
            self._raise_revision(connection, whole)
            body = canonical_text(to_plain(evolve(part, estimate_ids=())))
            row = {"id": part.site_id, "revision": 1, "state": "active", "body": body}
            connection.execute(insert(schema.sites), row)
            place = {"record_id": part.site_id, "kind": part.kind, **(bounds_of(part) or {})}
            connection.execute(insert(schema.places), place)
            moved = part.estimate_ids
            change = self._record(connection, "split", origin, part.site_id, moved, made_by, reason)
            _move(connection, moved, part.site_id)
            _carry(connection, origin, part.site_id, change.sequence)
        return change

    def of_site(self, site_id: str) -> list[SiteChange]:
        """Return the changes a site took part in, in their order."""
        table = schema.site_changes
        query = select(table).where((table.c.from_site == site_id) | (table.c.into_site == site_id))
        with self._database.read() as connection:
            return [_change(row) for row in connection.execute(query.order_by(table.c.sequence))]

    def _raise_revision(self, connection: Connection, stored: StoredSite, **values: object) -> None:
        bump(connection, self._database.name, stored.site.site_id, stored.revision, **values)

    def _record(
        self,
        connection: Connection,
        change: str,
        from_site: str,
        into_site: str,
        estimate_ids: Iterable[str],
        made_by: str,
        reason: str,
    ) -> SiteChange:
        last_link = connection.scalar(select(func.max(schema.statement_links.c.link)))
        row = {
            "last_link": last_link or 0,
            "change": change,
            "from_site": from_site,
            "into_site": into_site,
            "estimate_ids": json.dumps(sorted(estimate_ids)),
            "made_by": made_by,
            "reason": reason,
            "made_at": datetime.now(UTC).isoformat(timespec="microseconds"),
        }
        table = schema.site_changes
        return _change(connection.execute(insert(table).returning(table), row).one())

    def _conflict(self, found: object, expected: str, remedy: str) -> StoreConflictError:
        return StoreConflictError.about(
            self._database.name, "site", found=found, expected=expected, remedy=remedy
        )


def _last_merge(connection: Connection, gone: str) -> SiteChange:
    table = schema.site_changes
    query = (
        select(table)
        .where(table.c.from_site == gone, table.c.change == "merge", table.c.undone_by.is_(None))
        .order_by(table.c.sequence.desc())
    )
    row = connection.execute(query).first()
    if row is None:
        raise StoreError.about(
            f"site {gone}",
            "merge",
            found="none recorded",
            expected="the merge that made it go",
            remedy="The database was altered outside this program; restore it from a copy.",
        )
    return _change(row)


def _move(connection: Connection, estimate_ids: Iterable[str], into: str) -> None:
    table = schema.site_estimates
    for estimate_id in estimate_ids:
        moved = update(table).where(table.c.estimate_id == estimate_id)
        connection.execute(moved.values(site_id=into))


def _carry(connection: Connection, source: str, target: str, sequence: int) -> None:
    """Let everything that holds for ``source`` hold for ``target`` too."""
    table = schema.statement_links
    query = select(table.c.statement_id).where(table.c.site_id == source)
    _link(connection, query, target, sequence)


def _carry_since(
    connection: Connection, source: str, target: str, merge: SiteChange, sequence: int
) -> None:
    """Let what was said of ``source`` itself after a merge hold for ``target`` too."""
    table = schema.statement_links
    query = select(table.c.statement_id).where(
        table.c.site_id == source, table.c.link > merge.last_link, table.c.carried_by.is_(None)
    )
    _link(connection, query, target, sequence)


def _link(connection: Connection, query: Select[tuple[str]], target: str, sequence: int) -> None:
    table = schema.statement_links
    held = set(connection.scalars(select(table.c.statement_id).where(table.c.site_id == target)))
    for statement_id in connection.scalars(query.order_by(table.c.link)).all():
        if statement_id not in held:
            row = {"site_id": target, "statement_id": statement_id, "carried_by": sequence}
            connection.execute(insert(table), row)


def _change(row: Row[Any]) -> SiteChange:
    values = dict(row._mapping)
    values["estimate_ids"] = tuple(json.loads(values["estimate_ids"]))
    return SiteChange(**values)
