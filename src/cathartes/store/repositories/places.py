"""Where records lie: an R*Tree in SQLite, a GiST index of PostGIS in PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from cathartes.model.campaign import Box

_EXACT = """
    places.kind = :kind AND places.east >= :west AND places.west <= :east
    AND places.north >= :south AND places.south <= :north ORDER BY places.record_id
"""
# The R*Tree keeps 32-bit floats, rounded outwards; the table has the exact ones.
_BY_RTREE = """
    SELECT places.record_id FROM places_rtree JOIN places ON places.key = places_rtree.key
    WHERE places_rtree.east >= :west AND places_rtree.west <= :east
    AND places_rtree.north >= :south AND places_rtree.south <= :north AND
"""
_BY_GIST = """
    SELECT places.record_id FROM places
    WHERE ST_MakeEnvelope(places.west, places.south, places.east, places.north, 4326)
    && ST_MakeEnvelope(CAST(:west AS float8), CAST(:south AS float8), CAST(:east AS float8),
    CAST(:north AS float8), 4326) AND
"""
_IN_SQLITE = text(_BY_RTREE + _EXACT)
_IN_POSTGRESQL = text(_BY_GIST + _EXACT)


def ids_within(connection: Connection, kind: str, box: Box) -> list[str]:
    """Return sorted ids of the records of a kind whose bounds meet a box."""
    west, south, east, north = box
    query = _IN_SQLITE if connection.dialect.name == "sqlite" else _IN_POSTGRESQL
    values = {"kind": kind, "west": west, "south": south, "east": east, "north": north}
    return list(connection.scalars(query, values))


def bounds_of(record: object) -> dict[str, Any] | None:
    """Return the columns of a record's bounds, None for one that has no place."""
    bounds: Box | None = getattr(record, "bounds", None)
    return (
        None
        if bounds is None
        else dict(zip(("west", "south", "east", "north"), bounds, strict=True))
    )
