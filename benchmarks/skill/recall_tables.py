"""Pixel recall of all methods, and the two bars that compare cathartes with its peers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from benchmarks.metrics import binomial_interval, share
from benchmarks.reporting.tables import Table
from benchmarks.skill.judge_scores import WEAK_STRENGTH
from benchmarks.skill.run import OURS, SceneResult

WEAK_BAR = 2.0


def recall_table(results: Sequence[SceneResult], domain: str) -> Table:
    """Return recall of every method, pooled over all pixels and as the mean over maps."""
    chosen = [one for one in results if one.recipe.domain == domain]
    methods = list(dict.fromkeys(method for one in chosen for method in one.pixels))
    table = Table(
        f"Pixel recall, {domain.upper()}, {len(chosen)} scenes",
        (
            "method",
            "recall at 1e-4",
            "recall at 1e-5",
            "mean over maps at 1e-4",
            "weak plumes at 1e-4",
            "weak plumes at 1e-5",
            "CPU s a map",
        ),
        notes=(
            "Pixels of true SNR >= 5; the rate is over the plume-free pixels of the same scene.",
            f"Weak: emitters whose 50 strongest pixels have a mean true SNR below {WEAK_STRENGTH}.",
            "Peers are given the true target spectrum; cathartes has its bundled library.",
        ),
    )
    for method in methods:
        rows = [row for one in chosen for row in one.pixels.get(method, [])]
        positive = sum(row.n_positive for row in rows)
        weak = sum(row.n_weak for row in rows)
        maps = [share(row.n_found[0], row.n_positive) for row in rows]
        seconds = [one.seconds[method] for one in chosen if method in one.seconds]
        table.rows.append(
            (
                method,
                share(sum(row.n_found[0] for row in rows), positive),
                share(sum(row.n_found[1] for row in rows), positive),
                sum(maps) / len(maps) if maps else None,
                share(sum(row.n_weak_found[0] for row in rows), weak),
                share(sum(row.n_weak_found[1] for row in rows), weak),
                sum(seconds) / len(rows) if seconds and rows and method != OURS else None,
            )
        )
    return table


def recall_bars(table: Table, domain: str) -> list[tuple[str, str, str, bool | None]]:
    """Return (bar, wanted, measured, met) for recall on weak plumes."""
    weak = {str(row[0]): float(row[4]) for row in table.rows if isinstance(row[4], float)}
    shipped = {name: v for name, v in weak.items() if name != OURS and "smoothed" not in name}
    smoothed = {name: v for name, v in weak.items() if "smoothed" in name}
    ours = weak.get(OURS, float("nan"))
    bars: list[tuple[str, str, str, bool | None]] = []
    for label, others, factor in (
        ("best peer as it ships", shipped, WEAK_BAR),
        ("best peer smoothed", smoothed, 1.0),
    ):
        if not others or ours != ours:
            bars.append((f"{domain}: weak recall at 1e-4, {label}", "", "not measured", None))
            continue
        name = max(others, key=lambda one: others[one])
        bars.append(
            (
                f"{domain.upper()}: weak recall at 1e-4 against {label}",
                f"> {factor:g} x {others[name]:.3f} ({name})",
                f"{ours:.3f}",
                ours > factor * others[name],
            )
        )
    return bars


def strength_table(results: Sequence[SceneResult]) -> Table:
    """Return the share of emitters found, by strength and domain."""
    edges = (3.0, 5.0, 10.0, 20.0, 40.0, float("inf"))
    table = Table(
        "Emitters found against strength (mean true SNR of the 50 strongest pixels)",
        ("strength", "LWIR found", "LWIR share", "SWIR found", "SWIR share", "90 % interval, all"),
    )
    for low, high in itertools.pairwise(edges):
        cells: list[str | float] = []
        hits = trials = 0
        for domain in ("lwir", "swir"):
            inside = [
                emitter
                for one in results
                if one.recipe.domain == domain
                for emitter in one.detection.emitters
                if low <= emitter.strength < high
            ]
            n_found = sum(emitter.is_found for emitter in inside)
            hits, trials = hits + n_found, trials + len(inside)
            cells += [f"{n_found} of {len(inside)}", share(n_found, len(inside))]
        interval = binomial_interval(hits, trials)
        table.rows.append((f"{low:g} - {high:g}", *cells, f"{interval[0]:.2f} - {interval[1]:.2f}"))
    return table
