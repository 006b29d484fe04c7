"""What people said about sites: judgements and evidence. The seam for the steps of people."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from attrs import frozen
from sqlalchemy import insert, select

from cathartes.errors import StoreConflictError
from cathartes.model.campaign import Evidence, Judgement, refuse_simulated
from cathartes.model.identity import canonical_text, content_id, from_text, to_plain
from cathartes.store import schema
from cathartes.store.database import Database
from cathartes.store.repositories.products import AddReport, insert_new
from cathartes.store.repositories.sites import stored_site, touch

S = TypeVar("S", Judgement, Evidence)


@frozen
class CarriedStatement(Generic[S]):
    """A statement as it holds for a site.

    Attributes
    ----------
    statement : Judgement or Evidence
        With the id of the site that was meant when it was made.
    carried_by : int or None
        Sequence of the merge or split that brought it here; None where it was made of this site.
    """

    statement: S
    carried_by: int | None


class StatementRepository(Generic[S]):
    """All judgements, or all evidence. Nothing here is ever changed or deleted by a run."""

    def __init__(
        self, database: Database, record_type: type[S], *, campaign_is_simulated: bool
    ) -> None:
        self._database = database
        self._record_type: type[Any] = record_type
        self._campaign_is_simulated = campaign_is_simulated

    def add(self, statement: S) -> AddReport:
        """Add what a person said of an active site; the same again changes nothing.

        It raises the revision of the site: whoever read it before is told to read it again.

        Raises
        ------
        StoreConflictError
            If the site was merged or deleted.
        RecordError
            If it is simulated and the campaign is real.
        """
        refuse_simulated(
            [statement], self._database.name, campaign_is_simulated=self._campaign_is_simulated
        )
        statement_id = content_id(statement)
        with self._database.write() as connection:
            row = {
                "id": statement_id,
                "kind": statement.kind,
                "body": canonical_text(to_plain(statement)),
            }
            table = schema.statements
            if not insert_new(connection, table, [row], table.c.id):
                return AddReport(known=(statement_id,))
            if not touch(connection, statement.site_id):
                stored = stored_site(connection, self._database.name, statement.site_id)
                raise StoreConflictError.about(
                    self._database.name,
                    f"site {statement.site_id}",
                    found=stored.state
                    + (f" into {stored.merged_into}" if stored.merged_into else ""),
                    expected="an active site",
                    remedy="Look at what it went into and judge that.",
                )
            link = {"site_id": statement.site_id, "statement_id": statement_id}
            connection.execute(insert(schema.statement_links), link)
        return AddReport(added=(statement_id,))

    def of_site(self, site_id: str) -> list[CarriedStatement[S]]:
        """Return what holds for a site, its own and what was carried to it, oldest first."""
        statements, links = schema.statements, schema.statement_links
        query = (
            select(statements.c.body, links.c.carried_by)
            .join(links, links.c.statement_id == statements.c.id)
            .where(links.c.site_id == site_id, statements.c.kind == self._record_type.kind)
            .order_by(links.c.link)
        )
        with self._database.read() as connection:
            return [
                CarriedStatement(statement=from_text(self._record_type, body), carried_by=carried)
                for body, carried in connection.execute(query)
            ]
