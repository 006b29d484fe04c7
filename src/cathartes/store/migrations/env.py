"""Alembic runs this; the connection, with its transaction, comes from ``store.revisions``."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
