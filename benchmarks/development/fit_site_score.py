"""Fit the weights of a site's score on development campaigns: ``python -m`` this module.

Writes ``src/cathartes/fusion/score_model.json``. The reported campaigns are never read.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.campaign_skill.command import DEVELOPMENT_SEEDS, all_evidence
from benchmarks.campaign_skill.judge import judge
from cathartes.fusion.fitting import TrainingSite, fit_score_model, training_sites
from cathartes.fusion.score.model import model_to_text
from cathartes.physics.profiles import load_profiles

TARGET = Path("src/cathartes/fusion/score_model.json")


def sites_with_truth(cache: Path, processes: int) -> list[TrainingSite]:
    """Return all sites of the development campaigns with what they truly are."""
    found: list[TrainingSite] = []
    for made in all_evidence(DEVELOPMENT_SEEDS, cache, processes):
        judged = judge(made)
        label_of = {
            estimate: label or None
            for site, label in zip(judged.fusion.sites, judged.comparison.labels, strict=True)
            for estimate in site.estimate_ids
        }
        found += training_sites(made.evidence, label_of, load_profiles())
    return found


def main() -> int:
    """Fit and write."""
    cache = Path(sys.argv[1] if len(sys.argv) > 1 else "bench-out") / "campaigns"
    sites = sites_with_truth(cache, processes=2)
    model = fit_score_model(
        sites,
        version=datetime.now(UTC).date().isoformat(),
        fitted_on=f"{len(sites)} sites of {len(DEVELOPMENT_SEEDS)} simulated campaigns",
    )
    TARGET.write_text(model_to_text(model), encoding="utf-8")
    print(model)
    return 0


if __name__ == "__main__":
    sys.exit(main())
