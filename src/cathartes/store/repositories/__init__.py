"""One repository per noun."""

from cathartes.store.repositories.products import (
    AddReport,
    ProductRepository,
    ProductTable,
    Tombstone,
)
from cathartes.store.repositories.site_changes import SiteChange, SiteChangeRepository
from cathartes.store.repositories.sites import SiteRepository, StoredSite
from cathartes.store.repositories.statements import CarriedStatement, StatementRepository

__all__ = [
    "AddReport",
    "CarriedStatement",
    "ProductRepository",
    "ProductTable",
    "SiteChange",
    "SiteChangeRepository",
    "SiteRepository",
    "StatementRepository",
    "StoredSite",
    "Tombstone",
]
