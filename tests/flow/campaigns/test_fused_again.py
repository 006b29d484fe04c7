"""An added delivery is fused with what is near it, and comes out as if all came at once."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve

import cathartes.fusion
from benchmarks.campaigns.killed_run import outcome_of
from benchmarks.campaigns.small_scenes import SmallCampaign, detect_marks, write_small_campaign
from cathartes.errors import StoreConflictError
from cathartes.flow import campaign as campaign_module
from cathartes.flow.campaign import run_campaign
from cathartes.flow.campaigns.fusing import fuse_campaign, fusion_options
from cathartes.flow.campaigns.opening import open_campaign
from cathartes.flow.scheduling import Scheduling
from cathartes.store import open_store
from tests.made_campaigns import make_judgement
from tests.made_campaigns import make_scene as make_real_scene
from tests.made_fusion import NOON, estimate, look

SERIAL = Scheduling(serial=True)
N_PLACES = 40
APART_M = 3000.0
SCENE = "scene-" + "0" * 32


@pytest.fixture
def calls(monkeypatch) -> list[str]:
    """Note whether everything was fused, or what was added."""
    made: list[str] = []

    def note(name):
        function = getattr(cathartes.fusion, name)

        def noted(*given, **more):
            made.append(name)
            return function(*given, **more)

        monkeypatch.setattr(cathartes.fusion, name, noted)

    note("fuse_sites")
    note("fuse_added")
    return made


def evidence_of(day: int, places=range(N_PLACES), seed: int = 0):
    """Return estimates at places 3 km apart, and the look of a day at these."""
    rng = np.random.default_rng([seed, day])
    shared = {"is_simulated": True, "flight_id": None, "scene_id": SCENE}
    at = {"sensed_at": NOON + timedelta(days=day), "is_simulated": True, "flight_id": None}
    estimates = [
        estimate(APART_M * place + off[0], off[1], day, position_std_m=20.0, **at)
        for place, off in zip(places, rng.normal(0.0, 15.0, (len(places), 2)), strict=True)
    ]
    west = min(one.longitude for one in estimates) - 0.002
    east = max(one.longitude for one in estimates) + 0.002
    south, north = estimates[0].latitude - 0.002, estimates[0].latitude + 0.002
    ring = ((west, south), (east, south), (east, north), (west, north))
    looks = [look(day, **shared, looked_at=NOON + timedelta(days=day), footprint=ring)]
    return estimates, looks


def make_scene():
    return evolve(make_real_scene(), is_simulated=True, flight_id=None)


def add(campaign, day, places=range(N_PLACES)) -> set[str]:
    estimates, looks = evidence_of(day, places)
    (scene_id,) = campaign.store.scenes.add([make_scene()]).added or (
        campaign.store.scenes.ids_where(sha256=make_scene().sha256)
    )
    looks = [evolve(one, scene_id=scene_id) for one in looks]
    return {
        *campaign.store.estimates.add(estimates).added,
        *campaign.store.looks.add(looks).added,
    }


def fuse(campaign, ids, **options):
    chosen = fusion_options(campaign.folder, options, campaign.settings.campaign.profile)
    return fuse_campaign(campaign, ids, chosen)


def sites_of(campaign) -> dict[tuple[str, ...], float]:
    return {
        tuple(sorted(one.site.estimate_ids)): one.site.score.probability
        for one in campaign.store.sites.active()
        if one.site.estimate_ids
    }


@contextmanager
def fresh(pristine, tmp_path, name="campaign"):
    folder = Path(shutil.copytree(pristine, tmp_path / name))
    with open_campaign(folder) as campaign:
        yield campaign


@pytest.fixture
def campaign(pristine, tmp_path):
    with fresh(pristine, tmp_path) as opened:
        yield opened


def begun(campaign, days=3) -> set[str]:
    """Fuse some days of all places."""
    ids: set[str] = set()
    for day in range(days):
        ids |= add(campaign, day)
    fuse(campaign, ids)
    return ids


def test_what_is_added_alone_is_fused_and_gives_what_all_at_once_gives(
    campaign, pristine, tmp_path, calls
):
    ids = begun(campaign)
    names = {one.site.site_id for one in campaign.store.sites.active()}
    ids |= add(campaign, 3, range(5, 10)) | add(campaign, 4, range(30, 32))
    done = fuse(campaign, ids)
    assert calls == ["fuse_sites", "fuse_added"]
    assert (done.sites, done.new, done.changed) == (N_PLACES, 0, 7)
    assert names == {one.site.site_id for one in campaign.store.sites.active()}
    with fresh(pristine, tmp_path, "at_once") as other:
        for day, places in ((0, range(N_PLACES)), (1, range(N_PLACES)), (2, range(N_PLACES))):
            add(other, day, places)
        add(other, 3, range(5, 10))
        add(other, 4, range(30, 32))
        fuse(other, ids)
        assert sites_of(campaign).keys() == sites_of(other).keys()
        assert sites_of(campaign) == pytest.approx(sites_of(other), abs=1e-9)
        here = {one.estimate_id: one for one in campaign.store.associations.all()}
        assert here.keys() == {one.estimate_id for one in other.store.associations.all()}


def test_what_is_read_is_what_is_near_and_not_the_campaign(campaign, monkeypatch):
    ids = begun(campaign)
    added = add(campaign, 3, range(20, 21))
    read: list[str] = []
    find = campaign.store.estimates.find

    def counted(record_ids):
        found = find(record_ids)
        read.extend(found)
        return found

    monkeypatch.setattr(campaign.store.estimates, "find", counted)
    fuse(campaign, ids | added)
    # Its own place and, at most, three neighbours on both sides (two steps as far as a plume may
    # have drifted), each seen on three days, of 40 places.
    assert 4 <= len(set(read)) <= 7 * 3 + 1


def test_nothing_new_is_not_fused_at_all(campaign, calls):
    ids = begun(campaign)
    calls.clear()
    done = fuse(campaign, ids)
    assert (calls, done.sites, done.changed) == ([], N_PLACES, 0)


def test_where_most_is_new_everything_is_fused(campaign, calls):
    ids = begun(campaign, days=1)
    fuse(campaign, ids | add(campaign, 1))
    assert "fuse_added" not in calls


def judge(campaign, ids):
    site = next(campaign.store.sites.active()).site
    said = evolve(make_judgement(site.site_id), is_simulated=True)
    campaign.store.judgements.add(said)
    return ids, {}


def delete_a_site(campaign, ids):
    stored = next(campaign.store.sites.active())
    campaign.store.sites.delete(stored.site.site_id, revision=stored.revision)
    return ids, {}


def merge_two(campaign, ids):
    one, other, *_ = campaign.store.sites.active()
    campaign.store.site_changes.merge(
        one.site.site_id, other.site.site_id, made_by="A. Analyst", reason="one chimney"
    )
    return ids, {}


def other_options(campaign, ids):
    return ids, {"gate": 4.0}


def one_less(campaign, ids):
    return set(sorted(ids)[1:]), {}


@pytest.mark.parametrize("change", [judge, delete_a_site, merge_two, other_options, one_less])
def test_whatever_else_changed_lets_everything_be_fused(campaign, calls, change):
    ids, options = change(campaign, begun(campaign))
    calls.clear()
    fuse(campaign, ids | add(campaign, 3, range(5, 7)), **options)
    assert calls == ["fuse_sites"]


def test_a_layer_that_changed_lets_everything_be_fused(campaign, calls):
    ids = begun(campaign)
    layer = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "a shop", "profile": "coating_shop", "is_permitted": True,
                               "position_std_m": 20.0},
                "geometry": {"type": "Point", "coordinates": [-107.5, 24.8]},
            }
        ],
    }  # fmt: skip
    import json

    (campaign.folder / "context" / "permits.geojson").write_text(json.dumps(layer))
    with open_campaign(campaign.folder) as again:
        calls.clear()
        fuse(again, ids | add(again, 3, range(2)))
    assert calls == ["fuse_sites"]


def test_a_person_who_changes_a_site_meanwhile_is_heeded(campaign, calls, monkeypatch):
    ids = begun(campaign)
    calls.clear()
    fused = cathartes.fusion.fuse_added
    with open_store(campaign.folder / "campaign.db") as person:

        def slow(*given, **more):
            found = fused(*given, **more)
            if len(list(person.sites.active())) == N_PLACES:
                delete_a_site(_Holding(person), ids)
            return found

        monkeypatch.setattr(cathartes.fusion, "fuse_added", slow)
        done = fuse(campaign, ids | add(campaign, 3, range(5, 7)))
    assert calls == ["fuse_added", "fuse_sites"]
    assert done.sites == N_PLACES - 1


class _Holding:
    def __init__(self, store) -> None:
        self.store = store


def test_people_who_never_stop_are_told_of_and_nothing_is_written(campaign, monkeypatch):
    ids = begun(campaign)
    before = sites_of(campaign)
    numbers = iter(range(10**6))
    monkeypatch.setattr(
        campaign.store.last_fusion, "state_of_sites", lambda: f"state {next(numbers)}"
    )
    with pytest.raises(StoreConflictError, match="others than fusion has read"):
        fuse(campaign, ids | add(campaign, 3, range(5, 7)))
    assert sites_of(campaign) == before


SIZE = SmallCampaign(flights=6, scenes=4)


@pytest.fixture(scope="module")
def six_flights(tmp_path_factory) -> Path:
    return write_small_campaign(tmp_path_factory.mktemp("six") / "campaign", SIZE)


def same(one, other) -> bool:
    return {members for members, _ in one.sites} == {members for members, _ in other.sites} and (
        dict(one.sites) == pytest.approx(dict(other.sites), abs=1e-9)
    )


def test_a_campaign_in_two_deliveries_gives_the_sites_of_one(
    six_flights, tmp_path, calls, monkeypatch
):
    at_once = Path(shutil.copytree(six_flights, tmp_path / "at_once"))
    run_campaign(at_once, SERIAL, detect=detect_marks)
    folder = Path(shutil.copytree(six_flights, tmp_path / "campaign"))
    shutil.move(folder / "incoming" / "F0005", tmp_path / "later")
    run_campaign(folder, SERIAL, detect=detect_marks)
    shutil.move(tmp_path / "later", folder / "incoming" / "F0005")
    with monkeypatch.context() as killed:
        # Killed between the work and fusion: what was worked out is fused by the next run.
        killed.setattr(campaign_module, "fuse_campaign", end)
        with pytest.raises(KeyboardInterrupt):
            run_campaign(folder, SERIAL, detect=detect_marks)
    assert not same(outcome_of(folder), outcome_of(at_once))
    calls.clear()
    done = run_campaign(folder, SERIAL, detect=detect_marks)
    assert done.computed == 0
    assert calls[0] == "fuse_added"
    assert same(outcome_of(folder), outcome_of(at_once))


def end(*given, **more):
    raise KeyboardInterrupt
