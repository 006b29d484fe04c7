"""One site from near: its estimates with their regions, and its looks along time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from cathartes.model.campaign.plume import EstimateRecord
from cathartes.model.campaign.site import CandidateSite
from cathartes.model.fusion.summary import CampaignSummary
from cathartes.plot.campaign.ground import GroundFrame, draw_outline, say_simulated
from cathartes.plot.campaign.looks_of_site import Answer, SiteLook
from cathartes.plot.campaign.site_map import SIGMAS_OF_90, draw_context
from cathartes.plot.style import (
    FAINT,
    HAIRLINE,
    INK,
    PAPER,
    SMALL_PT,
    WIDTH_IN,
    dress_axes,
    new_figure,
)

_MARKS = {
    Answer.SEEN: ("o", "#0072B2", "#0072B2"),
    Answer.NOT_SEEN: ("o", PAPER, "#D55E00"),
    Answer.COULD_NOT_SEE: ("x", FAINT, FAINT),
}
_MOST_REGIONS = 40
_METRES_PER_DEGREE = 111_200.0


def draw_site(
    rank: int, site: CandidateSite, summary: CampaignSummary, looks: Sequence[SiteLook]
) -> Figure:
    """Draw the small map to the left, the timeline of looks to the right."""
    figure = new_figure(WIDTH_IN, 2.7)
    # Fixed places: the cards stand under each other and shall look alike.
    figure.set_layout_engine("none")
    left = figure.add_axes((0.01, 0.02, 0.38, 0.88))
    right = figure.add_axes((0.49, 0.22, 0.49, 0.68))
    _draw_near(left, rank, site, summary)
    _draw_looks(right, looks)
    return figure


def _draw_near(axes: Axes, rank: int, site: CandidateSite, summary: CampaignSummary) -> None:
    mine = [summary.estimates[one] for one in site.estimate_ids if one in summary.estimates]
    # The most certain ones, when there are too many for a small map.
    mine = sorted(mine, key=lambda one: one.position_std_m)[:_MOST_REGIONS]
    frame = _frame(site, mine)
    for one in mine:
        ((east, north),) = frame.metres([(one.longitude, one.latitude)])
        if one.region_90:
            draw_outline(axes, frame, one.region_90, facecolor="#56B4E922", edgecolor="#0072B2",
                         linewidth=0.8, zorder=3)  # fmt: skip
        else:
            axes.add_patch(Circle((east, north), SIGMAS_OF_90 * one.position_std_m,
                                  facecolor="#56B4E922", edgecolor="#0072B2", linewidth=0.8,
                                  linestyle=(0, (3, 2)), zorder=3))  # fmt: skip
        axes.plot(east, north, "+", color="#0072B2", markersize=6, markeredgewidth=1.2, zorder=4)
    ((east, north),) = frame.metres([(site.longitude, site.latitude)])
    radius = SIGMAS_OF_90 * site.position_std_m
    axes.add_patch(
        Circle((east, north), radius, facecolor="#E69F0055", edgecolor=INK, linewidth=1.0, zorder=5)
    )
    axes.plot(east, north, "o", color=INK, markersize=3.5, zorder=6)
    draw_context(axes, frame, summary, most_named=6)
    frame.dress(axes)
    axes.set(xlabel="", ylabel="")
    axes.tick_params(labelbottom=False, labelleft=False, length=0)
    axes.set_title(f"site {rank} and its estimates", fontsize=SMALL_PT, color=INK)
    say_simulated(axes, is_simulated=summary.is_simulated)


def _frame(site: CandidateSite, estimates: Sequence[EstimateRecord]) -> GroundFrame:
    spread = [(site.longitude, site.latitude, site.position_std_m)]
    spread += [(one.longitude, one.latitude, one.position_std_m) for one in estimates]
    places = [corner for one in estimates for corner in one.region_90]
    for longitude, latitude, std_m in spread:
        north = SIGMAS_OF_90 * std_m / _METRES_PER_DEGREE
        east = north / max(math.cos(math.radians(latitude)), 1e-3)
        places += [(longitude - east, latitude - north), (longitude + east, latitude + north)]
    frame = GroundFrame.around(places, margin=0.1)
    half = 0.5 * float((frame.high - frame.low).max())
    middle = 0.5 * (frame.low + frame.high)
    return GroundFrame(frame.middle, middle - half, middle + half)


def _draw_looks(axes: Axes, looks: Sequence[SiteLook]) -> None:
    for answer, (marker, face, edge) in _MARKS.items():
        chosen = [one for one in looks if one.answer is answer]
        # Without a look of its own nothing is known of what it could have seen: on the top line.
        chances = [1.0 if one.look is None else np.nan_to_num(one.probability_of_finding)
                   for one in chosen]  # fmt: skip
        axes.plot(
            [one.at.timestamp() for one in chosen], chances, marker, label=answer.value,
            linestyle="", markersize=6.5, markeredgewidth=1.4, markeredgecolor=edge,
            markerfacecolor=face, clip_on=False, zorder=4,
        )  # fmt: skip
    _mark_times(axes, looks)
    axes.set_ylim(0.0, 1.0)
    axes.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.grid(axis="y", color=HAIRLINE, linewidth=0.6)
    axes.set_title("looks: would it have been found?", fontsize=SMALL_PT, color=INK)
    dress_axes(axes)
    axes.legend(
        loc="upper center", bbox_to_anchor=(0.48, -0.18), ncols=3, frameon=False,
        fontsize=SMALL_PT, labelcolor=INK, handletextpad=0.2, columnspacing=1.0,
    )  # fmt: skip


def _mark_times(axes: Axes, looks: Sequence[SiteLook]) -> None:
    if not looks:
        axes.set_xticks([])
        return
    first, last = looks[0].at.timestamp(), looks[-1].at.timestamp()
    pad = max((last - first) * 0.1, 1200.0)
    axes.set_xlim(first - pad, last + pad)
    ticks = [first] if last - first < 60.0 else [first, 0.5 * (first + last), last]
    moments = [datetime.fromtimestamp(one, UTC) for one in ticks]
    axes.set_xticks(ticks, [f"{one:%Y-%m-%d}\n{one:%H:%M}" for one in moments])
