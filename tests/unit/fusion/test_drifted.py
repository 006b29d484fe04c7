"""Parts of a plume downwind of its source are doubted in that wind, and in no other."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from cathartes.fusion import FusionInput, FusionOptions, KnownSite, fuse_added, fuse_sites
from cathartes.model.fusion import NONE_OF_THESE
from cathartes.model.wind import Wind
from tests.made_fusion import NOON, PLAIN, TABLE, Near, estimate, numbered

WEST_WIND = Wind(3.0, 270.0, 1.0, 12.0)
EAST_WIND = Wind(3.0, 90.0, 1.0, 12.0)


def fused(*estimates, **options):
    """Return the fusion of estimates, numbered in their order."""
    evidence = FusionInput(estimates=numbered("estimate", estimates))
    return fuse_sites(evidence, TABLE, FusionOptions(**options), model=PLAIN, is_simulated=False)


def doubt(fusion, number):
    """Return the probability that an estimate is no source."""
    return fusion.associations[f"estimate-{number:05d}"].probabilities[NONE_OF_THESE]


def test_a_part_downwind_is_no_site_and_the_source_is():
    fusion = fused(estimate(0.0, wind=WEST_WIND), estimate(200.0, wind=WEST_WIND))
    assert [site.estimate_ids for site in fusion.sites] == [("estimate-00000",)]
    assert doubt(fusion, 1) > 0.8
    assert doubt(fusion, 0) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("upwind", {"east_m": -200.0}),
        ("beside the wind", {"east_m": 50.0, "north_m": 400.0}),
        ("hours later", {"east_m": 200.0, "sensed_at": NOON + timedelta(hours=3)}),
        ("of another gas", {"east_m": 200.0, "gas_probabilities": {"SF6": 0.95}}),
        ("in an unknown wind", {"east_m": 200.0, "wind": None}),
        ("farther than it can have drifted", {"east_m": 4000.0}),
    ],
)
def test_what_cannot_have_drifted_there_keeps_its_probability(name, changes):
    other = {"wind": WEST_WIND, **changes}
    fusion = fused(estimate(0.0, wind=WEST_WIND), estimate(**other))
    assert doubt(fusion, 1) < (0.35 if name == "of another gas" else 0.12), name
    # What is upwind is the source, and the first one may be a part of its plume.
    assert len(fusion.sites) == (1 if name == "upwind" else 2)


def test_a_source_behind_another_stands_as_soon_as_the_wind_turns():
    behind = [
        estimate(0.0, day=0, wind=WEST_WIND),
        estimate(200.0, day=0, wind=WEST_WIND),
        estimate(0.0, day=1, wind=EAST_WIND),
        estimate(200.0, day=1, wind=EAST_WIND),
    ]
    fusion = fused(*behind)
    members = [site.estimate_ids for site in fusion.sites]
    assert len(members) == 2
    assert [sum(one in ids for ids in members) for one in ("estimate-00000", "estimate-00003")] == [
        1,
        1,
    ]
    assert not any({"estimate-00000", "estimate-00003"} <= set(ids) for ids in members)


def test_doubt_turns_with_wind_and_places():
    # East to west and north to south at once: nothing else tells directions apart.
    east = fused(estimate(0.0, wind=WEST_WIND), estimate(200.0, 30.0, wind=WEST_WIND))
    north = fused(
        estimate(0.0, wind=Wind(3.0, 180.0, 1.0, 12.0)),
        estimate(-30.0, 200.0, wind=Wind(3.0, 180.0, 1.0, 12.0)),
    )
    assert doubt(north, 1) == pytest.approx(doubt(east, 1), rel=0.02)


def test_no_drift_is_looked_for_where_nobody_asks():
    fusion = fused(
        estimate(0.0, wind=WEST_WIND), estimate(200.0, wind=WEST_WIND), drifted_per_plume=0.0
    )
    assert len(fusion.sites) == 2


@pytest.mark.parametrize("seed", range(6))
def test_scene_by_scene_gives_what_all_at_once_gives(seed):
    rng = np.random.default_rng(seed)
    records = []
    for day in range(4):
        wind = Wind(3.0, float(rng.uniform(0.0, 360.0)), 1.0, 12.0)
        for east, north in ((0.0, 0.0), (400.0, 150.0), (900.0, -300.0), (2500.0, 0.0)):
            places = rng.normal((east, north), 15.0)
            records.append(estimate(*places, day=day, wind=wind))
        towards = np.radians(wind.from_direction_deg + 180.0)
        part = 250.0 * np.array([np.sin(towards), np.cos(towards)])
        records.append(estimate(*part, day=day, wind=wind))
    estimates = numbered("estimate", records)
    everything = fuse_sites(
        FusionInput(estimates=estimates), TABLE, model=PLAIN, is_simulated=False
    )
    sites, seen = {}, {}
    for one in rng.permutation(sorted(estimates)).tolist():
        seen[one] = estimates[one]
        known = tuple(KnownSite(site=site) for site in sites.values())
        near = Near(FusionInput(estimates=seen, known=known))
        added = fuse_added(near, {one: seen[one]}, {}, TABLE, model=PLAIN, is_simulated=False)
        for gone in [*(each.gone for each in added.merges), *added.emptied]:
            sites.pop(gone, None)
        sites.update({site.site_id: site for site in added.sites})
    by_members = {site.estimate_ids: site.score.probability for site in sites.values()}
    wanted = {site.estimate_ids: site.score.probability for site in everything.sites}
    assert by_members.keys() == wanted.keys()
    assert by_members == pytest.approx(wanted, abs=1e-9)
