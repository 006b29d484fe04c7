"""A database comes up from every earlier revision, and a newer one is left alone."""

from __future__ import annotations

import sqlite3
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from cathartes.errors import StoreError, StoreUnreachableError, StoreVersionError
from cathartes.model.identity import (
    DATA_MODEL_HISTORY,
    DATA_MODEL_VERSION,
    canonical_text,
    to_plain,
)
from cathartes.store import open_store
from cathartes.store.database import Database
from cathartes.store.revisions import known_revisions, revision_of, upgrade
from cathartes.store.schema import metadata
from tests.made_campaigns import make_area, make_estimate, make_site


def is_ours(thing, name, type_, reflected, compare_to):
    """Leave out what only one of the two databases can have: R*Tree, GiST index, PostGIS."""
    foreign = ("places_rtree", "places_envelope", "spatial_ref_sys")
    return not (name or "").startswith(foreign)


def test_every_version_of_the_data_model_has_its_revision():
    assert len(known_revisions()) == len(DATA_MODEL_HISTORY) == DATA_MODEL_VERSION


@pytest.mark.parametrize("revision", known_revisions())
def test_database_of_an_earlier_revision_is_brought_up_and_keeps_its_records(
    empty_address, revision
):
    database = Database(empty_address)
    upgrade(database, revision)
    with database.read() as connection:
        assert revision_of(connection) == revision
    with database.write() as connection:
        row = "INSERT INTO areas (id, name, body) VALUES ('area-0', 'old', :body)"
        connection.execute(text(row), {"body": canonical_text(to_plain(make_area()))})
    database.close()
    with open_store(empty_address) as store:
        assert store.areas.get("area-0") == make_area()
        ids = store.estimates.add([make_estimate()]).added
        store.sites.put(make_site(ids), revision=None)


def test_migrations_lead_to_the_tables_that_the_program_uses(empty_address):
    with open_store(empty_address) as store, store.database.read() as connection:
        options = {"include_object": is_ours, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_database_of_a_newer_program_is_refused_and_not_touched(address):
    with open_store(address) as store:
        store.areas.add([make_area()])
        with store.database.write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9001'"))
    with pytest.raises(StoreVersionError, match=r"9001.*newer cathartes"):
        open_store(address)
    database = Database(address)
    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM areas")) == 1
    database.close()


def test_many_who_open_a_new_store_at_once_make_one(empty_address):
    barrier, faults = Barrier(4), []

    def open_it():
        try:
            barrier.wait()
            open_store(empty_address).close()
        except Exception as error:  # noqa: BLE001 - told by the assertion below
            faults.append(error)

    threads = [Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_database_of_another_program_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE sites (name TEXT)")
    with pytest.raises(StoreError, match="another program"):
        open_store(tmp_path / "other.db")
    database = Database(tmp_path / "other.db")
    assert inspect(database.engine).get_table_names() == ["sites"]
    database.close()


def test_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "a.db").write_text("longitude,latitude\n" * 100)
    with pytest.raises(StoreUnreachableError, match="not a database"):
        open_store(tmp_path / "a.db")
    assert (tmp_path / "a.db").read_text().startswith("longitude")


def test_missing_folder_is_told(tmp_path):
    with pytest.raises(StoreUnreachableError, match="folder can be written"):
        open_store(tmp_path / "nowhere" / "a.db")


def test_server_that_does_not_answer_is_told_without_its_password():
    with pytest.raises(StoreUnreachableError, match="Check the address") as told:
        open_store("postgresql://somebody:secret@127.0.0.1:1/campaign")
    assert "secret" not in str(told.value)


def test_unknown_sort_of_database_is_told():
    with pytest.raises(StoreUnreachableError, match="driver"):
        open_store("oracleish://somewhere/x")


def test_store_of_a_simulation_is_not_opened_for_a_real_campaign(address):
    open_store(address, campaign_is_simulated=True).close()
    with open_store(address) as store:
        assert store.is_simulated
        store.estimates.add([make_estimate(is_simulated=True), make_estimate(1)])
    with pytest.raises(StoreError, match="do not share a store"):
        open_store(address, campaign_is_simulated=False)
