"""A whole campaign whose store is a PostgreSQL server gives what one in a file gives."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.campaigns.killed_run import outcome_of
from benchmarks.campaigns.small_scenes import detect_marks
from cathartes.flow.campaign import run_campaign
from cathartes.flow.scheduling import Scheduling
from tests.flow.campaigns.conftest import N_SCENES
from tests.unit.store.conftest import new_database


@pytest.fixture
def database(postgres_address) -> Iterator[str]:
    """Return the address of an empty database."""
    yield from new_database(postgres_address, "template0")


def move_store(folder: Path, address: str) -> None:
    """Let the campaign keep its records at an address."""
    path = folder / "campaign.toml"
    lines = [one for one in path.read_text().splitlines() if not one.startswith("store =")]
    lines.insert(lines.index("[campaign]") + 1, f'store = "{address}"')
    path.write_text("\n".join(lines) + "\n")


def test_a_campaign_on_a_server_is_the_same_campaign(pristine, tmp_path, undisturbed, database):
    folder = Path(shutil.copytree(pristine, tmp_path / "campaign"))
    move_store(folder, database)
    done = run_campaign(folder, Scheduling(workers=2), detect=detect_marks)
    assert (done.computed, done.failed) == (N_SCENES, 0)
    assert outcome_of(folder, database) == undisturbed
    assert not (folder / "campaign.db").exists()
    # What is finished is known to the server, and nothing is done twice.
    again = run_campaign(folder, Scheduling(serial=True), detect=detect_marks)
    assert (again.computed, again.finished_before) == (0, N_SCENES)
    assert outcome_of(folder, database) == undisturbed
