"""Everything that is worked out of a campaign's evidence before it is weighed."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from cathartes.fusion.association.associate import Clusters, associate
from cathartes.fusion.association.drifted import SiteParts, doubt_drifted
from cathartes.fusion.columns import (
    EstimateColumns,
    Numbers,
    estimate_columns,
    gas_names,
    look_columns,
)
from cathartes.fusion.options import FusionOptions
from cathartes.fusion.records import FusionInput, KnownSite
from cathartes.fusion.score.likelihoods import Likelihoods, likelihoods
from cathartes.fusion.score.sites import SiteColumns, site_columns
from cathartes.physics.profiles import ProfileTable


@frozen(eq=False)
class Worked:
    """Clusters and what each feature says of them.

    Attributes
    ----------
    known : list of KnownSite
        By id; who is kept apart from another knows it too.
    gas_names : tuple of str
    columns : EstimateColumns
    clusters : Clusters
    members : list of tuple of str
        Ids of the estimates of each cluster; empty ones come last.
    sites : SiteColumns
        Clusters with estimates.
    parts : SiteParts
        What drifted off them.
    likelihoods : Likelihoods
    """

    known: list[KnownSite]
    gas_names: tuple[str, ...]
    columns: EstimateColumns
    clusters: Clusters
    members: list[tuple[str, ...]]
    sites: SiteColumns
    parts: SiteParts
    likelihoods: Likelihoods


def work_out(evidence: FusionInput, profiles: ProfileTable, options: FusionOptions) -> Worked:
    """Associate estimates and work out the features of each site."""
    known = _bound_apart(evidence.known)
    names = gas_names(profiles, [*evidence.estimates.values(), *evidence.beside.values()])
    flights, tracks = Numbers(), Numbers()
    columns = estimate_columns(evidence.estimates, names, flights, tracks)
    columns, parts = doubt_drifted(columns, evidence, profiles, names, options)
    look_table = look_columns(evidence.looks, names, flights, tracks)
    bound = [one for one in known if one.is_bound]
    clusters = associate(columns, bound, profiles, names, options)
    sites = site_columns(columns, clusters.label, options)
    drifted = parts.of_sites(clusters.label)
    found = likelihoods(
        columns,
        sites,
        drifted,
        evidence.looks,
        look_table,
        evidence.context,
        profiles,
        names,
        options,
    )
    members = _members(columns, clusters)
    return Worked(known, names, columns, clusters, members, sites, drifted, found)


def _bound_apart(known: Iterable[KnownSite]) -> list[KnownSite]:
    """Return known sites by id, each that another one keeps apart from bound as well."""
    sites = {one.site.site_id: one for one in known}
    for one in list(sites.values()):
        for other in one.apart_from & sites.keys():
            there = sites[other]
            sites[other] = evolve(there, apart_from=there.apart_from | {one.site.site_id})
    return [sites[site_id] for site_id in sorted(sites)]


def _members(columns: EstimateColumns, clusters: Clusters) -> list[tuple[str, ...]]:
    members: list[list[str]] = [[] for _ in clusters.bound]
    for estimate_id, k in zip(columns.ids, clusters.label.tolist(), strict=True):
        if k >= 0:
            members[k].append(estimate_id)
    return [tuple(ids) for ids in members]
