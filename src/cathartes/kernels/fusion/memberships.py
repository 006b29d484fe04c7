"""How probable it is that an estimate is of each cluster in reach, of a new one, or of none."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cathartes.kernels.fusion.agglomeration import log_gas_factor, log_odds_of_one

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@njit(cache=True, error_model="numpy", nogil=True)
def memberships(
    offsets: Ints,
    cluster_offsets: Ints,
    label: Ints,
    position: Floats,
    precision: Floats,
    gases: Floats,
    source_probability: Floats,
    cluster_position: Floats,
    cluster_precision: Floats,
    cluster_members: Floats,
    cluster_gases: Floats,
    cluster_log_doubt: Floats,
    gas_factor: Floats,
    log_density: float,
    dof: float,
    floor_m2: float,
    gate: float,
) -> tuple[Ints, Ints, Floats, Floats, Floats]:
    """Return probabilities of each estimate over clusters, "new" and "none".

    Parameters
    ----------
    offsets, cluster_offsets : (component + 1,) int
        Estimates and clusters of each component.
    label : (estimate,) int
        Its cluster.
    position, precision, gases, source_probability : (estimate, ...)
    cluster_position, cluster_precision, cluster_members, cluster_gases : (cluster, ...)
    cluster_log_doubt : (cluster,)
        Sum over members of ``log(1 - source_probability)``.
    gas_factor, log_density, dof, floor_m2
        See :mod:`cathartes.kernels.fusion.agglomeration`.
    gate : float
        Standard deviations beyond which a cluster is out of reach.

    Returns
    -------
    row, cluster : (entry,) int
        Estimate and cluster in its reach.
    probability : (entry,)
    new, none : (estimate,)
        They add up to one with the entries of the estimate.

    Notes
    -----
    Weights: ``p * R * t_2 / rho * G`` for a cluster, ``p`` for a source of its own and ``1 - p``
    for none, with the probability ``p`` of being a source at all, and ``R`` that of the cluster
    by its other members. The estimate itself is taken out of its own cluster first.
    """
    total = 0
    for c in range(len(offsets) - 1):
        total += (offsets[c + 1] - offsets[c]) * (cluster_offsets[c + 1] - cluster_offsets[c])
    row, cluster = np.empty(total, np.int64), np.empty(total, np.int64)
    weight = np.empty(total)
    new, none = np.empty(len(label)), np.empty(len(label))
    mixed, rest = np.empty(gases.shape[1]), np.empty(gases.shape[1])
    place = np.empty(3)
    filled = 0
    for c in range(len(offsets) - 1):
        for i in range(offsets[c], offsets[c + 1]):
            p = source_probability[i]
            first, sum_of_all = filled, 1.0
            _mix_one(gas_factor, gases[i], mixed)
            for k in range(cluster_offsets[c], cluster_offsets[c + 1]):
                own = label[i] == k
                count = cluster_members[k]
                if own and count < 1.5:
                    continue
                inside = cluster_precision[k] - (precision[i] if own else 0.0)
                doubt = cluster_log_doubt[k]
                if own:
                    doubt -= math.log(max(1.0 - p, 1e-12))
                squared = 0.0
                for axis in range(3):
                    place[axis] = cluster_position[k, axis] - position[i, axis]
                    if own:
                        place[axis] *= cluster_precision[k] / inside
                    squared += place[axis] ** 2
                for g in range(len(rest)):
                    rest[g] = cluster_gases[k, g]
                    if own:
                        rest[g] = (count * rest[g] - gases[i, g]) / (count - 1.0)
                variance = 1.0 / inside + 1.0 / precision[i] + floor_m2
                if not own and squared > gate * gate * variance:
                    continue
                log_weight = log_odds_of_one(squared, variance, log_density, dof)
                log_weight += log_gas_factor(mixed, rest)
                value = p * (1.0 - math.exp(min(doubt, 0.0))) * math.exp(log_weight)
                row[filled], cluster[filled], weight[filled] = i, k, value
                sum_of_all += value
                filled += 1
            for entry in range(first, filled):
                weight[entry] /= sum_of_all
            new[i], none[i] = p / sum_of_all, (1.0 - p) / sum_of_all
    return row[:filled], cluster[:filled], weight[:filled], new, none


@njit(cache=True, error_model="numpy")
def _mix_one(gas_factor: Floats, gases: Floats, mixed: Floats) -> None:
    mixed[:] = 0.0
    for g in range(len(gases)):
        if gases[g] > 0.0:
            for h in range(len(gases)):
                mixed[h] += gases[g] * gas_factor[g, h]
