"""One repository per noun."""

from cathartes.store.repositories.associations import (
    AssociationRepository,
    LastFusion,
    LastFusionRepository,
)
from cathartes.store.repositories.decisions import DecisionRepository, Decisions
from cathartes.store.repositories.products import (
    AddReport,
    ProductRepository,
    ProductTable,
    Tombstone,
)
from cathartes.store.repositories.site_changes import SiteChange, SiteChangeRepository
from cathartes.store.repositories.sites import SiteRepository, StoredSite
from cathartes.store.repositories.statements import CarriedStatement, StatementRepository
from cathartes.store.repositories.work import WorkDone, WorkRepository

__all__ = [
    "AddReport",
    "AssociationRepository",
    "CarriedStatement",
    "DecisionRepository",
    "Decisions",
    "LastFusion",
    "LastFusionRepository",
    "ProductRepository",
    "ProductTable",
    "SiteChange",
    "SiteChangeRepository",
    "SiteRepository",
    "StatementRepository",
    "StoredSite",
    "Tombstone",
    "WorkDone",
    "WorkRepository",
]
