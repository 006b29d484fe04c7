"""A site keeps its id and what people decided, whatever is edited, missing or made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.campaigns.small_scenes import detect_marks
from cathartes.flow.campaign import CampaignRun, run_campaign
from cathartes.flow.campaigns.collecting import gather
from cathartes.flow.campaigns.opening import open_campaign
from cathartes.flow.campaigns.summary import (
    campaign_status,
    campaign_summary,
    newest_of_each,
    ranked_sites,
)
from cathartes.flow.scheduling import Scheduling
from cathartes.fusion import fuse_sites
from cathartes.store import Store, open_store
from tests.flow.campaigns.conftest import N_SCENES, sites_of
from tests.made_campaigns import make_judgement

PERSON = {"deleted_by": "A. Analyst", "reason": "steam"}


def run(folder: Path, **more: object) -> CampaignRun:
    """Run the campaign one scene after the other."""
    return run_campaign(folder, Scheduling(serial=True), detect=detect_marks, **more)


def judge(store: Store, site_id: str) -> None:
    """Say something of a site."""
    store.judgements.add(make_judgement(site_id))


def turn_wind(folder: Path, degrees: int = 250) -> None:
    """Let the wind of all flights be another one."""
    path = folder / "incoming" / "weather.csv"
    path.write_text(path.read_text().replace(",270,", f",{degrees},"))


def edit(path: Path, old: str, new: str) -> None:
    """Change a text that is there."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_sites_come_back_under_their_ids_when_deliveries_were_away_for_a_run(folder):
    run(folder)
    before = sites_of(folder)
    assert len(before) == 2
    assert all(before.values())
    (folder / "incoming").rename(folder / "unmounted")
    (folder / "incoming").mkdir()
    away = run(folder)
    assert sites_of(folder) == {site_id: set() for site_id in before}
    assert away.fused.sites == 0
    assert any("2 sites have no estimate in force" in one.message for one in away.troubles)
    (folder / "incoming").rmdir()
    (folder / "unmounted").rename(folder / "incoming")
    back = run(folder)
    assert sites_of(folder) == before
    assert (back.computed, back.fused.sites) == (0, 2)
    assert not any(one.step == "fuse" for one in back.troubles)


def test_sites_keep_their_ids_when_work_was_put_off_for_a_run_under_a_new_wind(folder, monkeypatch):
    from cathartes.errors import OutputError
    from cathartes.flow.campaigns.work import products

    run(folder)
    before = sites_of(folder)
    turn_wind(folder)

    def full(path, names):
        raise OutputError("no room")

    monkeypatch.setattr(products, "replace_folder", full)
    assert run(folder).failed == N_SCENES
    assert sites_of(folder) == {site_id: set() for site_id in before}
    monkeypatch.undo()
    assert run(folder).computed == N_SCENES
    after = sites_of(folder)
    assert after.keys() == before.keys()
    for site_id, members in after.items():
        assert len(members) == len(before[site_id])
        assert members.isdisjoint(before[site_id])


def test_a_wind_that_turns_and_turns_back_leaves_every_site_as_it_was(folder):
    run(folder)
    before = sites_of(folder)
    turn_wind(folder)
    run(folder)
    turned = sites_of(folder)
    assert turned.keys() == before.keys()
    assert turned != before
    edit(folder / "incoming" / "weather.csv", ",250,", ",270,")
    run(folder)
    assert sites_of(folder) == before


def prolong_authority(folder: Path) -> None:
    """Let it end a year later."""
    edit(folder / "campaign.toml", "2027-12-31", "2028-12-31")


def change_handling(folder: Path) -> None:
    """Mark everything otherwise."""
    edit(folder / "campaign.toml", "[campaign]", '[campaign]\nhandling = "SECRET"')


def raise_lines(folder: Path) -> None:
    """Plan every line a metre higher."""
    for path in (folder / "plans").iterdir():
        edit(path, '"altitude_m": 2000.0', '"altitude_m": 2001.0')


@pytest.mark.parametrize("change", [prolong_authority, change_handling, raise_lines])
def test_an_edit_of_settings_renames_no_site_and_computes_no_scene_again(folder, change):
    run(folder)
    before = sites_of(folder)
    change(folder)
    again = run(folder)
    assert again.computed == 0
    assert again.finished_before == N_SCENES
    after = sites_of(folder)
    assert after.keys() == before.keys()
    assert all(len(after[one]) == len(before[one]) for one in before)
    with open_campaign(folder) as campaign:
        store = campaign.store
        assert store.scenes.count() == N_SCENES
        for noun in ("scenes", "estimates", "looks"):
            ids = {one for work in newest_of_each(store.work.all()) for one in work.made}
            records = [r for one, r in getattr(store, noun).all() if noun == "scenes" or one in ids]
            assert records
            assert all(one.flight_id in campaign.flights for one in records)
            assert all(one.marking == campaign.marking for one in records)
    assert run(folder).finished_before == N_SCENES
    assert sites_of(folder) == after


def test_a_judgement_made_while_fusion_runs_is_read_before_anything_is_written(folder):
    run(folder)
    judged_id = min(sites_of(folder))
    seen = []

    def fuse_while_a_person_judges(evidence, *given, **more):
        seen.append({one.site.site_id for one in evidence.known if one.judged})
        if len(seen) == 1:
            with open_store(folder / "campaign.db") as store:
                judge(store, judged_id)
        return fuse_sites(evidence, *given, **more)

    turn_wind(folder)
    run(folder, fuse=fuse_while_a_person_judges)
    assert seen == [set(), {judged_id}]


def test_a_judged_site_stays_in_every_list_when_nothing_in_force_speaks_of_it(folder):
    run(folder)
    before = sites_of(folder)
    judged_id = min(before)
    with open_store(folder / "campaign.db") as store:
        judge(store, judged_id)
    (folder / "incoming").rename(folder / "unmounted")
    (folder / "incoming").mkdir()
    run(folder)
    with open_campaign(folder) as campaign:
        (site,) = ranked_sites(campaign.store)
        assert (site.site_id, site.score) == (judged_id, None)
        summary = campaign_summary(campaign)
        assert [len(said) for said in summary.judgements.values()] == [1]
    (folder / "incoming").rmdir()
    (folder / "unmounted").rename(folder / "incoming")
    run(folder)
    assert sites_of(folder) == before
    with open_store(folder / "campaign.db") as store:
        assert store.sites.get(judged_id).site.score is not None


@pytest.mark.parametrize("what", ["estimate", "estimate and plume"])
def test_what_a_person_deleted_stays_deleted_under_another_wind(folder, what):
    run(folder)
    before = sites_of(folder)
    site_id = min(before)
    gone = min(before[site_id])
    with open_store(folder / "campaign.db") as store:
        estimate = store.estimates.get(gone)
        store.estimates.delete(gone, **PERSON)
        if what != "estimate":
            store.plumes.delete(estimate.plume_ids[0], **PERSON)
        plumes, estimates = store.plumes.count(), store.estimates.count()
    for degrees in (250, 230):
        edit(folder / "incoming" / "weather.csv", f",{degrees + 20},", f",{degrees},")
        assert run(folder).computed == N_SCENES
        after = sites_of(folder)
        assert after.keys() == before.keys()
        assert len(after[site_id]) == len(before[site_id]) - 1
        others = before.keys() - {site_id}
        assert all(len(after[one]) == len(before[one]) for one in others)
        with open_store(folder / "campaign.db") as store:
            members = store.estimates.find(after[site_id])
            scenes = {r.provenance.inputs[0].sha256 for r in members.values()}
            assert estimate.provenance.inputs[0].sha256 not in scenes
            # Each wind makes everything anew but what was deleted.
            assert store.estimates.count() % estimates == 0
            assert what == "estimate" or store.plumes.count() % plumes == 0


def test_weather_that_a_person_deleted_is_not_used(folder):
    run(folder)
    with open_campaign(folder) as campaign:
        before = gather(campaign)
        assert before.weather
        for weather_id, _ in list(campaign.store.weather.all()):
            campaign.store.weather.delete(weather_id, **PERSON)
        after = gather(campaign)
        assert after.weather == after.collected.weather == ()
        assert all(after.weather_of(one) is None for one in after.scenes.values())


def test_status_counts_each_scene_once_under_the_options_of_now(folder):
    run(folder)
    turn_wind(folder)
    run(folder)
    status = campaign_status(folder)
    assert (status.done, status.failed, status.put_off) == (N_SCENES, 0, 0)
    with open_store(folder / "campaign.db") as store:
        assert len(list(store.work.all())) == 2 * N_SCENES
