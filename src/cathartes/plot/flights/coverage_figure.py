"""Planned against flown: strips, tracks, gaps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon
from numpy.typing import NDArray

from cathartes.kernels.flight.local_plane import geodetic_to_local
from cathartes.model.flight.coverage import CoverageFlown, FlownAgainstPlan
from cathartes.model.flight.planned_line import LonLat
from cathartes.model.flight.track import Track
from cathartes.plot.style import (
    BAND,
    FAINT,
    INK,
    SMALL_PT,
    TEXT_PT,
    WIDTH_IN,
    dress_axes,
    new_figure,
)

Array = NDArray[np.float64]
_TRACK, _GAP = "#0072B2", "#D55E00"
_TALLEST, _FLATTEST, _MOST_NAMES = 1.3, 0.35, 40


def draw_coverage(flown: FlownAgainstPlan, tracks: Sequence[Track]) -> Figure:
    """Draw each planned line with its strip, the tracks over it, and the gaps.

    Parameters
    ----------
    flown : FlownAgainstPlan
    tracks : sequence of Track

    Notes
    -----
    Metres east and north of the middle of the plan; a track is drawn as far as the picture of
    the plan goes.
    """
    ends = np.array([place for one in flown.lines for place in (one.line.begin, one.line.end)])
    middle = float(ends[:, 0].mean()), float(ends[:, 1].mean())
    corners = np.concatenate([_strip(one, middle) for one in flown.lines])
    span = np.ptp(corners, axis=0).max()
    low, high = corners.min(axis=0) - 0.08 * span, corners.max(axis=0) + 0.08 * span
    aspect = float((high[1] - low[1]) / (high[0] - low[0]))
    grown = 0.5 * (high[0] - low[0]) * (np.clip(aspect, _FLATTEST, None) - aspect)
    low[1], high[1] = low[1] - grown, high[1] + grown
    aspect = float(np.clip((high[1] - low[1]) / (high[0] - low[0]), _FLATTEST, _TALLEST))
    figure = new_figure(WIDTH_IN, 0.95 + 0.86 * WIDTH_IN * aspect)
    axes = figure.subplots()
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
    for one in flown.lines:
        axes.add_patch(Polygon(_strip(one, middle), facecolor=BAND, alpha=0.55, linewidth=0))
        line = _metres([one.line.begin, one.line.end], middle)
        axes.plot(*line.T, color=FAINT, linewidth=1.0, linestyle=(0, (4, 2)))
    for track in tracks:
        _draw_track(axes, track, middle)
    for one in flown.lines:
        for gap in one.gaps:
            axes.plot(*_metres([gap.begin, gap.end], middle).T, color=_GAP, linewidth=4.5,
                      solid_capstyle="butt", alpha=0.9)  # fmt: skip
    _name_lines(axes, flown, middle)
    longitude, latitude = middle
    axes.set(xlabel=f"metres east of {longitude:.4f}°", ylabel=f"metres north of {latitude:.4f}°")
    dress_axes(axes)
    heading = f"{100.0 * flown.covered_share:.1f} % of the planned area was flown"
    if any(track.is_simulated for track in tracks):
        heading += " – SIMULATED"
    figure.suptitle(heading, fontsize=TEXT_PT + 1, color=INK)
    _draw_key(figure)
    return figure


def _metres(places: Sequence[LonLat], middle: LonLat) -> Array:
    longitude, latitude = np.array(places, np.float64).T
    return np.stack(geodetic_to_local(longitude, latitude, *middle), axis=1)


def _strip(one: CoverageFlown, middle: LonLat) -> Array:
    begin, end = _metres([one.line.begin, one.line.end], middle)
    along = (end - begin) / max(float(np.hypot(*(end - begin))), 1e-9)
    across = 0.5 * one.swath_m * np.array([along[1], -along[0]])
    return np.array([begin + across, end + across, end - across, begin - across])


def _draw_track(axes: Axes, track: Track, middle: LonLat) -> None:
    east, north = geodetic_to_local(track.longitude, track.latitude, *middle)
    # A line to nowhere between two pieces: nothing was recorded there.
    breaks = np.flatnonzero(np.diff(track.piece)) + 1
    axes.plot(
        np.insert(east, breaks, np.nan), np.insert(north, breaks, np.nan),
        color=_TRACK, linewidth=1.1,
    )  # fmt: skip


def _name_lines(axes: Axes, flown: FlownAgainstPlan, middle: LonLat) -> None:
    for one in flown.lines[:_MOST_NAMES]:
        begin, end = _metres([one.line.begin, one.line.end], middle)
        axes.annotate(
            f"{one.line.name}: {100.0 * one.covered_share:.0f} %",
            0.5 * (begin + end), ha="center", va="center", fontsize=SMALL_PT, color=INK,
            bbox={"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": "none",
                  "alpha": 0.85},
        )  # fmt: skip


def _draw_key(figure: Figure) -> None:
    marks = [
        Line2D([], [], color=FAINT, linewidth=1.0, linestyle=(0, (4, 2)), label="planned line"),
        Patch(facecolor=BAND, alpha=0.55, label="its swath"),
        Line2D([], [], color=_TRACK, linewidth=1.4, label="flown"),
        Line2D([], [], color=_GAP, linewidth=4.5, label="gap"),
    ]
    figure.legend(
        handles=marks, loc="outside lower center", ncols=len(marks), fontsize=SMALL_PT,
        frameon=False, labelcolor=INK,
    )  # fmt: skip
