"""Coverage of the strip about a line by the swath of a track that flies along it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def nearest_on_both_sides(
    along_0: Array, along_1: Array, cross_0: Array, cross_1: Array, length: float, n_cells: int
) -> tuple[Array, Array]:
    """Return how near a track comes to the middle of each cell of a line, right and left of it.

    Parameters
    ----------
    along_0, along_1, cross_0, cross_1 : (step,) m
        Ends of steps that go along the line, ``along_0 <= along_1``, both within it.
    length : float
    n_cells : int

    Returns
    -------
    right, left : (cell,) m
        Least distance of a step on each side, infinite where there is none; a step on the line
        itself counts on the right.
    """
    right, left = np.full(n_cells, np.inf), np.full(n_cells, np.inf)
    per_metre = n_cells / length
    first = np.ceil(along_0 * per_metre - 0.5).astype(np.int64)
    # Half open: two steps that meet at the middle of a cell do not both have it.
    last = np.ceil(along_1 * per_metre - 0.5).astype(np.int64)
    last = np.where(along_1 >= length, n_cells, last)
    first, last = np.clip(first, 0, n_cells), np.clip(last, 0, n_cells)
    counts = np.maximum(last - first, 0)
    if not counts.any():
        return right, left
    step = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    cell = first[step] + within
    span = np.maximum(along_1 - along_0, np.finfo(np.float64).tiny)
    share = ((cell + 0.5) / per_metre - along_0[step]) / span[step]
    cross = cross_0[step] + np.clip(share, 0.0, 1.0) * (cross_1 - cross_0)[step]
    is_right = cross >= 0.0
    np.minimum.at(right, cell[is_right], cross[is_right])
    np.minimum.at(left, cell[~is_right], -cross[~is_right])
    return right, left


def covered_share_across(right: Array, left: Array, swath: float) -> Array:
    """Return the share of the planned breadth that was seen, cell by cell.

    Parameters
    ----------
    right, left : (cell,) m
        From :func:`nearest_on_both_sides`.
    swath : float
        Breadth seen, and breadth planned, m.

    Returns
    -------
    (cell,) float64
        0 to 1.

    Notes
    -----
    A pass ``c`` right of the line sees ``[c - w/2, c + w/2]`` and so the planned
    ``[-w/2, w/2]`` from ``c - w/2`` to its right edge; one left of it, from the left edge. The
    union over any number of passes is that of the nearest on each side:
    ``min(1, max(0, 1 - c_right/w) + max(0, 1 - c_left/w))``.
    """
    seen = np.maximum(0.0, 1.0 - right / swath) + np.maximum(0.0, 1.0 - left / swath)
    return np.asarray(np.minimum(1.0, seen), np.float64)


def gaps_between(is_seen: NDArray[np.bool_], length: float, shortest: float) -> Array:
    """Return the pieces of a line that were not seen.

    Parameters
    ----------
    is_seen : (cell,) bool
    length : float
        Of the line, m.
    shortest : float
        Shorter gaps are left out, and gaps with less than this between them are one.

    Returns
    -------
    (gap, 2) float64
        Begin and end of each, m from the beginning of the line.
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], ~is_seen, [False]]).astype(np.int8)))
    gaps = edges.reshape(-1, 2) * (length / len(is_seen))
    joined: list[list[float]] = []
    for begin, end in gaps.tolist():
        if joined and begin - joined[-1][1] < shortest:
            joined[-1][1] = end
        else:
            joined.append([begin, end])
    kept = [one for one in joined if one[1] - one[0] >= shortest]
    return np.array(kept, np.float64).reshape(-1, 2)
