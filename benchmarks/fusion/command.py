"""``python -m benchmarks fusion``: time, memory, an added flight, and skill on made campaigns."""

from __future__ import annotations

import gc
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from attrs import evolve
from rich.console import Console

from benchmarks.fusion.campaigns import make_campaign
from benchmarks.fusion.judge import calibration_error, judge
from benchmarks.fusion.scale import GridNear, make_evidence
from benchmarks.reporting.tables import Table, publish
from cathartes.fusion import FusionInput, KnownSite, ScoreModel, fuse_added, fuse_sites
from cathartes.physics.profiles import load_profiles

SITES = (100, 1000, 10_000)
QUICK_SITES = (100, 1000)
TESTED_SEEDS = 200_000
CAMPAIGNS, QUICK_CAMPAIGNS = 40, 5
ADDED = 100
COVERED_68, COVERED_95 = 2.2789, 5.9915
"""Squared standard deviations within which 68 and 95 % of a round Gaussian lie."""


def run_fusion(out: Path, console: Console, *, quick: bool = False) -> list[Table]:
    """Measure, print and write ``out/fusion.md`` and ``out/fusion.json``."""
    cost = Table(
        "Fusing everything, and a flight of 100 estimates that is added",
        (
            "estimates",
            "sites",
            "all, s",
            "all, processor s",
            "peak, GB",
            "added, processor s",
            "read for it",
        ),
        notes=(
            "Records in, records out; each size in a process of its own, compiled code warm.",
            "The peak includes the records given. Bars: 100,000 estimates in 20 s and 2 GB.",
        ),
    )
    for n_sites in QUICK_SITES if quick else SITES:
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.fusion.command", str(n_sites)],
            check=True,
            capture_output=True,
            text=True,
        )
        numbers = [float(word) for word in run.stdout.split()]
        cost.rows.append((int(numbers[0]), int(numbers[1]), *numbers[2:6], int(numbers[6])))
    tables = [cost, _skill(QUICK_CAMPAIGNS if quick else CAMPAIGNS)]
    publish("fusion", tables, out, console=console)
    return tables


def _skill(n_campaigns: int) -> Table:
    table = load_profiles()
    skill = Table(
        f"{n_campaigns} campaigns of records, seeds from {TESTED_SEEDS}, not used for fitting",
        (
            "weights",
            "in the top 2 N",
            "of those seen",
            "emitters",
            "calibration error",
            "the same above 0.05",
            "parted",
            "mixed",
            "within 68 %",
            "within 95 %",
        ),
        notes=(
            "Emitters of the profile asked for above the planned limit; N counts all of it.",
            "Seen: at least one look found it, the others were off or missed at every look.",
        ),
    )
    campaigns = [make_campaign(TESTED_SEEDS + n, table) for n in range(n_campaigns)]
    for name, model in (("all 1", ScoreModel(version="all 1")), ("fitted", None)):
        verdicts = [
            judge(one, fuse_sites(one.evidence, table, model=model, is_simulated=True))
            for one in campaigns
        ]
        p = np.concatenate([one.probabilities for one in verdicts])
        truth = np.concatenate([one.truths for one in verdicts])
        z_squared = np.concatenate([one.z_squared for one in verdicts])
        asked = sum(one.n_asked for one in verdicts)
        top = sum(one.n_top for one in verdicts)
        skill.rows.append(
            (
                name,
                top / asked,
                top / (asked - sum(one.n_unseen for one in verdicts)),
                asked,
                calibration_error(p, truth),
                calibration_error(p[p > 0.05], truth[p > 0.05]),
                sum(one.n_parted for one in verdicts),
                sum(one.n_mixed for one in verdicts),
                float(np.mean(z_squared < COVERED_68)),
                float(np.mean(z_squared < COVERED_95)),
            )
        )
    return skill


def measure(n_sites: int) -> tuple[float, ...]:
    """Return estimates, sites, seconds (clock, processor), peak GB, seconds added, and read."""
    table = load_profiles()
    few = make_evidence(20, table)
    fuse_sites(few, table, is_simulated=True)
    fuse_added(GridNear(few), few.estimates, {}, table, is_simulated=True)
    evidence = make_evidence(n_sites, table)
    begun, processor = time.perf_counter(), time.process_time()
    fusion = fuse_sites(evidence, table, is_simulated=True)
    took, worked = time.perf_counter() - begun, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    names = sorted(evidence.estimates)[-ADDED:]
    added = {f"added-{name}": _later(evidence.estimates[name]) for name in names}
    known = tuple(KnownSite(site=site) for site in fusion.sites)
    near = _Counting(evolve(evidence, known=known))
    # A store keeps the campaign out of memory; here the collector must not walk through it.
    gc.collect()
    gc.freeze()
    begun = time.process_time()
    fuse_added(near, added, {}, table, is_simulated=True)
    more = time.process_time() - begun
    return len(evidence.estimates), len(fusion.sites), took, worked, peak, more, near.read


def _later(estimate):
    return evolve(estimate, position_std_m=estimate.position_std_m + 1.0, flight_id="flight-new")


class _Counting(GridNear):
    """Counts the estimates that were read."""

    def __init__(self, evidence: FusionInput) -> None:
        super().__init__(evidence)
        self.read = 0

    def estimates_within(self, box):
        """Return what a grid gives."""
        found = super().estimates_within(box)
        self.read += len(found)
        return found

    def estimates_sensed(self, box, begins_at, ends_at):
        """Return what a grid gives."""
        found = super().estimates_sensed(box, begins_at, ends_at)
        self.read += len(found)
        return found


if __name__ == "__main__":
    print(*measure(int(sys.argv[1])))
