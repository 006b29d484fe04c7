"""Scores add up, and each feature pushes the way it says."""

from __future__ import annotations

import math
from datetime import timedelta
from hashlib import sha256

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from cathartes.errors import OptionError
from cathartes.fusion import FusionInput, FusionOptions, fuse_sites
from cathartes.fusion.score.model import (
    CALIBRATION,
    FEATURES,
    NOT_AN_EMITTER,
    PRIOR,
    ScoreModel,
    bundled_score_model,
    model_from_text,
    model_to_text,
)
from cathartes.fusion.score.provenance import digest
from tests.made_fusion import (
    METRES_EAST,
    NOON,
    PLAIN,
    TABLE,
    estimate,
    fuse,
    look,
    numbered,
    permit,
    probability_of,
    rate,
    site_of,
)

ASKED = "solvent_acid_mixture"
NIGHT = timedelta(hours=12)


def found_on(days, gases=("acetone",), **changes):
    """Return estimates of one place on some days."""
    return [
        estimate(
            3.0 * number,
            day=day,
            gas_probabilities={gas: 0.9},
            rates={gas: rate(4.0)},
            **changes,
        )
        for day in days
        for number, gas in enumerate(gases)
    ]


def reason(fusion, feature):
    """Return what a feature adds to the log odds of the only site."""
    (site,) = fusion.sites
    return next(one.weight * one.value for one in site.score.reasons if one.feature == feature)


@settings(max_examples=20, deadline=None)
@given(
    gases=st.lists(st.sampled_from(["acetone", "ammonia", "SF6"]), min_size=1, max_size=3),
    n_looks=st.integers(0, 6),
    distance_m=st.floats(0.0, 500.0),
    weights=st.lists(st.floats(0.0, 3.0), min_size=len(FEATURES), max_size=len(FEATURES)),
    offset=st.floats(-2.0, 2.0),
    slope=st.floats(0.1, 3.0),
)
def test_reasons_add_up_to_the_log_odds_and_probabilities_to_one(
    gases, n_looks, distance_m, weights, offset, slope
):
    model = ScoreModel(
        version="drawn",
        weights=dict(zip(FEATURES, weights, strict=True)),
        offset=offset,
        slope=slope,
    )
    evidence = FusionInput(
        estimates=numbered("estimate", found_on([0, 2], gases)),
        looks=numbered("look", [look(day) for day in range(n_looks)]),
        context=numbered("context", [permit(distance_m, "coating_shop")]),
    )
    for site in fuse_sites(evidence, TABLE, model=model, is_simulated=False).sites:
        score = site.score
        total = sum(one.weight * one.value for one in score.reasons)
        p = score.probability
        assert total == pytest.approx(math.log(p / (1.0 - p)), abs=1e-6)
        assert p + sum(score.alternatives.values()) == pytest.approx(1.0)
        kinds = {one.name for one in TABLE.profiles} | {NOT_AN_EMITTER}
        assert score.alternatives.keys() == kinds - {ASKED}
        assert [one.feature for one in score.reasons] == [PRIOR, *FEATURES, CALIBRATION]


def test_more_looks_that_saw_nothing_speak_against_what_always_emits():
    hits = found_on([0], ["ammonia"])
    probabilities = [
        probability_of(fuse(hits, [look(day) for day in range(n)]), "livestock")
        for n in (1, 3, 6, 12)
    ]
    assert probabilities == sorted(probabilities, reverse=True)
    assert probabilities[0] > 3.0 * probabilities[-1]


def test_a_look_that_could_see_nothing_changes_nothing():
    hits, seen = found_on([0]), [look(0)]
    blind = [
        look(5, limits_kg_per_h={"SF6": 1.0}),
        look(6, limits_kg_per_h={}),
        look(7, clear_share=0.0),
        look(8, limit_kg_per_h=1e12),
    ]
    without, beside = fuse(hits, seen), fuse(hits, seen + blind)
    for kind in (ASKED, "coating_shop", "livestock", NOT_AN_EMITTER):
        assert probability_of(beside, kind) == pytest.approx(probability_of(without, kind))


def test_a_look_elsewhere_changes_nothing():
    far = ((-100.0, 20.0), (-99.0, 20.0), (-99.0, 21.0), (-100.0, 21.0))
    hits, seen = found_on([0]), [look(0)]
    beside = fuse(hits, [*seen, look(3, footprint=far)])
    assert beside.sites[0].score == fuse(hits, seen).sites[0].score


def test_a_weak_look_that_saw_nothing_says_less_than_a_keen_one():
    hits = found_on([0], ["ammonia"])

    def against(limit):
        return probability_of(fuse(hits, [look(0), look(4, limit)]), "livestock")

    assert against(0.5) < against(4.0) < against(40.0)


def test_the_nearer_a_permit_the_more_it_speaks_for_its_kind():
    hits = found_on([0, 1])
    probabilities = [
        probability_of(fuse(hits, [], [permit(distance, "coating_shop")]), "coating_shop")
        for distance in (0.0, 60.0, 120.0, 250.0, 1500.0)
    ]
    assert probabilities == sorted(probabilities, reverse=True)
    assert probabilities[0] > 1.4 * probabilities[-1]


def test_a_permit_of_another_kind_near_speaks_against_the_one_asked_for():
    hits = found_on([0, 1])
    near = fuse(hits, [], [permit(0.0, "coating_shop")])
    assert reason(near, "context") < -1.0
    told = [one.sentence for one in near.sites[0].score.reasons if one.feature == "context"]
    assert "is listed 3 m away" in told[0] or "is listed 0 m away" in told[0]


def test_a_register_that_lists_nothing_near_speaks_weakly():
    hits = found_on([0, 1])
    no_register = reason(fuse(hits), "context")
    empty_near = reason(fuse(hits, [], [permit(8000.0, "coating_shop")]), "context")
    assert no_register == pytest.approx(0.0)
    assert 0.0 < empty_near < 1.5


def test_gases_of_the_profile_speak_for_it_and_missing_ones_against():
    looks = [look(0, 0.2)]
    three = fuse(found_on([0], ["acetone", "toluene", "ammonia"]), looks)
    one = fuse(found_on([0], ["acetone"]), looks)
    assert probability_of(three, ASKED) > probability_of(one, ASKED)
    assert reason(one, "missing_gases") < reason(three, "missing_gases")


def test_naming_one_gas_again_and_again_is_one_piece_of_evidence():
    once, often = fuse(found_on([0])), fuse(found_on(range(8)))
    assert reason(often, "gas_mixture") == pytest.approx(reason(once, "gas_mixture"), abs=0.35)


def test_finds_at_night_speak_for_what_works_at_night():
    def rhythm(late):
        hits = [evolve(one, sensed_at=one.sensed_at + late) for one in found_on([0, 3, 6])]
        looks = [look(day, looked_at=NOON + timedelta(days=day) + late) for day in (0, 3, 6)]
        return reason(fuse(hits, looks), "rhythm")

    assert rhythm(NIGHT) > 0.5 > -0.5 > rhythm(timedelta(0))


def test_night_is_by_the_sun_and_not_by_the_clock():
    def rhythm(degrees, hours):
        moved = [
            evolve(
                one,
                longitude=one.longitude + degrees,
                sensed_at=one.sensed_at + timedelta(hours=hours),
            )
            for one in found_on([0, 3, 6])
        ]
        return reason(fuse(moved), "rhythm")

    assert rhythm(90.0, -6.0) == pytest.approx(rhythm(0.0, 0.0))
    assert rhythm(90.0, 6.0) > rhythm(90.0, -6.0)


def test_a_poor_detection_is_the_more_probably_no_emitter():
    chances = [
        probability_of(fuse(found_on([0], source_probability=p)), NOT_AN_EMITTER)
        for p in (0.95, 0.8, 0.6)
    ]
    assert chances == sorted(chances)


def test_two_looks_in_one_hour_say_less_than_two_a_month_apart():
    """What emits for months at a time was on in both or in none: the second repeats the first."""

    def against(looks, kind="switchgear"):
        hits = found_on([0], ["SF6"])
        return probability_of(fuse(hits, looks), kind)

    def empty(day, hour):
        at = NOON + timedelta(days=day, hours=hour)
        return look(day, scene_id=f"{day} {hour}", flight_id=f"{day} {hour}", looked_at=at)

    one = against([look(0), empty(40, 0)])
    in_one_hour = against([look(0), empty(40, 0), empty(40, 1)])
    a_month_apart = against([look(0), empty(40, 0), empty(70, 0)])
    assert a_month_apart < in_one_hour < one


@pytest.mark.parametrize("feature", ["persistence", "rhythm"])
def test_a_doubtful_report_moves_less_than_half_as_much_as_a_sure_find(feature):
    """A report of people has no look of its own, and is true half the time."""

    def moved(p):
        first = found_on([0], ["ammonia"])
        more = [
            evolve(one, source_probability=p, flight_id=None, sensed_at=one.sensed_at + NIGHT)
            for one in found_on([3, 6], ["ammonia"])
        ]
        known = site_of(tuple(f"estimate-{n:05d}" for n in range(3)), judged=True)
        kind = fuse([*first, *more], [look(0)], known=[known])
        return reason(kind, feature) - reason(fuse(first, [look(0)]), feature)

    assert abs(moved(0.5)) < 0.5 * abs(moved(0.97))


def test_rates_like_those_of_a_kind_speak_for_it():
    def livestock(kg_per_h):
        one = estimate(0.0, gas_probabilities={"ammonia": 0.9}, rates={"ammonia": rate(kg_per_h)})
        return probability_of(fuse([one]), "livestock")

    assert livestock(5.0) > livestock(0.05)


def test_no_sentence_says_what_a_place_is():
    fusion = fuse(found_on([0, 2]), [look(0), look(1), look(2)], [permit(50.0, "coating_shop")])
    for one in fusion.sites[0].score.reasons:
        assert one.sentence.endswith(".")
        assert not any(
            phrase in one.sentence
            for phrase in (" is a ", "is clandestine", "laboratory", "proves")
        )


def test_the_surest_site_comes_first():
    both = found_on([0], ["acetone", "toluene", "ammonia"])
    other = [
        evolve(one, longitude=one.longitude + 2000.0 / METRES_EAST)
        for one in found_on([0], ["SF6"])
    ]
    probabilities = [site.score.probability for site in fuse(both + other).sites]
    assert probabilities == sorted(probabilities, reverse=True)


def test_a_model_is_read_back_as_it_was_written():
    model = bundled_score_model()
    assert model_from_text(model_to_text(model)) == model
    assert model.fitted_on != "nothing"


@pytest.mark.parametrize("text", ["{", "{}", '{"version": "1", "weights": {"rates": 1.0}}', "[1]"])
def test_a_broken_model_is_refused(text):
    with pytest.raises(OptionError, match="score model"):
        model_from_text(text)


def inputs_of(fusion):
    """Return the digests of what the only site rests on, by name."""
    (site,) = fusion.sites
    return {one.name: one.sha256 for one in site.provenance.inputs}


def test_a_site_says_what_it_rests_on_and_with_which_options():
    estimates, looks = found_on([0, 1]), [look(0), look(1)]
    permits = [permit(50.0, "coating_shop")]
    base = fuse(estimates, looks, permits)
    assert fuse(estimates, looks, permits).sites[0].provenance == base.sites[0].provenance
    others = {
        "estimates": fuse(found_on([0, 1, 2]), looks, permits),
        "looks": fuse(estimates, [*looks, look(2)], permits),
        "context": fuse(estimates, looks, [*permits, permit(90.0, "livestock")]),
    }
    for name, other in others.items():
        differ = {key for key, value in inputs_of(other).items() if value != inputs_of(base)[key]}
        assert differ == {name}
    told = fuse_sites(
        FusionInput(estimates=numbered("estimate", estimates)),
        TABLE,
        FusionOptions(gate=4.5),
        model=PLAIN,
        is_simulated=False,
    ).sites[0]
    assert told.provenance.options == FusionOptions(gate=4.5).model_dump()


def test_a_digest_is_of_the_sorted_ids_one_a_line():
    one = digest("estimates", ["b", "a"])
    assert one.sha256 == sha256(b"a\nb\n").hexdigest()
    assert one.size_bytes == 4


def test_a_miss_of_a_doubtful_site_says_as_much_as_that_of_a_sure_one():
    """What a look could have found is asked given that the site emits."""

    def could(p):
        hits = found_on([0], ["ammonia"], source_probability=p)
        told = [one.sentence for one in fuse(hits, [look(0), look(9)]).sites[0].score.reasons]
        return next(one for one in told if "of those that did not" in one).split(";")[0]

    assert could(0.95) == could(0.6)
