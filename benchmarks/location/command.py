"""All tables of the step "locate"."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.location.concentrations.run import CHOICES, run_simulated

PARTS = (*CHOICES, "images")
"""What ``--only`` may name."""


def run_location(
    out: Path,
    console: Console,
    *,
    only: Sequence[str] = (),
    quick: bool = False,
    dev: bool = False,
    processes: int = 2,
) -> None:
    """Print and write what was located, from concentrations and from images.

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
    """
    wanted = tuple(only) or PARTS
    if simulated := [part for part in wanted if part in CHOICES]:
        run_simulated(out, console, only=simulated, quick=quick, dev=dev, processes=processes)
    if "images" in wanted:
        from benchmarks.location.images import run_images

        run_images(out, console, quick=quick)
