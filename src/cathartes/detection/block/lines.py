"""Blocks of lines that fit in memory."""

from __future__ import annotations

from itertools import pairwise

RADIANCE_BYTES = 300 * 2**20
"""Radiance held at once. Score maps add about a third, the statistics a few tens of MB."""
HALO_LINES = 48
"""Lines read on both sides of a block so that plumes across its border are seen whole."""
FEWEST_LINES = 64


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
    fits = RADIANCE_BYTES // max(samples * channels * 4, 1)
    size = lines_wanted or max(FEWEST_LINES, fits - 2 * HALO_LINES)
    if lines <= (lines_wanted or max(FEWEST_LINES, fits)):
        return [((0, lines), (0, lines))]
    count = -(-lines // size)
    edges = [round(i * lines / count) for i in range(count + 1)]
    return [
        ((a, b), (max(0, a - HALO_LINES), min(lines, b + HALO_LINES))) for a, b in pairwise(edges)
    ]
