"""Evidence that is thin, odd or missing is fused all the same."""

from __future__ import annotations

import pytest

from cathartes.model.campaign import GasRate
from tests.made_fusion import estimate, fuse, look, permit, probability_of, rate, site_of

ASKED = "solvent_acid_mixture"
NO_RATE = GasRate(
    emission_rate_kg_per_h=0.0,
    emission_rate_std_kg_per_h=0.0,
    emission_rate_q05=0.0,
    emission_rate_q95=0.0,
)


def test_an_estimate_that_names_two_gases_at_once_says_what_two_estimates_say():
    both = estimate(0.0, gas_probabilities={"acetone": 0.9, "toluene": 0.9})
    one = estimate(0.0, gas_probabilities={"acetone": 0.9})
    other = estimate(0.0, gas_probabilities={"toluene": 0.9})
    together, apart = fuse([both], [look(0)]), fuse([one, other], [look(0)])

    def mixture(fusion):
        return [r.value for r in fusion.sites[0].score.reasons if r.feature == "gas_mixture"]

    assert mixture(together) == pytest.approx(mixture(apart))


@pytest.mark.parametrize(
    "changes",
    [
        {"gas_probabilities": {}},
        {"gas_probabilities": {"unknown": 1.0}},
        {"gas_probabilities": {"a gas nobody listed": 0.9}},
        {"rates": {"acetone": NO_RATE}},
        {"rates": {"unknown": rate(3.0)}},
        {"position_std_m": 0.0},
        {"position_std_m": 50_000.0},
        {"source_probability": 1.0},
        {"flight_id": None},
        {"latitude": 90.0},
    ],
)
def test_odd_estimates_are_scored(changes):
    fusion = fuse([estimate(0.0, **changes)], [look(0)], [permit(20.0, "livestock")])
    assert 0.0 < probability_of(fusion, ASKED) < 1.0


def test_estimates_that_are_none_of_these_leave_no_site():
    fusion = fuse([estimate(500.0 * n, source_probability=0.0) for n in range(3)], [look(0)])
    assert not fusion.sites
    assert all(one.site_id is None for one in fusion.associations.values())


def test_a_site_that_people_alone_know_stays_without_any_estimate_at_all():
    known = site_of((), judged=True)
    assert fuse([], [look(0)], known=[known]).sites == (known.site,)


def test_a_permit_of_a_kind_that_is_not_in_the_table_explains_nothing():
    hits = [estimate(0.0)]
    strange = fuse(hits, [], [permit(0.0, "bakery")])
    listed = fuse(hits, [], [permit(0.0, "coating_shop")])
    assert probability_of(strange, "coating_shop") < probability_of(listed, "coating_shop")


def test_a_listed_emitter_of_no_named_kind_speaks_for_the_innocent():
    hits = [estimate(0.0)]
    assert probability_of(fuse(hits, [], [permit(0.0, "")]), ASKED) < probability_of(
        fuse(hits), ASKED
    )


def test_a_report_known_to_a_kilometre_joins_what_is_near():
    reported = estimate(700.0, position_std_m=500.0, flight_id=None, day=3)
    assert len(fuse([estimate(0.0), estimate(4.0, day=1), reported]).sites) <= 2
