"""However the work is scheduled the result is the same; whoever dies, the campaign goes on."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from benchmarks.campaigns.killed_run import outcome_of
from benchmarks.campaigns.small_scenes import detect_marks
from cathartes.errors import OptionError
from cathartes.flow.campaign import run_campaign
from cathartes.flow.scheduling import Scheduling, Serial, open_runner
from cathartes.store import open_store
from tests.flow.campaigns.conftest import N_SCENES


def records_of(folder: Path) -> dict[str, str]:
    """Return the digest of everything a campaign has stored but its sites, whose ids are random."""
    found = {}
    with open_store(folder / "campaign.db") as store:
        for noun in ("scenes", "plumes", "estimates", "looks", "weather"):
            ids = "".join(record_id for record_id, _ in getattr(store, noun).all())
            found[noun] = hashlib.sha256(ids.encode()).hexdigest()
    for path in sorted((folder / "products" / "scenes").glob("*/records.json")):
        # The versions of libraries stand there too, and are the same; the time does not.
        found[path.parent.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def test_serial_thread_and_cluster_give_the_same_bytes(pristine, tmp_path, undisturbed):
    import shutil

    ways = {"serial": Scheduling(serial=True), "thread": Scheduling(workers=1)}
    found = {}
    for name, how in ways.items():
        folder = Path(shutil.copytree(pristine, tmp_path / name))
        run_campaign(folder, how, detect=detect_marks)
        found[name] = records_of(folder)
        assert outcome_of(folder) == undisturbed
    folder = Path(shutil.copytree(pristine, tmp_path / "cluster"))
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
    ) as cluster:
        how = Scheduling(cluster=cluster.scheduler_address)
        done = run_campaign(folder, how, detect=detect_marks)
    assert done.computed == N_SCENES
    assert outcome_of(folder) == undisturbed
    assert found["serial"] == found["thread"] == records_of(folder)


def die_once(scene, library, options=None, **more):
    """Kill the process that works on a scene, the first time; work on it the second time."""
    mark = Path(os.environ["CATHARTES_TEST_MARKS"]) / scene.name
    if scene.name.endswith("_0001") and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return detect_marks(scene, library, options)


# The name is part of what makes work the same work.
die_once.__name__ = "detect_marks"


def die_always(scene, library, options=None, **more):
    """Kill the process that works on one of the scenes, every time."""
    if scene.name == "F0001_0001":
        os.kill(os.getpid(), signal.SIGKILL)
    return detect_marks(scene, library, options)


def test_a_scene_whose_worker_dies_is_done_by_another(folder, tmp_path, monkeypatch, undisturbed):
    marks = tmp_path / "marks"
    marks.mkdir()
    monkeypatch.setenv("CATHARTES_TEST_MARKS", str(marks))
    done = run_campaign(folder, Scheduling(workers=2), detect=die_once)
    assert len(list(marks.iterdir())) == 2
    assert done.failed == 0
    assert outcome_of(folder) == undisturbed


def test_a_scene_that_kills_every_worker_is_put_off_and_the_others_go_on(folder, undisturbed):
    done = run_campaign(folder, Scheduling(workers=2), detect=die_always)
    assert done.failed == 1
    assert any("workers died during it" in one.message for one in done.troubles)
    with open_store(folder / "campaign.db") as store:
        states = sorted(one.state for one in store.work.all())
    assert states == ["done"] * (N_SCENES - 1) + ["put off"]
    again = run_campaign(folder, Scheduling(serial=True), detect=die_always_survived)
    assert again.failed == 0


def die_always_survived(scene, library, options=None, **more):
    """Work on everything; it has the name of the other one, so that the work is the same."""
    return detect_marks(scene, library, options)


die_always_survived.__name__ = "die_always"


def test_a_cluster_that_does_not_answer_is_told(folder, monkeypatch):
    from cathartes.flow.scheduling import on_dask

    monkeypatch.setattr(on_dask, "CONNECT_TIMEOUT_S", 0.5)
    with pytest.raises(OptionError, match=r"--cluster.*no scheduler answers"):
        run_campaign(folder, Scheduling(cluster="tcp://127.0.0.1:9"), detect=detect_marks)


@pytest.mark.parametrize(
    "given", [{"serial": True, "workers": 2}, {"serial": True, "cluster": "tcp://a:1"}]
)
def test_two_ways_at_once_are_refused(given):
    with pytest.raises(OptionError, match="one of --serial, --workers and --cluster"):
        Scheduling(**given)


def test_serial_runs_take_tasks_as_there_is_room_and_load_no_dask():
    taken = []

    def tasks():
        for number in range(3):
            taken.append(number)
            yield number

    with open_runner(Scheduling(serial=True)) as runner:
        assert isinstance(runner, Serial)
        assert runner.in_words == "one after the other"
        finished = runner.run(abs, tasks())
        assert next(finished).result == 0
        assert taken == [0]


def test_a_thread_has_few_tasks_in_flight(monkeypatch):
    from cathartes.flow.scheduling import on_dask

    monkeypatch.setattr(on_dask, "LEAST_IN_FLIGHT", 2)
    monkeypatch.setattr(on_dask, "IN_FLIGHT_PER_THREAD", 2)
    lock, taken = threading.Lock(), []

    def tasks():
        for number in range(20):
            with lock:
                taken.append(number)
            yield number

    with open_runner(Scheduling(workers=1)) as runner:
        finished = runner.run(abs, tasks())
        next(finished)
        time.sleep(0.2)
        assert len(taken) <= 4
        assert sorted([0, *(one.result for one in finished)])[-1] == 19


def test_many_new_scenes_are_opened_where_tasks_run_and_come_back_in_their_order(monkeypatch):
    from cathartes.flow.campaigns import collecting
    from cathartes.flow.scheduling import Finished

    class Backwards:
        in_words = "the last one first"

        def run(self, function, tasks):
            for number, task in enumerate(reversed(list(tasks))):
                if number == 1:
                    yield Finished(task, None, "it died")
                else:
                    yield Finished(task, function(task))

    paths = [Path(f"{number:02d}") for number in range(20)]
    opened = collecting.open_by(Backwards, lambda path: path.name, paths)
    kept = [one for one in opened if "died" not in one]
    assert kept == [path.name for path in (*paths[:8], *paths[16:])]
    assert opened[8:16] == ["its worker was lost: it died"] * 8


def test_a_campaign_in_which_nothing_is_new_starts_no_worker(folder, monkeypatch):
    from cathartes.flow.scheduling import choice

    run_campaign(folder, Scheduling(serial=True), detect=detect_marks)

    def refuse(scheduling):
        raise AssertionError("a runner was started")

    monkeypatch.setattr(choice, "open_runner", refuse)
    again = run_campaign(folder, Scheduling(workers=2), detect=detect_marks)
    assert again.finished_before == N_SCENES


def test_an_unchanged_campaign_of_70_scenes_is_collected_again_as_it_was(tmp_path):
    from benchmarks.campaigns.small_scenes import SmallCampaign, write_small_campaign
    from cathartes.flow.campaigns.collecting import gather
    from cathartes.flow.campaigns.opening import open_campaign

    folder = write_small_campaign(tmp_path / "campaign", SmallCampaign(flights=10, scenes=7))
    for path in (folder / "incoming").rglob("*"):
        os.utime(path, (1.6e9, 1.6e9))
    with open_campaign(folder) as campaign:
        first = gather(campaign)
        again = gather(campaign)
    assert again.scenes == first.scenes
    assert len(again.scenes) == 70


SCHEDULER = ("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--no-dashboard")
WORKER = ("-m", "distributed.cli.dask_worker", "--no-dashboard", "--no-nanny", "--nthreads", "1")


def doze(seconds):
    """Work on nothing for a while."""
    time.sleep(seconds)
    return seconds


@pytest.fixture
def cluster(tmp_path):
    """Start a scheduler and a worker of their own; give the scheduler's process and address."""
    told = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    begin = [sys.executable, *SCHEDULER, "--port", "0", "--scheduler-file", str(told)]
    processes = [subprocess.Popen(begin, **quiet)]
    try:
        deadline = time.monotonic() + 60.0
        while not told.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        address = json.loads(told.read_text())["address"]
        processes.append(subprocess.Popen([sys.executable, *WORKER, address], **quiet))
        with Client(address) as client:
            client.wait_for_workers(1, timeout=60)
        yield processes[0], address
    finally:
        for one in processes:
            one.kill()
            one.wait()


def test_a_scheduler_that_dies_is_told_at_once_and_no_task_is_blamed(cluster):
    process, address = cluster
    finished = []

    def work():
        with open_runner(Scheduling(cluster=address)) as runner:
            for one in runner.run(doze, [0.1] * 30):
                finished.append(one)
                if len(finished) == 2:
                    process.kill()

    begun = time.monotonic()
    with pytest.raises(OptionError, match=r"the scheduler.*no answer any more"):
        work()
    assert time.monotonic() - begun < 20.0
    assert len(finished) >= 2
    assert all(one.result == 0.1 for one in finished)


@pytest.mark.parametrize("deaths", [1, 3])
def test_workers_that_die_before_they_are_up_are_started_anew_and_then_told_of(monkeypatch, deaths):
    from cathartes.errors import CathartesError
    from cathartes.flow.scheduling import on_dask

    begun = []

    def start(**how):
        begun.append(how)
        if len(begun) <= deaths:
            raise RuntimeError("Nanny failed to start.")
        return LocalCluster(**{**how, "processes": False})

    class Dask:
        def __getattr__(self, name):
            import distributed

            return start if name == "LocalCluster" else getattr(distributed, name)

    monkeypatch.setattr(on_dask, "_DASK", Dask())
    if deaths < on_dask.STARTS:
        with open_runner(Scheduling(workers=2)) as runner:
            assert [one.result for one in runner.run(abs, [-3])] == [3]
        assert len(begun) == deaths + 1
    else:
        with pytest.raises(CathartesError, match="Nanny failed to start"):
            open_runner(Scheduling(workers=2)).__enter__()


def note_threads(scene, library, options=None, **more):
    """Note with how many threads a scene is searched."""
    with (Path(os.environ["CATHARTES_TEST_MARKS"]) / scene.name).open("a") as file:
        file.write(f"{options.n_threads} ")
    return detect_marks(scene, library, options)


note_threads.__name__ = "detect_marks"


@pytest.mark.parametrize("how", [{"serial": True}, {"workers": 1}])
def test_a_big_scene_has_all_threads_of_its_worker_and_gives_the_same(
    folder, tmp_path, monkeypatch, undisturbed, how
):
    from cathartes.flow.scheduling import on_dask, threads

    monkeypatch.setenv("CATHARTES_TEST_MARKS", str(tmp_path))
    for module in (threads, on_dask):
        monkeypatch.setattr(module, "available_cores", lambda: 3)
    settings = folder / "campaign.toml"
    settings.write_text(settings.read_text() + "\n[work]\nbig_scene_pixels = 399\n")
    run_campaign(folder, Scheduling(**how), detect=note_threads)
    assert (tmp_path / "F0000_0000").read_text() == "3 "
    assert outcome_of(folder) == undisturbed
    # It is no other work: nothing is done again with another number of threads.
    settings.write_text(settings.read_text().replace("= 399", "= 400"))
    assert run_campaign(folder, Scheduling(**how), detect=note_threads).computed == 0


def test_a_small_scene_has_one_thread(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("CATHARTES_TEST_MARKS", str(tmp_path))
    run_campaign(folder, Scheduling(serial=True), detect=note_threads)
    assert (tmp_path / "F0000_0000").read_text() == "1 "


def test_a_worker_of_a_cluster_gives_a_big_scene_its_own_threads():
    from cathartes.flow.scheduling.threads import threads_for_a_big_scene

    with LocalCluster(
        n_workers=1, threads_per_worker=5, processes=False, dashboard_address="127.0.0.1:0"
    ) as cluster:
        how = Scheduling(cluster=cluster.scheduler_address)
        with open_runner(how) as runner:
            (finished,) = runner.run(ask, [threads_for_a_big_scene])
    assert finished.result == 5


def ask(function):
    return function()
