"""The probability of each answer for each estimate: a site in reach, a new one, none."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.fusion.association.items import Items, log_density
from cathartes.fusion.columns import EstimateColumns
from cathartes.fusion.options import FusionOptions
from cathartes.kernels.fusion.memberships import memberships

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@frozen(eq=False)
class Chances:
    """Probabilities, in all one for each estimate.

    Attributes
    ----------
    row, cluster : (entry,) int
    probability : (entry,)
        That estimate ``row`` is of ``cluster``.
    new, none : (estimate,)
        That it is a source of its own, and none at all.
    """

    row: Ints
    cluster: Ints
    probability: Floats
    new: Floats
    none: Floats


def chances_of(
    nodes: Items,
    n: int,
    label: Ints,
    columns: EstimateColumns,
    gas_factor: Floats,
    options: FusionOptions,
) -> Chances:
    """Weigh the answers for the first ``n`` nodes, which are the estimates.

    Parameters
    ----------
    nodes : Items
    n : int
    label : (node,) int
        Cluster of each node, -1 for none.
    columns : EstimateColumns
    gas_factor : (gas, gas)
    options : FusionOptions
    """
    count = int(label.max(initial=-1)) + 1
    if n == 0 or count == 0:
        nothing = np.empty(0, np.int64)
        p = columns.source_probability
        return Chances(nothing, nothing, np.empty(0), p.copy(), 1.0 - p)
    # A cluster that everybody left is of no component, and comes last.
    n_components = int(nodes.component.max()) + 1
    is_used = np.bincount(label[label >= 0], minlength=count) > 0
    clusters = nodes.joined(label, count) if is_used.all() else _joined_used(nodes, label, is_used)
    numbers = np.flatnonzero(is_used)
    order = np.argsort(nodes.component[:n], kind="stable")
    cluster_order = np.argsort(clusters.component, kind="stable")
    place = np.full(count, -1, np.int64)
    place[numbers[cluster_order]] = np.arange(len(numbers))
    own = np.where(label[:n] >= 0, place[label[:n]], -1)
    row, cluster, probability, new, none = memberships(
        _offsets(nodes.component[:n], n_components),
        _offsets(clusters.component, n_components),
        own[order],
        nodes.position_m[:n][order],
        nodes.precision[:n][order],
        nodes.gases[:n][order],
        columns.source_probability[order],
        clusters.position_m[cluster_order],
        clusters.precision[cluster_order],
        clusters.members[cluster_order],
        clusters.gases[cluster_order],
        clusters.log_doubt[cluster_order],
        gas_factor,
        log_density(options),
        options.position_dof,
        2.0 * options.site_floor_m**2,
        options.gate,
    )
    back = np.empty((2, n))
    back[0, order], back[1, order] = new, none
    return Chances(order[row], numbers[cluster_order][cluster], probability, back[0], back[1])


def _joined_used(nodes: Items, label: Ints, is_used: NDArray[np.bool_]) -> Items:
    rank = np.cumsum(is_used) - 1
    return nodes.joined(np.where(label >= 0, rank[label], -1), int(is_used.sum()))


def _offsets(component: Ints, n_components: int) -> Ints:
    return np.concatenate([[0], np.cumsum(np.bincount(component, minlength=n_components))])
