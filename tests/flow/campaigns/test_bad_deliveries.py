"""What cannot be used is told and stays where it lies; the campaign goes on, and loses nothing."""

from __future__ import annotations

import errno
import json
import re

import pytest

from benchmarks.campaigns.killed_run import outcome_of
from benchmarks.campaigns.small_scenes import detect_marks
from cathartes.errors import (
    AuthorityError,
    OptionError,
    SceneError,
    StoreError,
    StoreUnreachableError,
)
from cathartes.flow.campaign import run_campaign
from cathartes.flow.campaigns.opening import only_run, open_campaign
from cathartes.flow.campaigns.work import products
from cathartes.flow.scheduling import Scheduling
from cathartes.store import open_store
from tests.flow.campaigns.conftest import N_SCENES, sites_of
from tests.made_campaigns import make_judgement

SERIAL = Scheduling(serial=True)
BROKEN = "F0001_0002"


def refuse_one(scene, library, options=None, **more):
    """Refuse one of the scenes, as one with a fault deep inside is refused."""
    if scene.name == BROKEN:
        raise SceneError.about(
            scene.name, "lines", found="garbage", expected="radiance", remedy="Ask for it again."
        )
    return detect_marks(scene, library, options)


def test_a_corrupt_scene_is_told_once_and_done_again_only_when_asked(folder):
    done = run_campaign(folder, SERIAL, detect=refuse_one)
    assert (done.computed, done.failed) == (N_SCENES, 1)
    assert any("found garbage" in one.message for one in done.troubles)
    again = run_campaign(folder, SERIAL, detect=refuse_one)
    assert (again.computed, again.finished_before, again.failed) == (0, N_SCENES - 1, 1)
    assert any("found garbage" in one.message for one in again.troubles)
    assert run_campaign(folder, SERIAL, detect=refuse_one, retry=True).computed == 1


def test_a_truncated_file_does_not_stop_the_others(folder):
    image = folder / "incoming" / "F0001" / f"{BROKEN}.img"
    image.write_bytes(image.read_bytes()[:1000])
    done = run_campaign(folder, SERIAL, detect=detect_marks)
    assert done.computed == N_SCENES - 1
    assert any(BROKEN in one.name for one in done.troubles)


def test_a_full_disk_puts_work_off_and_the_next_run_does_it(folder, monkeypatch, undisturbed):
    write = products.replace_folder
    written = []

    def full_after_three(path, names):
        written.append(path)
        if len(written) > 3:
            from cathartes.errors import OutputError

            raise OutputError("no room") from OSError(errno.ENOSPC, "No space left on device")
        return write(path, names)

    monkeypatch.setattr(products, "replace_folder", full_after_three)
    done = run_campaign(folder, SERIAL, detect=detect_marks)
    assert done.failed == N_SCENES - 3
    assert any("no room" in one.message for one in done.troubles)
    monkeypatch.undo()
    again = run_campaign(folder, SERIAL, detect=detect_marks)
    assert (again.computed, again.failed) == (N_SCENES - 3, 0)
    assert outcome_of(folder) == undisturbed


def test_a_new_wind_makes_new_estimates_that_take_the_place_of_the_old(folder, undisturbed):
    run_campaign(folder, SERIAL, detect=detect_marks)
    before = sites_of(folder)
    weather = folder / "incoming" / "weather.csv"
    weather.write_text(weather.read_text().replace(",270,", ",250,"))
    done = run_campaign(folder, SERIAL, detect=detect_marks)
    assert done.computed == N_SCENES
    after = sites_of(folder)
    assert after.keys() == before.keys()
    assert len(after) == len(undisturbed.sites)
    for site_id, members in after.items():
        assert len(members) == 2
        assert members.isdisjoint(before[site_id])


def test_a_site_that_a_person_deleted_stays_deleted_and_a_judged_one_stays(folder):
    run_campaign(folder, SERIAL, detect=detect_marks)
    with open_store(folder / "campaign.db") as store:
        first, second = store.sites.active()
        store.sites.delete(first.site.site_id, revision=first.revision)
        store.judgements.add(make_judgement(second.site.site_id))
    (folder / "campaign.toml").write_text(
        (folder / "campaign.toml").read_text() + "\n[locate]\nrng_seed = 1\n"
    )
    assert run_campaign(folder, SERIAL, detect=detect_marks).computed == N_SCENES
    with open_store(folder / "campaign.db") as store:
        assert [one.site.site_id for one in store.sites.active()] == [second.site.site_id]
        assert [one.site.site_id for one in store.sites.deleted()] == [first.site.site_id]
        assert len(store.judgements.of_site(second.site.site_id)) == 1
        assert second.site.site_id in store.decisions.all([]).judged


def test_a_plan_outside_its_authority_is_refused_before_anything_is_done(folder):
    plan = folder / "plans" / "F0000.geojson"
    content = json.loads(plan.read_text())
    content["features"][0]["geometry"]["coordinates"][1] = [-100.0, 24.4]
    plan.write_text(json.dumps(content))
    with pytest.raises(AuthorityError, match="leaves the area"):
        run_campaign(folder, SERIAL, detect=detect_marks)
    assert not (folder / "products").exists()


def test_scenes_under_no_authority_are_not_processed(folder):
    settings = folder / "campaign.toml"
    text = settings.read_text()
    begins = "begins_at = 2026-01-01T00:00:00Z"
    assert begins in text
    run_campaign(folder, SERIAL, detect=detect_marks)
    plan = folder / "plans" / "F0001.geojson"
    plan.unlink()
    done = run_campaign(folder, SERIAL, detect=detect_marks)
    assert done.finished_before == N_SCENES / 2
    assert any("unknown flight" in one.message for one in done.troubles)


def test_a_scene_of_which_a_corner_leaves_the_area_is_no_work(folder):
    from attrs import evolve

    from cathartes.flow.campaigns.collecting import gather
    from cathartes.flow.campaigns.work_list import list_work

    with open_campaign(folder) as campaign:
        gathered = gather(campaign)
        assert len(list_work(campaign, gathered).tasks) == N_SCENES
        (area,) = campaign.areas.values()
        east = max(longitude for longitude, _ in area.polygon)
        scene_id, scene = next(iter(gathered.scenes.items()))
        corner = (east + 0.001, scene.footprint[0][1])
        # Its middle is inside still, and so is every other corner.
        over = evolve(scene, footprint=(*scene.footprint[:-1], corner))
        scenes = {**gathered.scenes, scene_id: over}
        work = list_work(campaign, evolve(gathered, scenes=scenes))
    assert len(work.tasks) == N_SCENES - 1
    (trouble,) = work.troubles
    assert "leaves the area" in trouble.message


def test_a_second_run_at_the_same_time_is_refused(folder):
    with only_run(folder), pytest.raises(OptionError, match="another run that is at work"):
        run_campaign(folder, SERIAL, detect=detect_marks)


def test_a_real_campaign_refuses_a_store_of_a_simulated_one(folder):
    run_campaign(folder, SERIAL, detect=detect_marks)
    settings = folder / "campaign.toml"
    settings.write_text(settings.read_text().replace("is_simulated = true", "is_simulated = false"))
    with pytest.raises(StoreError, match="do not share a store"):
        run_campaign(folder, SERIAL, detect=detect_marks)


def test_a_server_that_does_not_answer_is_told_and_nothing_begins(folder):
    settings = folder / "campaign.toml"
    address = "postgresql://nobody@127.0.0.1:9/nothing"
    text = settings.read_text().replace("[campaign]", f'[campaign]\nstore = "{address}"', 1)
    settings.write_text(text)
    with pytest.raises(StoreUnreachableError, match=re.escape("127.0.0.1:9")):
        run_campaign(folder, SERIAL, detect=detect_marks)
    assert not (folder / "products").exists()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("[detect]\nreport_probability = 7", "detect.report_probability"),
        ("[detect]\nreports = 3", "detect.reports"),
        ("[fuse]\nno_such_thing = 1", "fuse.no_such_thing"),
    ],
)
def test_an_option_of_a_stage_that_is_wrong_is_named(folder, line, told):
    settings = folder / "campaign.toml"
    settings.write_text(settings.read_text() + f"\n{line}\n")
    with pytest.raises(OptionError, match=re.escape(told)):
        run_campaign(folder, SERIAL, detect=detect_marks)


def test_an_unknown_profile_is_refused(folder):
    settings = folder / "campaign.toml"
    settings.write_text(settings.read_text().replace("[campaign]", '[campaign]\nprofile = "x"', 1))
    with pytest.raises(OptionError, match=r"campaign\.profile"):
        run_campaign(folder, SERIAL, detect=detect_marks)


def test_every_record_of_a_simulated_campaign_is_simulated(folder):
    run_campaign(folder, SERIAL, detect=detect_marks)
    with open_campaign(folder) as campaign:
        store = campaign.store
        for noun in ("scenes", "plumes", "estimates", "looks", "weather", "flights", "areas"):
            records = [record for _, record in getattr(store, noun).all()]
            assert records
            assert all(record.is_simulated for record in records)
        assert all(one.site.is_simulated for one in store.sites.active())
