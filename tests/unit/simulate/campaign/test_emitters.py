"""What stands on the ground of a simulated campaign, and what the campaign is told of it."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.physics.profiles import load_profiles
from cathartes.simulate.campaign.ground.context import draw_layers
from cathartes.simulate.campaign.ground.emitters import draw_emitters, is_look_alike
from cathartes.simulate.campaign.ground.frame import Frame
from cathartes.simulate.campaign.settings import EmitterDraws

PROFILES = load_profiles()
FRAME = Frame.of_size(9000.0, 9000.0)
PERIOD = (1.78e9, 1.78e9 + 6.0 * 86400.0)


@pytest.fixture(scope="module")
def emitters():
    draws = EmitterDraws(clandestine=20, others=40)
    return draw_emitters(np.random.default_rng(3), PROFILES, draws, FRAME, PERIOD, -28368.0)


def test_there_are_at_least_five_innocent_look_alikes_for_each_clandestine_emitter(emitters):
    clandestine = [one for one in emitters if one.is_clandestine]
    alike = [one for one in emitters if one.is_look_alike]
    assert len(clandestine) == 20
    assert len(alike) >= 5 * len(clandestine)
    assert len({one.profile for one in alike}) >= 5
    assert not any(one.is_clandestine for one in alike)


def test_fewer_look_alikes_are_refused():
    with pytest.raises(ValueError, match="look_alikes_each"):
        EmitterDraws(look_alikes_each=4)


def test_a_look_alike_shares_a_gas_with_what_is_searched_for():
    searched = {gas.name for gas in PROFILES["solvent_acid_mixture"].gases}
    for profile in PROFILES.profiles:
        if is_look_alike(profile, PROFILES):
            assert searched & {gas.name for gas in profile.gases}
    assert is_look_alike(PROFILES["coating_shop"], PROFILES)
    assert not is_look_alike(PROFILES["switchgear"], PROFILES)


def test_rates_are_off_by_a_factor_of_three_at_most_and_both_ways(emitters):
    factors = np.array([one.rate_factor for one in emitters])
    assert np.all((factors >= 1.0 / 3.0) & (factors <= 3.0))
    assert 0.3 < np.mean(factors > 1.0) < 0.7
    assert np.ptp(np.log(factors)) > 1.5


def test_some_emitters_lack_a_gas_and_some_have_one_that_their_profile_does_not_know(emitters):
    lacking = [one for one in emitters if one.missing_gases]
    strange = [one for one in emitters if one.added_gases]
    assert 0.03 < len(lacking) / len(emitters) < 0.4
    assert 0.1 < len(strange) / len(emitters) < 0.4
    for one in strange:
        assert one.added_gases[0] in one.rate_kg_per_h
        assert one.added_gases[0] not in {gas.name for gas in PROFILES[one.profile].gases}


def test_about_thirty_per_cent_of_the_permits_are_on_no_map(emitters):
    permitted = [one for one in emitters if one.is_permitted]
    unlisted = [one for one in permitted if not one.is_listed]
    assert 0.15 < len(unlisted) / len(permitted) < 0.45
    assert not any(one.is_permitted for one in emitters if one.is_clandestine)
    assert not any(one.is_listed and not one.is_permitted for one in emitters)


def test_most_emitters_stand_apart_and_some_are_close(emitters):
    places = np.array([(one.easting_m, one.northing_m) for one in emitters])
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    nearest = np.sort(apart + np.diag(np.full(len(places), np.inf)), axis=1)[:, 0]
    assert np.all(nearest >= 60.0)
    assert 0.55 < np.mean(nearest >= 150.0) < 0.98
    assert np.all(places > [FRAME.west_m, FRAME.south_m])
    assert np.all(places < [FRAME.west_m + 9000.0, FRAME.south_m + 9000.0])


def test_layers_hold_every_listed_permit_tens_of_metres_off_and_nothing_clandestine(emitters):
    draws = EmitterDraws(clandestine=20, others=40)
    layers = draw_layers(np.random.default_rng(1), emitters, PROFILES, draws, FRAME)
    features = [one for layer in layers.values() for one in layer["features"]]
    listed = [one for one in emitters if one.is_listed]
    assert len(features) >= len(listed)
    assert all(one["properties"]["profile"] != "solvent_acid_mixture" for one in features)
    assert all(one["properties"]["is_simulated"] for one in features)
    metres = np.array([111_000.0 * np.cos(np.radians(24.0)), 110_800.0])
    there = np.array([one["geometry"]["coordinates"] for one in features])
    off = [np.hypot(*((there - (one.longitude, one.latitude)) * metres).T).min() for one in listed]
    assert 15.0 < np.median(off) < 80.0


def test_the_same_generator_state_gives_the_same_emitters(emitters):
    draws = EmitterDraws(clandestine=20, others=40)
    again = draw_emitters(np.random.default_rng(3), PROFILES, draws, FRAME, PERIOD, -28368.0)
    assert again == emitters
