"""``campaign run --watch``: works on what comes while it waits, and ends by a signal."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.campaigns.killed_run import ROOT, outcome_of
from cathartes.errors import InputError, OptionError
from cathartes.flow.campaigns import watching
from cathartes.flow.campaigns.watching import new_deliveries
from cathartes.store import open_store
from tests.flow.campaigns.conftest import N_SCENES

PROGRAM = """
import signal, sys
# Whoever runs the tests in the background may have asked to ignore it, and that is inherited.
signal.signal(signal.SIGINT, signal.default_int_handler)
from functools import partial
from benchmarks.campaigns.small_scenes import detect_marks
from cathartes.flow import campaign
campaign.run_campaign = partial(campaign.run_campaign, detect=detect_marks)
from cathartes.flow.campaigns import watching
watching.GATHERED_FOR_S = 0.5
from cathartes.cli.app import main
main(["campaign", "run", sys.argv[1], "--serial", "--watch", "--stable", "0.4"])
"""


def start(folder: Path) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": paths, "NO_COLOR": "1"},
        text=True,
    )


def wait_until(is_so, within_s: float = 120.0) -> None:
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end, "it did not come to it in time"
        time.sleep(0.05)


def n_done(folder: Path) -> int:
    # Whoever opens a store first makes it: that is the run.
    if not list((folder / "products").glob("scenes/[0-9a-f]*")):
        return 0
    with open_store(folder / "campaign.db") as store:
        return sum(one.state == "done" for one in store.work.all())


def n_fused(folder: Path) -> int:
    with open_store(folder / "campaign.db") as store:
        return len(list(store.associations.all()))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_flight_that_is_copied_while_it_watches_is_worked_on_and_a_signal_ends_it(
    folder, tmp_path, undisturbed, number
):
    later = tmp_path / "later"
    shutil.move(folder / "incoming" / "F0001", later)
    run = start(folder)
    try:
        wait_until(lambda: n_done(folder) == N_SCENES / 2)
        target = folder / "incoming" / "F0001"
        target.mkdir()
        for path in sorted(later.iterdir()):
            with (target / path.name).open("wb") as slowly:
                content = path.read_bytes()
                for begin in range(0, len(content), 10_000):
                    slowly.write(content[begin : begin + 10_000])
                    slowly.flush()
                    time.sleep(0.02)
        wait_until(lambda: n_done(folder) == N_SCENES and n_fused(folder) == 4)
        time.sleep(0.5)
        assert run.poll() is None
        run.send_signal(number)
        said, _ = run.communicate(timeout=30.0)
    finally:
        run.kill()
    assert run.returncode == 128 + number
    assert "Traceback" not in said
    assert said.count("waiting for more deliveries") >= 2
    assert outcome_of(folder) == undisturbed


def test_what_lies_there_is_no_news_and_what_comes_after_the_call_is(folder, monkeypatch):
    monkeypatch.setattr(watching, "GATHERED_FOR_S", 0.2)
    news = new_deliveries(folder, 0.1)
    # As if it came while the first run is at work: nobody has asked for news yet.
    come = folder / "incoming" / "late.csv"
    come.write_text("x")
    replaced = folder / "incoming" / "weather.csv"
    replaced.write_text(replaced.read_text() + "\n")
    assert set(next(news)) == {come, replaced}
    again = folder / "incoming" / "again.csv"
    again.write_text("y")
    assert next(news) == (again,)


def test_what_never_stops_coming_is_given_all_the_same(folder, monkeypatch):
    monkeypatch.setattr(watching, "LONGEST_GATHERING_S", 0.0)
    news = new_deliveries(folder, 0.1)
    for number in range(3):
        (folder / "incoming" / f"{number}.csv").write_text("x")
    assert len(next(news)) == 1


def test_a_folder_that_goes_away_ends_the_wait_with_a_reason(folder):
    news = new_deliveries(folder, 0.1)
    shutil.rmtree(folder / "incoming")
    with pytest.raises(InputError, match="the folder in which deliveries lie"):
        next(news)


def test_a_wait_is_ended_by_whoever_asks(folder):
    class EndedError(Exception):
        pass

    def end():
        raise EndedError

    with pytest.raises(EndedError):
        next(new_deliveries(folder, 0.1, on_wait=end))


def test_a_folder_that_is_no_campaign_is_told_at_once(tmp_path):
    with pytest.raises(OptionError):
        new_deliveries(tmp_path, 0.1)
