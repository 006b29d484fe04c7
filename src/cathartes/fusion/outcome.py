"""What fusion changed: merges, splits, associations."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from cathartes.fusion.association.associate import Clusters
from cathartes.fusion.association.identity import Identity
from cathartes.fusion.columns import EstimateColumns
from cathartes.fusion.records import Fusion, KnownSite, SiteMerge, SiteSplit
from cathartes.model.campaign import CandidateSite
from cathartes.model.fusion import NEW_SITE, NONE_OF_THESE, Association

IN_PARTS = (
    "More estimates hang together than are clustered at once; they were clustered in "
    "parts, and then the clusters of the parts."
)
LEAST_TOLD = 1e-4
"""Less probable sites in reach are left out of an association; what is left is scaled to one."""


def outcome(
    records: list[CandidateSite],
    identity: Identity,
    columns: EstimateColumns,
    clusters: Clusters,
    before: Mapping[str, KnownSite],
) -> Fusion:
    """Return sites with what changed.

    Parameters
    ----------
    records : list of CandidateSite
        The most probable first.
    identity : Identity
    columns : EstimateColumns
    clusters : Clusters
    before : mapping of str to KnownSite
        By id.
    """
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
    cautions = (IN_PARTS,) if clusters.is_split else ()
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
