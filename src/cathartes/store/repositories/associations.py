"""Where fusion put each estimate, for people to look at; and what the last fusion was made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from attrs import frozen
from sqlalchemy import Connection, delete, select

from cathartes.model.fusion import Association
from cathartes.model.identity import canonical_text, from_text, to_plain
from cathartes.store import schema
from cathartes.store.database import Database
from cathartes.store.repositories.products import CHUNK, chunks, insert_new

_FACT = "last_fusion"


class AssociationRepository:
    """The association of every estimate that was fused."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_all(self, associations: Iterable[Association]) -> None:
        """Write where estimates went, in place of what was written of them before.

        Raises
        ------
        StoreError
            If an estimate or a site is not there; nothing is written then.
        """
        table = schema.associations
        with self._database.write() as connection:
            for chunk in chunks(associations, CHUNK):
                rows = [
                    {
                        "estimate_id": one.estimate_id,
                        "site_id": one.site_id,
                        "body": canonical_text(to_plain(one)),
                    }
                    for one in chunk
                ]
                ids = [one.estimate_id for one in chunk]
                connection.execute(delete(table).where(table.c.estimate_id.in_(ids)))
                insert_new(connection, table, rows, table.c.estimate_id)

    def of_site(self, site_id: str) -> list[Association]:
        """Return the associations of a site's estimates, in the order of their ids."""
        table = schema.associations
        query = select(table.c.body).where(table.c.site_id == site_id)
        with self._database.read() as connection:
            bodies = connection.scalars(query.order_by(table.c.estimate_id))
            return [from_text(Association, body) for body in bodies]

    def find(self, estimate_ids: Iterable[str]) -> dict[str, Association]:
        """Return the associations of those of the estimates that have one, by their ids."""
        table = schema.associations
        found: dict[str, Association] = {}
        with self._database.read() as connection:
            for chunk in chunks(sorted(set(estimate_ids)), CHUNK):
                query = select(table.c.body).where(table.c.estimate_id.in_(chunk))
                for body in connection.scalars(query):
                    one = from_text(Association, body)
                    found[one.estimate_id] = one
        return found

    def all(self) -> Iterator[Association]:
        """Yield every association in the order of the estimates' ids."""
        table = schema.associations
        query = select(table.c.body).order_by(table.c.estimate_id)
        with self._database.read() as connection:
            for body in connection.execution_options(yield_per=CHUNK).scalars(query):
                yield from_text(Association, body)


@frozen
class LastFusion:
    """How the last fusion was made.

    Attributes
    ----------
    made_with : str
        Digest of options, profiles, weights and decisions of people.
    sites_after : str
        ``LastFusionRepository.state_of_sites`` when it was written.
    """

    made_with: str
    sites_after: str


class LastFusionRepository:
    """What the last fusion was made of: written in one transaction with its sites."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self) -> LastFusion | None:
        """Return how the last fusion was made; None where there was none, or nobody kept it."""
        table = schema.store_facts
        with self._database.read() as connection:
            value = connection.scalar(select(table.c.value).where(table.c.name == _FACT))
        return None if value is None else LastFusion(**json.loads(value))

    def record_ids(self) -> set[str]:
        """Return the ids of the estimates and looks it was made of."""
        with self._database.read() as connection:
            return set(connection.scalars(select(schema.fused_records.c.record_id)))

    def state_of_sites(self) -> str:
        """Return a digest of the ids, revisions and states of all sites."""
        table = schema.sites
        digest = hashlib.sha256()
        query = select(table.c.id, table.c.revision, table.c.state).order_by(table.c.id)
        with self._database.read() as connection:
            for row in connection.execute(query):
                digest.update(f"{row.id} {row.revision} {row.state}\n".encode())
        return digest.hexdigest()

    def put(self, made_with: str, record_ids: Iterable[str], *, added_to_last: bool) -> None:
        """Write how a fusion was made; within ``Store.together``, after its sites.

        Parameters
        ----------
        made_with : str
        record_ids : iterable of str
            Of estimates and looks: all of them, or what was added to those of the last one.
        added_to_last : bool

        Raises
        ------
        StoreError
            If the database refuses or does not answer.
        """
        sites = self.state_of_sites()
        value = json.dumps({"made_with": made_with, "sites_after": sites}, sort_keys=True)
        facts, records = schema.store_facts, schema.fused_records
        with self._database.write() as connection:
            self._forget(connection, records=not added_to_last)
            insert_new(connection, facts, [{"name": _FACT, "value": value}], facts.c.name)
            for chunk in chunks(sorted(set(record_ids)), CHUNK):
                rows = [{"record_id": one} for one in chunk]
                insert_new(connection, records, rows, records.c.record_id)

    def forget(self) -> None:
        """Let the next fusion be one of everything."""
        with self._database.write() as connection:
            self._forget(connection, records=True)

    def _forget(self, connection: Connection, *, records: bool) -> None:
        connection.execute(delete(schema.store_facts).where(schema.store_facts.c.name == _FACT))
        if records:
            connection.execute(delete(schema.fused_records))
