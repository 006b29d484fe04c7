"""Which work was done, and what came of it: a re-run asks here before it does any again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from attrs import field, frozen
from sqlalchemy import Row, delete, insert, select

from cathartes.errors import StoreError
from cathartes.store import schema
from cathartes.store.database import Database
from cathartes.store.repositories.products import CHUNK, chunks

WorkState = Literal["done", "failed", "put off"]
"""``failed`` is lasting: the input is at fault. ``put off`` is not: a full disk, a dead worker."""


@frozen(kw_only=True)
class WorkDone:
    """What became of one input under one set of options.

    Attributes
    ----------
    input_id : str
        Of the scene or track, or the digest of a case.
    options_key : str
        Digest of all options and circumstances that could change what comes out.
    state : {"done", "failed", "put off"}
    made : tuple of str
        Ids of the plumes, looks and estimates that came out.
    message : str
        Why it failed, or what a person should know.
    versions : mapping of str to str
    finished_at : datetime or None
        None: now, when it is put.
    """

    input_id: str
    options_key: str
    state: WorkState
    made: tuple[str, ...] = ()
    message: str = ""
    versions: Mapping[str, str] = field(factory=dict)
    finished_at: datetime | None = None


class WorkRepository:
    """All work that was done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, work: WorkDone) -> None:
        """Write what became of an input; the same work again takes the place of the older row.

        What it made must be in the store, or come in the same transaction (``Store.together``).

        Raises
        ------
        StoreError
            If the state is none, or the database refuses.
        """
        if work.state not in ("done", "failed", "put off"):
            raise StoreError.about(
                self._database.name,
                "work.state",
                found=work.state,
                expected="done, failed or put off",
                remedy="There are no others.",
            )
        table = schema.work
        finished_at = work.finished_at or datetime.now(UTC)
        row = {
            "input_id": work.input_id,
            "options_key": work.options_key,
            "state": work.state,
            "made": json.dumps(list(work.made)),
            "message": work.message,
            "versions": json.dumps(dict(work.versions), sort_keys=True),
            "finished_at": finished_at.astimezone(UTC).isoformat(timespec="microseconds"),
        }
        with self._database.write() as connection:
            older = (table.c.input_id == work.input_id, table.c.options_key == work.options_key)
            connection.execute(delete(table).where(*older))
            connection.execute(insert(table), row)

    def get(self, input_id: str, options_key: str) -> WorkDone | None:
        """Return what became of an input under these options, None where nothing did yet."""
        table = schema.work
        query = select(table).where(
            table.c.input_id == input_id, table.c.options_key == options_key
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else _work(row)

    def find(self, keys: Mapping[str, str]) -> dict[str, WorkDone]:
        """Return the rows of inputs under the options of each, by id of the input."""
        table = schema.work
        found: dict[str, WorkDone] = {}
        with self._database.read() as connection:
            for chunk in chunks(sorted(keys), CHUNK):
                for row in connection.execute(select(table).where(table.c.input_id.in_(chunk))):
                    if keys[row.input_id] == row.options_key:
                        found[row.input_id] = _work(row)
        return found

    def all(self) -> Iterator[WorkDone]:
        """Yield every row, in the order of inputs and options."""
        table = schema.work
        query = select(table).order_by(table.c.input_id, table.c.options_key)
        with self._database.read() as connection:
            for row in connection.execution_options(yield_per=CHUNK).execute(query):
                yield _work(row)

    def failed(self) -> list[WorkDone]:
        """Return the rows of what failed for good, in the order of inputs and options."""
        return [one for one in self.all() if one.state == "failed"]

    def forget(self, keys: Iterable[tuple[str, str]]) -> None:
        """Take rows away, so that their work is done again."""
        table = schema.work
        with self._database.write() as connection:
            for input_id, options_key in keys:
                which = (table.c.input_id == input_id, table.c.options_key == options_key)
                connection.execute(delete(table).where(*which))


def _work(row: Row[Any]) -> WorkDone:
    return WorkDone(
        input_id=row.input_id,
        options_key=row.options_key,
        state=row.state,
        made=tuple(json.loads(row.made)),
        message=row.message,
        versions=json.loads(row.versions),
        finished_at=datetime.fromisoformat(row.finished_at),
    )
