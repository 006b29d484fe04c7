"""Blocks of lines that fit in memory."""

from __future__ import annotations

import resource
from itertools import pairwise
from pathlib import Path

MOST_RADIANCE_BYTES = 420 * 2**20
"""Radiance held at once where memory is plenty. Score maps add about half."""
SHARE_OF_MEMORY = 12
"""Radiance takes at most one part in so many of the memory that this process may use."""
LEAST_RADIANCE_BYTES = 32 * 2**20
HALO_LINES = 48
"""Lines read on both sides of a block so that plumes across its border are seen whole."""
FEWEST_LINES = 64


def radiance_budget_bytes() -> int:
    """Return how much radiance to hold at once, by the memory this process may use."""
    room = [MOST_RADIANCE_BYTES * SHARE_OF_MEMORY]
    for limit in (resource.RLIMIT_DATA, resource.RLIMIT_AS):
        soft, _ = resource.getrlimit(limit)
        if soft != resource.RLIM_INFINITY:
            room.append(soft)
    for path, key in (("/proc/meminfo", "MemAvailable:"), ("/sys/fs/cgroup/memory.max", "")):
        try:
            text = Path(path).read_text()
        except OSError:
            continue
        words = text.split(key, 1)[-1].split()
        if words and words[0].isdigit():
            room.append(int(words[0]) * (1024 if key else 1))
    return max(LEAST_RADIANCE_BYTES, min(room) // SHARE_OF_MEMORY)


def core_blocks(
    shape: tuple[int, int, int], lines_wanted: int = 0
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Cut a scene into blocks.

    Parameters
    ----------
    shape : (line, sample, wavelength)
        Of the file: all of its channels are read before some are dropped.
    lines_wanted : int
        Lines of a block; 0 chooses by memory.

    Returns
    -------
    list of ((first, last), (first, last))
        Core lines that a block answers for, and the lines it reads. Cores tile the scene.
    """
    lines, samples, channels = shape
    fits = radiance_budget_bytes() // max(samples * channels * 4, 1)
    size = lines_wanted or max(FEWEST_LINES, fits - 2 * HALO_LINES)
    if lines <= (lines_wanted or max(FEWEST_LINES, fits)):
        return [((0, lines), (0, lines))]
    count = -(-lines // size)
    edges = [round(i * lines / count) for i in range(count + 1)]
    return [
        ((a, b), (max(0, a - HALO_LINES), min(lines, b + HALO_LINES))) for a, b in pairwise(edges)
    ]
