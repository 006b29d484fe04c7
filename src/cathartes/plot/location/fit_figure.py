"""Data against fit: through time where there is time, along the arcs where there is none."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import SourceLocation
from cathartes.plot.location.time_axis import TimeAxis, lay_time
from cathartes.plot.style import (
    FAINT,
    INK,
    SMALL_PT,
    WIDTH_IN,
    dress_axes,
    new_figure,
    readable_unit,
)

Array = NDArray[np.float64]
FIT_COLOUR = "#0072B2"
MOST_PANELS = 6
_FEWEST_TIMES = 5
_NEW_ARC = 1.25
"""Ratio of distances at which a new arc of samplers begins."""


@frozen(eq=False)
class Panel:
    """One row of the figure: which observations, where they lie on its axis, what it is called."""

    chosen: NDArray[np.int64]
    place: Array
    title: str


def draw_fit(location: SourceLocation, case: SourceCase) -> Figure:
    """Draw what was sensed, the fit with one standard deviation, and the background under it."""
    axis, panels = arrange_panels(location, case)
    figure = new_figure(WIDTH_IN, 0.9 + 1.25 * len(panels))
    rows = figure.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0]
    for axes, panel in zip(rows, panels, strict=True):
        _draw_panel(axes, panel, location, case, joined=axis is not None)
        if axis is not None:
            axis.dress(axes)
        dress_axes(axes)
    rows[-1].set_xlabel(
        "time, UTC" if axis is not None else "direction from the source to the sampler, °"
    )
    figure.supylabel(f"concentration, {readable_unit(case.observations.unit)}", size=SMALL_PT + 1)
    figure.legend(
        handles=[
            Line2D([], [], marker=".", color=INK, linestyle="none", label="sensed"),
            Line2D([], [], color=FIT_COLOUR, label="fit"),
            Patch(facecolor=FIT_COLOUR, alpha=0.25, label="± 1 standard deviation"),
            Line2D([], [], color=FAINT, linestyle="dashed", label="background"),
        ],
        loc="outside upper center", ncols=4, fontsize=SMALL_PT, frameon=False, labelcolor=INK,
    )  # fmt: skip
    return figure


def arrange_panels(
    location: SourceLocation, case: SourceCase
) -> tuple[TimeAxis | None, list[Panel]]:
    """Return the axis of time, None for arcs, and what each panel shows."""
    observations = case.observations
    if np.unique(observations.time_s).size < _FEWEST_TIMES:
        return None, _arc_panels(location, case)
    axis = lay_time(observations.time_s)
    above = np.nan_to_num(observations.value - location.fit.background)
    series: dict[tuple[int, int], NDArray[np.int64]] = {}
    for sensor in np.unique(observations.sensor):
        for gas in np.unique(observations.gas):
            chosen = np.flatnonzero((observations.sensor == sensor) & (observations.gas == gas))
            if chosen.size:
                series[int(sensor), int(gas)] = chosen
    # Each gas by its own largest enhancement: a trace gas is not lost beside a main one.
    largest = {gas: max(float(above[observations.gas == gas].max()), 1e-300)
               for gas in np.unique(observations.gas)}  # fmt: skip
    strongest = sorted(
        series, key=lambda one: -float(np.abs(above[series[one]]).mean()) / largest[one[1]]
    )[:MOST_PANELS]
    several = len(case.gases) > 1
    return axis, [
        Panel(
            chosen=series[sensor, gas],
            place=axis.of(observations.time_s[series[sensor, gas]]),
            title=observations.sensor_names[sensor]
            + (f", {case.gases[gas].name}" if several else ""),
        )
        for sensor, gas in sorted(strongest)
    ]


def _arc_panels(location: SourceLocation, case: SourceCase) -> list[Panel]:
    observations = case.observations
    middle = 0.5 * (observations.begin_m + observations.end_m)[:, :2]
    if location.sources:
        first = location.sources[0]
        centre = np.array([first.easting_m, first.northing_m])
    else:
        east, north, east_end, north_end = case.search_area_m
        centre = np.array([0.5 * (east + east_end), 0.5 * (north + north_end)])
    away = middle - centre
    distance = np.maximum(np.hypot(*away.T), 1e-6)
    bearing = np.degrees(np.arctan2(away[:, 0], away[:, 1]))
    downwind = case.wind.from_direction_deg[np.isfinite(case.wind.from_direction_deg)]
    turn = float(downwind[0]) + 180.0 if downwind.size else 0.0
    # About the wind's direction, so that no profile is torn apart at north.
    bearing = turn + (bearing - turn + 180.0) % 360.0 - 180.0
    if turn >= 360.0:
        bearing -= 360.0
    groups = _arcs(distance)
    panels = []
    for group in groups:
        ordered = group[np.argsort(bearing[group])]
        title = f"{distance[group].min():.0f} to {distance[group].max():.0f} m away"
        panels.append(Panel(chosen=ordered, place=bearing[ordered], title=title))
    return panels


def _arcs(distance: Array) -> list[NDArray[np.int64]]:
    order = np.argsort(distance)
    step = distance[order][1:] / distance[order][:-1]
    groups = np.split(order, np.flatnonzero(step > _NEW_ARC) + 1)
    if len(groups) > MOST_PANELS:
        groups = np.array_split(order, MOST_PANELS)
    return [np.asarray(group, np.int64) for group in groups]


def _draw_panel(
    axes: Axes, panel: Panel, location: SourceLocation, case: SourceCase, *, joined: bool
) -> None:
    fit, chosen = location.fit, panel.chosen
    predicted = fit.background[chosen] + fit.from_sources[chosen]
    spread = fit.std[chosen]
    for run in _runs(panel.place, joined=joined):
        x = panel.place[run]
        axes.fill_between(
            x, (predicted - spread)[run], (predicted + spread)[run],
            color=FIT_COLOUR, alpha=0.25, linewidth=0,
        )  # fmt: skip
        axes.plot(x, predicted[run], color=FIT_COLOUR, linewidth=1.1)
        axes.plot(x, fit.background[chosen][run], color=FAINT, linewidth=0.8, linestyle="dashed")
    axes.plot(
        panel.place, case.observations.value[chosen], color=INK, marker=".", markersize=3.2,
        linestyle="none",
    )  # fmt: skip
    axes.set_title(panel.title, fontsize=SMALL_PT, loc="left", pad=2, color=INK)


def _runs(place: Array, *, joined: bool) -> list[slice]:
    """Return the runs between gaps: a line over hours without data would be an invention."""
    if not joined or place.size < 3:
        return [slice(None)]
    step = np.diff(place)
    ends = np.flatnonzero(step > 3.0 * max(float(np.median(step)), 1e-9)) + 1
    return [slice(a, b) for a, b in zip([0, *ends], [*ends, place.size], strict=True)]
