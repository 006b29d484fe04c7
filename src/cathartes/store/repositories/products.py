"""Immutable records: added once, found by their content, deleted with a tombstone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from attrs import frozen
from sqlalchemy import Connection, Table, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cathartes.errors import StoreError
from cathartes.model.campaign import Box, Record, refuse_simulated
from cathartes.model.identity import canonical_text, content_id, from_text, to_plain
from cathartes.store import schema
from cathartes.store.database import Database
from cathartes.store.repositories.places import bounds_of, ids_within

R = TypeVar("R", bound=Record)
T = TypeVar("T")
Columns = Mapping[str, object]

CHUNK = 1000
"""Rows that go to the database in one statement."""


@frozen
class AddReport:
    """What became of the records that were to be added.

    Attributes
    ----------
    added : tuple of str
        Ids that are new.
    known : tuple of str
        Ids that were there already: the same content.
    deleted_before : tuple of str
        Ids that somebody deleted; they were not added again.
    """

    added: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    deleted_before: tuple[str, ...] = ()


@frozen
class Tombstone:
    """What is left of a deleted record: its id, who deleted it, when and why, and what it said.

    The body is None of what was deleted before bodies were kept.
    """

    record_id: str
    kind: str
    deleted_by: str
    reason: str
    deleted_at: str
    body: str | None = None


@frozen
class ProductTable(Generic[R]):
    """One noun: its record, its table, and what of a record stands in columns of its own.

    Attributes
    ----------
    record_type : type
    table : Table
    columns : callable
        Values of the columns other than id and body.
    links : mapping of Table to callable
        Tables of ids a record was made from, where there may be several.
    check : callable
        Last check before a record is added, inside the transaction; raises to refuse it.
    is_refreshed : bool
        Whether adding a known record again writes what is not part of its id: where a file
        lies, to which flight it belongs, how it may be handled.
    """

    record_type: type[R]
    table: Table
    columns: Callable[[R], Columns]
    links: Mapping[Table, Callable[[R], Sequence[str]]] = {}
    check: Callable[[Connection, R], None] = lambda connection, record: None
    is_refreshed: bool = False


class ProductRepository(Generic[R]):
    """All records of one noun."""

    def __init__(
        self, database: Database, noun: ProductTable[R], *, campaign_is_simulated: bool
    ) -> None:
        self._database = database
        self._noun = noun
        self._campaign_is_simulated = campaign_is_simulated

    def add(self, records: Iterable[R]) -> AddReport:
        """Add records; all of them or, if one is refused, none.

        Adding the same content again changes nothing, and what was deleted stays deleted: the
        report says so.

        Raises
        ------
        RecordError
            If a simulated record is to enter a real campaign.
        StoreError
            If a record that it was made from is not there, or the database does not answer.
        """
        reports = []
        with self._database.write() as connection:
            for chunk in chunks(records, CHUNK):
                refuse_simulated(
                    chunk, self._database.name, campaign_is_simulated=self._campaign_is_simulated
                )
                reports.append(self._add(connection, {content_id(one): one for one in chunk}))
        return AddReport(
            added=tuple(one for report in reports for one in report.added),
            known=tuple(one for report in reports for one in report.known),
            deleted_before=tuple(one for report in reports for one in report.deleted_before),
        )

    def get(self, record_id: str) -> R:
        """Return one record.

        Raises
        ------
        StoreError
            If it is not there; the message says whether it was deleted.
        """
        found = self.find([record_id])
        if record_id in found:
            return found[record_id]
        tombstone = self.tombstone(record_id)
        raise StoreError.about(
            self._database.name,
            self._noun.record_type.kind,
            found="nothing"
            if tombstone is None
            else f"deleted by {tombstone.deleted_by} at {tombstone.deleted_at}: {tombstone.reason}",
            expected=f"a record with the id {record_id}",
            remedy="Check the id.",
        )

    def find(self, record_ids: Iterable[str]) -> dict[str, R]:
        """Return those of the records that are there, by id."""
        table = self._noun.table
        found: dict[str, R] = {}
        with self._database.read() as connection:
            for chunk in chunks(sorted(set(record_ids)), CHUNK):
                query = select(table.c.id, table.c.body).where(table.c.id.in_(chunk))
                for record_id, body in connection.execute(query):
                    found[record_id] = from_text(self._noun.record_type, body)
        return found

    def all(self) -> Iterator[tuple[str, R]]:
        """Yield ids and records in the order of the ids, all as of one moment."""
        table = self._noun.table
        with self._database.read() as connection:
            query = select(table.c.id, table.c.body).order_by(table.c.id)
            for record_id, body in connection.execution_options(yield_per=CHUNK).execute(query):
                yield record_id, from_text(self._noun.record_type, body)

    def ids_where(self, **values: object) -> list[str]:
        """Return sorted ids of the records whose columns have these values."""
        table = self._noun.table
        query = select(table.c.id).order_by(table.c.id)
        for name, value in values.items():
            query = query.where(table.c[name] == value)
        with self._database.read() as connection:
            return list(connection.scalars(query))

    def ids_within(self, box: Box) -> list[str]:
        """Return sorted ids of the records that reach into west, south, east, north."""
        with self._database.read() as connection:
            return ids_within(connection, self._noun.record_type.kind, box)

    def within(self, box: Box) -> dict[str, R]:
        """Return the records that reach into west, south, east, north, by id."""
        return self.find(self.ids_within(box))

    def within_times(
        self, box: Box, column: str, begins_at: datetime, ends_at: datetime
    ) -> dict[str, R]:
        """Return the records that reach into a box, of an instant between two, by id.

        Parameters
        ----------
        box : (west, south, east, north)
            Degrees.
        column : str
            The instant, "sensed_at" for example.
        begins_at, ends_at : datetime
            With their zone.
        """
        table, kind = self._noun.table, self._noun.record_type.kind
        found: dict[str, R] = {}
        with self._database.read() as connection:
            for chunk in chunks(ids_within(connection, kind, box), CHUNK):
                # All instants are texts of one length: their order is that of the times.
                instant = table.c[column]
                query = (
                    select(table.c.id, table.c.body)
                    .where(table.c.id.in_(chunk))
                    .where(instant >= to_plain(begins_at), instant <= to_plain(ends_at))
                )
                for record_id, body in connection.execute(query):
                    found[record_id] = from_text(self._noun.record_type, body)
        return found

    def known(self, record_ids: Iterable[str]) -> set[str]:
        """Return the ids that are there, without their records."""
        column = self._noun.table.c.id
        found: set[str] = set()
        with self._database.read() as connection:
            for chunk in chunks(sorted(set(record_ids)), CHUNK):
                found.update(connection.scalars(select(column).where(column.in_(chunk))))
        return found

    def count(self) -> int:
        """Return how many there are."""
        with self._database.read() as connection:
            query = select(func.count()).select_from(self._noun.table)
            return int(connection.scalar(query) or 0)

    def delete(self, record_id: str, *, deleted_by: str, reason: str) -> None:
        """Delete a record and leave a tombstone, which every later run respects.

        Raises
        ------
        StoreError
            If it is not there, or another record was made from it.
        """
        body = canonical_text(to_plain(self.get(record_id)))
        table = self._noun.table
        with self._database.write(alone=True) as connection:
            if connection.execute(delete(table).where(table.c.id == record_id)).rowcount:
                places = schema.places
                connection.execute(delete(places).where(places.c.record_id == record_id))
                row: dict[str, object] = {
                    "body": body,
                    "record_id": record_id,
                    "kind": self._noun.record_type.kind,
                    "deleted_by": deleted_by,
                    "reason": reason,
                    "deleted_at": datetime.now(UTC).isoformat(timespec="microseconds"),
                }
                connection.execute(schema.tombstones.insert(), row)

    def tombstone(self, record_id: str) -> Tombstone | None:
        """Return the tombstone of a deleted record, None where there is none."""
        table = schema.tombstones
        with self._database.read() as connection:
            row = connection.execute(select(table).where(table.c.record_id == record_id)).first()
        return None if row is None else Tombstone(*row)

    def deleted(self) -> dict[str, R]:
        """Return what deleted records said, by id; those of which no body was kept left out."""
        table = schema.tombstones
        query = select(table.c.record_id, table.c.body).where(
            table.c.kind == self._noun.record_type.kind, table.c.body.is_not(None)
        )
        with self._database.read() as connection:
            return {
                record_id: from_text(self._noun.record_type, str(body))
                for record_id, body in connection.execute(query.order_by(table.c.record_id))
            }

    def _add(self, connection: Connection, records: dict[str, R]) -> AddReport:
        table = self._noun.table
        ids = list(records)
        buried = schema.tombstones.c.record_id
        deleted = set(connection.scalars(select(buried).where(buried.in_(ids))))
        there: set[str] = set()
        if not self._noun.is_refreshed:
            # Most of what a re-run adds is there: its text need not be written out again.
            there.update(connection.scalars(select(table.c.id).where(table.c.id.in_(ids))))
        rows: list[Columns] = []
        for record_id, record in records.items():
            if record_id not in deleted and record_id not in there:
                self._noun.check(connection, record)
                body = canonical_text(to_plain(record))
                rows.append({"id": record_id, "body": body, **self._noun.columns(record)})
        added = set(insert_new(connection, table, rows, table.c.id))
        self._add_what_hangs_on_it(
            connection, {one: record for one, record in records.items() if one in added}
        )
        if self._noun.is_refreshed:
            self._refresh(connection, [row for row in rows if row["id"] not in added])
        return AddReport(
            added=tuple(one for one in ids if one in added),
            known=tuple(one for one in ids if one not in added and one not in deleted),
            deleted_before=tuple(one for one in ids if one in deleted),
        )

    def _refresh(self, connection: Connection, rows: Sequence[Columns]) -> None:
        table = self._noun.table
        query = select(table.c.id, table.c.body).where(table.c.id.in_([row["id"] for row in rows]))
        there = {row.id: row.body for row in connection.execute(query)}
        for row in rows:
            if there.get(str(row["id"]), row["body"]) != row["body"]:
                connection.execute(update(table).where(table.c.id == row["id"]).values(**row))

    def _add_what_hangs_on_it(self, connection: Connection, records: dict[str, R]) -> None:
        for table, parents_of in self._noun.links.items():
            links = [
                {"estimate_id": record_id, "parent_id": parent}
                for record_id, record in records.items()
                for parent in parents_of(record)
            ]
            insert_new(connection, table, links, table.c.parent_id)
        boxes = [
            {"record_id": record_id, "kind": record.kind, **box}
            for record_id, record in records.items()
            if (box := bounds_of(record)) is not None
        ]
        insert_new(connection, schema.places, boxes, schema.places.c.record_id)


def insert_new(
    connection: Connection, table: Table, rows: Sequence[Columns], returned: Any
) -> list[Any]:
    """Insert the rows whose key is not there yet; return a column of those that were inserted.

    The clause "returning" is what lets SQLAlchemy send many rows in one statement.
    """
    if not rows:
        return []
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).on_conflict_do_nothing().returning(returned)
    return list(connection.scalars(statement, [dict(row) for row in rows]))


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of at most ``size`` items, in their order."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
