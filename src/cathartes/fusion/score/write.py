"""Scores as records: probability, alternatives, and reasons that add up."""

from __future__ import annotations

from cathartes.fusion.score.likelihoods import Likelihoods
from cathartes.fusion.score.model import (
    CALIBRATION,
    FEATURES,
    NOT_AN_EMITTER,
    PRIOR,
    ScoreModel,
)
from cathartes.fusion.score.posterior import posterior
from cathartes.fusion.score.sentences import Narrator
from cathartes.fusion.score.sites import SiteColumns
from cathartes.model.campaign import NamedReason, Score
from cathartes.physics.profiles import ProfileTable


def write_scores(
    sites: SiteColumns,
    found: Likelihoods,
    profiles: ProfileTable,
    names: tuple[str, ...],
    asked: int,
    model: ScoreModel,
) -> list[Score]:
    """Return the score of each site.

    Parameters
    ----------
    sites : SiteColumns
    found : Likelihoods
    profiles : ProfileTable
    names : tuple of str
        Gases.
    asked : int
        Number of the profile asked for.
    model : ScoreModel
    """
    result = posterior(found.terms, found.log_prior, asked, model)
    narrator = Narrator(asked, profiles, names, sites, found)
    kinds = (*profiles.names, NOT_AN_EMITTER)
    weights = [1.0, *(model.weights[name] for name in FEATURES), 1.0]
    order = (PRIOR, *FEATURES, CALIBRATION)
    scores = []
    for s, contributions in enumerate(result.contributions.tolist()):
        told = narrator.sentences(s, contributions)
        reasons = tuple(
            NamedReason(
                feature=feature,
                value=value / weight if weight > 0.0 else 0.0,
                weight=weight,
                sentence=sentence,
            )
            for feature, value, weight, sentence in zip(
                order, contributions, weights, told, strict=True
            )
        )
        others = result.profiles[s].tolist()
        scores.append(
            Score(
                profile=kinds[asked],
                probability=result.probability[s],
                reasons=reasons,  # type: ignore[arg-type]
                alternatives={
                    kind: p
                    for k, (kind, p) in enumerate(zip(kinds, others, strict=True))
                    if k != asked
                },
            )
        )
    return scores
