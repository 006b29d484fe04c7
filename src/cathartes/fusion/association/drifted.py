"""Parts of a plume that were taken for sources of their own: they lie downwind of its source."""

from __future__ import annotations

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.fusion.association.gas_factor import gas_pair_factor, with_unknown
from cathartes.fusion.columns import LEAST_STD_M, EstimateColumns, Numbers, estimate_columns
from cathartes.fusion.options import FusionOptions
from cathartes.fusion.records import FusionInput
from cathartes.kernels.fusion.drifted import FARTHEST_LENGTHS, drift_odds
from cathartes.physics.profiles import ProfileTable

Floats = NDArray[np.float64]
OTHER_GAS = 1e-3
"""A part of a plume hardly shows a gas that its source has not."""


def doubt_drifted(
    columns: EstimateColumns,
    evidence: FusionInput,
    table: ProfileTable,
    gases: tuple[str, ...],
    options: FusionOptions,
) -> EstimateColumns:
    """Return the columns with each source as much less probable as its plume may have drifted.

    Parameters
    ----------
    columns : EstimateColumns
        Of the evidence's estimates.
    evidence : FusionInput
    table : ProfileTable
    gases : tuple of str
    options : FusionOptions
    """
    everything = columns
    if evidence.upwind:
        both = {**evidence.upwind, **evidence.estimates}
        everything = estimate_columns(both, gases, Numbers(), Numbers())
    drifted = drifted_probability(everything, table, gases, options)
    row_of = {one: row for row, one in enumerate(everything.ids)}
    own = drifted[[row_of[one] for one in columns.ids]] if columns.ids else drifted[:0]
    return evolve(columns, source_probability=columns.source_probability * (1.0 - own))


def farthest_drift_m(options: FusionOptions) -> float:
    """Return the distance beyond which no part of a plume is looked for; 0 where none is."""
    return FARTHEST_LENGTHS * options.drifted_length_m if options.drifted_per_plume > 0.0 else 0.0


def drifted_probability(
    columns: EstimateColumns, table: ProfileTable, gases: tuple[str, ...], options: FusionOptions
) -> Floats:
    """Return the probability of each estimate that its plume came from another one upwind.

    Parameters
    ----------
    columns : EstimateColumns
    table : ProfileTable
    gases : tuple of str
    options : FusionOptions

    Returns
    -------
    (estimate,) float64
        0 where the wind is not known.

    Notes
    -----
    Emission is seldom steady: a plume is found in pieces, and it crosses from one scene into the
    next, where it seems to begin at the edge. The odds of such a part against a source of its own
    are ``sum_i P_i nu f(d_i, c_i) B(g_i, g) / rho``: ``nu`` parts a plume, spread as ``f`` along
    the wind (:func:`cathartes.kernels.fusion.drifted.log_drift_density`), ``B`` how much likelier
    both gases are from one emitter than from two, ``rho`` sources per square metre near another
    (emitters stand together more often than apart). A true source
    behind another one is doubted in the winds that carry the other's gas to it, and in no other.
    """
    n = len(columns.ids)
    if n < 2 or not options.drifted_per_plume > 0.0:
        return np.zeros(n)
    order = np.lexsort((np.arange(n), columns.time_s))
    named = with_unknown(columns.gases)
    mixed = named @ gas_pair_factor(table, gases, OTHER_GAS).T
    variance = np.maximum(columns.position_std_m, LEAST_STD_M) ** 2 + options.position_floor_m**2
    found = drift_odds(
        columns.time_s[order],
        columns.longitude[order],
        columns.latitude[order],
        variance[order],
        columns.source_probability[order],
        np.ascontiguousarray(columns.drift_m_s[order]),
        columns.drift_std[order],
        np.ascontiguousarray(named[order]),
        np.ascontiguousarray(mixed[order]),
        options.drifted_within_s,
        options.drifted_length_m,
    )
    odds = np.empty(n)
    odds[order] = options.drifted_per_plume * found / (options.neighbours_per_km2 * 1e-6)
    return np.asarray(odds / (1.0 + odds))
