"""One campaign: simulated, its truth taken away, run, and what fusion had before it kept."""

from __future__ import annotations

import json
import pickle
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from attrs import frozen

from cathartes.fusion import FusionInput


@frozen(kw_only=True)
class CampaignEvidence:
    """What one campaign brought back, and what is true of it.

    Attributes
    ----------
    seed : int
    evidence : FusionInput
        As fusion had it for the first time: no known sites.
    truth : dict
        Content of ``truth.json``.
    troubles : tuple of str
    n_scenes : int
    simulate_s, run_s : float
        Wall time.
    """

    seed: int
    evidence: FusionInput
    truth: dict[str, Any]
    troubles: tuple[str, ...]
    n_scenes: int
    simulate_s: float
    run_s: float


def campaign_evidence(seed: int, size: str, cache: Path) -> CampaignEvidence:
    """Return one campaign, from the cache where it was run before."""
    kept = cache / f"{size}-{seed}.pickle"
    if kept.exists():
        return pickle.loads(kept.read_bytes())  # written by the line below
    made = _run(seed, size)
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(".part")
    unfinished.write_bytes(pickle.dumps(made))
    unfinished.rename(kept)
    return made


def _run(seed: int, size: str) -> CampaignEvidence:
    from cathartes.flow.campaign import run_campaign
    from cathartes.flow.scheduling import Scheduling
    from cathartes.fusion import fuse_sites
    from cathartes.simulate.campaign import campaign_settings, simulate_campaign

    seen: list[FusionInput] = []

    def watched_fuse(evidence: FusionInput, *given: Any, **more: Any) -> Any:
        seen.append(evidence)
        return fuse_sites(evidence, *given, **more)

    home = Path(tempfile.mkdtemp(prefix=f"campaign-{seed}-"))
    try:
        begun = time.perf_counter()
        simulate_campaign(home / "campaign", campaign_settings(size), seed)
        simulated = time.perf_counter()
        # What is true leaves the folder before anything looks into it.
        truth_path = (home / "campaign" / "truth.json").rename(home / "truth.json")
        run = run_campaign(home / "campaign", Scheduling(serial=True), fuse=watched_fuse)
        return CampaignEvidence(
            seed=seed,
            evidence=seen[-1],
            truth=json.loads(truth_path.read_text(encoding="utf-8")),
            troubles=tuple(f"{one.step}: {one.name}: {one.message}" for one in run.troubles),
            n_scenes=run.computed,
            simulate_s=simulated - begun,
            run_s=time.perf_counter() - simulated,
        )
    finally:
        shutil.rmtree(home, ignore_errors=True)
