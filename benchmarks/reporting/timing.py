"""CPU seconds on one thread and wall seconds on several, medians of several runs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

from attrs import frozen
from threadpoolctl import threadpool_limits


@frozen
class Timing:
    """Medians over the runs.

    Attributes
    ----------
    cpu_1_thread_s : float
        Processor seconds of the whole process with every thread pool limited to one thread.
    wall_2_threads_s : float
        Wall seconds with two threads; NaN where it was not measured.
    spread : float
        (largest - smallest) / median of the CPU seconds.
    n_runs : int
        Runs behind each median.
    """

    cpu_1_thread_s: float
    wall_2_threads_s: float
    spread: float
    n_runs: int


@contextmanager
def thread_limit(n_threads: int) -> Iterator[None]:
    """Limit BLAS, OpenMP, numba and torch to ``n_threads`` each."""
    import numba

    before = numba.get_num_threads()
    numba.set_num_threads(min(n_threads, before))
    try:
        import torch

        torch.set_num_threads(n_threads)
    except ImportError:  # peers are not installed: nothing of torch can run
        pass
    try:
        with threadpool_limits(n_threads):
            yield
    finally:
        numba.set_num_threads(before)


def measure(work: Callable[[int], object], *, n_runs: int, with_threads: bool = True) -> Timing:
    """Time ``work(n_threads)``.

    The first call is not counted: it compiles, plans and fills caches.
    """
    cpu: list[float] = []
    wall: list[float] = []
    with thread_limit(1):
        work(1)
        for _ in range(n_runs):
            start = time.process_time()
            work(1)
            cpu.append(time.process_time() - start)
    if with_threads and (os.cpu_count() or 1) > 1:
        with thread_limit(2):
            work(2)
            for _ in range(n_runs):
                start = time.perf_counter()
                work(2)
                wall.append(time.perf_counter() - start)
    middle = median(cpu)
    return Timing(
        middle,
        median(wall) if wall else float("nan"),
        (max(cpu) - min(cpu)) / middle if middle > 0 else 0.0,
        n_runs,
    )
