"""A campaign of a few small scenes, and what an undisturbed run makes of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.campaigns.killed_run import Outcome, outcome_of
from benchmarks.campaigns.small_scenes import SmallCampaign, detect_marks, write_small_campaign
from cathartes.flow.campaign import run_campaign
from cathartes.flow.scheduling import Scheduling
from cathartes.store import open_store

SIZE = SmallCampaign(flights=2, scenes=4)
N_SCENES = SIZE.flights * SIZE.scenes


def sites_of(folder: Path) -> dict[str, set[str]]:
    """Return the estimates of every active site by its id, those without any too."""
    with open_store(folder / "campaign.db") as store:
        return {one.site.site_id: set(one.site.estimate_ids) for one in store.sites.active()}


@pytest.fixture(scope="session")
def pristine(tmp_path_factory) -> Path:
    """Return a folder that no run has seen; copy it."""
    return write_small_campaign(tmp_path_factory.mktemp("pristine") / "campaign", SIZE)


@pytest.fixture
def folder(pristine, tmp_path) -> Path:
    """Return a fresh copy."""
    return Path(shutil.copytree(pristine, tmp_path / "campaign"))


@pytest.fixture(scope="session")
def undisturbed(pristine, tmp_path_factory) -> Outcome:
    """Return what an undisturbed serial run makes of it."""
    folder = Path(shutil.copytree(pristine, tmp_path_factory.mktemp("undisturbed") / "campaign"))
    run_campaign(folder, Scheduling(serial=True), detect=detect_marks)
    return outcome_of(folder)
