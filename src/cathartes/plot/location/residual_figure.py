"""What the fit leaves: a slope, a wave or a fan in it says what the model lacks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import evolve
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import ObservationFit, SourceLocation
from cathartes.plot.location.time_axis import lay_time
from cathartes.plot.style import BAND, FAINT, INK, SMALL_PT, WIDTH_IN, dress_axes, new_figure

Array = NDArray[np.float64]
MOST_SHOWN = 6.0
"""Standard deviations at which the axis ends; what lies beyond is drawn on its edge."""
_FEWEST_TIMES = 5
_BINS = 9


def residuals(location: SourceLocation, case: SourceCase) -> Array:
    """Return (value - background - sources) / standard deviation, (observation,)."""
    fit = location.fit
    left = case.observations.value - fit.background - fit.from_sources
    return np.asarray(left / np.maximum(fit.std, 1e-300), np.float64)


def draw_residuals(location: SourceLocation, case: SourceCase) -> Figure:
    """Draw the residuals against time, direction of the wind and what was predicted."""
    used = np.isfinite(residuals(location, case))
    location, case = _only(location, case, used)
    left = residuals(location, case)
    panels: list[Callable[[Axes], None]] = []
    observations = case.observations
    if np.unique(observations.time_s).size >= _FEWEST_TIMES:
        panels.append(lambda axes: _against_time(axes, observations.time_s, left))
    direction = direction_of_each(case)
    known = np.isfinite(direction)
    if np.unique(np.round(direction[known])).size >= _FEWEST_TIMES:
        panels.append(lambda axes: _against_direction(axes, direction[known], left[known]))
    panels.append(lambda axes: _against_prediction(axes, location, left))
    figure = new_figure(WIDTH_IN, 0.3 + 1.6 * len(panels))
    rows = figure.subplots(len(panels), 1, squeeze=False)[:, 0]
    for draw, axes in zip(panels, rows, strict=True):
        axes.axhspan(-2.0, 2.0, color=BAND, alpha=0.45, linewidth=0, zorder=0)
        axes.axhline(0.0, color=FAINT, linewidth=0.8, zorder=0)
        draw(axes)
        axes.set_ylim(-1.08 * MOST_SHOWN, 1.08 * MOST_SHOWN)
        dress_axes(axes)
    figure.supylabel("residual, standard deviations", size=SMALL_PT + 1)
    return figure


def _only(
    location: SourceLocation, case: SourceCase, used: NDArray[np.bool_]
) -> tuple[SourceLocation, SourceCase]:
    """Leave out what was not fitted: observations without wind."""
    if used.all():
        return location, case
    fit = location.fit
    shorter = ObservationFit(fit.background[used], fit.from_sources[used], fit.std[used])
    observations = case.observations.take(used)
    return evolve(location, fit=shorter), evolve(case, observations=observations)


def direction_of_each(case: SourceCase) -> Array:
    """Return the given direction of the wind at each observation, degrees; NaN if not known."""
    wind = case.wind
    row = np.searchsorted(wind.time_s, case.observations.time_s + 1e-6, side="right") - 1
    return np.asarray(wind.from_direction_deg[np.clip(row, 0, wind.size - 1)], np.float64)


def _against_time(axes: Axes, time_s: Array, left: Array) -> None:
    axis = lay_time(time_s)
    _scatter(axes, axis.of(time_s), left)
    axis.dress(axes)
    axes.set_xlabel("time, UTC")


def _against_direction(axes: Axes, direction: Array, left: Array) -> None:
    angle = np.radians(direction)
    middle = np.degrees(np.arctan2(np.sin(angle).mean(), np.cos(angle).mean()))
    # About the mean direction, so that a northerly wind is not torn apart.
    unrolled = middle + (direction - middle + 180.0) % 360.0 - 180.0
    _scatter(axes, unrolled, left)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value % 360.0:g}")
    axes.set_xlabel("wind from, °")


def _against_prediction(axes: Axes, location: SourceLocation, left: Array) -> None:
    added = np.maximum(location.fit.from_sources, 0.0)
    positive = added[added > 0.0]
    _scatter(axes, added, left)
    if positive.size and np.quantile(positive, 0.95) > 0.0:
        threshold = max(float(np.quantile(positive, 0.95)) / 100.0, 1e-300)
        axes.set_xscale("symlog", linthresh=threshold)
        axes.set_xlim(left=-0.2 * threshold)
    axes.set_xlabel("fitted enhancement, in the unit of the observations")


def _scatter(axes: Axes, place: Array, left: Array) -> None:
    shown = np.clip(left, -MOST_SHOWN, MOST_SHOWN)
    axes.plot(place, shown, ".", color=INK, markersize=2.6, alpha=0.55, rasterized=True)
    if place.size < 8 * _BINS:
        return
    order = np.argsort(place, kind="stable")
    parts = np.array_split(order, _BINS)
    axes.plot(
        [float(np.median(place[one])) for one in parts],
        [float(np.clip(left[one].mean(), -MOST_SHOWN, MOST_SHOWN)) for one in parts],
        color="#D55E00", linewidth=1.4, marker="o", markersize=3,
    )  # fmt: skip
