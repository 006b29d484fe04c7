"""Emitters and rates from images, against simulated truth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from scipy.stats import binomtest

from benchmarks.location.images.hard import HARD, judge_hard
from benchmarks.location.images.passes import (
    Judged,
    judge_blanks,
    judge_drift,
    judge_pairs,
    judge_passes,
)
from benchmarks.location.images.several import (
    OWN_GEOREFERENCE_PIXELS,
    SHARED_GEOREFERENCE_PIXELS,
    judge_several,
    judge_with_drift,
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
    "p of region",
    "its area, pixels",
    "median rate error",
    "factor of 2",
    "90 % interval",
    "p of interval",
    "interval score",
)


def row(what: str, judged: Sequence[Judged]) -> tuple[str | int | float | None, ...]:
    """Return one line of the table."""
    if not judged:
        return (what, 0, *(None,) * (len(COLUMNS) - 2))
    ratio = np.array([one.rate_ratio for one in judged])
    in_region = int(sum(one.in_region_90 for one in judged))
    held = int(sum(one.in_interval for one in judged))
    return (
        what,
        len(judged),
        float(np.median([one.error_pixels for one in judged])),
        float(np.mean([one.in_region_50 for one in judged])),
        in_region / len(judged),
        float(binomtest(in_region, len(judged), 0.9).pvalue),
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
        ("baseline: most upwind pixel", n, upwind, *(None,) * 9),
        ("baseline: IME, published wind", n, *(None,) * 5, error, within, *(None,) * 3),
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


def several_table(bases: int) -> Table:
    """Return the table of several passes over one emitter."""
    table = Table("Several passes over one emitter", COLUMNS)
    for kind, by_number in judge_several(range(bases), ("mast", "model")).items():
        table.rows.extend(
            row(f"mean of a varying source, {number} passes, {kind}", judged)
            for number, judged in by_number.items()
        )
    drift = judge_drift(range(2 * bases))
    ratio = np.array([r for r, _, found in drift if found])
    off = np.array([o for _, o, found in drift if found])
    by_drift = (
        f"Wind by drift: stated for {ratio.size} of {len(drift)} pairs; over the true one "
        f"{np.median(ratio):.2f} in the median, within 20 % in "
        f"{np.mean(np.abs(np.log(ratio)) < 0.2):.2f}; {np.median(np.abs(off)):.1f} degrees off."
    )
    alone, drifting = judge_with_drift(range(bases))
    table.rows.append(row("one of two passes, wind of a model", alone))
    table.rows.append(row("two passes, wind of a model and drift", drifting))
    how = (
        "Passes of one group are other days: other air, another rate, a georeference wrong by "
        f"{OWN_GEOREFERENCE_PIXELS:g} pixels for each and {SHARED_GEOREFERENCE_PIXELS:g} for all, "
        "half of the variance of the wind's error common to all. Groups of one emitter share "
        "them, so p is a little too small."
    )
    return Table(table.title, table.columns, table.rows, (how, by_drift))


def hard_table(count: int) -> Table:
    """Return the table of passes in which a rate is hard to tell, and of blanks."""
    table = Table("Hard images, wind of a mast", (*COLUMNS, "warned"))
    numbers, pairs = judge_pairs(range(count))
    everything = [("two emitters apart, both found", pairs)]
    everything += [(what, judge_hard(what, range(count))) for what in HARD]
    for what, judged in everything:
        warned = float(np.mean([one.is_warned for one in judged])) if judged else float("nan")
        table.rows.append((*row(what, judged), warned))
    blanks = judge_blanks(range(20 * count))
    notes = (
        f"Blank passes with a source: {sum(n > 0 for n in blanks)} of {len(blanks)}.",
        "Sources stated in scenes of two emitters (0, 1, 2, more): "
        + ", ".join(str(sum(min(n, 3) == k for n in numbers)) for k in range(4))
        + ".",
        "Of two emitters in one plume of which one is stated, its rate is held against their sum.",
    )
    return Table(table.title, table.columns, table.rows, notes)


def run_images(out: Path, console: Console, *, quick: bool = False) -> list[Table]:
    """Judge passes of held-out seeds, print and write the tables."""
    count = PASSES // 10 if quick else PASSES
    tables = [single_table(count), several_table(count // 9), hard_table(count // 5)]
    publish("location_images", tables, out, console=console)
    return tables
