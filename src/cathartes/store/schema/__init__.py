"""The tables, as they are at the newest revision; migrations bring a database there."""

from cathartes.store.schema.fusion_tables import associations, fused_records, looks, work
from cathartes.store.schema.record_tables import (
    areas,
    authorities,
    context_features,
    estimate_plumes,
    estimate_tracks,
    estimates,
    flights,
    places,
    platforms,
    plumes,
    scenes,
    sensors,
    store_facts,
    tombstones,
    tracks,
    weather,
)
from cathartes.store.schema.site_tables import (
    site_changes,
    site_estimates,
    sites,
    statement_links,
    statements,
)
from cathartes.store.schema.tables import metadata

__all__ = [
    "areas",
    "associations",
    "authorities",
    "context_features",
    "estimate_plumes",
    "estimate_tracks",
    "estimates",
    "flights",
    "fused_records",
    "looks",
    "metadata",
    "places",
    "platforms",
    "plumes",
    "scenes",
    "sensors",
    "site_changes",
    "site_estimates",
    "sites",
    "statement_links",
    "statements",
    "store_facts",
    "tombstones",
    "tracks",
    "weather",
    "work",
]
