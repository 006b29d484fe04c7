"""Where fusion put each estimate; written anew with every run, for people to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import delete, select

from cathartes.model.fusion import Association
from cathartes.model.identity import canonical_text, from_text, to_plain
from cathartes.store import schema
from cathartes.store.database import Database
from cathartes.store.repositories.products import CHUNK, chunks, insert_new


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

    def all(self) -> Iterator[Association]:
        """Yield every association in the order of the estimates' ids."""
        table = schema.associations
        query = select(table.c.body).order_by(table.c.estimate_id)
        with self._database.read() as connection:
            for body in connection.execution_options(yield_per=CHUNK).scalars(query):
                yield from_text(Association, body)
