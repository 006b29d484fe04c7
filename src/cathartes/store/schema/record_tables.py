"""Tables of immutable records: what was allowed, planned, sensed and worked out."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Table, Text

from cathartes.store.schema.tables import ID, TIME, metadata, parent, record_table, time

areas = record_table("areas", Column("name", Text, nullable=False))
authorities = record_table("authorities", time("begins_at"), time("ends_at"))
sensors = record_table("sensors", Column("name", Text, nullable=False))
platforms = record_table("platforms", Column("name", Text, nullable=False))
flights = record_table(
    "flights",
    Column("name", Text, nullable=False),
    parent("authority_id", "authorities"),
    parent("platform_id", "platforms"),
    parent("sensor_id", "sensors"),
)
scenes = record_table(
    "scenes",
    Column("sha256", String(64), nullable=False, index=True),
    time("begins_at"),
    parent("flight_id", "flights", nullable=True),
)
tracks = record_table(
    "tracks",
    Column("sha256", String(64), nullable=False, index=True),
    time("begins_at"),
    parent("flight_id", "flights", nullable=True),
)
weather = record_table("weather", time("begins_at"), time("ends_at"))
plumes = record_table("plumes", time("seen_at"), parent("scene_id", "scenes", nullable=True))
estimates = record_table(
    "estimates", time("sensed_at"), parent("flight_id", "flights", nullable=True)
)
context_features = record_table("context_features", Column("layer", Text, nullable=False))


def _parents_of_estimates(table: str) -> Table:
    return Table(
        f"estimate_{table}",
        metadata,
        Column("estimate_id", ID, ForeignKey("estimates.id", ondelete="CASCADE"), primary_key=True),
        Column("parent_id", ID, ForeignKey(f"{table}.id"), primary_key=True, index=True),
    )


estimate_plumes = _parents_of_estimates("plumes")
estimate_tracks = _parents_of_estimates("tracks")

places = Table(
    "places",
    metadata,
    # An integer of its own: SQLite's R*Tree knows rows by number, and VACUUM may renumber
    # rows whose key is a text.
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("record_id", ID, nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("west", Float(53), nullable=False),
    Column("south", Float(53), nullable=False),
    Column("east", Float(53), nullable=False),
    Column("north", Float(53), nullable=False),
)
"""Bounds of every record that has a place, with an R*Tree or a GiST index over them."""

tombstones = Table(
    "tombstones",
    metadata,
    Column("record_id", ID, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("deleted_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("deleted_at", TIME, nullable=False),
    Column("body", Text, nullable=True),
)
"""``body`` is what was deleted: the same thing comes back under other ids when it is made anew."""

store_facts = Table(
    "store_facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What holds for the whole database: whether it is of a simulated campaign."""
