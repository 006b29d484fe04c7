"""What was to be flown, what was flown, and how often each place was seen clearly."""

from __future__ import annotations

import numpy as np
import shapely
from attrs import frozen
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from cathartes.kernels.flight.local_plane import geodetic_to_local
from cathartes.model.flight.track import Track
from cathartes.model.fusion.summary import CampaignSummary
from cathartes.plot.campaign.ground import GroundFrame, draw_areas, say_simulated
from cathartes.plot.style import FAINT, INK, NO_DATA, SEQUENTIAL, SMALL_PT, dress_axes

Array = NDArray[np.float64]
_TRACK, _GAP = "#0072B2", "#D55E00"
_CELLS = 140
_MOST_POINTS = 3000


@frozen(eq=False)
class ClearLooks:
    """How often each place of a frame was seen clearly.

    Attributes
    ----------
    count : (cell, cell) float64
        Sum of the clear shares of the looks over a cell, from south to north; a look through
        half a cloud counts as half a look.
    is_asked : (cell, cell) bool
        Whether a cell is inside an area; all of them where there is no area.
    """

    count: Array
    is_asked: NDArray[np.bool_]

    @property
    def never_seen_share(self) -> float:
        """Share of the areas with less than half a clear look; 0 where there is none."""
        asked = self.count[self.is_asked]
        return float(np.mean(asked < 0.5)) if asked.size else 0.0


def count_clear_looks(summary: CampaignSummary, frame: GroundFrame) -> ClearLooks:
    """Count the looks over each cell of a frame."""
    rows = max(2, round(_CELLS * frame.aspect))
    east = np.linspace(frame.low[0], frame.high[0], 2 * _CELLS + 1)[1::2]
    north = np.linspace(frame.low[1], frame.high[1], 2 * rows + 1)[1::2]
    count = np.zeros((rows, _CELLS))
    for look in summary.looks.values():
        corners = frame.metres(list(look.footprint))
        (west, south), (right, top) = corners.min(axis=0), corners.max(axis=0)
        i, j = np.searchsorted(north, (south, top)), np.searchsorted(east, (west, right))
        x, y = np.meshgrid(east[j[0] : j[1]], north[i[0] : i[1]])
        inside = shapely.contains_xy(shapely.Polygon(corners), x, y)
        count[i[0] : i[1], j[0] : j[1]] += look.clear_share * inside
    x, y = np.meshgrid(east, north)
    is_asked = np.ones(count.shape, bool)
    if summary.areas:
        rings = [shapely.Polygon(frame.metres(list(area.polygon))) for area in summary.areas]
        is_asked = np.any([shapely.contains_xy(ring, x, y) for ring in rings], axis=0)
    return ClearLooks(count, is_asked)


def draw_flown(summary: CampaignSummary, frame: GroundFrame) -> Figure:
    """Draw planned lines, tracks over them, and what was missed."""
    figure, axes = frame.figure()
    draw_areas(axes, frame, summary)
    for flight in summary.flights:
        for line in flight.plan.lines:
            axes.plot(*frame.metres(line.places).T, color=FAINT, linewidth=1.0,
                      linestyle=(0, (4, 2)), zorder=4)  # fmt: skip
            if flight.flown is None:
                axes.plot(*frame.metres(line.places).T, color=_GAP, linewidth=7.0, alpha=0.25,
                          zorder=3, solid_capstyle="butt")  # fmt: skip
        for track in flight.tracks:
            axes.plot(*_thinned(track, frame), color=_TRACK, linewidth=1.1, zorder=5)
        for covered in () if flight.flown is None else flight.flown.lines:
            for gap in covered.gaps:
                axes.plot(*frame.metres([gap.begin, gap.end]).T, color=_GAP, linewidth=4.5,
                          alpha=0.85, solid_capstyle="butt", zorder=4.5)  # fmt: skip
    say_simulated(axes, is_simulated=summary.is_simulated)
    marks = [
        Line2D([], [], color=FAINT, linewidth=1.0, linestyle=(0, (4, 2)), label="planned line"),
        Line2D([], [], color=_TRACK, linewidth=1.4, label="flown"),
        Line2D([], [], color=_GAP, linewidth=4.5, label="gap of a flight"),
        Line2D([], [], color=_GAP, linewidth=7.0, alpha=0.25, label="flight not come back"),
    ]
    figure.legend(handles=marks, loc="outside lower center", ncols=len(marks), frameon=False,
                  fontsize=SMALL_PT, labelcolor=INK)  # fmt: skip
    return figure


def draw_clear_looks(summary: CampaignSummary, frame: GroundFrame, looks: ClearLooks) -> Figure:
    """Draw the number of clear looks as colours; grey is what nobody saw."""
    figure, axes = frame.figure(has_bar=True)
    most = max(1.0, float(looks.count.max()))
    shown = np.ma.masked_less(looks.count, 0.05)
    axes.set_facecolor(NO_DATA)
    image = axes.imshow(
        shown, origin="lower", cmap=SEQUENTIAL, vmin=0.0, vmax=most, zorder=1, aspect="equal",
        extent=(frame.low[0], frame.high[0], frame.low[1], frame.high[1]),
        interpolation="nearest",
    )  # fmt: skip
    draw_areas(axes, frame, summary)
    bar = figure.colorbar(image, ax=axes, shrink=0.7, pad=0.02, aspect=28,
                          ticks=MaxNLocator(6, integer=True))  # fmt: skip
    bar.outline.set_visible(False)
    dress_axes(bar.ax)
    bar.set_label("clear looks", fontsize=SMALL_PT, color=INK)
    say_simulated(axes, is_simulated=summary.is_simulated)
    return figure


def _thinned(track: Track, frame: GroundFrame) -> Array:
    stride = max(1, track.n_points // _MOST_POINTS)
    longitude, latitude, piece = (
        values[::stride] for values in (track.longitude, track.latitude, track.piece)
    )
    east, north = geodetic_to_local(longitude, latitude, *frame.middle)
    # A line to nowhere between two pieces: nothing was recorded there.
    breaks = np.flatnonzero(np.diff(piece)) + 1
    return np.stack([np.insert(east, breaks, np.nan), np.insert(north, breaks, np.nan)])
