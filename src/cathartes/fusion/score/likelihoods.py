"""Log likelihoods of each site under each kind of emitter, one for each named feature."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.stats import beta

from cathartes.fusion.association.drifted import SiteParts
from cathartes.fusion.columns import EstimateColumns, LookColumns
from cathartes.fusion.options import FusionOptions
from cathartes.fusion.score.context import SiteContext, site_context
from cathartes.fusion.score.events import Events, SiteGases, site_events, site_gases
from cathartes.fusion.score.model import FEATURES
from cathartes.fusion.score.sites import SiteColumns
from cathartes.kernels.fusion.gas_terms import gas_terms
from cathartes.kernels.fusion.on_off import on_off_log_likelihood, rhythm_log_likelihood
from cathartes.model.campaign import ContextFeature
from cathartes.model.fusion import LookRecord
from cathartes.physics.profiles import ProfileTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
UNLISTED_GAS = 0.02
"""Probability that an emitter shows a given gas its kind is not known for."""
FALSE_GAS = 0.02
"""Probability that what is no emitter is taken for a given gas."""
UNKNOWN_GAS = 0.05
FALSE_ALARM = 1e-3
"""Probability that a look finds something at a site that is off."""
FALSE_DUTY, FALSE_SPELL_H = 0.1, 1.0
"""What looks like a plume and is none seldom does so twice."""
DUTY_NODES = 7
NIGHT_HOURS = 10.0
BLOCK_H = 6.0
FALSE_SCATTER = 4.0
"""Variance of positions of what does not stand still, over that of what does."""


@frozen(eq=False)
class Likelihoods:
    """What each feature says, with what the sentences need.

    Attributes
    ----------
    terms : (site, profile + 1, feature)
        Log likelihoods up to a constant of each site and feature; the last profile is "not an
        emitter", features are in the order of ``FEATURES``.
    log_prior : (profile + 1,)
    gases : SiteGases
    events : Events
    context : SiteContext
    features : tuple of ContextFeature
        That the context counts.
    source_probability : (site,)
        Mean over the estimates.
    visits : (site,)
        Looks that found it, those of one night or day together, each as probable as it is.
    n_visits : (site,)
        The same, each counted whole.
    """

    terms: Floats
    log_prior: Floats
    gases: SiteGases
    events: Events
    context: SiteContext
    features: tuple[ContextFeature, ...]
    source_probability: Floats
    visits: Floats
    n_visits: Floats


def likelihoods(
    columns: EstimateColumns,
    sites: SiteColumns,
    parts: SiteParts,
    looks: Mapping[str, LookRecord],
    look_table: LookColumns,
    context: Mapping[str, ContextFeature],
    table: ProfileTable,
    gas_names: tuple[str, ...],
    options: FusionOptions,
) -> Likelihoods:
    """Work out every feature of every site under every profile."""
    n, n_kinds = len(sites.longitude), len(table.profiles) + 1
    gases = site_gases(columns, sites, parts, options)
    events = site_events(columns, sites, gases, looks, look_table, options)
    told, features = site_context(sites, context, table, options)
    terms = np.zeros((n, n_kinds, len(FEATURES)))
    at = {name: index for index, name in enumerate(FEATURES)}
    mixture, missing, rates = _gas_terms(columns, sites, parts, gases, events, table, gas_names)
    terms[:, :, at["gas_mixture"]], terms[:, :, at["missing_gases"]] = mixture, missing
    terms[:, :, at["rates"]] = rates
    terms[:, :, at["context"]] = told.log_likelihood
    duty, spell, night = _rhythms(table)
    nodes, weights = _duty_nodes(duty, options.duty_weight)
    terms[:, :, at["persistence"]] = on_off_log_likelihood(
        events.offsets,
        events.time_h,
        events.found,
        events.hit,
        nodes,
        weights,
        spell,
        FALSE_ALARM,
    )
    terms[:, :, at["rhythm"]] = rhythm_log_likelihood(
        events.offsets,
        events.time_h,
        events.is_night,
        events.found,
        events.hit,
        np.minimum(duty, 0.99),
        night * 24.0 / NIGHT_HOURS,
        (1.0 - night) * 24.0 / (24.0 - NIGHT_HOURS),
        BLOCK_H,
    )
    visits, n_visits = _visits(events)
    p = np.clip(columns.source_probability[sites.members], 1e-3, 1.0 - 1e-3)
    counts = np.maximum(sites.counts, 1)
    doubt = np.bincount(sites.site_of_member, np.log((1.0 - p) / p), n) / counts
    terms[:, -1, at["quality"]] = doubt * np.sqrt(np.maximum(visits, 1.0))
    scatter = (1.0 - 1.0 / FALSE_SCATTER) * sites.scatter / 2.0
    moved = scatter - sites.freedom / 2.0 * np.log(FALSE_SCATTER)
    terms[:, -1, at["location"]] = np.clip(moved, -5.0, 5.0)
    abundance = np.array([profile.abundance for profile in table.profiles])
    log_prior = np.append(np.log(np.maximum(abundance / abundance.sum(), 1e-12)), 0.0)
    mean_p = np.bincount(sites.site_of_member, p, n) / counts
    return Likelihoods(terms, log_prior, gases, events, told, features, mean_p, visits, n_visits)


def _gas_terms(
    columns: EstimateColumns,
    sites: SiteColumns,
    parts: SiteParts,
    gases: SiteGases,
    events: Events,
    table: ProfileTable,
    gas_names: tuple[str, ...],
) -> tuple[Floats, Floats, Floats]:
    number = {gas: index for index, gas in enumerate(gas_names)}
    shape = (len(table.profiles) + 1, len(gas_names))
    presence, log_rate, log_std = np.zeros(shape), np.zeros(shape), np.ones(shape)
    for k, profile in enumerate(table.profiles):
        for gas in profile.gases:
            at = k, number[gas.name]
            presence[at], log_rate[at] = gas.presence, np.log(gas.rate_kg_per_h)
            log_std[at] = np.log(max(gas.rate_factor, 1.1))
    unlisted = np.full(shape[0], UNLISTED_GAS)
    unlisted[-1] = FALSE_GAS
    # What drifted off a site names its gases as well as what stands there.
    site = np.concatenate([sites.site_of_member, parts.site])
    by_site = np.argsort(site, kind="stable")
    named = np.concatenate([columns.gases[sites.members], parts.gases])[by_site]
    probability = np.concatenate([columns.source_probability[sites.members], parts.weight])
    counts = np.bincount(site, minlength=len(sites.longitude))
    rows, offsets = _one_gas_rows(named, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))
    named, source = rows
    return gas_terms(
        offsets,
        named,
        probability[by_site][source],
        events.log_limit,
        events.limit_log_std,
        gases.weight,
        gases.seen,
        gases.log_rate,
        gases.rate_log_std,
        presence,
        log_rate,
        log_std,
        unlisted,
        UNKNOWN_GAS,
    )


def _one_gas_rows(named: Floats, offsets: Ints) -> tuple[tuple[Floats, Ints], Ints]:
    """Give an estimate that names several gases at once one row for each of them."""
    total = named.sum(axis=1)
    is_mixed = total > 1.02
    if not is_mixed.any():
        return (named, np.arange(len(named))), offsets
    single = np.flatnonzero(~is_mixed)
    row, gas = np.nonzero(named * is_mixed[:, None])
    source = np.concatenate([single, row])
    parts = np.concatenate([named[single], np.zeros((len(row), named.shape[1]))])
    parts[len(single) + np.arange(len(row)), gas] = named[row, gas]
    order = np.argsort(source, kind="stable")
    counts = np.bincount(source, minlength=len(named))
    ends = np.concatenate([[0], np.cumsum(counts)])
    return (np.ascontiguousarray(parts[order]), source[order]), ends[offsets].astype(np.int64)


def _rhythms(table: ProfileTable) -> tuple[Floats, Floats, Floats]:
    rhythms = [profile.rhythm for profile in table.profiles]
    duty = np.array([one.duty for one in rhythms] + [FALSE_DUTY])
    spell = np.array([one.spell_h for one in rhythms] + [FALSE_SPELL_H])
    night = np.array([one.night_share for one in rhythms] + [NIGHT_HOURS / 24.0])
    return duty, np.maximum(spell, 0.05), night


def _duty_nodes(duty: Floats, weight: float) -> tuple[Floats, Floats]:
    """Return equally probable nodes of a Beta about each duty, (profile, node), and weights."""
    centre = np.clip(duty, 0.02, 0.98)[:, None]
    levels = (np.arange(DUTY_NODES) + 0.5) / DUTY_NODES
    nodes = beta.ppf(levels[None, :], centre * weight, (1.0 - centre) * weight)
    return np.clip(nodes, 1e-4, 1.0 - 1e-4), np.full(nodes.shape, 1.0 / DUTY_NODES)


def _visits(events: Events) -> tuple[Floats, Floats]:
    """Count looks that found a site, those within one night or day as one: weighed, and whole."""
    n = len(events.offsets) - 1
    hit = events.hit[events.is_hit]
    site = np.repeat(np.arange(n), np.diff(events.offsets))[events.is_hit]
    time_h = events.time_h[events.is_hit]
    is_next = np.ones(len(site), bool)
    is_next[1:] = (np.diff(site) > 0) | (np.diff(time_h) > BLOCK_H)
    counts = np.bincount(site[is_next], minlength=n).astype(np.float64)
    if not len(site):
        return counts, counts
    first = np.flatnonzero(is_next)
    weight = 1.0 - np.multiply.reduceat(1.0 - hit, first)
    return np.bincount(site[first], weight, n).astype(np.float64), counts
