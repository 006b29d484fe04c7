"""What is clustered: single estimates, sites that a person bound, and clusters of both."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.fusion.association.components import halve
from cathartes.fusion.options import FusionOptions
from cathartes.kernels.fusion.agglomeration import agglomerate_components

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@frozen(eq=False)
class Items:
    """One row an item; see ``agglomerate_components`` for the columns."""

    position_m: Floats
    precision: Floats
    members: Floats
    gases: Floats
    log_doubt: Floats
    scene: Ints
    radius_m: Floats
    pin: Ints
    component: Ints

    def joined(self, label: Ints, n: int) -> Items:
        """Return items joined by label, 0 to ``n``; -1 leaves an item out."""
        rows = np.flatnonzero(label >= 0)
        into = label[rows]

        def total(values: Floats) -> Floats:
            return np.bincount(into, values[rows], n).astype(np.float64)

        precision = total(self.precision)
        # About a first member each: sums of geocentric metres would lose the millimetres.
        first = np.full(n, len(label), np.int64)
        np.minimum.at(first, into, rows)
        origin = self.position_m[first]
        offset = self.position_m.copy()
        offset[rows] -= origin[into]
        weights = np.maximum(precision, 1e-300)
        moved = [total(self.precision * offset[:, axis]) / weights for axis in range(3)]
        members = total(self.members)
        gases = (
            np.column_stack(
                [total(self.members * self.gases[:, g]) for g in range(self.gases.shape[1])]
            )
            / np.maximum(members, 1e-300)[:, None]
        )
        pin = np.full(n, -1, np.int64)
        np.maximum.at(pin, into, self.pin[rows])
        is_single = np.bincount(into, minlength=n) == 1
        return Items(
            position_m=origin + np.column_stack(moved),
            precision=precision,
            members=members,
            gases=gases,
            log_doubt=total(self.log_doubt),
            scene=np.where(is_single, self.scene[first], -1),
            radius_m=np.where(is_single, self.radius_m[first], 0.0),
            pin=pin,
            component=self.component[first],
        )


def log_density(options: FusionOptions) -> float:
    """Return the logarithm of emitters per square metre beside one that is there.

    Whether two estimates are of one emitter is only ever asked near an emitter, and emitters stand
    together more often than apart.
    """
    return float(np.log(options.neighbours_per_km2 * 1e-6))


def cluster_items(items: Items, gas_factor: Floats, options: FusionOptions) -> tuple[Ints, bool]:
    """Return the cluster of each item, 0 and up in the order of first items.

    Parameters
    ----------
    items : Items
    gas_factor : (gas, gas)
    options : FusionOptions

    Returns
    -------
    label : (item,) int
    is_split : bool
        Whether a component had to be clustered in parts.

    Notes
    -----
    Components larger than ``largest_component`` are halved until they are not, each part is
    clustered, and so are then the clusters of all parts.
    """
    largest = options.largest_component
    if len(items.precision) == 0:
        return np.empty(0, np.int64), False
    is_split = int(np.bincount(items.component).max()) > largest
    part = halve(items.component, items.position_m, largest) if is_split else items.component
    label = _ranked(_agglomerated(items, part, gas_factor, options))
    while is_split:
        n = int(label.max()) + 1
        joined = items.joined(label, n)
        part = halve(joined.component, joined.position_m, 2 * largest)
        again = _ranked(_agglomerated(joined, part, gas_factor, options))
        if int(again.max()) + 1 == n:
            break
        label = again[label]
    return label, is_split


def _agglomerated(
    items: Items, component: Ints, gas_factor: Floats, options: FusionOptions
) -> Ints:
    order = np.argsort(component, kind="stable")
    counts = np.bincount(component)
    offsets = np.concatenate([[0], np.cumsum(counts[counts > 0])])
    found = agglomerate_components(
        offsets,
        items.position_m[order],
        items.precision[order],
        items.members[order],
        items.gases[order],
        items.scene[order],
        items.radius_m[order],
        items.pin[order],
        gas_factor,
        log_density(options),
        options.position_dof,
        2.0 * options.site_floor_m**2,
        options.twice_in_scene,
    )
    label = np.empty(len(order), np.int64)
    label[order] = order[found]
    return label


def _ranked(label: Ints) -> Ints:
    _, ranked = np.unique(label, return_inverse=True)
    return ranked.astype(np.int64)
