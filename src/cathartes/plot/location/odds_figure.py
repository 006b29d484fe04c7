"""How many sources, and by which spread of the plume; and how much they emit."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from cathartes.model.location.source import SourceEstimate, SourceLocation
from cathartes.plot.location.words import count_in_words
from cathartes.plot.style import (
    BAND,
    INK,
    SMALL_PT,
    WIDTH_IN,
    dress_axes,
    gas_colours,
    new_figure,
)
from cathartes.plot.words import probability_in_words

_BAR = "#0072B2"
_MOST_RATES = 6
_BINS = 36
_WIDE = 8.0


def draw_odds(location: SourceLocation) -> Figure:
    """Draw the probability of each number of sources and of each scheme of dispersion."""
    counts = {count_in_words(count): p for count, p in sorted(location.p_number_of_sources.items())}
    schemes = dict(sorted(location.p_scheme.items(), key=lambda item: -item[1])[:6])
    longest = max(len(counts), len(schemes), 2)
    figure = new_figure(WIDTH_IN, 0.75 + 0.27 * longest)
    left, right = figure.subplots(1, 2)
    _bars(left, counts, "number of sources")
    _bars(right, schemes, "how the plume spreads")
    return figure


def _bars(axes: Axes, values: dict[str, float], title: str) -> None:
    place = np.arange(len(values))[::-1]
    share = np.clip(np.nan_to_num(np.array(list(values.values()), np.float64)), 0.0, 1.0)
    axes.barh(place, share, height=0.62, color=_BAR)
    axes.set_yticks(place, list(values))
    for at, one in zip(place, share, strict=True):
        axes.annotate(
            probability_in_words(float(one)), (float(one), float(at)), xytext=(4, 0),
            textcoords="offset points", va="center", fontsize=SMALL_PT, color=INK,
        )  # fmt: skip
    axes.set(xlim=(0.0, 1.18), xticks=[0.0, 0.5, 1.0])
    axes.set_xticklabels(["0", "50 %", "100 %"])
    axes.set_ylim(min(-0.6, len(values) - 4.4), max(len(values), 1) - 0.4)
    axes.set_title(title, fontsize=SMALL_PT + 1, loc="left", color=INK)
    dress_axes(axes)


def draw_rates(location: SourceLocation) -> Figure | None:
    """Draw the draws of each rate with its 90 % interval; None where no rate is known."""
    known = [
        (one, draws)
        for one in location.sources[:_MOST_RATES]
        if (draws := rate_draws(location, one)).size > 1
    ]
    if not known:
        return None
    figure = new_figure(WIDTH_IN, 0.55 + 1.25 * len(known))
    rows = figure.subplots(len(known), 1, squeeze=False)[:, 0]
    colours = gas_colours(one.gas for one, _ in known)
    for axes, (one, draws) in zip(rows, known, strict=True):
        low, high = one.emission_rate_q05, one.emission_rate_q95
        axes.axvspan(low, high, color=BAND, alpha=0.6, linewidth=0, zorder=0)
        axes.hist(*_bins_of(draws, low, high), color=colours[one.gas], alpha=0.8)
        axes.axvline(one.emission_rate_kg_per_h, color=INK, linewidth=1.2)
        if high > _WIDE * low > 0.0:
            axes.set_xscale("log")
        else:
            axes.set_xlim(left=0.0)
        axes.set_yticks([])
        axes.set_title(
            f"source {one.emitter}, {one.gas}", fontsize=SMALL_PT, loc="left", pad=2, color=INK
        )
        dress_axes(axes)
    rows[-1].set_xlabel("emission rate, kg/h")
    return figure


def _bins_of(
    draws: NDArray[np.float64], low: float, high: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the draws that are shown and the edges of their bins.

    Even in the logarithm where the 90 % interval spans many times its lower end: on an even axis
    the largest draws would leave one bar of all others.
    """
    if high > _WIDE * low > 0.0:
        first, last = np.quantile(draws, [0.005, 0.995])
        shown = draws[(draws >= first) & (draws <= last)]
        return shown, np.geomspace(max(first, 1e-12), max(last, 1.01 * first), _BINS + 1)
    shown = draws[draws <= np.quantile(draws, 0.995)]
    return shown, np.histogram_bin_edges(shown, _BINS)


def rate_draws(location: SourceLocation, source: SourceEstimate) -> NDArray[np.float64]:
    """Return the draws of one rate in the worlds where the source exists, (draw,) kg/h."""
    posterior = location.posterior
    if source.gas not in posterior.gas_names:
        return np.zeros(0)
    rate = posterior.emission_rate_kg_per_h[:, :, posterior.gas_names.index(source.gas)]
    draws = rate[posterior.emitter == source.emitter]
    return np.asarray(draws[np.isfinite(draws)], np.float64)
