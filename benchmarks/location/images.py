"""Emitters and rates from images, against simulated truth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from scipy.stats import binomtest

from benchmarks.location.images_passes import (
    Judged,
    judge_blanks,
    judge_combined,
    judge_drift,
    judge_pairs,
    judge_passes,
)
from benchmarks.reporting.tables import Table, publish

PASSES = 225
"""Some 200 of them show their plume well enough to be located."""
COLUMNS = (
    "what",
    "n",
    "median error, pixels",
    "50 % region",
    "90 % region",
    "its area, pixels",
    "median rate error",
    "factor of 2",
    "90 % interval",
    "p (binomial)",
    "interval score",
)


def row(what: str, judged: Sequence[Judged]) -> tuple[str | int | float, ...]:
    """Return one line of the table."""
    ratio = np.array([one.rate_ratio for one in judged])
    held = int(sum(one.in_interval for one in judged))
    return (
        what,
        len(judged),
        float(np.median([one.error_pixels for one in judged])),
        float(np.mean([one.in_region_50 for one in judged])),
        float(np.mean([one.in_region_90 for one in judged])),
        float(np.median([one.region_90_pixels for one in judged])),
        float(np.median(np.abs(ratio - 1.0))),
        float(np.mean((ratio >= 0.5) & (ratio <= 2.0))),
        held / len(judged),
        float(binomtest(held, len(judged), 0.9).pvalue),
        float(np.mean([one.interval_score for one in judged])),
    )


def baseline_rows(judged: Sequence[Judged]) -> list[tuple[str | int | float | None, ...]]:
    """Return what the plain methods reach on the same passes."""
    ratio = np.array([one.varon_ratio for one in judged])
    upwind = float(np.median([one.upwind_error_pixels for one in judged]))
    error = float(np.median(np.abs(ratio - 1.0)))
    within = float(np.mean((ratio >= 0.5) & (ratio <= 2.0)))
    n = len(judged)
    return [
        ("baseline: most upwind pixel", n, upwind, *(None,) * 8),
        ("baseline: IME, published wind", n, *(None,) * 4, error, within, *(None,) * 3),
    ]


def single_table(count: int) -> Table:
    """Return the table of single passes."""
    kinds = ("sonic", "mast", "metar", "model")
    judged = judge_passes(range(count), kinds)
    on_site = [
        one
        for index, pair in enumerate(zip(judged["sonic"], judged["mast"], strict=False))
        for one in (pair[index % 2],)
    ]
    table = Table("Emitters and rates from single images", COLUMNS)
    table.rows.append(row("wind on site (sonic or mast in turn)", on_site))
    table.rows.extend(baseline_rows(on_site))
    table.rows.extend(row(f"wind of kind {kind}", judged[kind]) for kind in kinds)
    for low, high in ((0.0, 4.0), (4.0, 15.0), (15.0, 100.0)):
        part = [one for one in on_site if low <= one.pixel_size_m < high]
        table.rows.append(row(f"on site, pixels {low:g}-{high:g} m", part))
    for low, high in ((0.0, 3.0), (3.0, 5.0), (5.0, 20.0)):
        part = [one for one in on_site if low <= one.speed_m_s < high]
        table.rows.append(row(f"on site, wind {low:g}-{high:g} m/s", part))
    for camera in sorted({one.camera for one in on_site}):
        table.rows.append(row(camera, [one for one in on_site if one.camera == camera]))
    note = f"{len(on_site)} of {count} passes show their plume well enough to be located."
    return Table(table.title, table.columns, table.rows, (note,))


def other_table(count: int) -> Table:
    """Return the table of several emitters, several passes and blanks."""
    table = Table("Several emitters, several passes", COLUMNS)
    numbers, pairs = judge_pairs(range(count // 4))
    table.rows.append(row("two emitters, both found", pairs))
    for kind in ("mast", "model"):
        for n_passes in (1, 3):
            part = judge_combined(range(count // 5), n_passes, kind)
            table.rows.append(row(f"mean of a varying source, {n_passes} passes, {kind}", part))
    blanks = judge_blanks(range(count))
    drift = judge_drift(range(count // 4))
    ratio = np.array([r for r, _, found in drift if found])
    off = np.array([o for _, o, found in drift if found])
    by_drift = (
        f"Wind by drift: stated for {ratio.size} of {len(drift)} pairs; over the true one "
        f"{np.median(ratio):.2f} in the median, within 20 % in "
        f"{np.mean(np.abs(np.log(ratio)) < 0.2):.2f}; {np.median(np.abs(off)):.1f} degrees off."
    )
    notes = (
        f"Blank passes with a source: {sum(n > 0 for n in blanks)} of {len(blanks)}.",
        "Sources stated in scenes of two emitters (0, 1, 2, more): "
        + ", ".join(str(sum(min(n, 3) == k for n in numbers)) for k in range(4))
        + ".",
        by_drift,
    )
    return Table(table.title, table.columns, table.rows, notes)


def run_images(out: Path, console: Console, *, quick: bool = False) -> list[Table]:
    """Judge passes of held-out seeds, print and write the tables."""
    count = PASSES // 10 if quick else PASSES
    tables = [single_table(count), other_table(count)]
    publish("location_images", tables, out, console=console)
    return tables
