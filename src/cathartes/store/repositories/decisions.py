"""What people decided about sites, in the form in which fusion must respect it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen
from sqlalchemy import Connection, select

from cathartes.model.campaign import Judgement
from cathartes.store import schema
from cathartes.store.database import Database


@frozen
class Decisions:
    """What people decided.

    Attributes
    ----------
    judged : frozenset of str
        Ids of sites that a judgement holds for, or that a person merged others into.
    apart : mapping of str to frozenset of str
        By id of a site: those that a person split from it, or from which it was split, or
        whose merge with it a person undid.
    """

    judged: frozenset[str]
    apart: Mapping[str, frozenset[str]]


class DecisionRepository:
    """Reads decisions; they are made in ``site_changes`` and ``judgements``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, machines: Iterable[str]) -> Decisions:
        """Return every decision of a person.

        Parameters
        ----------
        machines : iterable of str
            Names under which programs make changes: those are no decisions.
        """
        links, statements = schema.statement_links, schema.statements
        query = (
            select(links.c.site_id)
            .join(statements, links.c.statement_id == statements.c.id)
            .where(statements.c.kind == Judgement.kind)
            .distinct()
        )
        with self._database.read() as connection:
            judged = set(connection.scalars(query))
            merged, apart = _changes(connection, set(machines))
        return Decisions(
            judged=frozenset(judged | merged),
            apart={site: frozenset(others) for site, others in apart.items()},
        )


def _changes(connection: Connection, machines: set[str]) -> tuple[set[str], dict[str, set[str]]]:
    sites, changes = schema.sites, schema.site_changes
    into = {
        row.id: row.merged_into
        for row in connection.execute(
            select(sites.c.id, sites.c.merged_into).where(sites.c.merged_into.is_not(None))
        )
    }

    def now(site_id: str) -> str:
        while site_id in into:
            site_id = into[site_id]
        return site_id

    merged: set[str] = set()
    apart: dict[str, set[str]] = {}
    for row in connection.execute(select(changes).order_by(changes.c.sequence)):
        if row.made_by in machines:
            continue
        one, other = now(row.from_site), now(row.into_site)
        if row.change == "merge" and row.undone_by is None:
            merged.add(other)
        elif row.change in ("split", "undo") and one != other:
            apart.setdefault(one, set()).add(other)
            apart.setdefault(other, set()).add(one)
    return merged, apart
