"""Authorities, flights, scenes, tracks, weather, plumes, estimates, context, tombstones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None

ID = sa.String(64)
TIME = sa.String(40)
Parents = Sequence[tuple[str, str, bool]]

RTREE = (
    "CREATE VIRTUAL TABLE places_rtree USING rtree(key, west, east, south, north)",
    (
        "CREATE TRIGGER places_added AFTER INSERT ON places BEGIN "
        "INSERT INTO places_rtree VALUES (new.key, new.west, new.east, new.south, new.north); END"
    ),
    (
        "CREATE TRIGGER places_moved AFTER UPDATE ON places BEGIN "
        "UPDATE places_rtree SET west = new.west, east = new.east, south = new.south, "
        "north = new.north WHERE key = new.key; END"
    ),
    (
        "CREATE TRIGGER places_gone AFTER DELETE ON places BEGIN "
        "DELETE FROM places_rtree WHERE key = old.key; END"
    ),
)
GIST = (
    "CREATE EXTENSION IF NOT EXISTS postgis",
    (
        "CREATE INDEX places_envelope ON places USING gist "
        "(ST_MakeEnvelope(west, south, east, north, 4326))"
    ),
)


def upgrade() -> None:
    """Make the tables of version 1."""
    _records("areas", _name())
    _records("authorities", _time("begins_at"), _time("ends_at"), indexed=("begins_at", "ends_at"))
    _records("sensors", _name())
    _records("platforms", _name())
    _records(
        "flights",
        _name(),
        parents=(
            ("authority_id", "authorities", False),
            ("platform_id", "platforms", False),
            ("sensor_id", "sensors", False),
        ),
    )
    for table in ("scenes", "tracks"):
        _records(
            table,
            sa.Column("sha256", sa.String(64), nullable=False),
            _time("begins_at"),
            parents=(("flight_id", "flights", True),),
            indexed=("sha256", "begins_at"),
        )
    _records("weather", _time("begins_at"), _time("ends_at"), indexed=("begins_at", "ends_at"))
    _records(
        "plumes", _time("seen_at"), parents=(("scene_id", "scenes", True),), indexed=("seen_at",)
    )
    _records(
        "estimates",
        _time("sensed_at"),
        parents=(("flight_id", "flights", True),),
        indexed=("sensed_at",),
    )
    _records("context_features", sa.Column("layer", sa.Text(), nullable=False))
    _links("estimate_plumes", "plumes")
    _links("estimate_tracks", "tracks")
    _places()
    op.create_table(
        "tombstones",
        sa.Column("record_id", ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("deleted_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _time("deleted_at"),
        sa.PrimaryKeyConstraint("record_id", name="pk_tombstones"),
    )
    op.create_table(
        "store_facts",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_store_facts"),
    )


def _name() -> sa.Column[str]:
    return sa.Column("name", sa.Text(), nullable=False)


def _time(name: str) -> sa.Column[str]:
    return sa.Column(name, TIME, nullable=False)


def _records(
    table: str, *columns: sa.Column[Any], parents: Parents = (), indexed: Sequence[str] = ()
) -> None:
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        *columns,
        *(sa.Column(column, ID, nullable=nullable) for column, _, nullable in parents),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")
            for column, other, _ in parents
        ),
    )
    for column in (*indexed, *(column for column, _, _ in parents)):
        op.create_index(f"ix_{table}_{column}", table, [column])


def _links(table: str, parents: str) -> None:
    op.create_table(
        table,
        sa.Column("estimate_id", ID, nullable=False),
        sa.Column("parent_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("estimate_id", "parent_id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["estimate_id"], ["estimates.id"], name=f"fk_{table}_estimate_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["parent_id"], [f"{parents}.id"], name=f"fk_{table}_parent_id"),
    )
    op.create_index(f"ix_{table}_parent_id", table, ["parent_id"])


def _places() -> None:
    op.create_table(
        "places",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        *(
            sa.Column(side, sa.Float(53), nullable=False)
            for side in ("west", "south", "east", "north")
        ),
        sa.PrimaryKeyConstraint("key", name="pk_places"),
        sa.UniqueConstraint("record_id", name="uq_places_record_id"),
    )
    for statement in RTREE if op.get_bind().dialect.name == "sqlite" else GIST:
        op.execute(statement)
