"""Which revision a database has, and how it comes to the newest."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from cathartes.errors import StoreError, StoreVersionError
from cathartes.model.identity import DATA_MODEL_VERSION
from cathartes.store.database import Database
from cathartes.store.schema import metadata

_MIGRATIONS = Path(__file__).parent / "migrations"


def known_revisions() -> tuple[str, ...]:
    """Return the revisions that this program knows, oldest first."""
    scripts = ScriptDirectory.from_config(_config())
    return tuple(reversed([script.revision for script in scripts.walk_revisions()]))


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a database, None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring a database to a revision (an empty one from nothing), all or nothing.

    Raises
    ------
    StoreVersionError
        If it was written by a newer cathartes.
    StoreError
        If it is not a database of cathartes, or refuses.
    """
    with database.write(alone=True) as connection:
        _check(database, connection)
        command.upgrade(_config(connection), revision)


def is_newest(database: Database) -> bool:
    """Tell whether a database needs no upgrade.

    Raises
    ------
    StoreVersionError
        If it was written by a newer cathartes.
    StoreError
        If it is not a database of cathartes, or refuses.
    """
    with database.read() as connection:
        return _check(database, connection) == known_revisions()[-1]


def _check(database: Database, connection: Connection) -> str | None:
    found = revision_of(connection)
    if found is not None and found not in known_revisions():
        raise StoreVersionError.about(
            database.name,
            "revision",
            found=found,
            expected=f"{known_revisions()[-1]} (data model {DATA_MODEL_VERSION}) or an earlier one",
            remedy="It was written by a newer cathartes: install that one. Nothing was changed.",
        )
    if found is None and set(metadata.tables) & set(inspect(connection).get_table_names()):
        raise StoreError.about(
            database.name,
            "tables",
            found="tables of another program",
            expected="an empty database or one of cathartes",
            remedy="Give an empty database or another file name.",
        )
    return found


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
