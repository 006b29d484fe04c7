"""A campaign's sites against its truth, under the weights that ship."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from benchmarks.campaign_skill.one_campaign import CampaignEvidence
from benchmarks.reporting.tables import Cell
from cathartes.fusion import Fusion, FusionOptions, ScoreModel, fuse_sites
from cathartes.physics.profiles import load_profiles
from cathartes.simulate.campaign.scoring import (
    CampaignComparison,
    PlacedProbability,
    compare_with_truth,
)


@frozen(kw_only=True, eq=False)
class JudgedCampaign:
    """One campaign, fused and compared.

    Attributes
    ----------
    made : CampaignEvidence
    fusion : Fusion
    comparison : CampaignComparison
    """

    made: CampaignEvidence
    fusion: Fusion
    comparison: CampaignComparison

    @property
    def probabilities(self) -> list[float]:
        """Of every site, in the order of the fusion."""
        return [probability_of(site) for site in self.fusion.sites]


def probability_of(site: object) -> float:
    """Return the probability of a scored site."""
    score = getattr(site, "score", None)
    assert score is not None
    return float(score.probability)


def judge(made: CampaignEvidence, model: ScoreModel | None = None) -> JudgedCampaign:
    """Fuse what a campaign brought back, under the weights that ship if none are given."""
    fusion = fuse_sites(
        made.evidence, load_profiles(), FusionOptions(), model=model, is_simulated=True
    )
    placed = [
        PlacedProbability(
            longitude=site.longitude, latitude=site.latitude, probability=probability_of(site)
        )
        for site in fusion.sites
    ]
    return JudgedCampaign(
        made=made, fusion=fusion, comparison=compare_with_truth(placed, made.truth)
    )


def reliability(judged: Sequence[JudgedCampaign], n_bins: int = 10) -> list[tuple[Cell, ...]]:
    """Return bins of stated probability with what came true: range, sites, stated, true."""
    stated = np.array([p for one in judged for p in one.probabilities])
    true = np.array([x for one in judged for x in one.comparison.is_clandestine_site], np.float64)
    which = np.minimum((stated * n_bins).astype(int), n_bins - 1)
    rows: list[tuple[Cell, ...]] = []
    for number in range(n_bins):
        inside = which == number
        if inside.any():
            low, high = number / n_bins, (number + 1) / n_bins
            mean, share = float(stated[inside].mean()), float(true[inside].mean())
            rows.append((f"{low:.1f}-{high:.1f}", int(inside.sum()), f"{mean:.3f}", f"{share:.3f}"))
    return rows
