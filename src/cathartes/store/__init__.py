"""The database of a campaign: SQLite in one file, or PostgreSQL with PostGIS."""

from cathartes.store.campaign_store import Store, open_store
from cathartes.store.repositories import (
    AddReport,
    CarriedStatement,
    SiteChange,
    StoredSite,
    Tombstone,
)

__all__ = [
    "AddReport",
    "CarriedStatement",
    "SiteChange",
    "Store",
    "StoredSite",
    "Tombstone",
    "open_store",
]
