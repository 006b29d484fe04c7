"""Three tables of judged cases: where, how much, how many."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.location.concentrations.judged import JudgedCase
from benchmarks.location.concentrations.rows import (
    HOW_MANY,
    HOW_MUCH,
    WHERE,
    faults,
    how_many_row,
    how_much_row,
    where_row,
)
from benchmarks.reporting.tables import Table

MEANING = (
    "Found: a stated source was matched to it. All: a source that none was matched to is not held.",
    "p: exact two-sided binomial test against 0.9, as if sources of one case were independent.",
)


def tables_of(
    title: str, rows: Sequence[tuple[str, Sequence[JudgedCase]]], notes: Sequence[str] = ()
) -> list[Table]:
    """Return the tables; rows without a true source stand in the last one only."""
    where = Table(f"Where: {title}", WHERE, notes=MEANING)
    how_much = Table(f"How much: {title}", HOW_MUCH)
    causes = [cause for what, cases in rows for cause in faults(what, cases)]
    how_many = Table(f"How many: {title}", HOW_MANY, notes=(*notes, *causes))
    for what, cases in rows:
        if any(case.n_true for case in cases):
            where.rows.append(where_row(what, cases))
            how_much.rows.append(how_much_row(what, cases))
        how_many.rows.append(how_many_row(what, cases))
    return [where, how_much, how_many]
