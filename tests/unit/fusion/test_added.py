"""An added flight gives what all flights together give, and reads what is near."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.fusion import FusionInput, KnownSite, fuse_added, fuse_sites
from tests.made_fusion import (
    NOON,
    PLAIN,
    TABLE,
    Near,
    estimate,
    look,
    numbered,
    partition,
    permit,
    site_of,
)


def campaign(seed, n_sites=12, n_days=6, side_m=8000.0):
    """Return estimates, looks and permits of a few days."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0.0, side_m, (n_sites, 2))
    gases = [("acetone", "toluene", "ammonia", "SF6")[i] for i in rng.integers(4, size=n_sites)]
    estimates = []
    for day in range(n_days):
        for (east, north), gas in zip(places, gases, strict=True):
            if rng.random() < 0.6:
                std = rng.uniform(10.0, 60.0)
                off = rng.normal(0, std, 2)
                estimates.append(
                    estimate(
                        east + off[0],
                        north + off[1],
                        day,
                        position_std_m=std,
                        gas_probabilities={gas: 0.8},
                    )
                )
    looks = [look(day, float(rng.uniform(0.5, 5.0))) for day in range(n_days)]
    context = [permit(float(east), "coating_shop") for east, _ in places[::3]]
    return (
        numbered("estimate", estimates),
        numbered("look", looks),
        numbered("context", context),
    )


@pytest.mark.parametrize("seed", range(8))
def test_flight_by_flight_gives_the_partition_and_scores_of_all_at_once(seed):
    estimates, looks, context = campaign(seed)
    sites, seen, looked = {}, {}, {}
    days = list(range(6))
    np.random.default_rng(seed).shuffle(days)
    for day in days:
        added = {k: v for k, v in estimates.items() if v.flight_id == f"flight-{day}"}
        added_looks = {k: v for k, v in looks.items() if v.flight_id == f"flight-{day}"}
        seen.update(added)
        looked.update(added_looks)
        known = tuple(KnownSite(site=site) for site in sites.values())
        near = Near(FusionInput(estimates=seen, looks=looked, context=context, known=known))
        fusion = fuse_added(near, added, added_looks, TABLE, model=PLAIN, is_simulated=False)
        for gone in [*(one.gone for one in fusion.merges), *fusion.emptied]:
            del sites[gone]
        sites.update({site.site_id: site for site in fusion.sites})
    everything = FusionInput(estimates=estimates, looks=looks, context=context)
    batch = fuse_sites(everything, TABLE, model=PLAIN, is_simulated=False)
    step_by_step = {site.estimate_ids: site.score for site in sites.values()}
    rests_on = {site.estimate_ids: site.provenance for site in sites.values()}
    assert step_by_step.keys() == partition(batch)
    for site in batch.sites:
        score = step_by_step[site.estimate_ids]
        assert score.probability == pytest.approx(site.score.probability, abs=1e-9)
        assert score.alternatives == pytest.approx(site.score.alternatives, abs=1e-9)
        assert rests_on[site.estimate_ids] == site.provenance


def test_an_empty_look_alone_changes_the_score_of_what_stands_there():
    estimates = numbered("estimate", [estimate(0.0)])
    looks = numbered("look", [look(0), look(4)])
    first = fuse_sites(
        FusionInput(estimates=estimates, looks={"look-00000": looks["look-00000"]}),
        TABLE,
        model=PLAIN,
        is_simulated=False,
    )
    near = Near(
        FusionInput(estimates=estimates, looks=looks, known=(KnownSite(site=first.sites[0]),))
    )
    added = {"look-00001": looks["look-00001"]}
    fusion = fuse_added(near, {}, added, TABLE, model=PLAIN, is_simulated=False)
    assert fusion.changed == {first.sites[0].site_id}


def test_what_is_read_does_not_grow_with_the_campaign():
    def read(n_far):
        far = [estimate(30_000.0 + 200.0 * n, 0.0, 0) for n in range(n_far)]
        estimates = numbered("estimate", [estimate(0.0), *far])
        near = Near(FusionInput(estimates=estimates))
        fuse_added(near, {"estimate-new": estimate(3.0, day=1)}, {}, TABLE, is_simulated=False)
        return near.n_estimates

    assert read(300) == read(3)


def test_a_judged_site_far_from_its_estimates_keeps_them():
    estimates = numbered("estimate", [estimate(0.0), estimate(4000.0, day=1)])
    judged = site_of(tuple(estimates), east_m=2000.0, judged=True)
    near = Near(FusionInput(estimates=estimates, known=(judged,)))
    added = {"estimate-new": estimate(2.0, day=2, sensed_at=NOON)}
    fusion = fuse_added(near, added, {}, TABLE, model=PLAIN, is_simulated=False)
    sites = {site.site_id: set(site.estimate_ids) for site in fusion.sites}
    assert sites[judged.site.site_id] == estimates.keys()
    everything = FusionInput(estimates={**estimates, **added}, known=(judged,))
    batch = fuse_sites(everything, TABLE, model=PLAIN, is_simulated=False)
    assert partition(fusion) == partition(batch)


def test_nothing_added_changes_nothing():
    near = Near(FusionInput(estimates=numbered("estimate", [estimate(0.0)])))
    fusion = fuse_added(near, {}, {}, TABLE, is_simulated=False)
    assert not fusion.sites


def test_a_judged_site_without_estimates_takes_an_added_one():
    seen_by_people = site_of((), judged=True)
    near = Near(FusionInput(estimates={}, known=(seen_by_people,)))
    fusion = fuse_added(near, {"estimate-new": estimate(2.0)}, {}, TABLE, is_simulated=False)
    (site,) = fusion.sites
    assert site.site_id == seen_by_people.site.site_id
    assert site.estimate_ids == ("estimate-new",)
