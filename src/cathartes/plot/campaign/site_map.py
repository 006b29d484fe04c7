"""The map of the ranked sites, with the areas and the known emitters."""

from __future__ import annotations

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle

from cathartes.model.campaign.site import CandidateSite
from cathartes.model.fusion.summary import CampaignSummary
from cathartes.plot.campaign.ground import GroundFrame, draw_areas, say_simulated
from cathartes.plot.style import FAINT, INK, NO_DATA, PAPER, SEQUENTIAL, SMALL_PT, dress_axes

SIGMAS_OF_90 = float(np.sqrt(2.0 * np.log(10.0)))
"""Radius that holds 90 % of a round Gaussian spread, in standard deviations along one axis."""

_MOST_DOTS = 2000
_BALL_PT = 11.0
_PERMITTED = "#009E73"


def draw_site_map(summary: CampaignSummary, frame: GroundFrame, most_numbered: int) -> Figure:
    """Draw each site at its place, the best of them with their rank.

    Parameters
    ----------
    summary : CampaignSummary
    frame : GroundFrame
    most_numbered : int
        Sites with a number; the others are small dots.
    """
    figure, axes = frame.figure(has_bar=True)
    draw_areas(axes, frame, summary)
    draw_context(axes, frame, summary)
    scale = Normalize(0.0, 1.0)
    numbered, others = summary.sites[:most_numbered], summary.sites[most_numbered:_MOST_DOTS]
    if others:
        at = frame.metres([(one.longitude, one.latitude) for one in others])
        shades = [probability_of(one) for one in others]
        axes.scatter(
            at[:, 0], at[:, 1], s=9, c=shades, cmap=SEQUENTIAL, norm=scale, linewidths=0, zorder=4
        )
    # The best is drawn last: where two lie on each other the better one is read.
    for rank, site in reversed(list(enumerate(numbered, start=1))):
        draw_numbered_site(axes, frame, rank, site)
    bar = figure.colorbar(
        ScalarMappable(norm=scale, cmap=SEQUENTIAL), ax=axes, shrink=0.7, pad=0.02, aspect=28,
        ticks=[0, 0.25, 0.5, 0.75, 1],
    )  # fmt: skip
    bar.ax.set_yticklabels(["0 %", "25 %", "50 %", "75 %", "100 %"])
    bar.outline.set_visible(False)
    dress_axes(bar.ax)
    bar.set_label("probability of the profile asked for", fontsize=SMALL_PT, color=INK)
    say_simulated(axes, is_simulated=summary.is_simulated)
    _draw_key(figure, summary)
    return figure


def probability_of(site: CandidateSite) -> float:
    """Return the probability of a site, 0 where it has not been scored."""
    return 0.0 if site.score is None else site.score.probability


def draw_numbered_site(axes: Axes, frame: GroundFrame, rank: int, site: CandidateSite) -> None:
    """Draw the circle that holds the site with 90 %, and its rank on its colour."""
    ((east, north),) = frame.metres([(site.longitude, site.latitude)])
    radius = SIGMAS_OF_90 * site.position_std_m
    axes.add_patch(
        Circle((east, north), radius, facecolor="#E69F0033", edgecolor=FAINT, linewidth=0.6,
               zorder=3.5)
    )  # fmt: skip
    shade = probability_of(site)
    ground = NO_DATA if site.score is None else colormaps[SEQUENTIAL](shade)
    axes.plot(
        east, north, "o", markersize=_BALL_PT + 3.0 * (rank > 9), markerfacecolor=ground,
        markeredgecolor=PAPER, markeredgewidth=1.0, zorder=6 - rank / 1000,
    )  # fmt: skip
    axes.annotate(
        str(rank), (east, north), ha="center", va="center_baseline", fontsize=SMALL_PT - 1.2,
        fontweight="bold", color=PAPER if shade < 0.55 and site.score else INK,
        zorder=6.0005 - rank / 1000, annotation_clip=True,
    )  # fmt: skip


def draw_context(
    axes: Axes, frame: GroundFrame, summary: CampaignSummary, *, most_named: int = 0
) -> None:
    """Draw the known emitters inside a frame, the first of them with their names."""
    known = list(summary.context.values())
    if not known:
        return
    at = frame.metres([(one.longitude, one.latitude) for one in known])
    inside = np.flatnonzero(((at > frame.low) & (at < frame.high)).all(axis=1))
    colours = [_PERMITTED if known[k].is_permitted else PAPER for k in inside]
    axes.scatter(at[inside, 0], at[inside, 1], s=30, marker="s", c=colours, edgecolors=INK,
                 linewidths=1.1, zorder=5)  # fmt: skip
    for k in inside[:most_named]:
        axes.annotate(
            known[k].name, at[k], xytext=(5, 3), textcoords="offset points", color=INK,
            fontsize=SMALL_PT - 1.5, annotation_clip=True, clip_on=True, zorder=7,
        )  # fmt: skip


def _draw_key(figure: Figure, summary: CampaignSummary) -> None:
    marks = [
        Line2D([], [], marker="o", linestyle="", markersize=8, markerfacecolor="#7d7c78",
               markeredgecolor=PAPER, label="site, with its rank"),
        Line2D([], [], marker="o", linestyle="", markersize=9, markerfacecolor="#E69F0033",
               markeredgecolor=FAINT, label="where it is, 90 %"),
    ]  # fmt: skip
    if any(one.is_permitted for one in summary.context.values()):
        marks.append(Line2D([], [], marker="s", linestyle="", markersize=6, markeredgecolor=INK,
                            markerfacecolor=_PERMITTED, label="permitted emitter"))  # fmt: skip
    if not all(one.is_permitted for one in summary.context.values()):
        marks.append(Line2D([], [], marker="s", linestyle="", markersize=6, markeredgecolor=INK,
                            markerfacecolor=PAPER, label="known, no permit"))  # fmt: skip
    figure.legend(handles=marks, loc="outside lower center", ncols=len(marks), frameon=False,
                  fontsize=SMALL_PT, labelcolor=INK)  # fmt: skip
