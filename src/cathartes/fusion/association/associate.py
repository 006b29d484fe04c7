"""From columns and known sites to clusters and the probability of each answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from cathartes.fusion.association.chances import Chances, chances_of
from cathartes.fusion.association.components import component_of, pairs_in_reach
from cathartes.fusion.association.gas_factor import gas_pair_factor, with_unknown
from cathartes.fusion.association.items import Items, cluster_items
from cathartes.fusion.columns import LEAST_STD_M, EstimateColumns, scene_numbers
from cathartes.fusion.options import FusionOptions
from cathartes.fusion.records import KnownSite
from cathartes.kernels.flight.local_plane import geocentric
from cathartes.physics.profiles import ProfileTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
REGION = 3.0348542587702925
"""Radius that holds 99 % of a round Gaussian, in standard deviations of one axis: regions of 90 %
of one source miss each other once in a hundred times, and a scene has many pairs."""


@frozen(eq=False)
class Clusters:
    """Estimates in clusters.

    Attributes
    ----------
    label : (estimate,) int
        Cluster of each estimate, -1 where it is of none.
    bound : tuple of (str or None)
        By cluster: the id of the bound site it is.
    chances : Chances
        The probability of each answer.
    is_split : bool
        Whether a component had to be clustered in parts.
    """

    label: Ints
    bound: tuple[str | None, ...]
    chances: Chances
    is_split: bool


def associate(
    columns: EstimateColumns,
    bound: Sequence[KnownSite],
    table: ProfileTable,
    gases: tuple[str, ...],
    options: FusionOptions,
) -> Clusters:
    """Cluster estimates; bound sites keep theirs together and apart from each other's.

    Parameters
    ----------
    columns : EstimateColumns
    bound : sequence of KnownSite
        In the order of their ids.
    table : ProfileTable
    gases : tuple of str
    options : FusionOptions
    """
    n = len(columns.ids)
    nodes, pin = _nodes(columns, bound, options)
    pairs = pairs_in_reach(
        nodes.position_m, 1.0 / nodes.precision, options.gate, options.largest_reach_m
    )
    node, item = _first_of_pin(pin)
    held = np.flatnonzero(pin >= 0)
    links = np.concatenate([pairs, np.column_stack([held, node[held]])])
    nodes = evolve(nodes, component=component_of(len(pin), links))
    factor = gas_pair_factor(table, gases)
    found, is_split = cluster_items(
        nodes.joined(item, int(item.max(initial=-1)) + 1), factor, options
    )
    label = found[item] if n or bound else item
    # Who is likelier none of these leaves, and may leave another alone that then leaves too.
    for _ in range(2):
        label = _without_none(label, n, pin, chances_of(nodes, n, label, columns, factor, options))
    label = _renumbered(label)
    chances = chances_of(nodes, n, label, columns, factor, options)
    site_of: list[str | None] = [None] * (int(label.max(initial=-1)) + 1)
    for row in held:
        site_of[label[row]] = bound[pin[row]].site.site_id
    return Clusters(label=label[:n], bound=tuple(site_of), chances=chances, is_split=is_split)


def _nodes(
    columns: EstimateColumns, bound: Sequence[KnownSite], options: FusionOptions
) -> tuple[Items, Ints]:
    """Return one row an estimate, then one a bound site without any, and who is bound by whom."""
    row_of = {estimate_id: row for row, estimate_id in enumerate(columns.ids)}
    pin = np.full(len(row_of), -1, np.int64)
    lone = []
    for number, one in enumerate(bound):
        rows = [row_of[each] for each in one.site.estimate_ids if each in row_of]
        pin[rows] = number
        if not rows:
            lone.append(number)
    sites = [bound[number].site for number in lone]
    place = geocentric(
        np.array([site.longitude for site in sites]), np.array([site.latitude for site in sites])
    )
    std = np.concatenate([columns.position_std_m, [site.position_std_m for site in sites]])
    variance = np.maximum(std, LEAST_STD_M) ** 2 + options.position_floor_m**2
    named = with_unknown(columns.gases)
    unnamed = np.zeros((len(lone), named.shape[1]))
    unnamed[:, -1] = 1.0
    doubt = np.log(np.maximum(1.0 - columns.source_probability, 1e-12))
    pin = np.concatenate([pin, np.array(lone, np.int64)])
    n = len(pin)
    return Items(
        position_m=np.concatenate([columns.position_m, place.T]),
        precision=1.0 / variance,
        members=np.ones(n),
        gases=np.concatenate([named, unnamed]),
        log_doubt=np.concatenate([doubt, np.full(len(lone), np.log(1e-12))]),
        scene=np.concatenate(
            [scene_numbers(columns, options.same_scene_s), np.full(len(lone), -1, np.int64)]
        ),
        radius_m=REGION * std,
        pin=pin,
        component=np.zeros(n, np.int64),
    ), pin


def _first_of_pin(pin: Ints) -> tuple[Ints, Ints]:
    """Return the first node of each node's pin (itself without one), and its item."""
    rows = np.arange(len(pin))
    first = np.full(int(pin.max(initial=-1)) + 1, len(pin), np.int64)
    is_held = pin >= 0
    np.minimum.at(first, pin[is_held], rows[is_held])
    node = rows.copy()
    node[is_held] = first[pin[is_held]]
    _, item = np.unique(node, return_inverse=True)
    return node, item.astype(np.int64)


def _without_none(label: Ints, n: int, pin: Ints, chances: Chances) -> Ints:
    """Take out of their clusters the estimates that are likelier none of these."""
    own = chances.new.copy()
    is_alone = np.bincount(label[label >= 0], minlength=1)[np.maximum(label[:n], 0)] < 2
    own[~is_alone] = 0.0
    is_own = chances.cluster == label[chances.row]
    own[chances.row[is_own]] = chances.probability[is_own]
    label = label.copy()
    label[:n][(chances.none > own) & (pin[:n] < 0)] = -1
    return label


def _renumbered(label: Ints) -> Ints:
    """Return labels 0 and up in the order of first nodes, -1 where there is none."""
    used, first = np.unique(label[label >= 0], return_index=True)
    rank = np.empty(int(label.max(initial=-1)) + 1, np.int64)
    rank[used[np.argsort(first)]] = np.arange(len(used))
    renumbered = np.full(len(label), -1, np.int64)
    renumbered[label >= 0] = rank[label[label >= 0]]
    return renumbered
