"""All tables of the step "locate"."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.location.concentrations.real.reversal import run_reversal
from benchmarks.location.concentrations.real.tables import run_chilbolton, run_prairie_grass
from benchmarks.location.concentrations.simulated_tables import CHOICES, run_simulated

PARTS = (*CHOICES, "prairie", "chilbolton", "reversal", "images", "legs", "interfaces")
"""What ``--only`` may name."""


def run_location(
    out: Path,
    console: Console,
    *,
    only: Sequence[str] = (),
    quick: bool = False,
    dev: bool = False,
    processes: int = 2,
    peer_cases: int = 50,
) -> None:
    """Print and write what was located, from concentrations and images, and where to sense next.

    Parameters
    ----------
    out : Path
    console : Console
    only : sequence of str
        Some of ``PARTS``; all of them where it is empty.
    quick : bool
        A few cases of each.
    dev : bool
        Simulated concentrations one may tune on instead of those that are reported.
    processes : int
        For concentrations.
    peer_cases : int
        Resamples of each Chilbolton record that pyELQ is run on, some minutes each; 0 for none.

    Raises
    ------
    SystemExit
        If ``only`` names what is no part.
    """
    if unknown := [part for part in only if part not in PARTS]:
        raise SystemExit(f"--only {', '.join(unknown)}: no such part; there are {', '.join(PARTS)}")
    wanted = tuple(only) or PARTS
    if simulated := [part for part in wanted if part in CHOICES]:
        run_simulated(out, console, only=simulated, quick=quick, dev=dev, processes=processes)
    if "prairie" in wanted:
        run_prairie_grass(out, console, quick=quick, processes=processes)
    if "chilbolton" in wanted:
        run_chilbolton(out, console, quick=quick, processes=processes, peer_cases=peer_cases)
    if "reversal" in wanted:
        run_reversal(out, console, quick=quick)
    if "images" in wanted:
        from benchmarks.location.images import run_images

        run_images(out, console, quick=quick)
    if "legs" in wanted:
        from benchmarks.location.legs.tables import run_legs

        run_legs(out, console, quick=quick, dev=dev, processes=processes, peers=peer_cases > 0)
    if "interfaces" in wanted:
        from benchmarks.location.interfaces import run_interfaces

        run_interfaces(out, console, quick=quick)
