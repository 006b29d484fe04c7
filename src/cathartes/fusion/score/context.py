"""Permitted and known emitters near a site, and registers that list none there."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from cathartes.fusion.options import FusionOptions
from cathartes.fusion.score.sites import SiteColumns
from cathartes.kernels.flight.local_plane import geocentric
from cathartes.model.campaign import ContextFeature
from cathartes.physics.profiles import ProfileTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
KNOWN_SHARE = 0.3
"""Share of emitters of a kind that somebody knows although no permit was given."""
FEATURES_PER_KM2 = 0.05
"""Listed emitters of one kind by chance on a square kilometre."""
MOST = 100.0
"""Nobody is surer than this of a listed emitter: others may stand beside it."""
ELSEWHERE = 0.5
"""How much of a register counts that lists other kinds only."""


@frozen(eq=False)
class SiteContext:
    """What registers say of each site.

    Attributes
    ----------
    log_likelihood : (site, profile + 1)
        The last is no emitter.
    nearest : (site,) int
        Feature that speaks most for a profile; -1 without one in reach.
    distance_m : (site,) m
    """

    log_likelihood: Floats
    nearest: Ints
    distance_m: Floats


def site_context(
    sites: SiteColumns,
    context: Mapping[str, ContextFeature],
    table: ProfileTable,
    options: FusionOptions,
) -> tuple[SiteContext, tuple[ContextFeature, ...]]:
    """Weigh each site by the nearest listed emitter of each kind.

    Notes
    -----
    An emitter of kind ``k`` is listed with the probability ``s`` (share with a permit, times the
    completeness of a register), and then stands at the distance ``d`` as both positions may be
    off: the likelihood against chance is ``1 - s + s N_2(d) / rho``. Where a register was
    supplied and lists none, ``1 - s`` is left; where there is no register at all, nothing.
    """
    features = tuple(context[one] for one in sorted(context))
    n, n_profiles = len(sites.longitude), len(table.profiles)
    result = np.zeros((n, n_profiles + 1))
    nearest, distance = np.full(n, -1, np.int64), np.full(n, np.inf)
    if not n or not features:
        return SiteContext(result, nearest, distance), features
    place = geocentric([f.longitude for f in features], [f.latitude for f in features]).T
    std = np.array([f.position_std_m for f in features])
    to_any, _ = cKDTree(place).query(
        sites.position_m, distance_upper_bound=options.register_reach_m
    )
    has_register = np.isfinite(to_any)
    best = np.full(n, 1.0)
    for k, profile in enumerate(table.profiles):
        share = profile.permitted_share * options.register_completeness
        # Each list speaks once: with a permit, known without one, and lists that name no kind.
        rows_of = (
            (
                1.0,
                [i for i, f in enumerate(features) if f.profile == profile.name and f.is_permitted],
            ),
            (
                None,
                [
                    i
                    for i, f in enumerate(features)
                    if f.profile == profile.name and not f.is_permitted
                ],
            ),
            (
                0.5,
                [i for i, f in enumerate(features) if not f.profile]
                if not profile.is_clandestine
                else [],
            ),
        )
        listed = np.zeros(n)
        ratio = np.zeros(n)
        for weight, rows in rows_of:
            if not rows:
                continue
            far, which = cKDTree(place[rows]).query(
                sites.position_m, distance_upper_bound=options.register_reach_m
            )
            is_near = np.isfinite(far)
            row = np.asarray(rows)[np.where(is_near, which, 0)]
            variance = sites.position_std_m**2 + std[row] ** 2 + options.facility_std_m**2
            height = np.exp(-0.5 * np.minimum(far, 1e9) ** 2 / variance) / (2 * np.pi * variance)
            height = np.where(far <= options.context_reach_m, height, 0.0)
            mine = KNOWN_SHARE if weight is None else weight * share
            found = mine * np.minimum(height / (FEATURES_PER_KM2 * 1e-6), MOST)
            ratio = np.maximum(ratio, found)
            is_best = found > best
            best = np.where(is_best, found, best)
            nearest, distance = np.where(is_best, row, nearest), np.where(is_best, far, distance)
            if weight == 1.0:
                listed = np.where(is_near, share, listed)
        listed = np.maximum(listed, np.where(has_register, ELSEWHERE * share, 0.0))
        result[:, k] = np.log(1.0 - listed + ratio)
    return SiteContext(result, nearest, distance), features
