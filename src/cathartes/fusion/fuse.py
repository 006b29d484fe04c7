"""Source estimates of many flights become ranked candidate sites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from attrs import evolve

from cathartes.errors import OptionError
from cathartes.fusion.association.associate import Clusters, associate
from cathartes.fusion.association.identity import Identity, identify
from cathartes.fusion.columns import (
    EstimateColumns,
    Numbers,
    estimate_columns,
    gas_names,
    look_columns,
)
from cathartes.fusion.options import FusionOptions
from cathartes.fusion.records import Fusion, FusionInput, KnownSite, SiteMerge, SiteSplit
from cathartes.fusion.score.likelihoods import Likelihoods, likelihoods
from cathartes.fusion.score.model import (
    CALIBRATION,
    FEATURES,
    NOT_AN_EMITTER,
    PRIOR,
    ScoreModel,
    bundled_score_model,
)
from cathartes.fusion.score.posterior import posterior
from cathartes.fusion.score.sentences import Narrator
from cathartes.fusion.score.sites import SiteColumns, site_columns
from cathartes.model.campaign import (
    CandidateSite,
    EstimateRecord,
    Marking,
    NamedReason,
    Score,
    inherits_simulation,
    new_site_id,
)
from cathartes.model.fusion import NEW_SITE, NONE_OF_THESE, Association
from cathartes.model.provenance import Provenance
from cathartes.physics.profiles import ProfileTable

LEAST_TOLD = 1e-4
"""Less probable sites in reach are left out of an association; what is left is scaled to one."""


def fuse_sites(
    evidence: FusionInput,
    profiles: ProfileTable,
    options: FusionOptions | None = None,
    *,
    model: ScoreModel | None = None,
    is_simulated: bool,
    new_id: Callable[[], str] = new_site_id,
) -> Fusion:
    """Associate estimates, keep the ids of sites, and score every site.

    Parameters
    ----------
    evidence : FusionInput
        The order in which it comes does not matter.
    profiles : ProfileTable
    options : FusionOptions, optional
    model : ScoreModel, optional
        Left out: the one that ships.
    is_simulated : bool
        Of the campaign; a site is also simulated if any of its estimates is.
    new_id : callable
        Makes the id of a new site; new sites ask in the order of their lowest estimate.

    Raises
    ------
    OptionError
        If the profile asked for is not in the table.

    Notes
    -----
    Decisions of people bind: the estimates of a site that was judged, deleted, or split by a
    person from another stay with it, and no two such sites join.
    """
    chosen = options or FusionOptions()
    weights = model or bundled_score_model()
    asked = _asked(profiles, chosen.profile)
    known = _bound_apart(evidence.known)
    names = gas_names(profiles, evidence.estimates.values())
    flights, tracks = Numbers(), Numbers()
    columns = estimate_columns(evidence.estimates, names, flights, tracks)
    look_table = look_columns(evidence.looks, names, flights, tracks)
    bound = [one for one in known if one.is_bound]
    clusters = associate(columns, bound, profiles, names, chosen)
    members = _members(columns, clusters)
    identity = identify(members, clusters.bound, known, new_id)
    sites = site_columns(columns, clusters.label, chosen)
    found = likelihoods(
        columns, sites, evidence.looks, look_table, evidence.context, profiles, names, chosen
    )
    scores = _scores(sites, found, profiles, names, asked, weights)
    provenance = Provenance(versions={"profiles": profiles.version, "score model": weights.version})
    before = {one.site.site_id: one for one in known}
    records = []
    for k, (site_id, ids) in enumerate(zip(identity.ids, members, strict=True)):
        was = before.get(site_id)
        if was is not None and was.deleted:
            continue
        if not ids:
            if was is not None:
                records.append(was.site)
            continue
        parents = [evidence.estimates[one] for one in ids]
        records.append(
            CandidateSite(
                is_simulated=is_simulated or inherits_simulation(parents),
                marking=_marking(parents),
                provenance=provenance,
                site_id=site_id,
                longitude=sites.longitude[k],
                latitude=sites.latitude[k],
                position_std_m=sites.position_std_m[k],
                estimate_ids=ids,
                score=scores[k],
            )
        )
    records.sort(key=lambda site: (-_probability(site), site.estimate_ids[:1], site.site_id))
    return _fusion(records, identity, columns, clusters, before)


def _asked(profiles: ProfileTable, name: str) -> int:
    if name not in profiles.names:
        raise OptionError.about(
            "fusion",
            "profile",
            found=name,
            expected="one of " + ", ".join(profiles.names),
            remedy="Name a profile of the table.",
        )
    return profiles.names.index(name)


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


def _scores(
    sites: SiteColumns,
    found: Likelihoods,
    profiles: ProfileTable,
    names: tuple[str, ...],
    asked: int,
    model: ScoreModel,
) -> list[Score]:
    result = posterior(found.terms, found.log_prior, asked, model)
    narrator = Narrator(asked, profiles, names, sites, found)
    kinds = (*profiles.names, NOT_AN_EMITTER)
    weights = [1.0, *(model.weights[name] for name in FEATURES), 1.0]
    order = (PRIOR, *FEATURES, CALIBRATION)
    scores = []
    for s, contributions in enumerate(result.contributions.tolist()):
        told = narrator.sentences(s, contributions)
        reasons = tuple(
            NamedReason(
                feature=feature,
                value=value / weight if weight > 0.0 else 0.0,
                weight=weight,
                sentence=sentence,
            )
            for feature, value, weight, sentence in zip(
                order, contributions, weights, told, strict=True
            )
        )
        others = result.profiles[s].tolist()
        scores.append(
            Score(
                profile=kinds[asked],
                probability=result.probability[s],
                reasons=reasons,
                alternatives={
                    kind: p
                    for k, (kind, p) in enumerate(zip(kinds, others, strict=True))
                    if k != asked
                },
            )
        )
    return scores


def _marking(parents: list[EstimateRecord]) -> Marking:
    """Return a marking that lets nobody see more than the parents' do."""
    first = parents[0].marking
    if all(one.marking == first for one in parents):
        return first
    handling = sorted({one.marking.handling for one in parents})
    compartments = {each for one in parents for each in one.marking.compartments}
    return Marking(handling=" / ".join(handling), compartments=tuple(compartments))


def _probability(site: CandidateSite) -> float:
    return site.score.probability if site.score is not None else 0.0


def _fusion(
    records: list[CandidateSite],
    identity: Identity,
    columns: EstimateColumns,
    clusters: Clusters,
    before: Mapping[str, KnownSite],
) -> Fusion:
    by_id = {site.site_id: site for site in records}
    merges = tuple(
        SiteMerge(gone, keep, "Their estimates are likelier of one source than of two.")
        for gone, keep in identity.merged.items()
    )
    splits = tuple(
        SiteSplit(origin, by_id[identity.ids[k]], "Its estimates are likelier of two sources.")
        for k, origin in sorted(identity.origins.items())
        if identity.ids[k] in by_id
    )
    changed = frozenset(
        site.site_id
        for site in records
        if site.site_id in before and _differs(site, before[site.site_id].site)
    )
    cautions = ()
    if clusters.is_split:
        cautions = (
            "More estimates hang together than are clustered at once; they were clustered in "
            "parts, and then the clusters of the parts.",
        )
    return Fusion(
        sites=tuple(records),
        new=frozenset(one for one in identity.new if one in by_id),
        changed=changed,
        emptied=identity.emptied,
        merges=merges,
        splits=splits,
        associations=_associations(columns, clusters, identity),
        cautions=cautions,
    )


def _differs(site: CandidateSite, before: CandidateSite) -> bool:
    return evolve(site, provenance=before.provenance) != before


def _associations(
    columns: EstimateColumns, clusters: Clusters, identity: Identity
) -> dict[str, Association]:
    chances, ids = clusters.chances, identity.ids
    reach: list[dict[str, float]] = [{} for _ in columns.ids]
    is_told = chances.probability >= LEAST_TOLD
    for row, cluster, probability in zip(
        chances.row[is_told].tolist(),
        chances.cluster[is_told].tolist(),
        chances.probability[is_told].tolist(),
        strict=True,
    ):
        reach[row][ids[cluster]] = probability
    associations = {}
    for row, (estimate_id, label, new, none) in enumerate(
        zip(
            columns.ids,
            clusters.label.tolist(),
            chances.new.tolist(),
            chances.none.tolist(),
            strict=True,
        )
    ):
        answers = reach[row]
        answers[NEW_SITE], answers[NONE_OF_THESE] = new, none
        total = sum(answers.values())
        associations[estimate_id] = Association(
            estimate_id=estimate_id,
            site_id=ids[label] if label >= 0 else None,
            probabilities={name: p / total for name, p in answers.items()},
        )
    return associations
