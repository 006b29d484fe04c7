"""Parts of a plume that were taken for sources of their own: they lie downwind of its source."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from cathartes.fusion.association.gas_factor import gas_pair_factor, with_unknown
from cathartes.fusion.columns import (
    LEAST_STD_M,
    EstimateColumns,
    Numbers,
    estimate_columns,
    named_gases,
)
from cathartes.fusion.options import FusionOptions
from cathartes.fusion.records import FusionInput
from cathartes.kernels.fusion.drifted import FARTHEST_LENGTHS, drift_odds, is_linked
from cathartes.model.campaign import EstimateRecord
from cathartes.physics.profiles import ProfileTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
OTHER_GAS = 1e-3
"""A part of a plume hardly shows a gas that its source has not."""
LEAST_DRIFTED = 0.01
"""Less probably drifted than this passes no gas on."""


@frozen(eq=False)
class DriftedParts:
    """Who drifted from whom, one row a pair.

    Attributes
    ----------
    ids : tuple of str
        Of all estimates that may have drifted, those that are not fused here too.
    gases : (estimate, gas)
        Of ``ids``.
    part : (entry,) int
        Row of ``ids``.
    upwind : (entry,) int
        Row of the estimates that are fused here.
    weight : (entry,)
        Probability that the part is of a plume, and that plume the one upwind.
    """

    ids: tuple[str, ...]
    gases: Floats
    part: Ints
    upwind: Ints
    weight: Floats

    def of_sites(self, label: Ints) -> SiteParts:
        """Return the parts of each site's plumes from the site of each estimate, -1 for none.

        Notes
        -----
        What drifted from several estimates of a site drifted from the site: weights add up.
        """
        site = label[self.upwind]
        is_of = site >= 0
        n = len(self.ids)
        key, which = np.unique(site[is_of] * n + self.part[is_of], return_inverse=True)
        weight = np.bincount(which.ravel(), self.weight[is_of], len(key))
        part = key % max(n, 1)
        return SiteParts(
            ids=self.ids,
            site=key // max(n, 1),
            part=part,
            gases=self.gases[part],
            weight=np.minimum(weight, 1.0),
        )


@frozen(eq=False)
class SiteParts:
    """Parts of plumes of sites, by site, then by part.

    Attributes
    ----------
    ids : tuple of str
        Of everything; ``part`` counts in them.
    site, part : (row,) int
    gases : (row, gas)
    weight : (row,)
        Probability that it is of this site.
    """

    ids: tuple[str, ...]
    site: Ints
    part: Ints
    gases: Floats
    weight: Floats


def doubt_drifted(
    columns: EstimateColumns,
    evidence: FusionInput,
    table: ProfileTable,
    gases: tuple[str, ...],
    options: FusionOptions,
) -> tuple[EstimateColumns, DriftedParts]:
    """Return the columns with each source as much less probable as its plume may have drifted.

    Parameters
    ----------
    columns : EstimateColumns
        Of the evidence's estimates.
    evidence : FusionInput
    table : ProfileTable
    gases : tuple of str
    options : FusionOptions

    Returns
    -------
    columns : EstimateColumns
    parts : DriftedParts
        What that probability is of instead.
    """
    everything = columns
    if evidence.beside:
        both = {**evidence.beside, **evidence.estimates}
        everything = estimate_columns(both, gases, Numbers(), Numbers())
    drifted, part, upwind, share = drifted_from(everything, table, gases, options)
    row_of = {one: row for row, one in enumerate(columns.ids)}
    own = np.array([row_of.get(one, -1) for one in everything.ids], np.int64)
    is_ours = own[upwind] >= 0
    part, upwind, share = part[is_ours], own[upwind[is_ours]], share[is_ours]
    weight = everything.source_probability[part] * drifted[part] * share
    parts = DriftedParts(everything.ids, everything.gases, part, upwind, weight)
    doubted = columns.source_probability * (1.0 - drifted[own >= 0])
    return evolve(columns, source_probability=doubted), parts


def farthest_drift_m(options: FusionOptions) -> float:
    """Return the distance beyond which no part of a plume is looked for; 0 where none is."""
    return FARTHEST_LENGTHS * options.drifted_length_m if options.drifted_per_plume > 0.0 else 0.0


def linked_by_drift(
    estimates: Mapping[str, EstimateRecord], asked: Collection[str], options: FusionOptions
) -> set[str]:
    """Return the ids of estimates that may have drifted from asked ones, or these from them.

    Parameters
    ----------
    estimates : mapping of str to EstimateRecord
    asked : collection of str
        Some of them.
    options : FusionOptions
    """
    names = tuple(sorted({gas for one in estimates.values() for gas in named_gases(one)}))
    columns = estimate_columns(estimates, names, Numbers(), Numbers())
    order = np.lexsort((np.arange(len(columns.ids)), columns.time_s))
    linked = is_linked(
        columns.time_s[order],
        columns.longitude[order],
        columns.latitude[order],
        _variance(columns, options)[order],
        np.ascontiguousarray(columns.drift_m_s[order]),
        columns.drift_std[order],
        np.array([columns.ids[row] in asked for row in order], np.bool_),
        options.drifted_within_s,
        options.drifted_length_m,
    )
    return {columns.ids[row] for row in order[linked]}


def _variance(columns: EstimateColumns, options: FusionOptions) -> Floats:
    std = np.maximum(columns.position_std_m, LEAST_STD_M)
    return np.asarray(std**2 + options.position_floor_m**2)


def drifted_from(
    columns: EstimateColumns, table: ProfileTable, gases: tuple[str, ...], options: FusionOptions
) -> tuple[Floats, Ints, Ints, Floats]:
    """Return the probability of each estimate that its plume came from others upwind, and which.

    Parameters
    ----------
    columns : EstimateColumns
    table : ProfileTable
    gases : tuple of str
    options : FusionOptions

    Returns
    -------
    drifted : (estimate,) float64
        0 where the wind is not known.
    part, upwind : (entry,) int64
        Rows of who may have drifted and of whom it would be a part, by part.
    share : (entry,) float64
        Of the drifted probability of the part; what is left out is small.

    Notes
    -----
    Emission is seldom steady: a plume is found in pieces, and it crosses from one scene into the
    next, where it seems to begin at the edge. The odds of such a part against a source of its own
    are ``sum_i P_i nu f(d_i, c_i) B(g_i, g) / rho``: ``nu`` parts a plume, spread as ``f`` along
    the wind (:func:`cathartes.kernels.fusion.drifted.log_drift_density`), ``B`` how much likelier
    the gases of both are from one emitter than from two
    (:func:`cathartes.kernels.fusion.drifted.likeness`), ``rho`` sources per square metre near
    another (emitters stand together more often than apart). A true source
    behind another one is doubted in the winds that carry the other's gas to it, and in no other.

    If it drifted, then with the probability ``P_i f(d_i, c_i) B(g_i, g)``, scaled to one in all,
    from estimate ``i``: there its gas came out, though not its place nor its time. A part of a
    part is shared by the first step alone, so that no chain of parts ties far estimates together.
    """
    n = len(columns.ids)
    nothing = np.empty(0, np.int64)
    if n < 2 or not options.drifted_per_plume > 0.0:
        return np.zeros(n), nothing, nothing, np.empty(0)
    order = np.lexsort((np.arange(n), columns.time_s))
    named = with_unknown(columns.gases)
    mixed = named @ gas_pair_factor(table, gases, OTHER_GAS).T
    present = np.column_stack([columns.gases, named[:, -1]])
    per_m2 = options.drifted_per_plume / (options.neighbours_per_km2 * 1e-6)
    found, part, upwind, density = drift_odds(
        columns.time_s[order],
        columns.longitude[order],
        columns.latitude[order],
        _variance(columns, options)[order],
        columns.source_probability[order],
        np.ascontiguousarray(columns.drift_m_s[order]),
        columns.drift_std[order],
        np.ascontiguousarray(present[order]),
        np.ascontiguousarray(mixed[order]),
        options.drifted_within_s,
        options.drifted_length_m,
        LEAST_DRIFTED / per_m2,
    )
    odds = np.empty(n)
    odds[order] = per_m2 * found
    drifted = odds / (1.0 + odds)
    part, upwind = order[part], order[upwind]
    share = per_m2 * density / odds[part]
    return drifted, part, upwind, share
