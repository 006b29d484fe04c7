"""Fit the weights of a site's score on development campaigns: ``python -m`` this module [OUT].

Prints what each campaign gives under weights fitted on all others, then writes the weights of all
to ``src/cathartes/fusion/score_model.json``. The reported campaigns are never read.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.campaign_skill.command import DEVELOPMENT_SEEDS, all_evidence
from benchmarks.campaign_skill.judge import JudgedCampaign, judge
from cathartes.fusion import ScoreModel
from cathartes.fusion.fitting import TrainingSite, fit_score_model, training_sites
from cathartes.fusion.score.model import model_to_text
from cathartes.physics.profiles import load_profiles
from cathartes.simulate.campaign.calibration import expected_calibration_error

TARGET = Path("src/cathartes/fusion/score_model.json")


def training_sites_of(judged: JudgedCampaign) -> list[TrainingSite]:
    """Return the sites of a campaign with what they truly are."""
    label_of = {
        estimate: label or None
        for site, label in zip(judged.fusion.sites, judged.comparison.labels, strict=True)
        for estimate in site.estimate_ids
    }
    return training_sites(judged.made.evidence, label_of, load_profiles())


def fit(sites: list[TrainingSite], campaigns: int) -> ScoreModel:
    """Return the weights."""
    return fit_score_model(
        sites,
        version=datetime.now(UTC).date().isoformat(),
        fitted_on=f"{len(sites)} sites of {campaigns} simulated campaigns",
    )


def leave_one_out(judged: list[JudgedCampaign], sites: list[list[TrainingSite]]) -> None:
    """Print what is found of each campaign under the weights of all others."""
    found = wanted = 0
    stated: list[float] = []
    true: list[bool] = []
    for left_out, one in enumerate(judged):
        others = [site for number, some in enumerate(sites) if number != left_out for site in some]
        again = judge(one.made, fit(others, len(judged) - 1))
        here = again.comparison.wanted
        found, wanted = found + sum(each.is_found for each in here), wanted + len(here)
        stated += again.probabilities
        true += again.comparison.is_clandestine_site
        told = ", ".join(f"{each.emitter_id} {each.rank} {each.reason}".strip() for each in here)
        print(f"seed {one.made.seed}, top {again.comparison.top_sites}: {told or 'none wanted'}")
    error = expected_calibration_error(stated, true)
    print(f"left out in turn: {found} of {wanted} in the top 2 N; calibration error {error:.3f}")


def main() -> int:
    """Judge, fit and write."""
    cache = Path(sys.argv[1] if len(sys.argv) > 1 else "bench-out") / "campaigns"
    judged = [judge(made) for made in all_evidence(DEVELOPMENT_SEEDS, cache, processes=2)]
    sites = [training_sites_of(one) for one in judged]
    leave_one_out(judged, sites)
    model = fit([site for some in sites for site in some], len(judged))
    TARGET.write_text(model_to_text(model), encoding="utf-8")
    print(model)
    return 0


if __name__ == "__main__":
    sys.exit(main())
