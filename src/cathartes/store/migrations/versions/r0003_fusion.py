"""Looks, work, associations, what was fused last; what sites and tombstones are known by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"

ID = sa.String(64)
TIME = sa.String(40)


def upgrade() -> None:
    """Make the tables of version 3."""
    parents = (("flight_id", "flights"), ("scene_id", "scenes"), ("track_id", "tracks"))
    op.create_table(
        "looks",
        sa.Column("id", ID, nullable=False),
        sa.Column("looked_at", TIME, nullable=False),
        *(sa.Column(column, ID, nullable=True) for column, _ in parents),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_looks"),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_looks_{column}")
            for column, table in parents
        ),
    )
    for column in ("looked_at", *(column for column, _ in parents)):
        op.create_index(f"ix_looks_{column}", "looks", [column])
    op.create_table(
        "work",
        sa.Column("input_id", ID, nullable=False),
        sa.Column("options_key", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("finished_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("input_id", "options_key", name="pk_work"),
    )
    op.create_index("ix_work_state", "work", ["state"])
    op.create_table(
        "associations",
        sa.Column("estimate_id", ID, nullable=False),
        sa.Column("site_id", ID, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("estimate_id", name="pk_associations"),
        sa.ForeignKeyConstraint(
            ["estimate_id"],
            ["estimates.id"],
            name="fk_associations_estimate_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_associations_site_id"),
    )
    op.create_index("ix_associations_site_id", "associations", ["site_id"])
    op.add_column(
        "site_estimates",
        sa.Column("is_in_force", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.add_column("tombstones", sa.Column("body", sa.Text(), nullable=True))
    op.create_table(
        "fused_records",
        sa.Column("record_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("record_id", name="pk_fused_records"),
    )
