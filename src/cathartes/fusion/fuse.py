"""Source estimates of many flights become ranked candidate sites."""

from __future__ import annotations

from collections.abc import Callable

from cathartes.errors import OptionError
from cathartes.fusion.association.identity import identify
from cathartes.fusion.options import FusionOptions
from cathartes.fusion.outcome import outcome
from cathartes.fusion.records import Fusion, FusionInput
from cathartes.fusion.score.model import ScoreModel, bundled_score_model
from cathartes.fusion.score.provenance import site_provenances
from cathartes.fusion.score.write import write_scores
from cathartes.fusion.worked import work_out
from cathartes.model.campaign import (
    CandidateSite,
    EstimateRecord,
    Marking,
    inherits_simulation,
    new_site_id,
)
from cathartes.physics.profiles import ProfileTable


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
    worked = work_out(evidence, profiles, chosen)
    sites, members = worked.sites, worked.members
    identity = identify(members, worked.clusters.bound, worked.known, new_id)
    scores = write_scores(sites, worked.likelihoods, profiles, worked.gas_names, asked, weights)
    provenances = site_provenances(
        members,
        sites,
        worked.parts,
        worked.likelihoods,
        sorted(evidence.looks),
        evidence.context,
        chosen,
        {"profiles": profiles.version, "score model": weights.version},
    )
    before = {one.site.site_id: one for one in worked.known}
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
                provenance=provenances[k],
                site_id=site_id,
                longitude=sites.longitude[k],
                latitude=sites.latitude[k],
                position_std_m=sites.position_std_m[k],
                estimate_ids=ids,
                score=scores[k],
            )
        )
    records.sort(key=lambda site: (-_probability(site), site.estimate_ids[:1], site.site_id))
    return outcome(records, identity, worked.columns, worked.clusters, before)


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
