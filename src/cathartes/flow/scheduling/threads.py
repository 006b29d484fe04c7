"""How many threads one task may use where it runs."""

from __future__ import annotations

import os
import sys

BIG_SCENE_THREADS = "big-scene-threads"
"""A resource of a worker: threads of a big scene where they are others than the worker's own."""


def available_cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def threads_for_a_big_scene() -> int:
    """Return the threads with which a big scene is worked on here.

    Those of the worker this runs in. Processes of this machine have one each and state its cores as
    the resource ``big-scene-threads``, which ``dask worker --resources`` may state too. Without
    Dask all cores.
    """
    if "distributed" not in sys.modules:
        return available_cores()
    import distributed

    try:
        worker = distributed.get_worker()
    except ValueError:
        return available_cores()
    stated = worker.state.total_resources.get(BIG_SCENE_THREADS)
    return max(1, int(stated if stated is not None else worker.state.nthreads))
