"""The store of one campaign: open it, and every noun is a field."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import select

from cathartes.errors import StoreError
from cathartes.model.campaign import Evidence, Judgement, Record
from cathartes.store import schema
from cathartes.store.database import Database
from cathartes.store.repositories import (
    AssociationRepository,
    DecisionRepository,
    LastFusionRepository,
    ProductRepository,
    ProductTable,
    SiteChangeRepository,
    SiteRepository,
    StatementRepository,
    WorkRepository,
    nouns,
)
from cathartes.store.repositories.products import insert_new
from cathartes.store.revisions import is_newest, upgrade

R = TypeVar("R", bound=Record)
_FACT = "campaign_is_simulated"


class Store:
    """All that is recorded of one campaign. Use ``open_store``.

    Attributes
    ----------
    is_simulated : bool
        Whether the campaign is a simulation; a real one refuses simulated records.
    areas, authorities, sensors, platforms, flights, scenes, tracks, weather, plumes, estimates,
    context, looks : ProductRepository
    work : WorkRepository
    associations : AssociationRepository
    last_fusion : LastFusionRepository
    decisions : DecisionRepository
    sites : SiteRepository
    site_changes : SiteChangeRepository
    judgements, evidence : StatementRepository
    """

    def __init__(self, database: Database, *, is_simulated: bool) -> None:
        self.database = database
        self.is_simulated = is_simulated
        self.areas = self._products(nouns.AREAS)
        self.authorities = self._products(nouns.AUTHORITIES)
        self.sensors = self._products(nouns.SENSORS)
        self.platforms = self._products(nouns.PLATFORMS)
        self.flights = self._products(nouns.FLIGHTS)
        self.scenes = self._products(nouns.SCENES)
        self.tracks = self._products(nouns.TRACKS)
        self.weather = self._products(nouns.WEATHER)
        self.plumes = self._products(nouns.PLUMES)
        self.estimates = self._products(nouns.ESTIMATES)
        self.context = self._products(nouns.CONTEXT)
        self.looks = self._products(nouns.LOOKS)
        self.work = WorkRepository(database)
        self.associations = AssociationRepository(database)
        self.last_fusion = LastFusionRepository(database)
        self.decisions = DecisionRepository(database)
        self.sites = SiteRepository(database, campaign_is_simulated=is_simulated)
        self.site_changes = SiteChangeRepository(database, campaign_is_simulated=is_simulated)
        self.judgements: StatementRepository[Judgement] = StatementRepository(
            database, Judgement, campaign_is_simulated=is_simulated
        )
        self.evidence: StatementRepository[Evidence] = StatementRepository(
            database, Evidence, campaign_is_simulated=is_simulated
        )

    def together(self, *, alone: bool = False) -> AbstractContextManager[object]:
        """Let everything that this thread writes until the block ends be kept, or none of it.

        Parameters
        ----------
        alone : bool
            As of ``Database.write``; needed where sites are merged, split or deleted.

        Raises
        ------
        StoreError
            If the database refuses or does not answer.
        """
        return self.database.together(alone=alone)

    def close(self) -> None:
        """Give all connections back."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _products(self, noun: ProductTable[R]) -> ProductRepository[R]:
        return ProductRepository(self.database, noun, campaign_is_simulated=self.is_simulated)


def open_store(where: str | Path, *, campaign_is_simulated: bool | None = None) -> Store:
    """Open the store of a campaign; a new one is made, an older one is brought up to date.

    Parameters
    ----------
    where : str or Path
        File of SQLite, or ``postgresql://user:password@host:port/database`` (with PostGIS).
    campaign_is_simulated : bool or None
        What a new store is for (real where None). An existing one must agree; None takes it as
        it is.

    Raises
    ------
    StoreVersionError
        If it was written by a newer cathartes.
    StoreUnreachableError
        If it cannot be opened or its server does not answer.
    StoreError
        If it belongs to another program, or to a campaign of the other sort.
    """
    database = Database(where)
    try:
        if not is_newest(database):
            upgrade(database)
        is_simulated = _settle_simulation(database, campaign_is_simulated)
    except BaseException:
        database.close()
        raise
    return Store(database, is_simulated=is_simulated)


def _settle_simulation(database: Database, asked: bool | None) -> bool:
    table = schema.store_facts
    query = select(table.c.value).where(table.c.name == _FACT)
    with database.read() as connection:
        value = connection.scalar(query)
    if value is None:
        with database.write() as connection:
            # Of two that make the store at once the first one's word holds.
            row = {"name": _FACT, "value": "yes" if asked else "no"}
            insert_new(connection, table, [row], table.c.name)
            value = connection.scalar(query)
    is_simulated = value == "yes"
    if asked is not None and asked != is_simulated:
        raise StoreError.about(
            database.name,
            _FACT,
            found=is_simulated,
            expected=str(asked),
            remedy="Real and simulated campaigns do not share a store: name another one.",
        )
    return is_simulated
