"""Tasks on Dask distributed: threads or processes here, or a cluster by its address."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

import dask
import distributed

from cathartes.errors import CathartesError, OptionError
from cathartes.flow.scheduling.runner import Finished
from cathartes.flow.scheduling.threads import BIG_SCENE_THREADS, available_cores

T = TypeVar("T")
R = TypeVar("R")

_DASK: Any = distributed  # parts of it carry no types

IN_FLIGHT_PER_THREAD = 4
"""Enough that no worker waits for the driver, few enough that their results never pile up."""
LEAST_IN_FLIGHT = 8
DEATHS_BEFORE_GIVING_UP = 2
"""A task during which so many workers died is not tried again in this run."""
CONNECT_TIMEOUT_S = 15.0
STARTS = 3
"""Attempts to start processes of this machine."""


class OnDask:
    """A runner on a Dask client."""

    def __init__(self, client: Any, in_words: str) -> None:
        self._client = client
        self._in_words = in_words

    @property
    def in_words(self) -> str:
        """What it is, for people."""
        return self._in_words

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[Finished[T, R]]:
        """Yield each task when it is finished; at most some for each thread are in flight.

        Raises
        ------
        OptionError
            If the scheduler is gone. That says nothing of the tasks: they are still to do.
        """
        waiting = iter(tasks)
        task_of: dict[str, T] = {}

        def send(number: int) -> list[Any]:
            futures = []
            for task in islice(waiting, number):
                # Not pure: two tasks are never one, whatever Dask thinks of their tokens.
                future = self._client.submit(function, task, pure=False)
                task_of[future.key] = task
                futures.append(future)
            return futures

        finished = _DASK.as_completed(send(self._in_flight()), raise_errors=False)
        try:
            for future in finished:
                task = task_of.pop(future.key)
                if future.status == "finished":
                    result = Finished(task, future.result())
                elif future.status == "cancelled" or self._client.status != "running":
                    # We cancel none: a scheduler that is gone takes its tasks with it.
                    task_of.clear()
                    raise self._gone()
                else:
                    error = future.exception() if future.status == "error" else None
                    result = Finished(task, None, _in_words(error, future.status))
                del future  # or the scheduler keeps its result
                for more in send(1):
                    finished.add(more)
                yield result
        except (_DASK.client.ClosedClientError, _DASK.client.CommClosedError) as error:
            task_of.clear()
            raise self._gone() from error
        finally:
            for key in task_of:
                self._client.cancel([key], asynchronous=False, force=True)

    def _gone(self) -> OptionError:
        return OptionError.about(
            "the scheduler",
            self._in_words,
            found="no answer any more: it ended, or the way to it is broken",
            expected="one that stays until the work is done",
            remedy="Start it again, then run the same command: what is finished is kept.",
        )

    def _in_flight(self) -> int:
        threads = int(sum(self._client.nthreads().values()))
        return max(LEAST_IN_FLIGHT, IN_FLIGHT_PER_THREAD * threads)


@contextmanager
def local_runner(workers: int) -> Iterator[OnDask]:
    """Give a runner of this machine: processes, or a thread of this one where one is enough."""
    with _configured():
        cluster = _started_cluster(workers)
        try:
            with _DASK.Client(cluster) as client:
                noun = "processes" if workers > 1 else "thread"
                yield OnDask(client, f"{workers} {noun} on this machine")
        finally:
            cluster.close()


def _started_cluster(workers: int) -> Any:
    """Start processes; one that dies before it is up fails all of them, so they start anew."""
    for attempt in range(1, STARTS + 1):
        try:
            return _DASK.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=workers > 1,
                resources={BIG_SCENE_THREADS: available_cores()},
                # A port of its own choice, for this machine only: another run may be at work.
                dashboard_address="127.0.0.1:0",
                # Memory is bounded by the lines a task works on; half-way kills would lose work.
                memory_limit=0,
            )
        except (RuntimeError, OSError, TimeoutError) as error:
            if attempt == STARTS:
                raise CathartesError.about(
                    "this machine",
                    "worker processes",
                    found=f"{type(error).__name__}: {error}",
                    expected=f"{workers} that start",
                    remedy="Try fewer --workers, or --serial. Nothing was lost.",
                ) from error
    raise AssertionError("unreachable")


@contextmanager
def cluster_runner(address: str) -> Iterator[OnDask]:
    """Give a runner of a cluster, which goes on running afterwards.

    Raises
    ------
    OptionError
        If no scheduler answers there, or it has no worker.
    """
    with _configured():
        try:
            client = _DASK.Client(address, timeout=CONNECT_TIMEOUT_S)
        except (OSError, ValueError, TimeoutError) as error:
            raise OptionError.about(
                "the command line",
                "--cluster",
                found=f"{address}, where no scheduler answers ({type(error).__name__})",
                expected="the address of a Dask scheduler, like tcp://host:8786",
                remedy="Start `dask scheduler` and `dask worker` there, or leave it out.",
            ) from error
        with client:
            count = len(client.scheduler_info(n_workers=-1)["workers"])
            if count == 0:
                raise OptionError.about(
                    "the command line",
                    "--cluster",
                    found=f"{address}, a scheduler without workers",
                    expected="at least one worker",
                    remedy=f"Start `dask worker {address}` on each machine.",
                )
            yield OnDask(client, f"{count} workers of {address}")


@contextmanager
def _configured() -> Iterator[None]:
    """Let Dask write no log of its own: what matters is told by the campaign."""
    logger = logging.getLogger("distributed")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    settings = {
        "distributed.scheduler.allowed-failures": DEATHS_BEFORE_GIVING_UP,
        # One task at a time for each thread: when its worker dies no other task is suspected.
        "distributed.scheduler.worker-saturation": 1.0,
        "distributed.worker.daemon": True,
        "distributed.scheduler.work-stealing": True,
        "logging": {"distributed": "critical"},
    }
    try:
        with dask.config.set(settings):
            yield
    finally:
        logger.setLevel(level)


def _in_words(error: BaseException | None, status: str) -> str:
    if error is None:
        return f"the task was {status}"
    if type(error).__name__ == "KilledWorker":
        return f"{DEATHS_BEFORE_GIVING_UP + 1} workers died during it"
    return f"{type(error).__name__}: {error}"
