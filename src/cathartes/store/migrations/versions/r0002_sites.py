"""Sites with their merges and splits, judgements and evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"

ID = sa.String(64)


def upgrade() -> None:
    """Make the tables of version 2."""
    op.create_table(
        "sites",
        sa.Column("id", ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("merged_into", ID, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sites"),
        sa.ForeignKeyConstraint(["merged_into"], ["sites.id"], name="fk_sites_merged_into"),
    )
    op.create_index("ix_sites_state", "sites", ["state"])
    op.create_index("ix_sites_merged_into", "sites", ["merged_into"])
    op.create_table(
        "site_estimates",
        sa.Column("estimate_id", ID, nullable=False),
        sa.Column("site_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("estimate_id", name="pk_site_estimates"),
        sa.ForeignKeyConstraint(
            ["estimate_id"],
            ["estimates.id"],
            name="fk_site_estimates_estimate_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_site_estimates_site_id"),
    )
    op.create_index("ix_site_estimates_site_id", "site_estimates", ["site_id"])
    _changes()
    _statements()


def _changes() -> None:
    op.create_table(
        "site_changes",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("change", sa.String(8), nullable=False),
        sa.Column("from_site", ID, nullable=False),
        sa.Column("into_site", ID, nullable=False),
        sa.Column("estimate_ids", sa.Text(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("last_link", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_site_changes"),
        sa.ForeignKeyConstraint(["from_site"], ["sites.id"], name="fk_site_changes_from_site"),
        sa.ForeignKeyConstraint(["into_site"], ["sites.id"], name="fk_site_changes_into_site"),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["site_changes.sequence"], name="fk_site_changes_undone_by"
        ),
    )
    for column in ("from_site", "into_site"):
        op.create_index(f"ix_site_changes_{column}", "site_changes", [column])


def _statements() -> None:
    op.create_table(
        "statements",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
    )
    op.create_table(
        "statement_links",
        sa.Column("link", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("site_id", ID, nullable=False),
        sa.Column("statement_id", ID, nullable=False),
        sa.Column("carried_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("link", name="pk_statement_links"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_statement_links_site_id"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_statement_links_statement_id"
        ),
        sa.ForeignKeyConstraint(
            ["carried_by"], ["site_changes.sequence"], name="fk_statement_links_carried_by"
        ),
        sqlite_autoincrement=True,
    )
    for column in ("site_id", "statement_id"):
        op.create_index(f"ix_statement_links_{column}", "statement_links", [column])
