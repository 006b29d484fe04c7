"""A flat map about the middle of what is drawn, shared by all maps of a campaign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from cathartes.kernels.flight.local_plane import geodetic_to_local
from cathartes.model.campaign.area import Ring
from cathartes.model.fusion.summary import CampaignSummary
from cathartes.plot.map_marks import scale_bar
from cathartes.plot.style import (
    FAINT,
    INK,
    PAPER,
    SMALL_PT,
    WIDTH_IN,
    dress_axes,
    new_figure,
)
from cathartes.plot.words import place_in_words

Array = NDArray[np.float64]
LonLat = tuple[float, float]

_TALLEST, _FLATTEST = 1.15, 0.45
_LEAST_SPAN_M = 400.0
SIMULATED_COLOUR = "#a3210c"


@frozen(eq=False)
class GroundFrame:
    """Where the plane touches the Earth and how far the picture goes.

    Attributes
    ----------
    middle : (longitude, latitude)
    low, high : (2,) float64
        Metres east and north of the middle: lower left and upper right corner.
    """

    middle: LonLat
    low: Array
    high: Array

    @classmethod
    def around(cls, places: Iterable[LonLat], margin: float = 0.06) -> GroundFrame:
        """Return the frame that holds all places and is neither a ribbon nor a tower.

        Parameters
        ----------
        places : iterable of (longitude, latitude)
            At least one.
        margin : float
            Share of the larger side that is added on each side.
        """
        corners = np.array(list(places), np.float64)
        middle = tuple(float(one) for one in 0.5 * (corners.min(axis=0) + corners.max(axis=0)))
        at = np.stack(geodetic_to_local(*corners.T, *middle), axis=1)
        low, high = at.min(axis=0), at.max(axis=0)
        span = max(float((high - low).max()), _LEAST_SPAN_M)
        half = 0.5 * (high - low) + margin * span
        half[0] = max(half[0], half[1] / _TALLEST, 0.5 * _LEAST_SPAN_M)
        half[1] = max(half[1], half[0] * _FLATTEST)
        centre = 0.5 * (low + high)
        return cls((middle[0], middle[1]), centre - half, centre + half)

    @property
    def aspect(self) -> float:
        """Height over width."""
        return float((self.high[1] - self.low[1]) / (self.high[0] - self.low[0]))

    def metres(self, places: Sequence[LonLat]) -> Array:
        """Return (place, 2) metres east and north."""
        longitude, latitude = np.array(places, np.float64).reshape(-1, 2).T
        return np.stack(geodetic_to_local(longitude, latitude, *self.middle), axis=1)

    def figure(self, *, has_bar: bool = False) -> tuple[Figure, Axes]:
        """Return a figure of the frame's shape with one empty map, and room for a colour bar."""
        width_of_map = (0.76 if has_bar else 0.88) * WIDTH_IN
        figure = new_figure(WIDTH_IN, 0.85 + width_of_map * self.aspect)
        axes = figure.subplots()
        self.dress(axes)
        return figure, axes

    def dress(self, axes: Axes) -> None:
        """Make axes a map of this frame: limits, equal scales, a scale bar, its coordinates."""
        latitude, longitude = place_in_words(*self.middle).split(", ")
        unit_m, unit = (1000.0, "km") if self.high[0] - self.low[0] > 4000.0 else (1.0, "m")
        axes.set(
            xlim=(self.low[0], self.high[0]),
            ylim=(self.low[1], self.high[1]),
            aspect="equal",
            xlabel=f"{unit} east of {longitude}",
            ylabel=f"{unit} north of {latitude}",
        )
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: f"{value / unit_m:g}".replace("-", "−"))
        dress_axes(axes)
        for axis in (axes.xaxis, axes.yaxis):
            axis.label.set_fontsize(SMALL_PT)
        scale_bar(axes, float(self.high[0] - self.low[0]), INK, PAPER)


def campaign_frame(summary: CampaignSummary) -> GroundFrame | None:
    """Return the frame of a whole campaign; None where nothing of it has a place."""
    places: list[LonLat] = [corner for area in summary.areas for corner in area.polygon]
    places += [place for one in summary.flights for line in one.plan.lines for place in line.places]
    places += [(site.longitude, site.latitude) for site in summary.sites]
    places += [corner for look in summary.looks.values() for corner in look.footprint]
    return GroundFrame.around(places) if places else None


def draw_outline(axes: Axes, frame: GroundFrame, ring: Ring, **style: Any) -> None:
    """Draw a ring of (longitude, latitude)."""
    axes.add_patch(Polygon(frame.metres(list(ring)), **style))


def draw_areas(axes: Axes, frame: GroundFrame, summary: CampaignSummary) -> None:
    """Draw the outline and the name of each area."""
    for area in summary.areas:
        draw_outline(axes, frame, area.polygon, fill=False, edgecolor=INK, linewidth=1.1, zorder=3)
        corners = frame.metres(list(area.polygon))
        axes.annotate(
            area.name, (float(corners[:, 0].min()), float(corners[:, 1].max())),
            xytext=(3, 3), textcoords="offset points", fontsize=SMALL_PT, color=FAINT,
            ha="left", va="bottom", annotation_clip=True,
        )  # fmt: skip


def say_simulated(axes: Axes, *, is_simulated: bool) -> None:
    """Write across a corner that what is shown was made up: pictures leave their page."""
    if is_simulated:
        axes.annotate(
            "SIMULATED", (0.985, 0.98), xycoords="axes fraction", ha="right", va="top",
            fontsize=SMALL_PT, fontweight="bold", color=SIMULATED_COLOUR, zorder=12,
            bbox={"boxstyle": "round,pad=0.25", "facecolor": PAPER,
                  "edgecolor": SIMULATED_COLOUR, "linewidth": 0.9},
        )  # fmt: skip
