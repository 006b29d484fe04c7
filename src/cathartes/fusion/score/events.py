"""Looks at each site: which found it, and what each could have seen."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from attrs import frozen
from numpy.typing import NDArray

from cathartes.fusion.association.drifted import SiteParts
from cathartes.fusion.columns import EstimateColumns, LookColumns
from cathartes.fusion.options import FusionOptions
from cathartes.fusion.score.sites import SiteColumns
from cathartes.kernels.fusion.findings import distinct_plumes, finding_probability
from cathartes.kernels.fusion.looks import claim_looks
from cathartes.model.fusion import LookRecord

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
UNCLAIMED_FINDING = 0.5
"""How probably something found the site that came without a look of its own."""
LEAST_HIT = 1e-3
"""What a person holds to be of a site was found there, however improbable it is."""
NIGHT_BEGINS_H, NIGHT_ENDS_H = 20.0, 6.0


@frozen(eq=False)
class SiteGases:
    """Gases of each site, (site, gas) each.

    Attributes
    ----------
    weight
        Probability that the gas was found there.
    seen
        The same, there or in what drifted off.
    log_rate, rate_log_std
        Of kg/h; NaN where no rate is stated.
    """

    weight: Floats
    seen: Floats
    log_rate: Floats
    rate_log_std: Floats


@frozen(eq=False)
class Events:
    """Looks at sites in the order of time, those that found nothing too.

    Attributes
    ----------
    offsets : (site + 1,) int
    time_h : (event,) h
    found : (event,)
        Probability that the look finds the site while it emits.
    hit : (event,)
        Probability that what it found is a source: the noisy-or of the members it found, each
        less what drifted there; 0 for a look that found nothing.
    is_night : (event,) bool
    look_offsets, look : (site + 1,) and (pair,) int
        Looks whose footprint each site is in.
    log_limit : (site, gas)
        Of the best look that found the site.
    limit_log_std : (site,)
    """

    offsets: Ints
    time_h: Floats
    found: Floats
    hit: Floats
    is_night: NDArray[np.bool_]
    look_offsets: Ints
    look: Ints
    log_limit: Floats
    limit_log_std: Floats

    @property
    def is_hit(self) -> NDArray[np.bool_]:
        """Whether an event found the site, however doubtful, (event,)."""
        return self.hit > 0.0


def site_gases(
    columns: EstimateColumns, sites: SiteColumns, parts: SiteParts, options: FusionOptions
) -> SiteGases:
    """Return which gases each site shows and how much of them.

    Notes
    -----
    A gas was found as probably as in the surest of the estimates: those that cannot tell it from
    another repeat each other. Rates are means of logarithms by one over variance, the variance
    that of the estimate and of the site from time to time.
    """
    n, site = len(sites.longitude), sites.site_of_member
    n_gases = columns.gases.shape[1]
    named = columns.gases[sites.members] * columns.source_probability[sites.members, None]
    weight = np.zeros((n, n_gases))
    if len(named):
        weight = np.maximum.reduceat(named, sites.offsets[:-1], axis=0)
    weight = np.minimum(weight, 1.0)
    seen = weight.copy()
    np.maximum.at(seen, parts.site, np.minimum(parts.gases, 1.0) * parts.weight[:, None])
    log_rate, spread = np.full((n, n_gases), np.nan), np.full((n, n_gases), np.nan)
    rates, stds = columns.log_rate[sites.members], columns.rate_log_std[sites.members]
    for g in np.flatnonzero(np.isfinite(rates).any(axis=0)):
        is_stated = np.isfinite(rates[:, g])
        of = site[is_stated]
        precision = 1.0 / (stds[is_stated, g] ** 2 + options.rate_log_std**2)
        total = np.bincount(of, precision, n)
        has = total > 0.0
        sums = np.bincount(of, precision * rates[is_stated, g], n)
        log_rate[has, g] = sums[has] / total[has]
        spread[has, g] = 1.0 / np.sqrt(total[has])
    return SiteGases(weight, seen, log_rate, spread)


def site_events(
    columns: EstimateColumns,
    sites: SiteColumns,
    gases: SiteGases,
    looks: Mapping[str, LookRecord],
    look_table: LookColumns,
    options: FusionOptions,
) -> Events:
    """Return the looks at each site with what each could have seen.

    Parameters
    ----------
    columns, sites, gases
        Estimates, and sites made of them.
    looks : mapping of str to LookRecord
    look_table : LookColumns
        The same as columns.
    options : FusionOptions
    """
    n = len(sites.longitude)
    pair_site, pair_look = _pairs(sites, looks, look_table)
    offsets = _offsets(pair_site, n)
    claimed = claim_looks(
        sites.offsets,
        columns.time_s[sites.members],
        columns.flight[sites.members],
        columns.track[sites.members],
        offsets,
        look_table.time_s[pair_look],
        look_table.flight[pair_look],
        look_table.track[pair_look],
        options.look_tolerance_s,
    )
    # Of what is no source at all nothing is left to weigh; a person may hold it all the same.
    doubt = 1.0 - np.clip(columns.source_probability[sites.members], LEAST_HIT, 1.0)
    no_source = np.ones(len(pair_look))
    is_claimed = claimed >= 0
    np.multiply.at(no_source, claimed[is_claimed], doubt[is_claimed])
    hit = 1.0 - no_source
    is_hit = hit > 0.0
    # Given that it emits: the same for a doubtful site as for a sure one.
    plume_offsets, names, presence = distinct_plumes(
        sites.offsets,
        np.ascontiguousarray(columns.gases[sites.members]),
        columns.source_probability[sites.members],
    )
    found = finding_probability(
        offsets,
        pair_look,
        plume_offsets,
        names,
        presence,
        gases.log_rate,
        gases.rate_log_std,
        options.rate_log_std,
        look_table.log_limit,
        look_table.limit_log_std,
        look_table.clear_share,
    )
    log_limit, limit_log_std = _best_limits(n, pair_site[is_hit], pair_look[is_hit], look_table)
    # What came without a look of its own was still seen, once for each time.
    lone = claimed < 0
    lone_key = np.column_stack(
        [sites.site_of_member[lone], np.round(columns.time_s[sites.members[lone]])]
    )
    lone_key, which = np.unique(lone_key, axis=0, return_inverse=True)
    lone_doubt = np.ones(len(lone_key))
    np.multiply.at(lone_doubt, which.ravel(), doubt[lone])
    site = np.concatenate([pair_site, lone_key[:, 0].astype(np.int64)])
    time_s = np.concatenate([look_table.time_s[pair_look], lone_key[:, 1]])
    found = np.concatenate([found, np.full(len(lone_key), UNCLAIMED_FINDING)])
    hit = np.concatenate([hit, 1.0 - lone_doubt])
    order = np.lexsort((time_s, site))
    site, time_s = site[order], time_s[order]
    hour = (time_s / 3600.0 + sites.longitude[site] / 15.0) % 24.0
    return Events(
        offsets=_offsets(site, n),
        time_h=time_s / 3600.0,
        found=found[order],
        hit=hit[order],
        is_night=(hour >= NIGHT_BEGINS_H) | (hour < NIGHT_ENDS_H),
        look_offsets=offsets,
        look=pair_look,
        log_limit=log_limit,
        limit_log_std=limit_log_std,
    )


def _pairs(
    sites: SiteColumns, looks: Mapping[str, LookRecord], look_table: LookColumns
) -> tuple[Ints, Ints]:
    """Return sites and the looks whose footprint they are in, by site, then by look."""
    if not looks or not len(sites.longitude):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    # Scenes of one line share no outline, but small campaigns repeat theirs: each once.
    rings = [looks[look_id].footprint for look_id in look_table.ids]
    counts = np.array([len(ring) for ring in rings])
    corners = np.concatenate([np.asarray(ring, np.float64) for ring in rings])
    closed = np.insert(
        corners, np.cumsum(counts), corners[np.concatenate([[0], np.cumsum(counts)[:-1]])], axis=0
    )
    lines = shapely.linearrings(closed, indices=np.repeat(np.arange(len(rings)), counts + 1))
    points = shapely.points(sites.longitude, sites.latitude)
    site, look = shapely.STRtree(shapely.polygons(lines)).query(points, predicate="intersects")
    order = np.lexsort((look, site))
    return site[order].astype(np.int64), look[order].astype(np.int64)


def _best_limits(n: int, site: Ints, look: Ints, look_table: LookColumns) -> tuple[Floats, Floats]:
    """Return the lowest limit of each gas among looks that found a site, and their spread."""
    log_limit = np.full((n, look_table.log_limit.shape[1]), np.inf)
    spread = np.zeros(n)
    if len(site):
        used, start = np.unique(site, return_index=True)
        log_limit[used] = np.minimum.reduceat(look_table.log_limit[look], start, axis=0)
        spread[used] = np.maximum.reduceat(look_table.limit_log_std[look], start)
    return log_limit, np.where(spread > 0.0, spread, 1.0)


def _offsets(site: Ints, n: int) -> Ints:
    return np.concatenate([[0], np.cumsum(np.bincount(site, minlength=n))]).astype(np.int64)
