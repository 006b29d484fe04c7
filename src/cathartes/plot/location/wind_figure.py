"""The wind that was given, and the wind that the data ask for."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import SourceLocation
from cathartes.model.wind import Wind
from cathartes.plot.location.time_axis import lay_time
from cathartes.plot.style import FAINT, INK, SMALL_PT, WIDTH_IN, dress_axes, new_figure

Array = NDArray[np.float64]
GIVEN_COLOUR, FITTED_COLOUR, DRIFT_COLOUR = FAINT, "#0072B2", "#D55E00"
_FEWEST_ROWS = 5
_BINS = 30


def draw_wind(location: SourceLocation, case: SourceCase | None = None) -> Figure:
    """Draw speed and direction: through time where there are rows, then before and after."""
    rows = 0 if case is None else int(np.isfinite(case.wind.speed_m_s).sum())
    through_time = rows >= _FEWEST_ROWS
    figure = new_figure(WIDTH_IN, 4.6 if through_time else 2.3)
    grid = figure.add_gridspec(3 if through_time else 1, 2)
    if through_time and case is not None:
        speed = figure.add_subplot(grid[0, :])
        direction = figure.add_subplot(grid[1, :], sharex=speed)
        _through_time(speed, direction, location, case)
        dress_axes(speed)
        dress_axes(direction)
    left, right = figure.add_subplot(grid[-1, 0]), figure.add_subplot(grid[-1, 1])
    _speeds(left, location, case)
    _directions(right, location, case)
    for axes in (left, right):
        axes.set_yticks([])
        axes.set_ylim(bottom=0.0)
        dress_axes(axes)
    handles, labels = left.get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="outside upper center", ncols=4, fontsize=SMALL_PT, frameon=False,
        labelcolor=INK,
    )  # fmt: skip
    return figure


def _through_time(speed: Axes, direction: Axes, location: SourceLocation, case: SourceCase) -> None:
    wind, fit = case.wind, location.wind
    used = _used_rows(case)
    axis = lay_time(wind.time_s[used])
    place = axis.of(wind.time_s[used])
    middle = _mean_direction(wind.from_direction_deg[used])
    unrolled = middle + (wind.from_direction_deg[used] - middle + 180.0) % 360.0 - 180.0
    fitted = (
        (speed, wind.speed_m_s[used], wind.speed_m_s[used] * fit.speed_factor,
         wind.speed_m_s[used] * fit.speed_factor_std),
        (direction, unrolled, unrolled + fit.direction_offset_deg,
         np.full(place.size, fit.direction_offset_std_deg)),
    )  # fmt: skip
    for axes, given, after, spread in fitted:
        for first, last in axis.pieces:
            run = slice(first, last + 1)
            axes.fill_between(
                place[run], (after - spread)[run], (after + spread)[run],
                color=FITTED_COLOUR, alpha=0.25, linewidth=0,
            )  # fmt: skip
            axes.plot(place[run], after[run], color=FITTED_COLOUR, linewidth=1.0)
        axes.plot(place, given, ".", color=INK, markersize=2.6)
        axis.dress(axes)
    speed.set_ylabel("speed, m/s")
    speed.set_ylim(bottom=0.0)
    direction.set_ylabel("from, °")
    direction.yaxis.set_major_formatter(lambda value, _: f"{value % 360.0:g}")
    speed.tick_params(labelbottom=False)


def _used_rows(case: SourceCase) -> NDArray[np.bool_]:
    """Return the rows between the first and the last observation that say something."""
    o, wind = case.observations, case.wind
    inside = (wind.time_s + wind.averaging_s > o.time_s[0]) & (wind.time_s <= o.time_s[-1])
    known = np.isfinite(wind.speed_m_s) & np.isfinite(wind.from_direction_deg)
    return (inside & known) if (inside & known).any() else known


def _mean_direction(from_deg: Array) -> float:
    angle = np.radians(from_deg[np.isfinite(from_deg)])
    if angle.size == 0:
        return 180.0
    return float(np.degrees(np.arctan2(np.sin(angle).mean(), np.cos(angle).mean())) % 360.0)


def _speeds(axes: Axes, location: SourceLocation, case: SourceCase | None) -> None:
    given = location.wind.given_speed_m_s
    fitted = given * np.exp(location.posterior.log_speed_factor)
    error = _typical(case.wind.speed_log_std) if case is not None else np.nan
    drifts = [one.speed_m_s for one in _drift_winds(location)]
    ends = given * np.exp(-2.2 * error), given * np.exp(2.2 * error), *drifts
    at = np.linspace(*_span(fitted, *ends), 200)
    if np.isfinite(error) and error > 0.0 and given > 0.0:
        density = np.exp(-0.5 * (np.log(np.maximum(at, 1e-9) / given) / error) ** 2)
        density /= np.maximum(at, 1e-9)
        # Both to a peak of one: what the data know for sure would flatten what was given.
        axes.plot(
            at,
            density / density.max(),
            color=GIVEN_COLOUR,
            linewidth=1.2,
            label="given, with its error",
        )
    _posterior(axes, fitted)
    for wind in _drift_winds(location):
        spread = (wind.speed_std_m_s or 0.0) / max(wind.speed_m_s, 1e-9)
        _normal(axes, np.log(np.maximum(at, 1e-9) / wind.speed_m_s), spread, at, "drift")
    axes.axvline(given, color=INK, linewidth=1.0, linestyle="dotted", label="given")
    axes.set(xlabel="mean speed, m/s", xlim=(max(0.0, at[0]), at[-1]))


def _directions(axes: Axes, location: SourceLocation, case: SourceCase | None) -> None:
    given = location.wind.given_from_direction_deg
    fitted = given + location.posterior.direction_offset_deg
    error = _typical(case.wind.from_direction_error_deg) if case is not None else np.nan
    drifts = [_turned(one.from_direction_deg, given) for one in _drift_winds(location)]
    ends = given - 2.5 * error, given + 2.5 * error, *drifts
    at = np.linspace(*_span(fitted, *ends), 200)
    if np.isfinite(error) and error > 0.0:
        density = np.exp(-0.5 * ((at - given) / error) ** 2)
        axes.plot(at, density, color=GIVEN_COLOUR, linewidth=1.2)
    _posterior(axes, fitted)
    for wind in _drift_winds(location):
        _normal(
            axes,
            at - _turned(wind.from_direction_deg, given),
            wind.from_direction_std_deg or 0.0,
            at,
        )
    axes.axvline(given, color=INK, linewidth=1.0, linestyle="dotted")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value % 360.0:g}")
    axes.set(xlabel="mean direction from, °", xlim=(at[0], at[-1]))


def _turned(from_deg: float, given_deg: float) -> float:
    """Return a direction as the same one within half a circle of another."""
    return given_deg + (from_deg - given_deg + 180.0) % 360.0 - 180.0


def _drift_winds(location: SourceLocation) -> list[Wind]:
    return [one.wind for one in location.wind.drift if one.wind is not None]


def _normal(axes: Axes, off: Array, spread: float, at: Array, label: str = "") -> None:
    """Draw a normal curve to a peak of one."""
    if spread > 0.0:
        density = np.exp(-0.5 * (off / spread) ** 2)
        known = axes.get_legend_handles_labels()[1]
        axes.plot(
            at,
            density,
            color=DRIFT_COLOUR,
            linewidth=1.2,
            linestyle="dashed",
            label=label if label and label not in known else None,
        )


def _posterior(axes: Axes, values: Array) -> None:
    known = values[np.isfinite(values)]
    if known.size and np.ptp(known) > 0.0:
        heights, edges = np.histogram(known, bins=_BINS)
        axes.stairs(
            heights / heights.max(), edges, fill=True, color=FITTED_COLOUR, alpha=0.45,
            label="fitted",
        )  # fmt: skip


def _typical(errors: Array) -> float:
    known = errors[np.isfinite(errors)]
    return float(np.median(known)) if known.size else float("nan")


def _span(values: Array, *others: float) -> tuple[float, float]:
    known = [float(one) for one in (*np.quantile(values, [0.002, 0.998]), *others)]
    known = [one for one in known if np.isfinite(one)] or [0.0, 1.0]
    low, high = min(known), max(known)
    room = 0.04 * max(high - low, 1e-6)
    return low - room, high + room
