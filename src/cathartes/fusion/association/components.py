"""Which positions can be of one site at all: pairs within reach, and what hangs together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def pairs_in_reach(
    position_m: Floats, variance_m2: Floats, gate: float, largest_reach_m: float
) -> Ints:
    """Return pairs nearer than ``gate`` standard deviations and the largest reach, (pair, 2).

    Parameters
    ----------
    position_m : (item, 3) m
    variance_m2 : (item,) m^2
        Along one axis.
    gate, largest_reach_m : float

    Notes
    -----
    Items are sorted into bands of spread, a factor of two each, so that a few poor positions do
    not make every query wide. The distance is that of geocentric positions: it depends on
    the pair alone, and a part of the campaign gives the same answer as all of it.
    """
    if len(position_m) < 2:
        return np.empty((0, 2), np.int64)
    band = np.floor(0.5 * np.log2(variance_m2)).astype(np.int64)
    rows = {int(one): np.flatnonzero(band == one) for one in np.unique(band)}
    trees = {one: cKDTree(position_m[of_band]) for one, of_band in rows.items()}
    found = []
    for first in sorted(rows):
        for second in sorted(rows):
            if second < first:
                continue
            widest = variance_m2[rows[first]].max() + variance_m2[rows[second]].max()
            reach = min(gate * float(np.sqrt(widest)), largest_reach_m)
            if first == second:
                pairs = trees[first].query_pairs(reach, output_type="ndarray")
                i, j = rows[first][pairs[:, 0]], rows[first][pairs[:, 1]]
            else:
                entries = trees[first].sparse_distance_matrix(
                    trees[second], reach, output_type="ndarray"
                )
                i, j = rows[first][entries["i"]], rows[second][entries["j"]]
            squared = np.sum((position_m[i] - position_m[j]) ** 2, axis=1)
            limit = np.minimum(gate * gate * (variance_m2[i] + variance_m2[j]), largest_reach_m**2)
            is_near = squared < limit
            found.append(np.column_stack([i[is_near], j[is_near]]))
    return np.concatenate(found)


def component_of(n: int, pairs: Ints) -> Ints:
    """Return the number of the component of each of ``n`` nodes, by its lowest node."""
    graph = coo_matrix((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    _, label = connected_components(graph, directed=False)
    first = np.full(label.max(initial=-1) + 1, n, np.int64)
    np.minimum.at(first, label, np.arange(n))
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    ranked: Ints = rank[label].astype(np.int64)
    return ranked


def halve(component: Ints, position_m: Floats, largest: int) -> Ints:
    """Split components of more than ``largest`` items, at medians along their longest axis."""
    component = component.copy()
    count = np.bincount(component)
    todo = [np.flatnonzero(component == c) for c in np.flatnonzero(count > largest)]
    following = len(count)
    while todo:
        items = todo.pop()
        spread = np.ptp(position_m[items], axis=0)
        order = items[np.argsort(position_m[items, int(np.argmax(spread))], kind="stable")]
        halves = (order[: len(order) // 2], order[len(order) // 2 :])
        component[halves[1]] = following
        following += 1
        todo += [np.sort(half) for half in halves if len(half) > largest]
    return component
