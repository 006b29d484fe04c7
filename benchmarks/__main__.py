"""``python -m benchmarks [NAME ...]``, names below; ``make bench`` runs all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

NAMES = (
    "speed",
    "skill",
    "real",
    "memory",
    "location",
    "store",
    "detection_limits",
    "campaign_scaling",
    "kills",
    "fusion",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks asked for; 0 when every one of them ran."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", default=["all"], choices=["all", *NAMES])
    parser.add_argument("--out", type=Path, default=Path("bench-out"), help="tables and cache")
    parser.add_argument("--quick", action="store_true", help="a subset, for a first look")
    parser.add_argument(
        "--dev",
        action="store_true",
        help="skill, location: on what one may tune on, not what is reported",
    )
    parser.add_argument(
        "--only", default="", metavar="PARTS", help="parts of location, with commas: flights,..."
    )
    parser.add_argument("--processes", type=int, default=2, help="for location, at a time")
    parser.add_argument(
        "--peer-cases", type=int, default=50, help="for location: resamples that pyELQ is run on"
    )
    parser.add_argument(
        "--fast-peers", action="store_true", help="iterative methane codes in sunlit scenes only"
    )
    parser.add_argument("--no-peers", action="store_true", help="skill, location: cathartes alone")
    parser.add_argument("--scenes", type=int, default=None, help="for campaign_scaling, about")
    chosen = parser.parse_args(arguments)
    console = Console(width=160 if not sys.stdout.isatty() else None)
    wanted = NAMES if "all" in chosen.what else chosen.what
    for name in wanted:
        console.rule(name)
        _command(name)(chosen, console)
    console.print(f"Tables: {chosen.out}/*.md and *.json")
    return 0


def _command(name: str) -> Callable[[argparse.Namespace, Console], object]:
    """Return one benchmark; each imports its own peers only when it runs."""
    if name == "speed":
        from benchmarks.speed import run_speed

        return lambda chosen, console: run_speed(chosen.out, console, quick=chosen.quick)
    if name == "skill":
        from benchmarks.skill.command import run_skill

        return lambda chosen, console: run_skill(
            chosen.out,
            console,
            quick=chosen.quick,
            dev=chosen.dev,
            peers=not chosen.no_peers,
            fast_peers=chosen.fast_peers,
        )
    if name == "real":
        from benchmarks.real import run_real

        return lambda chosen, console: run_real(chosen.out, console)
    if name == "location":
        from benchmarks.location.command import run_location

        return lambda chosen, console: run_location(
            chosen.out,
            console,
            only=[part.strip() for part in chosen.only.split(",") if part.strip()],
            quick=chosen.quick,
            dev=chosen.dev,
            processes=chosen.processes,
            peer_cases=0 if chosen.no_peers else chosen.peer_cases,
        )
    if name == "store":
        from benchmarks.store.command import run_store

        return lambda chosen, console: run_store(chosen.out, console, quick=chosen.quick)
    if name == "detection_limits":
        from benchmarks.detection_limits.command import run_detection_limits

        return lambda chosen, console: run_detection_limits(
            chosen.out, console, quick=chosen.quick, dev=chosen.dev
        )
    if name == "campaign_scaling":
        from benchmarks.campaigns.scaling import run_campaign_scaling

        return lambda chosen, console: run_campaign_scaling(
            chosen.out, console, quick=chosen.quick, scenes=chosen.scenes
        )
    if name == "kills":
        from benchmarks.campaigns.kills import run_kills

        return lambda chosen, console: run_kills(chosen.out, console, quick=chosen.quick)
    if name == "fusion":
        from benchmarks.fusion.command import run_fusion

        return lambda chosen, console: run_fusion(chosen.out, console, quick=chosen.quick)
    from benchmarks.memory import run_memory

    return lambda chosen, console: run_memory(chosen.out, console, quick=chosen.quick)


if __name__ == "__main__":
    sys.exit(main())
