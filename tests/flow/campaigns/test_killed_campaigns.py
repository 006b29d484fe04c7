"""A campaign that is killed goes on where it stood: the same sites, nothing twice, nothing half."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from benchmarks.campaigns.killed_run import finish, outcome_of, start_run
from tests.flow.campaigns.conftest import N_SCENES, sites_of


def test_an_undisturbed_run_finds_the_emitters(undisturbed):
    assert len(undisturbed.sites) == 2
    assert all(len(members) == 2 for members, _ in undisturbed.sites)
    assert undisturbed.folders == undisturbed.work == undisturbed.looks == N_SCENES


def test_killed_at_moments_of_writing_it_ends_with_the_same_sites(folder, undisturbed):
    rng = random.Random(20260614)
    # Opening the campaign is some 30 events, a scene 20, fusion 10.
    killed, known = 0, set()
    for _ in range(5):
        killed += finish(start_run(folder, kill_at=rng.randint(2, 70))).killed
        if (folder / "campaign.db").exists():
            assert known <= sites_of(folder).keys()
            known = set(sites_of(folder))
    assert killed >= 3
    assert finish(start_run(folder)).killed is False
    assert outcome_of(folder) == undisturbed
    sites = sites_of(folder)
    assert known <= sites.keys()
    again = finish(start_run(folder))
    assert (again.killed, again.computed) == (False, 0)
    assert outcome_of(folder) == undisturbed
    assert sites_of(folder) == sites


def test_killed_at_a_time_of_day_it_recomputes_at_most_what_was_in_flight(folder, undisturbed):
    run = start_run(folder)
    assert run.stdout.readline() == "begun\n"
    scenes = folder / "products" / "scenes"
    deadline = time.monotonic() + 120.0
    while len(list(scenes.glob("[0-9a-f]*"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    run.send_signal(signal.SIGKILL)
    finish(run)
    finished = len([one for one in scenes.iterdir() if not one.name.startswith(".")])
    assert 3 <= finished < N_SCENES
    assert finish(start_run(folder)).computed == N_SCENES - finished
    assert outcome_of(folder) == undisturbed


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="looks for workers in /proc")
def test_driver_of_worker_processes_is_killed_and_the_next_run_ends_the_same(folder, undisturbed):
    run = start_run(folder, workers=2)
    assert run.stdout.readline() == "begun\n"
    scenes = folder / "products" / "scenes"
    deadline = time.monotonic() + 120.0
    while len(list(scenes.glob("[0-9a-f]*"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    run.send_signal(signal.SIGKILL)
    finish(run)
    assert finish(start_run(folder, workers=2)).killed is False
    assert outcome_of(folder) == undisturbed
