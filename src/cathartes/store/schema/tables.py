"""How tables, their keys and their constraints are named and made."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, MetaData, String, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(64)
"""Kind and 128 bits in hex, or ``site-`` and a UUID."""

TIME = String(40)
"""UTC in ISO 8601 with microseconds: sorts as it should, and reads back exactly on both
databases (SQLite has no type for times, PostgreSQL's forgets the zone it was given)."""


def record_table(name: str, *columns: Column[Any]) -> Table:
    """Return a table of records: id, what is asked for in queries, and the whole as text."""
    return Table(
        name,
        metadata,
        Column("id", ID, primary_key=True),
        *columns,
        Column("body", Text, nullable=False),
    )


def parent(name: str, table: str, *, nullable: bool = False) -> Column[str]:
    """Return a column with the id of a record that this one was made from."""
    return Column(name, ID, ForeignKey(f"{table}.id"), nullable=nullable, index=True)


def time(name: str) -> Column[str]:
    """Return a column with an instant."""
    return Column(name, TIME, nullable=False, index=True)
