"""A writer that is killed leaves all of a write, or nothing of it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cathartes.store import open_store
from tests.made_campaigns import make_estimate

ROOT = Path(__file__).resolve().parents[3]
BATCH = 50
WRITER = f"""
import sys
from cathartes.store import open_store
from tests.made_campaigns import make_estimate
store = open_store(sys.argv[1])
print("ready", flush=True)
for batch in range(10**6):
    store.estimates.add([make_estimate(batch * {BATCH} + one) for one in range({BATCH})])
    print(batch, flush=True)
"""
HALF_WAY = """
import sys, time
from cathartes.store import open_store
from tests.made_campaigns import make_estimate
def trickle():
    for one in range(5000):
        if one == 4000:
            print("half", flush=True)
            time.sleep(60)
        yield make_estimate(one)
open_store(sys.argv[1]).estimates.add(trickle())
"""


def start(program: str, address: str) -> subprocess.Popen[str]:
    """Start a writer of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    return subprocess.Popen(
        [sys.executable, "-c", program, address],
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )


def test_a_writer_killed_half_way_leaves_nothing_and_blocks_nobody(address):
    open_store(address).close()
    writer = start(HALF_WAY, address)
    assert writer.stdout.readline() == "half\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    with open_store(address) as store:
        assert store.estimates.count() == 0
        assert len(store.estimates.add([make_estimate(0)]).added) == 1


@pytest.mark.parametrize("seed", range(2))
def test_what_a_killed_writer_said_was_written_is_there_and_batches_are_whole(address, seed):
    open_store(address).close()
    writer = start(WRITER, address)
    assert writer.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0.05, 0.5))
    writer.send_signal(signal.SIGKILL)
    said = writer.communicate()[0].split()
    # A server may still be at the last thing it was asked for.
    with open_store(address) as store, store.database.write(alone=True):
        pass
    with open_store(address) as store:
        count = store.estimates.count()
        assert count % BATCH == 0
        assert count // BATCH - len(said) in (0, 1)
        ids = {record_id for record_id, _ in store.estimates.all()}
        assert set(store.estimates.ids_within((-180.0, -90.0, 180.0, 90.0))) == ids
        # The next run goes on where this one was cut off: nothing twice, nothing lost.
        again = store.estimates.add([make_estimate(one) for one in range(count + BATCH)])
        assert (len(again.known), len(again.added)) == (count, BATCH)
