"""All tables of the step "locate"."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from benchmarks.location.concentrations import run_concentrations
from benchmarks.location.images import run_images


def run_location(out: Path, console: Console, *, quick: bool = False) -> None:
    """Print and write what was located, from concentrations and from images."""
    run_concentrations(out, console, quick=quick)
    run_images(out, console, quick=quick)
