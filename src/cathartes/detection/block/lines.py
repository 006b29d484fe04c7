"""Blocks of lines that fit in memory, the same on every machine."""

from __future__ import annotations

from itertools import pairwise

BLOCK_BYTES = 428 * 2**20
"""Working memory of a block: radiance and score maps.

A constant, because statistics are taken block by block: were it to follow the memory at hand, a
large scene would give one result on a laptop and another on a server. With the program itself
(some 280 MB) a scene of any length then stays below a gigabyte.
"""
MAPS_PER_GAS = 1.25
"""float32 maps of each gas that are held at once: smoothed in place, and at half resolution."""
MAPS_BESIDE = 10
"""Other float32 maps of a block: brightness, distances, labels, the strongest score ..."""
HALO_LINES = 48
"""Lines read on both sides of a block so that plumes across its border are seen whole."""
FEWEST_LINES = 64


def lines_at_once(samples: int, n_channels: int, n_gases: int) -> int:
    """Return how many lines fit in the working memory of a block, halo included."""
    maps = n_channels + MAPS_PER_GAS * n_gases + MAPS_BESIDE
    return int(BLOCK_BYTES // (4 * max(samples, 1) * maps))


def core_blocks(
    shape: tuple[int, int, int], n_gases: int, lines_wanted: int = 0
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Cut a scene into blocks.

    Parameters
    ----------
    shape : (line, sample, wavelength)
        With the channels that are worked on.
    n_gases : int
        That are scored.
    lines_wanted : int
        Lines of a block without its halo; 0 takes as many as fit ``BLOCK_BYTES``.

    Returns
    -------
    list of ((first, last), (first, last))
        Core lines that a block answers for, and the lines it reads. Cores tile the scene.
    """
    lines, samples, channels = shape
    fits = lines_at_once(samples, channels, n_gases)
    size = lines_wanted or max(FEWEST_LINES, fits - 2 * HALO_LINES)
    if lines <= (lines_wanted or max(FEWEST_LINES, fits)):
        return [((0, lines), (0, lines))]
    count = -(-lines // size)
    edges = [round(i * lines / count) for i in range(count + 1)]
    return [
        ((a, b), (max(0, a - HALO_LINES), min(lines, b + HALO_LINES))) for a, b in pairwise(edges)
    ]
