"""The database of a campaign: SQLite in one file, or PostgreSQL with PostGIS."""

from cathartes.store.campaign_store import Store, open_store
from cathartes.store.repositories import (
    AddReport,
    CarriedStatement,
    Decisions,
    ProductRepository,
    SiteChange,
    StoredSite,
    Tombstone,
    WorkDone,
)

__all__ = [
    "AddReport",
    "CarriedStatement",
    "Decisions",
    "ProductRepository",
    "SiteChange",
    "Store",
    "StoredSite",
    "Tombstone",
    "WorkDone",
    "open_store",
]
