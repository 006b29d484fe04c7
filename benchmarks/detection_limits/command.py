"""Search drawn looks, and compare what was found with what detection limits had said."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from scipy.optimize import minimize
from scipy.special import log_ndtr

from benchmarks.detection_limits.drawn_looks import draw_look, draw_solar_look
from benchmarks.detection_limits.searched import SearchedSource, search_look
from benchmarks.reporting.tables import Cell, Table, publish
from cathartes.physics.detection_limits.limits import (
    PLUME_LOG_STD,
    STRENGTH_SHARE,
)
from cathartes.physics.detection_limits.recall_curve import bundled_recall_curve

LOOKS, SOLAR_LOOKS, QUICK_LOOKS = 60, 24, 6
FIRST_TUNING_SEED, FIRST_HELD_OUT_SEED = 100_000, 200_000
PROBABILITY_EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
GROUPS: tuple[tuple[str, Callable[[SearchedSource], str]], ...] = (
    ("", lambda one: "all"),
    ("imager ", lambda one: one.instrument),
    ("gas ", lambda one: one.gas),
    ("wind ", lambda one: "below 3.5 m/s" if one.wind_speed_m_s < 3.5 else "above 3.5 m/s"),
    ("pixel ", lambda one: "below 4.5 m" if one.pixel_size_m < 4.5 else "above 4.5 m"),
    ("contrast ", lambda one: "below 3 K" if one.contrast_k < 3.0 else "above 3 K"),
)


def run_detection_limits(
    out: Path, console: Console, *, quick: bool = False, dev: bool = False
) -> list[Table]:
    """Search, print and write ``out/detection_limits.md`` and ``.json``."""
    first = FIRST_TUNING_SEED if dev else FIRST_HELD_OUT_SEED
    tables: list[Table] = []
    for kind, draw, looks in (
        ("thermal", draw_look, LOOKS),
        ("sunlit", draw_solar_look, SOLAR_LOOKS),
    ):
        sources: list[SearchedSource] = []
        numbers = range(QUICK_LOOKS if quick else looks)
        for number in track(numbers, f"Looks, {kind}", console=console):
            sources += search_look(draw(first + number))
        tables += [
            by_probability(sources, kind),
            by_group(sources, kind),
            constants(sources, kind),
        ]
    publish("detection_limits", tables, out, console=console)
    return tables


def by_probability(sources: Sequence[SearchedSource], kind: str) -> Table:
    """Compare predicted probabilities with shares found."""
    table = Table(
        f"Predicted and found: {len(sources)} {kind} sources near their detection limits",
        ("predicted", "sources", "mean predicted", "found", "share found"),
    )
    chance = np.array([one.probability for one in sources])
    found = np.array([one.is_found for one in sources])
    for low, high in itertools.pairwise(PROBABILITY_EDGES):
        inside = (chance >= low) & ((chance < high) | (high == PROBABILITY_EDGES[-1]))
        if inside.any():
            table.rows.append(_row(f"{low:g} to {high:g}", chance[inside], found[inside]))
    table.rows.append(_row("all", chance, found))
    return table


def by_group(sources: Sequence[SearchedSource], kind: str) -> Table:
    """Compare by imager, gas, wind, pixel and contrast."""
    table = Table(
        f"By kind of look, {kind}",
        ("kind", "sources", "mean predicted", "found", "share found", "true over predicted SNR"),
        notes=("The last column is the geometric mean; its spread is in the next table.",),
    )
    ratio = strength_ratios(sources)
    for name, key in GROUPS:
        for value in sorted({key(one) for one in sources}):
            inside = np.array([key(one) == value for one in sources])
            chance = np.array([one.probability for one in sources])[inside]
            found = np.array([one.is_found for one in sources])[inside]
            share = float(np.exp(np.mean(np.log(ratio[inside]))))
            table.rows.append((*_row(name + value, chance, found), share))
    return table


def constants(sources: Sequence[SearchedSource], kind: str) -> Table:
    """Fit the constants anew and show them beside those that ship."""
    ratio = np.log(strength_ratios(sources))
    found = np.array([one.is_found for one in sources])
    curve = bundled_recall_curve()
    median, spread = fit_half(np.log([one.strength for one in sources]), found)
    offset, whole = fit_half(
        np.log([one.rate_kg_per_h / one.limit_kg_per_h for one in sources]), found
    )
    shipped = float(np.hypot(curve.log_std, PLUME_LOG_STD))
    rows: list[tuple[Cell, ...]] = [
        ("strength over Q / (M u w sigma)", STRENGTH_SHARE, STRENGTH_SHARE * np.exp(ratio.mean())),
        ("its spread in the logarithm", None, float(ratio.std())),
        ("strength found half the time", curve.median_strength, median),
        ("its spread in the logarithm", curve.log_std, spread),
        ("rate found half the time, over the limit", 1.0, offset),
        ("its spread in the logarithm", shipped, whole),
    ]
    return Table(f"Constants, {kind}", ("constant", "shipped", "fitted to these looks"), rows)


def strength_ratios(sources: Sequence[SearchedSource]) -> NDArray[np.float64]:
    """Return true strength over the predicted one, (source,)."""
    threshold = bundled_recall_curve().median_strength
    predicted = [threshold * one.rate_kg_per_h / one.limit_kg_per_h for one in sources]
    return np.asarray(np.array([one.strength for one in sources]) / np.array(predicted))


def fit_half(logarithm: NDArray[np.float64], found: NDArray[np.bool_]) -> tuple[float, float]:
    """Return where half is found (not its logarithm), and the spread in the logarithm."""

    def cost(terms: NDArray[np.float64]) -> float:
        z = (logarithm - terms[0]) / np.exp(terms[1])
        return float(-log_ndtr(z[found]).sum() - log_ndtr(-z[~found]).sum())

    start = np.array([float(np.median(logarithm)), np.log(0.7)])
    best = minimize(cost, start, method="Nelder-Mead").x
    return float(np.exp(best[0])), float(np.exp(best[1]))


def _row(
    name: str, chance: NDArray[np.float64], found: NDArray[np.bool_]
) -> tuple[Cell, Cell, Cell, Cell, Cell]:
    return name, int(found.size), float(chance.mean()), int(found.sum()), float(found.mean())
