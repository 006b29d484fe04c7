"""From log likelihoods to probabilities and contributions that add up."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.special import expit, logsumexp

from cathartes.fusion.score.model import FEATURES, ScoreModel

Floats = NDArray[np.float64]


@frozen(eq=False)
class Posterior:
    """Probabilities of sites.

    Attributes
    ----------
    probability : (site,)
        Of the profile asked for, calibrated.
    profiles : (site, profile + 1)
        Of every explanation, calibrated; they add up to one.
    contributions : (site, feature + 2)
        To the log odds: "prior", each feature, "calibration". They add up to the log odds of
        ``probability``.
    """

    probability: Floats
    profiles: Floats
    contributions: Floats


def posterior(terms: Floats, log_prior: Floats, asked: int, model: ScoreModel) -> Posterior:
    """Weigh terms and calibrate.

    Parameters
    ----------
    terms : (site, profile + 1, feature)
    log_prior : (profile + 1,)
    asked : int
        Number of the profile asked for.
    model : ScoreModel

    Notes
    -----
    ``log P(k) = log prior_k + sum_f w_f l_fk`` up to a constant; features are taken up in the order
    of ``FEATURES``, and what the log odds of the profile grow by is the contribution of each.
    """
    n, n_kinds, n_features = terms.shape
    others = np.delete(np.arange(n_kinds), asked)
    total = np.broadcast_to(log_prior, (n, n_kinds)).copy()
    odds = np.empty((n, n_features + 1))

    def log_odds(values: Floats) -> Floats:
        rest: Floats = logsumexp(values[:, others], axis=1)
        return values[:, asked] - rest

    odds[:, 0] = log_odds(total)
    for f, name in enumerate(FEATURES):
        total += model.weights[name] * terms[:, :, f]
        odds[:, f + 1] = log_odds(total)
    largest = model.largest_log_odds
    calibrated = np.clip(model.offset + model.slope * odds[:, -1], -largest, largest)
    steps = np.diff(odds, axis=1, prepend=0.0)
    contributions = np.column_stack([steps, calibrated - odds[:, -1]])
    probability = expit(calibrated)
    # The rest is shared among the other explanations as before.
    share = np.exp(total[:, others] - logsumexp(total[:, others], axis=1, keepdims=True))
    profiles = np.empty((n, n_kinds))
    profiles[:, asked] = probability
    profiles[:, others] = (1.0 - probability)[:, None] * share
    return Posterior(probability, profiles, contributions)
