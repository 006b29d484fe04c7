"""All tables of the step "locate"."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from benchmarks.location.concentrations import run_concentrations
from benchmarks.location.images import run_images
from benchmarks.location.legs.tables import run_legs


def run_location(out: Path, console: Console, *, quick: bool = False) -> None:
    """Print and write what was located, from concentrations and images, and where to sense next."""
    run_concentrations(out, console, quick=quick)
    run_images(out, console, quick=quick)
    run_legs(out, console, quick=quick)
