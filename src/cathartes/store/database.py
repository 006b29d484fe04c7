"""A connection to SQLite or PostgreSQL that reads, and writes all or nothing."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
)

from cathartes.errors import StoreError, StoreUnreachableError

BUSY_TIMEOUT_S = 30.0
"""How long a writer waits for another one before it gives up."""

_PERMISSIVE_DRIVER = "postgresql+pg8000"
_LOCK = 0x6361_7468
"""Number of the advisory lock that all writers of one PostgreSQL database share."""


class Database:
    """An engine, with one way to read and one to write.

    Attributes
    ----------
    engine : Engine
    name : str
        The address without its password, for messages.
    """

    def __init__(self, where: str | Path) -> None:
        url = _url_of(where)
        self.name = url.render_as_string(hide_password=True)
        self._open = threading.local()
        try:
            self.engine = _engine(url)
        except (ModuleNotFoundError, NoSuchModuleError, ArgumentError) as error:
            raise StoreUnreachableError.about(
                self.name,
                "driver",
                found=error,
                expected="a driver that is installed",
                remedy="Install cathartes with its extra 'postgres', or use an SQLite file.",
            ) from error

    @property
    def is_sqlite(self) -> bool:
        """Whether it is an embedded file rather than a server."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection whose reads all see one state.

        Raises
        ------
        StoreError
            If the database refuses or does not answer.
        """
        joined = getattr(self._open, "connection", None)
        if joined is not None:
            with self._told():
                yield joined
            return
        with self._told(), self._connection() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                yield connection

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Connection]:
        """Give a connection whose writes are all kept, or none if anything goes wrong.

        Parameters
        ----------
        alone : bool
            No other writer meanwhile. SQLite has one writer at a time in any case. On
            PostgreSQL whoever adds shares a lock, and whoever deletes, merges or upgrades holds
            it alone: nothing can be added between the look for its tombstone and its insert.

        Raises
        ------
        StoreError
            If the database refuses or does not answer.
        """
        joined = getattr(self._open, "connection", None)
        if joined is not None:
            if alone and not self._open.alone:
                # To ask for more than one holds is how two writers wait for each other.
                raise RuntimeError("a write alone within writes together that are not")
            with self._told():
                yield joined
            return
        with self._told(), self._connection() as connection:
            connection = connection.execution_options(is_write=True)
            with connection.begin():
                if not self.is_sqlite:
                    shared = "" if alone else "_shared"
                    lock = text(f"SELECT pg_advisory_xact_lock{shared}(:lock)")
                    connection.execute(lock, {"lock": _LOCK})
                yield connection

    @contextmanager
    def together(self, *, alone: bool = False) -> Iterator[Connection]:
        """Let all reads and writes of this thread within the block be one write.

        Raises
        ------
        StoreError
            If the database refuses or does not answer; nothing of the block is kept then.
        """
        with self.write(alone=alone) as connection:
            if getattr(self._open, "connection", None) is not None:
                yield connection
                return
            self._open.connection, self._open.alone = connection, alone
            try:
                yield connection
            finally:
                self._open.connection = None

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            connection = self.engine.connect()
        except (DBAPIError, sqlite3.Error) as error:
            raise self._unreachable(error) from error
        with connection:
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if isinstance(error, IntegrityError) or _sqlstate(error).startswith("23"):
                raise StoreError.about(
                    self.name,
                    "link between records",
                    found=_words(error),
                    expected="every record that another one names to be there",
                    remedy="Add what a record was made from before it; delete it only after what "
                    "was made from it.",
                ) from error
            if isinstance(error, OperationalError) and "locked" in str(error.orig):
                raise StoreError.about(
                    self.name,
                    "writing",
                    found=f"another writer for more than {BUSY_TIMEOUT_S:g} s",
                    expected="short writes",
                    remedy="Nothing was written; run it again when the other one is done.",
                ) from error
            raise self._unreachable(error) from error

    def _unreachable(self, error: Exception) -> StoreUnreachableError:
        return StoreUnreachableError.about(
            self.name,
            "connection",
            found=_words(error),
            expected="a database of cathartes that answers",
            remedy="Check the address, that the server runs and lets you in, or that the file "
            "is a database and its folder can be written. Nothing half-written was kept.",
        )


def _sqlstate(error: DBAPIError) -> str:
    """Return the standard's code of an error, empty where the driver gives none."""
    found = getattr(error.orig, "sqlstate", None) or _fields(error).get("C", "")
    return str(found)


def _words(error: Exception) -> str:
    return str(_fields(error).get("M") or getattr(error, "orig", None) or error)


def _fields(error: Exception) -> dict[str, str]:
    """Return PostgreSQL's error fields: pg8000 raises one class for all and puts them there."""
    arguments = getattr(getattr(error, "orig", None), "args", ())
    return arguments[0] if arguments and isinstance(arguments[0], dict) else {}


def _url_of(where: str | Path) -> URL:
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(where))
    url = make_url(where)
    is_driver_open = url.drivername in ("postgresql", "postgres")
    return url.set(drivername=_PERMISSIVE_DRIVER) if is_driver_open else url


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    # The driver's own transactions begin late and miss DDL; ours begin in _begin_sqlite.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    # Survives loss of power, not only of the process.
    connection.execute("PRAGMA synchronous = FULL")
    # The change to WAL does not wait for a lock as everything else does.
    for attempt in range(100):
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == 99:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    is_write = connection.get_execution_options().get("is_write", False)
    # A writer that began as a reader can fail where one that says so at once only waits.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")
