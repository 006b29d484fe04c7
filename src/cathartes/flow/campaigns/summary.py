"""A campaign as it stands, for lists, the report and the files beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from attrs import field, frozen

from cathartes.flow.campaigns.collecting import Gathered, gather
from cathartes.flow.campaigns.fusing.writing import MACHINE
from cathartes.flow.campaigns.opening import Campaign, open_campaign
from cathartes.flow.campaigns.work_list import list_work
from cathartes.flow.versions import software_versions
from cathartes.io.campaign_files import SETTINGS_NAME, read_plans
from cathartes.io.results.campaign import (
    write_gaps_geojson,
    write_sites_geojson,
    write_sites_gpkg,
    write_sites_kmz,
)
from cathartes.io.scenes.readers import hash_file
from cathartes.model.campaign import CandidateSite
from cathartes.model.fusion import CampaignSummary, FlownFlight, Trouble
from cathartes.model.identity import content_id
from cathartes.model.provenance import Provenance
from cathartes.store import Store, WorkDone

REPORT = "report"
REPORT_NAMES = ("report.html", "sites.geojson", "sites.gpkg", "sites.kmz", "gaps.geojson")


@frozen(kw_only=True)
class CampaignStatus:
    """How far a campaign is.

    Attributes
    ----------
    name, profile : str
    is_simulated : bool
    counts : mapping of str to int
        Of records, by noun.
    done, failed, put_off : int
        Scenes and cases.
    failures : tuple of str
        Why, one paragraph each.
    best : tuple of CandidateSite
    """

    name: str
    profile: str
    is_simulated: bool
    counts: dict[str, int] = field(factory=dict)
    done: int = 0
    failed: int = 0
    put_off: int = 0
    failures: tuple[str, ...] = ()
    best: tuple[CandidateSite, ...] = ()


def ranked_sites(store: Store) -> tuple[CandidateSite, ...]:
    """Return the active sites with something at them, the most probable first.

    A site that a person judged is there even where nothing in force speaks of it.
    """
    judged = store.decisions.all([MACHINE]).judged
    sites = [
        one.site
        for one in store.sites.active()
        if one.site.estimate_ids or one.site.site_id in judged
    ]
    return tuple(sorted(sites, key=_rank))


def campaign_status(folder: Path) -> CampaignStatus:
    """Return how far a campaign is, from its store alone: quick, and beside a run at work.

    Raises
    ------
    CathartesError
        If the settings are wrong, or the database does not answer.
    """
    with open_campaign(folder) as campaign:
        store, general = campaign.store, campaign.settings.campaign
        work = newest_of_each(store.work.all())
        nouns = ("flights", "scenes", "tracks", "weather", "plumes", "estimates", "looks")
        return CampaignStatus(
            name=general.name,
            profile=general.profile,
            is_simulated=general.is_simulated,
            counts={noun: getattr(store, noun).count() for noun in nouns},
            done=sum(one.state == "done" for one in work),
            failed=sum(one.state == "failed" for one in work),
            put_off=sum(one.state == "put off" for one in work),
            failures=tuple(one.message for one in work if one.state != "done"),
            best=ranked_sites(store),
        )


def newest_of_each(rows: Iterable[WorkDone]) -> list[WorkDone]:
    """Return the newest row of each input: older options say nothing of how far it is now."""
    newest: dict[str, WorkDone] = {}
    for one in sorted(rows, key=_finished):
        newest[one.input_id] = one
    return [newest[input_id] for input_id in sorted(newest)]


def _finished(work: WorkDone) -> datetime:
    return work.finished_at or datetime.min.replace(tzinfo=UTC)


def campaign_summary(campaign: Campaign, gathered: Gathered | None = None) -> CampaignSummary:
    """Gather everything a report shows.

    Parameters
    ----------
    campaign : Campaign
    gathered : Gathered, optional
        What came back; it is read again where it is not given.

    Raises
    ------
    CathartesError
        If the database does not answer.
    """
    gathered = gathered or gather(campaign)
    store, general = campaign.store, campaign.settings.campaign
    work = list_work(campaign, gathered)
    in_force = {*work.made_before, *gathered.reported}
    tracks_of: dict[str, list[object]] = {}
    for record, track in gathered.collected.tracks:
        tracks_of.setdefault(str(record.flight_id), []).append(track)
    flights = tuple(
        FlownFlight(
            plan=plan,
            tracks=tuple(tracks_of.get(flight_id, ())),  # type: ignore[arg-type]
            flown=gathered.collected.coverage.get(flight_id),
        )
        for flight_id, plan in sorted(
            campaign.flights.items(), key=lambda item: (item[1].lines[0].begins_at, item[0])
        )
    )
    sites = ranked_sites(store)
    judged = store.decisions.all([MACHINE]).judged
    judgements = {
        one.site_id: tuple(said.statement for said in store.judgements.of_site(one.site_id))
        for one in sites
        if one.site_id in judged
    }
    left = len(work.tasks)
    waiting = (
        (Trouble(SETTINGS_NAME, "detect", f"{left} scenes or cases are not worked through yet."),)
        if left
        else ()
    )
    return CampaignSummary(
        name=general.name,
        profile=general.profile,
        is_simulated=campaign.is_simulated,
        marking=campaign.marking,
        made_at=datetime.now(UTC),
        authorities=tuple(campaign.authorities.values()),
        areas=tuple(campaign.areas.values()),
        flights=flights,
        scenes=gathered.scenes,
        tracks={content_id(record): record for record, _ in gathered.collected.tracks}
        | dict(gathered.cases),
        looks=store.looks.find(one for one in in_force if one.startswith("look-")),
        estimates=store.estimates.find(one for one in in_force if one.startswith("estimate-")),
        context={content_id(one): one for one in campaign.context},
        sites=sites,
        judgements=judgements,
        troubles=(*waiting, *gathered.troubles, *work.troubles),
        provenance=Provenance(
            inputs=(hash_file(campaign.folder / SETTINGS_NAME),),
            options=campaign.settings.model_dump(mode="json"),
            versions=software_versions(),
            made_at=datetime.now(UTC),
        ),
    )


def write_campaign_report(folder: Path) -> tuple[Path, ...]:
    """Write the report, its sites as GeoJSON, GeoPackage and KMZ, and what is left to fly.

    Each file is whole or not there.

    Raises
    ------
    CathartesError
        If the settings are wrong, the database does not answer, or a file cannot be written.
    """
    from cathartes.io.atomic import replace_file
    from cathartes.physics.profiles import load_profiles
    from cathartes.plot.campaign import render_campaign_report

    titles = {one.name: one.title for one in load_profiles().profiles}
    with open_campaign(folder) as campaign:
        summary = campaign_summary(campaign)
        plans = read_plans(
            campaign.folder / campaign.settings.collect.plans, is_simulated=campaign.is_simulated
        )
        out = campaign.folder / REPORT
    page, geojson, package, kmz, gaps = (out / name for name in REPORT_NAMES)
    out.mkdir(parents=True, exist_ok=True)
    with replace_file(page) as unfinished:
        text = render_campaign_report(summary, profile_titles=titles)
        unfinished.write_text(text, encoding="utf-8")
    write_sites_geojson(geojson, summary)
    write_sites_gpkg(package, summary)
    write_sites_kmz(kmz, summary)
    write_gaps_geojson(gaps, summary, plans)
    return page, geojson, package, kmz, gaps


def sites_record(folder: Path) -> dict[str, object]:
    """Return the ranked sites as plain values, for ``--json``.

    Raises
    ------
    CathartesError
        If the settings are wrong, or the database does not answer.
    """
    from cathartes.physics.profiles import load_profiles

    titles = {one.name: one.title for one in load_profiles().profiles}
    with open_campaign(folder) as campaign:
        return {
            "campaign": campaign.settings.campaign.name,
            "is_simulated": campaign.is_simulated,
            "sites": [
                _site_record(rank, site, titles)
                for rank, site in enumerate(ranked_sites(campaign.store), start=1)
            ],
        }


def _site_record(rank: int, site: CandidateSite, titles: dict[str, str]) -> dict[str, object]:
    score = site.score
    reasons = () if score is None else score.reasons
    alternatives = {} if score is None else score.alternatives
    ordered = sorted(alternatives.items(), key=lambda item: (-item[1], item[0]))
    return {
        "rank": rank,
        "site_id": site.site_id,
        "longitude": site.longitude,
        "latitude": site.latitude,
        "position_std_m": site.position_std_m,
        "is_simulated": site.is_simulated,
        "marking": {
            "handling": site.marking.handling,
            "compartments": list(site.marking.compartments),
        },
        "probability": None if score is None else score.probability,
        "reasons": [
            {
                "feature": one.feature,
                "value": one.value,
                "weight": one.weight,
                "sentence": one.sentence,
            }
            for one in reasons
        ],
        "alternatives": [
            {"profile": name, "title": titles.get(name, name), "probability": share}
            for name, share in ordered
        ],
        "n_estimates": len(site.estimate_ids),
    }


def _rank(site: CandidateSite) -> tuple[float, str]:
    probability = -1.0 if site.score is None else site.score.probability
    return -probability, site.site_id
