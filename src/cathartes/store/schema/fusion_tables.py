"""Tables of what fusion needs: looks at the ground, work that is done, where estimates went."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, Text

from cathartes.store.schema.tables import ID, TIME, metadata, parent, record_table, time

looks = record_table(
    "looks",
    time("looked_at"),
    parent("flight_id", "flights", nullable=True),
    parent("scene_id", "scenes", nullable=True),
    parent("track_id", "tracks", nullable=True),
)

work = Table(
    "work",
    metadata,
    Column("input_id", ID, primary_key=True),
    Column("options_key", String(64), primary_key=True),
    Column("state", String(8), nullable=False, index=True),
    Column("made", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("versions", Text, nullable=False),
    Column("finished_at", TIME, nullable=False),
)
"""One row for each input under each set of options; ``made`` lists the ids of what came out."""

associations = Table(
    "associations",
    metadata,
    Column("estimate_id", ID, ForeignKey("estimates.id", ondelete="CASCADE"), primary_key=True),
    Column("site_id", ID, ForeignKey("sites.id"), nullable=True, index=True),
    Column("body", Text, nullable=False),
)
"""Where fusion put each estimate, with the probabilities of the other answers."""

fused_records = Table("fused_records", metadata, Column("record_id", ID, primary_key=True))
"""Ids of the estimates and looks that the last fusion was made of; ``store_facts`` says how."""
