"""Weights and calibration of the score, fitted on sites whose truth is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, softmax

from cathartes.errors import StatisticsError
from cathartes.fusion.options import FusionOptions
from cathartes.fusion.records import FusionInput
from cathartes.fusion.score.model import FEATURES, NOT_AN_EMITTER, ScoreModel
from cathartes.fusion.score.posterior import posterior
from cathartes.fusion.worked import work_out
from cathartes.physics.profiles import ProfileTable

Floats = NDArray[np.float64]
PENALTY = 5.0
"""A weight is drawn to 1 as if by a normal prior of variance one over this."""
LARGEST_WEIGHT = 3.0


@frozen(eq=False)
class TrainingSite:
    """A site whose truth is known.

    Attributes
    ----------
    log_likelihoods : (profile + 1, feature)
        Of profiles in the order of the table, then of "not an emitter"; features in the order of
        ``FEATURES``.
    log_prior : (profile + 1,)
    asked : int
        Number of the profile asked for.
    is_asked : bool
        Whether the site is an emitter of it.
    true_profile : str or None
        None where it is no emitter.
    true_number : int
        Number of the true profile, that of "not an emitter" included.
    """

    log_likelihoods: Floats
    log_prior: Floats
    asked: int
    is_asked: bool
    true_profile: str | None
    true_number: int


def training_sites(
    evidence: FusionInput,
    true_profiles: Mapping[str, str | None],
    profiles: ProfileTable,
    options: FusionOptions | None = None,
) -> list[TrainingSite]:
    """Return the sites of a campaign with their truth.

    Parameters
    ----------
    evidence : FusionInput
    true_profiles : mapping of str to (str or None)
        By id of the estimate: the profile of the emitter it is of, None for a false one. A site is
        what most of its estimates are; ties go to the first name, None last.
    profiles : ProfileTable
    options : FusionOptions, optional
    """
    chosen = options or FusionOptions()
    worked = work_out(evidence, profiles, chosen)
    kinds = (*profiles.names, NOT_AN_EMITTER)
    asked = profiles.names.index(chosen.profile)
    found = []
    for s, members in enumerate(worked.members[: len(worked.sites.longitude)]):
        counts = Counter(true_profiles[one] for one in members)
        true = min(counts, key=lambda name: (-counts[name], name is None, name or ""))
        found.append(
            TrainingSite(
                log_likelihoods=worked.likelihoods.terms[s],
                log_prior=worked.likelihoods.log_prior,
                asked=asked,
                is_asked=true == chosen.profile,
                true_profile=true,
                true_number=kinds.index(true or NOT_AN_EMITTER),
            )
        )
    return found


def fit_score_model(
    sites: Sequence[TrainingSite], *, version: str, fitted_on: str, largest_log_odds: float = 8.0
) -> ScoreModel:
    """Fit weights, then the calibration.

    Parameters
    ----------
    sites : sequence of TrainingSite
        Of many campaigns, in any order.
    version, fitted_on : str
        Kept with the model.
    largest_log_odds : float
        No score will be surer.

    Raises
    ------
    StatisticsError
        If none of the sites, or all of them, are of the profile asked for.

    Notes
    -----
    Weights maximise the mean of two log likelihoods, that of the true profile and that of being
    the one asked for, less a penalty on their distance from 1; they are never negative. Offset and
    slope then maximise the second alone. Both are deterministic.
    """
    is_asked = np.array([site.is_asked for site in sites])
    if not len(sites) or is_asked.all() or not is_asked.any():
        raise StatisticsError.about(
            "training sites",
            "is_asked",
            found=f"{int(is_asked.sum())} of {len(sites)}",
            expected="some sites that are of the profile asked for and some that are not",
            remedy="Simulate more campaigns.",
        )
    terms = np.stack([site.log_likelihoods for site in sites])
    prior, asked = sites[0].log_prior, sites[0].asked
    true = np.array([site.true_number for site in sites])
    # Sums that do not depend on the order in which the campaigns came.
    order = np.lexsort((true, *terms.reshape(len(sites), -1).T[:3]))
    terms, true, is_asked = terms[order], true[order], is_asked[order]
    start = np.ones(len(FEATURES))
    best = minimize(
        _loss,
        start,
        args=(terms, prior, true, is_asked, asked),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, LARGEST_WEIGHT)] * len(FEATURES),
    )
    weights = {name: round(float(w), 4) for name, w in zip(FEATURES, best.x, strict=True)}
    plain = ScoreModel(version=version, weights=weights, largest_log_odds=50.0)
    contributions = posterior(terms, prior, asked, plain).contributions
    odds = np.clip(contributions[:, :-1].sum(axis=1), -30.0, 30.0)
    offset, slope = _calibration(odds, is_asked)
    return ScoreModel(
        version=version,
        weights=weights,
        offset=round(offset, 4),
        slope=round(slope, 4),
        largest_log_odds=largest_log_odds,
        fitted_on=fitted_on,
    )


def _loss(
    weights: Floats,
    terms: Floats,
    prior: Floats,
    true: NDArray[np.int64],
    is_asked: NDArray[np.bool_],
    asked: int,
) -> tuple[float, Floats]:
    rows = np.arange(len(true))
    share = softmax(prior + terms @ weights, axis=1)
    mean = np.einsum("sk,skf->sf", share, terms)
    loss = -np.log(np.maximum(share[rows, true], 1e-300)).sum()
    slope = -(terms[rows, true] - mean).sum(axis=0)
    # The log odds of the profile asked for grow by its term less the mean of all others.
    p = np.clip(share[:, asked], 1e-12, 1.0 - 1e-12)
    loss -= np.where(is_asked, np.log(p), np.log1p(-p)).sum()
    others = (mean - p[:, None] * terms[:, asked]) / (1.0 - p)[:, None]
    slope -= ((is_asked - p)[:, None] * (terms[:, asked] - others)).sum(axis=0)
    penalty = 0.5 * PENALTY * np.sum((weights - 1.0) ** 2)
    return float(0.5 * loss + penalty), 0.5 * slope + PENALTY * (weights - 1.0)


def _calibration(odds: Floats, is_asked: NDArray[np.bool_]) -> tuple[float, float]:
    def loss(values: Floats) -> tuple[float, Floats]:
        z = values[0] + values[1] * odds
        off = expit(z) - is_asked
        total = np.logaddexp(0.0, np.where(is_asked, -z, z)).sum()
        return float(total + 0.5 * (values[1] - 1.0) ** 2), np.array(
            [off.sum(), off @ odds + values[1] - 1.0]
        )

    best = minimize(
        loss, np.array([0.0, 1.0]), jac=True, method="L-BFGS-B", bounds=[(-10, 10), (0.05, 5.0)]
    )
    return float(best.x[0]), float(best.x[1])
