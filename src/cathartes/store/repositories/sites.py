"""Sites: permanent ids, one change at a time, nothing that a person decided is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from attrs import evolve, frozen
from sqlalchemy import Connection, Row, Select, bindparam, delete, func, select, update

from cathartes.errors import StoreConflictError, StoreError
from cathartes.model.campaign import Box, CandidateSite, refuse_simulated
from cathartes.model.identity import canonical_text, from_text, to_plain
from cathartes.store import schema
from cathartes.store.database import Database
from cathartes.store.repositories.places import bounds_of, ids_within
from cathartes.store.repositories.products import CHUNK, chunks, insert_new

SiteState = Literal["active", "merged", "deleted"]


@frozen
class StoredSite:
    """A site as it stands in the store.

    Attributes
    ----------
    site : CandidateSite
    revision : int
        Grows with each change; give it back with the next one.
    state : {"active", "merged", "deleted"}
    merged_into : str or None
    former : tuple of str
        Estimates that it no longer names, sorted. They stay with it until another site takes
        them, for it to be known again when they come back.
    """

    site: CandidateSite
    revision: int
    state: SiteState
    merged_into: str | None
    former: tuple[str, ...] = ()


class SiteRepository:
    """All sites."""

    def __init__(self, database: Database, *, campaign_is_simulated: bool) -> None:
        self._database = database
        self._campaign_is_simulated = campaign_is_simulated

    def put(self, site: CandidateSite, *, revision: int | None) -> int:
        """Write a new site, or a new state of one.

        Parameters
        ----------
        site : CandidateSite
            Its estimates must be in the store, and in no other site. Those that it had and no
            longer names become its former ones; another site may take them.
        revision : int or None
            Of the state it was worked out from; None for a new site.

        Returns
        -------
        int
            The new revision.

        Raises
        ------
        StoreConflictError
            If it was changed in between, was merged or deleted, or an estimate is in another
            site.
        RecordError
            If it is simulated and the campaign is real.
        """
        return self.put_all([(site, revision)])[0]

    def put_all(
        self, sites: Iterable[tuple[CandidateSite, int | None]], *, replaced: Iterable[str] = ()
    ) -> list[int]:
        """Write many sites with their revisions as ``put`` does, all of them or none.

        Parameters
        ----------
        sites : iterable of (CandidateSite, int or None)
        replaced : iterable of str
            Estimates whose place others took: no site keeps them as former ones.
        """
        pairs = list(sites)
        counts = Counter(site.site_id for site, _ in pairs)
        for site_id, count in counts.most_common(1):
            if count > 1:
                raise _conflict(self._database.name, site_id, f"{count} states of it", "one")
        refuse_simulated(
            [site for site, _ in pairs],
            self._database.name,
            campaign_is_simulated=self._campaign_is_simulated,
        )
        with self._database.write() as connection:
            for chunk in chunks(pairs, CHUNK):
                self._write_rows(connection, chunk)
            # All estimates are let go before any is taken: they may change places.
            members = schema.site_estimates
            there = [site.site_id for site, revision in pairs if revision is not None]
            for ids in chunks(there, CHUNK):
                let_go = update(members).where(members.c.site_id.in_(ids))
                connection.execute(let_go.values(is_in_force=False))
            named = {one for site, _ in pairs for one in site.estimate_ids}
            for ids in chunks(sorted(named | set(replaced)), CHUNK):
                is_free = (members.c.estimate_id.in_(ids), members.c.is_in_force.is_(False))
                connection.execute(delete(members).where(*is_free))
            for site_chunk in chunks([site for site, _ in pairs], CHUNK):
                self._take_estimates(connection, site_chunk)
        return [1 if revision is None else revision + 1 for _, revision in pairs]

    def get(self, site_id: str) -> StoredSite:
        """Return a site whatever became of it.

        Raises
        ------
        StoreError
            If there never was one with this id.
        """
        with self._database.read() as connection:
            return stored_site(connection, self._database.name, site_id)

    def current_id(self, site_id: str) -> str:
        """Return the id under which a site goes on after its merges."""
        stored = self.get(site_id)
        while stored.merged_into is not None:
            stored = self.get(stored.merged_into)
        return stored.site.site_id

    def active(self) -> Iterator[StoredSite]:
        """Yield the sites that were neither merged nor deleted, in the order of their ids."""
        with self._database.read() as connection:
            members = _members(connection, select(schema.site_estimates))
            query = select(schema.sites).where(schema.sites.c.state == "active")
            for row in connection.execute(query.order_by(schema.sites.c.id)):
                yield _stored(row, members.get(row.id, ()))

    def count(self) -> int:
        """Return how many active sites have an estimate in force."""
        members, sites = schema.site_estimates, schema.sites
        query = (
            select(func.count(members.c.site_id.distinct()))
            .join(sites, sites.c.id == members.c.site_id)
            .where(sites.c.state == "active", members.c.is_in_force)
        )
        with self._database.read() as connection:
            return int(connection.scalar(query) or 0)

    def waiting(self) -> list[str]:
        """Return sorted ids of the active sites that have former estimates alone."""
        members, sites = schema.site_estimates, schema.sites
        in_force = select(members.c.site_id).where(members.c.is_in_force)
        query = (
            select(sites.c.id)
            .join(members, sites.c.id == members.c.site_id)
            .where(sites.c.state == "active", sites.c.id.not_in(in_force))
            .distinct()
        )
        with self._database.read() as connection:
            return list(connection.scalars(query.order_by(sites.c.id)))

    def former(self) -> set[str]:
        """Return the ids of all estimates that a site had and no longer names."""
        members = schema.site_estimates
        query = select(members.c.estimate_id).where(members.c.is_in_force.is_(False))
        with self._database.read() as connection:
            return set(connection.scalars(query))

    def ids_within(self, box: Box) -> list[str]:
        """Return sorted ids of active sites in west, south, east, north."""
        return [one.site.site_id for one in self.within(box) if one.state == "active"]

    def within(self, box: Box) -> list[StoredSite]:
        """Return the sites in west, south, east, north, merged ones left out, by id.

        Deleted ones are there: their estimates are taken. The time it takes grows with what is
        in the box, not with what is in the store.
        """
        with self._database.read() as connection:
            near = ids_within(connection, CandidateSite.kind, box)
            return _stored_sites(connection, near)

    def find(self, site_ids: Iterable[str]) -> list[StoredSite]:
        """Return those of the sites that are there and were not merged, by id."""
        with self._database.read() as connection:
            return _stored_sites(connection, sorted(set(site_ids)))

    def deleted(self) -> list[StoredSite]:
        """Return the deleted sites, by id; they keep their estimates."""
        table = schema.sites
        with self._database.read() as connection:
            query = select(table.c.id).where(table.c.state == "deleted").order_by(table.c.id)
            return _stored_sites(connection, list(connection.scalars(query)))

    def site_of_estimate(self, estimate_id: str) -> str | None:
        """Return the id of the site an estimate belongs to, None where it is free."""
        table = schema.site_estimates
        query = select(table.c.site_id).where(table.c.estimate_id == estimate_id)
        with self._database.read() as connection:
            return connection.scalar(query)

    def delete(self, site_id: str, *, revision: int) -> None:
        """Take a site out of every list, for good.

        It keeps its estimates: a re-run finds them taken and makes no new site of them.

        Raises
        ------
        StoreConflictError
            If it was changed since this revision.
        """
        with self._database.write(alone=True) as connection:
            bump(connection, self._database.name, site_id, revision, state="deleted")

    def _write_rows(
        self, connection: Connection, pairs: list[tuple[CandidateSite, int | None]]
    ) -> None:
        table, places = schema.sites, schema.places
        ids = [site.site_id for site, _ in pairs]
        query = select(table.c.id, table.c.revision, table.c.state).where(table.c.id.in_(ids))
        # The lock keeps another writer on PostgreSQL from changing them after this look.
        there = {row.id: row for row in connection.execute(query.with_for_update())}
        new, changed, new_places, moved = [], [], [], []
        for site, revision in pairs:
            row = there.get(site.site_id)
            if (row.revision, row.state) != (revision, "active") if row else revision is not None:
                found = "nothing" if row is None else f"{row.state}, revision {row.revision}"
                expected = "none yet" if revision is None else f"active, revision {revision}"
                raise _conflict(self._database.name, site.site_id, found, expected)
            # Who belongs to a site stands in site_estimates alone.
            body = canonical_text(to_plain(evolve(site, estimate_ids=())))
            box = bounds_of(site) or {}
            if revision is None:
                new.append({"id": site.site_id, "revision": 1, "state": "active", "body": body})
                new_places.append({"record_id": site.site_id, "kind": site.kind, **box})
            else:
                changed.append({"of": site.site_id, "body": body, "revision": revision + 1})
                moved.append({"of": site.site_id, **box})
        # Between the look and this insert another writer may have made the same site.
        inserted = set(insert_new(connection, table, new, table.c.id))
        for added in new:
            if added["id"] not in inserted:
                raise _conflict(self._database.name, str(added["id"]), "a new site", "none yet")
        insert_new(connection, places, new_places, places.c.record_id)
        if changed:
            connection.execute(update(table).where(table.c.id == bindparam("of")), changed)
            connection.execute(update(places).where(places.c.record_id == bindparam("of")), moved)

    def _take_estimates(self, connection: Connection, sites: list[CandidateSite]) -> None:
        table = schema.site_estimates
        rows = [
            {"estimate_id": one, "site_id": site.site_id}
            for site in sites
            for one in site.estimate_ids
        ]
        taken = set(insert_new(connection, table, rows, table.c.estimate_id))
        for row in rows:
            if row["estimate_id"] not in taken:
                raise _conflict(
                    self._database.name,
                    row["site_id"],
                    f"estimate {row['estimate_id']} in another site",
                    "estimates that are free",
                )
            taken.discard(row["estimate_id"])


def _stored_sites(connection: Connection, site_ids: list[str]) -> list[StoredSite]:
    """Return the sites of these sorted ids that were not merged, with their estimates."""
    table, taken = schema.sites, schema.site_estimates
    found: list[StoredSite] = []
    for ids in chunks(site_ids, CHUNK):
        members = _members(connection, select(taken).where(taken.c.site_id.in_(ids)))
        rows = select(table).where(table.c.id.in_(ids), table.c.state != "merged")
        for row in connection.execute(rows.order_by(table.c.id)):
            found.append(_stored(row, members.get(row.id, ())))
    return found


def stored_site(connection: Connection, name: str, site_id: str) -> StoredSite:
    """Return a site within a transaction.

    Raises
    ------
    StoreError
        If there never was one with this id.
    """
    row = connection.execute(select(schema.sites).where(schema.sites.c.id == site_id)).first()
    if row is None:
        raise StoreError.about(
            name,
            "site",
            found="nothing",
            expected=f"a site with the id {site_id}",
            remedy="Check the id.",
        )
    table = schema.site_estimates
    members = _members(connection, select(table).where(table.c.site_id == site_id))
    return _stored(row, members.get(site_id, ()))


def touch(connection: Connection, site_id: str) -> bool:
    """Raise the revision of an active site; tell whether it is one."""
    table = schema.sites
    statement = (
        update(table)
        .where(table.c.id == site_id, table.c.state == "active")
        .values(revision=table.c.revision + 1)
    )
    return connection.execute(statement).rowcount == 1


def bump(connection: Connection, name: str, site_id: str, revision: int, **values: object) -> None:
    """Change an active site that has this revision, and raise its revision.

    Raises
    ------
    StoreConflictError
        If it has another one, or is not active.
    """
    table = schema.sites
    statement = (
        update(table)
        .where(table.c.id == site_id, table.c.revision == revision, table.c.state == "active")
        .values(revision=revision + 1, **values)
    )
    if connection.execute(statement).rowcount != 1:
        stored = stored_site(connection, name, site_id)
        found = f"{stored.state}, revision {stored.revision}"
        raise _conflict(name, site_id, found, f"active, revision {revision}")


def _conflict(name: str, site_id: str, found: str, expected: str) -> StoreConflictError:
    return StoreConflictError.about(
        name,
        f"site {site_id}",
        found=found,
        expected=expected,
        remedy="Somebody else changed it: read it again and decide anew. Nothing was written.",
    )


def _members(
    connection: Connection, query: Select[tuple[str, str, bool]]
) -> dict[str, list[tuple[str, bool]]]:
    """Return the estimates of sites, and whether each is in force, by id of the site."""
    members: dict[str, list[tuple[str, bool]]] = {}
    for row in connection.execute(query):
        members.setdefault(row.site_id, []).append((row.estimate_id, row.is_in_force))
    return members


def _stored(row: Row[Any], members: Iterable[tuple[str, bool]]) -> StoredSite:
    site = from_text(CandidateSite, row.body)
    held = list(members)
    return StoredSite(
        site=evolve(site, estimate_ids=tuple(one for one, in_force in held if in_force)),
        former=tuple(sorted(one for one, in_force in held if not in_force)),
        revision=row.revision,
        state=row.state,
        merged_into=row.merged_into,
    )
