"""Weights come from sites whose truth is known, and mend a score that is too sure."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.fusion.campaigns import make_campaign
from benchmarks.fusion.judge import calibration_error, judge
from cathartes.errors import StatisticsError
from cathartes.fusion import FusionInput, ScoreModel, fuse_sites
from cathartes.fusion.fitting import TrainingSite, fit_score_model, training_sites
from cathartes.fusion.score.model import FEATURES, NOT_AN_EMITTER
from cathartes.fusion.score.posterior import posterior
from cathartes.physics.profiles import load_profiles
from tests.made_fusion import TABLE, estimate, numbered

KINDS = 3


def drawn(n, strengths, seed=0):
    """Return sites whose terms are honest in each feature but for a factor."""
    rng = np.random.default_rng(seed)
    sites = []
    for _ in range(n):
        true = int(rng.integers(KINDS))
        terms = np.zeros((KINDS, len(FEATURES)))
        for f, strength in enumerate(strengths):
            seen = rng.normal(0.0, 1.0, KINDS)
            seen[true] += 1.0
            # Of two unit normals a step apart the log likelihood ratio is the observation itself.
            terms[:, f] = strength * seen
        sites.append(
            TrainingSite(
                log_likelihoods=terms,
                log_prior=np.zeros(KINDS),
                asked=0,
                is_asked=true == 0,
                true_profile=None if true == KINDS - 1 else str(true),
                true_number=true,
            )
        )
    return sites


def test_a_feature_that_shouts_is_turned_down_and_one_that_whispers_up():
    model = fit_score_model(drawn(4000, [2.0, 0.5, 1.0]), version="t", fitted_on="drawn")
    weights = list(model.weights.values())
    assert weights[0] == pytest.approx(0.5, abs=0.1)
    assert weights[1] == pytest.approx(2.0, abs=0.3)
    assert weights[2] == pytest.approx(1.0, abs=0.15)


def test_a_feature_that_points_the_wrong_way_is_not_used():
    model = fit_score_model(drawn(3000, [1.0, -1.0]), version="t", fitted_on="drawn")
    assert list(model.weights.values())[1] == 0.0


def test_the_order_of_sites_does_not_matter():
    sites = drawn(500, [1.0, 0.5])
    one = fit_score_model(sites, version="t", fitted_on="drawn")
    assert fit_score_model(sites[::-1], version="t", fitted_on="drawn") == one


def test_a_fitted_score_comes_true_as_often_as_it_says():
    model = fit_score_model(drawn(4000, [3.0, 3.0]), version="t", fitted_on="drawn")
    others = drawn(4000, [3.0, 3.0], seed=1)
    terms = np.stack([one.log_likelihoods for one in others])
    truth = [one.is_asked for one in others]
    p = posterior(terms, np.zeros(KINDS), 0, model).probability
    plain = posterior(terms, np.zeros(KINDS), 0, ScoreModel(version="plain")).probability
    assert calibration_error(p, truth) < 0.03 < calibration_error(plain, truth)


def test_sites_of_one_kind_alone_teach_nothing():
    sites = [one for one in drawn(50, [1.0]) if one.is_asked]
    with pytest.raises(StatisticsError, match="is_asked"):
        fit_score_model(sites, version="t", fitted_on="drawn")
    with pytest.raises(StatisticsError, match="0 of 0"):
        fit_score_model([], version="t", fitted_on="drawn")


def test_a_site_is_what_most_of_its_estimates_are():
    estimates = numbered(
        "estimate", [estimate(0.0), estimate(5.0, day=1), estimate(3.0, day=2), estimate(900.0)]
    )
    truth = dict(zip(estimates, ["livestock", "livestock", None, None], strict=True))
    sites = training_sites(FusionInput(estimates=estimates), truth, TABLE)
    assert [one.true_profile for one in sites] == ["livestock", None]
    kinds = (*TABLE.names, NOT_AN_EMITTER)
    assert [kinds[one.true_number] for one in sites] == ["livestock", NOT_AN_EMITTER]
    assert not any(one.is_asked for one in sites)


def test_bundled_weights_find_what_was_seen_and_say_how_sure_they_are():
    """Campaigns that were not used for fitting; the whole measurement is a benchmark."""
    table = load_profiles()
    verdicts = []
    for seed in range(300_000, 300_006):
        campaign = make_campaign(seed, table)
        fusion = fuse_sites(campaign.evidence, table, is_simulated=True)
        verdicts.append(judge(campaign, fusion))
    seen = sum(one.n_asked - one.n_unseen for one in verdicts)
    assert sum(one.n_top for one in verdicts) >= 0.8 * seen
    p = np.concatenate([one.probabilities for one in verdicts])
    truth = np.concatenate([one.truths for one in verdicts])
    assert calibration_error(p, truth) < 0.07
