"""Parts of a plume downwind of its source are doubted in that wind, and in no other."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from cathartes.fusion import FusionInput, FusionOptions, KnownSite, fuse_added, fuse_sites
from cathartes.fusion.association.drifted import drifted_from
from cathartes.fusion.columns import Numbers, estimate_columns, gas_names
from cathartes.model.fusion import NONE_OF_THESE
from cathartes.model.wind import Wind
from cathartes.physics.profiles import load_profiles
from tests.made_fusion import METRES_EAST, NOON, PLAIN, TABLE, WEST, Near, estimate, look, numbered

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
    assert doubt(fusion, 1) > 0.75
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


def gas(name):
    """Return what is named so."""
    return {"gas_probabilities": {name: 0.9}, "position_std_m": 10.0, "wind": WEST_WIND}


def asked(fusion, east_m=0.0):
    """Return the site at a place, and its reasons by feature."""
    at = WEST + east_m / METRES_EAST
    site = min(fusion.sites, key=lambda one: abs(one.longitude - at))
    return site, {one.feature: one for one in site.score.reasons}


def test_a_gas_that_drifted_off_speaks_for_the_site_it_came_from():
    """Acetone and ethyl acetate of one emitter, the head of the second 60 m downwind."""
    table = load_profiles()
    limits = {gas.name: 0.3 for profile in table.profiles for gas in profile.gases}
    looks = numbered("look", [look(0, limits_kg_per_h=limits)])

    def fused(*records):
        evidence = FusionInput(estimates=numbered("estimate", records), looks=looks)
        return asked(fuse_sites(evidence, table, model=PLAIN, is_simulated=False))

    here = fused(estimate(0.0, **gas("acetone")), estimate(0.0, **gas("ethyl acetate")))
    apart, reasons = fused(estimate(0.0, **gas("acetone")), estimate(60.0, **gas("ethyl acetate")))
    alone, _ = fused(estimate(0.0, **gas("acetone")))
    assert apart.estimate_ids == ("estimate-00000",)
    together, one = here[0].score.probability, alone.score.probability
    assert together > 5.0 * one
    assert apart.score.probability == pytest.approx(together, rel=0.25)
    assert "ethyl acetate" not in reasons["missing_gases"].sentence
    assert "ethyl acetate" in reasons["gas_mixture"].sentence
    assert apart.longitude == alone.longitude
    assert apart.position_std_m == alone.position_std_m


def test_a_part_is_no_visit_and_no_find_of_the_site_it_drifted_from():
    looks = numbered("look", [look(0), look(3)])

    def fused(*records):
        evidence = FusionInput(estimates=numbered("estimate", records), looks=looks)
        return asked(fuse_sites(evidence, TABLE, model=PLAIN, is_simulated=False))

    late = {"sensed_at": NOON + timedelta(minutes=10)}
    _, alone = fused(estimate(0.0, **gas("acetone")))
    _, beside = fused(estimate(0.0, **gas("acetone")), estimate(90.0, **gas("toluene"), **late))
    for feature in ("persistence", "rhythm", "quality", "location", "rates"):
        # Contributions follow from what was weighed before; their sentences tell the facts.
        assert beside[feature].sentence.split(";")[0] == alone[feature].sentence.split(";")[0]


@pytest.mark.parametrize(
    ("name", "changes"),
    [("upwind", {"east_m": -90.0}), ("hours later", {"sensed_at": NOON + timedelta(hours=2)})],
)
def test_gas_that_cannot_have_drifted_off_a_site_is_not_its(name, changes):
    other = {"east_m": 90.0, **gas("toluene"), **changes}
    evidence = FusionInput(estimates=numbered("estimate", [estimate(**other)] * 1))
    both = {**evidence.estimates, "estimate-z": estimate(0.0, **gas("acetone"))}
    site, reasons = asked(
        fuse_sites(FusionInput(estimates=both), TABLE, model=PLAIN, is_simulated=False)
    )
    assert ("estimate-z" in site.estimate_ids) is (name != "upwind")
    if name != "upwind":
        assert "toluene" not in reasons["gas_mixture"].sentence


def test_what_drifted_is_shared_among_what_lies_upwind_and_never_more_than_it_was():
    rng = np.random.default_rng(3)
    records = [
        estimate(*rng.normal(0.0, 150.0, 2), wind=WEST_WIND, source_probability=rng.uniform(0.3, 1))
        for _ in range(40)
    ]
    names = gas_names(TABLE, records)
    columns = estimate_columns(numbered("estimate", records), names, Numbers(), Numbers())
    drifted, part, upwind, share = drifted_from(columns, TABLE, names, FusionOptions())
    given = np.bincount(part, share, len(records))
    assert len(part) > 40
    assert given.max() <= 1.0 + 1e-9
    assert np.all(given[drifted > 0.5] > 0.8)
    assert np.all(columns.longitude[upwind] < columns.longitude[part])


def towards(wind, metres):
    """Return how far east and north so many metres with the wind are."""
    turned = np.radians(wind.from_direction_deg + 180.0)
    return metres * np.array([np.sin(turned), np.cos(turned)])


@pytest.mark.parametrize("seed", range(8))
def test_scene_by_scene_gives_what_all_at_once_gives(seed):
    """Chains of parts of other gases, too, which several sites may be the source of."""
    names = ("acetone", "toluene", "ammonia", "SF6")
    rng = np.random.default_rng(seed)
    records = []
    for day in range(4):
        wind = Wind(3.0, float(rng.uniform(0.0, 360.0)), 1.0, 12.0)
        for east, north in ((0.0, 0.0), (400.0, 150.0), (900.0, -300.0), (2500.0, 0.0)):
            places = rng.normal((east, north), 15.0)
            at = NOON + timedelta(days=day, seconds=float(rng.uniform(-1100.0, 1100.0)))
            records.append(estimate(*places, day=day, wind=wind, sensed_at=at))
        for metres in (250.0, *rng.uniform(60.0, 900.0, 3)):
            late = timedelta(seconds=float(rng.uniform(-1000.0, 1000.0)))
            records.append(
                estimate(
                    *(towards(wind, metres) + rng.normal(0.0, 15.0, 2)),
                    day=day,
                    wind=wind,
                    sensed_at=NOON + timedelta(days=day) + late,
                    gas_probabilities={str(rng.choice(names)): 0.7, str(rng.choice(names)): 0.2},
                )
            )
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
    by_members = {site.estimate_ids: site.score for site in sites.values()}
    wanted = {site.estimate_ids: site.score for site in everything.sites}
    assert by_members.keys() == wanted.keys()
    for members, score in wanted.items():
        assert by_members[members].probability == pytest.approx(score.probability, abs=1e-9)
        assert by_members[members].alternatives == pytest.approx(score.alternatives, abs=1e-9)
