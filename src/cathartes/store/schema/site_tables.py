"""Tables of sites, what became of them, and what people said about them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, true

from cathartes.store.schema.tables import ID, TIME, metadata, parent, record_table

sites = record_table(
    "sites",
    Column("revision", Integer, nullable=False),
    Column("state", String(8), nullable=False, index=True),
    parent("merged_into", "sites", nullable=True),
)
"""``state`` is "active", "merged" or "deleted"; ``revision`` grows with each change."""

site_estimates = Table(
    "site_estimates",
    metadata,
    # The key says it: an estimate belongs to one site at most.
    Column("estimate_id", ID, ForeignKey("estimates.id", ondelete="CASCADE"), primary_key=True),
    Column("site_id", ID, ForeignKey("sites.id"), nullable=False, index=True),
    Column("is_in_force", Boolean, nullable=False, server_default=true()),
)
"""A site keeps an estimate that it no longer names (``is_in_force`` false) until another takes
it: by its estimates a site is known again when they come back."""

site_changes = Table(
    "site_changes",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("change", String(8), nullable=False),
    Column("from_site", ID, ForeignKey("sites.id"), nullable=False, index=True),
    Column("into_site", ID, ForeignKey("sites.id"), nullable=False, index=True),
    Column("estimate_ids", Text, nullable=False),
    Column("undone_by", Integer, ForeignKey("site_changes.sequence"), nullable=True),
    Column("last_link", Integer, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", TIME, nullable=False),
)
"""``change`` is "merge", "split" (off a new site) or "undo" (of a merge)."""

statements = Table(
    "statements",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("body", Text, nullable=False),
)
"""Judgements and evidence, each about a site."""

statement_links = Table(
    "statement_links",
    metadata,
    Column("link", Integer, primary_key=True, autoincrement=True),
    Column("site_id", ID, ForeignKey("sites.id"), nullable=False, index=True),
    Column("statement_id", ID, ForeignKey("statements.id"), nullable=False, index=True),
    Column("carried_by", Integer, ForeignKey("site_changes.sequence"), nullable=True),
    # Numbers are never used again: what is newer has the higher one.
    sqlite_autoincrement=True,
)
"""Which site a statement holds for; ``carried_by`` is the merge or split that brought it."""
