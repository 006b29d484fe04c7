"""The map picture: the scene as a person would look at it, with plumes, heads and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from cathartes.model.plume import UNKNOWN_GAS, Detection, Plume
from cathartes.model.scene import Scene
from cathartes.plot.map_marks import draw_north_and_wind, draw_scale_bar
from cathartes.plot.scene_frame import THIN_ROW, SceneFrame, frame_scene, shrink
from cathartes.plot.style import (
    FAINT,
    INK,
    NO_DATA,
    PAPER,
    SMALL_PT,
    TEXT_PT,
    WIDTH_IN,
    dress_axes,
    gas_colours,
    halo,
    new_figure,
)

MOST_NUMBERED = 60
"""Outlines beyond this many go without a number: the numbers would hide the scene."""
_TALLEST_IN = 8.5


def draw_picture(detection: Detection, scene: Scene | None = None) -> Figure:
    """Draw the scene with the outline, head and number of each plume.

    Parameters
    ----------
    detection : Detection
        What was found.
    scene : Scene, optional
        For scale bar, north and wind, as far as it knows them.
    """
    frame = frame_scene(detection.shape)
    inner_width = WIDTH_IN - 0.7
    row_height = min(inner_width * frame.aspect, _TALLEST_IN)
    n_rows = len(frame.rows)
    figure = new_figure(WIDTH_IN, n_rows * (row_height + 0.25) + 0.75)
    all_axes = figure.subplots(n_rows, 1, squeeze=False)[:, 0]
    colours = gas_colours(plume.gas for plume in detection.plumes)
    picture = np.clip(shrink(detection.picture, n_rows), 0.0, 1.0)
    for row, axes in enumerate(all_axes):
        axes.set_facecolor(NO_DATA)
        frame.lay(axes, picture, row)
        dress_axes(axes)
        if row < n_rows - 1:
            axes.set_xlabel("")
        if frame.aspect < THIN_ROW:
            # One name for all rows: that of each is longer than the row is tall.
            figure.supylabel(axes.get_ylabel(), fontsize=TEXT_PT, color=INK)
            axes.set_ylabel("")
            axes.locator_params(axis="y", nbins=2)
        draw_outlines(axes, detection.plumes, colours, frame)
        draw_heads(axes, detection.plumes[:MOST_NUMBERED], frame)
    if scene is not None:
        if scene.pixel_size_m:
            draw_scale_bar(all_axes[-1], frame, scene.pixel_size_m)
        draw_north_and_wind(all_axes[0], frame, scene)
    _draw_key(figure, detection.plumes, colours)
    return figure


def draw_outlines(
    axes: Axes,
    plumes: Sequence[Plume],
    colours: Mapping[str, str],
    frame: SceneFrame,
    *,
    width: float = 1.5,
) -> None:
    """Draw the outline of each plume in the colour of its gas; unknown ones are dashed."""
    for plume in plumes:
        corners = frame.on_paper(np.asarray(plume.pixel_polygon, np.float64))
        dashed = plume.gas == UNKNOWN_GAS
        axes.plot(
            corners[:, 0],
            corners[:, 1],
            color=colours[plume.gas],
            linewidth=width,
            linestyle=(0, (3, 1.6)) if dashed else "solid",
            solid_joinstyle="round",
            path_effects=halo(width + 1.4),
            zorder=3,
        )


def draw_heads(
    axes: Axes, plumes: Sequence[Plume], frame: SceneFrame, *, numbered: bool = True
) -> None:
    """Mark where each plume begins, with its number beside it, off the plume."""
    for plume in plumes:
        head = frame.on_paper(np.array([[plume.head_sample + 0.5, plume.head_line + 0.5]]))[0]
        left, right = sorted(axes.get_xlim())
        if not left <= head[0] <= right:
            continue
        axes.plot(
            *head,
            marker="o",
            markersize=4.6,
            color=PAPER,
            markeredgecolor=INK,
            markeredgewidth=1.1,
            zorder=4,
        )
        if not numbered:
            continue
        corners = np.asarray(plume.pixel_polygon, np.float64)
        away = np.array([plume.head_sample + 0.5, plume.head_line + 0.5]) - corners.mean(axis=0)
        away = frame.direction_on_paper(away / max(float(np.linalg.norm(away)), 1e-9))
        if frame.aspect < THIN_ROW:
            away = np.array([1.0 if away[0] >= 0.0 else -1.0, 0.0])
        axes.annotate(
            str(plume.plume_id),
            head,
            xytext=tuple(_keep_inside(axes, head, 12.0 * away)),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=SMALL_PT,
            fontweight="bold",
            color=INK,
            bbox={
                "boxstyle": "round,pad=0.22,rounding_size=0.5",
                "facecolor": PAPER,
                "edgecolor": INK,
                "linewidth": 0.7,
            },
            zorder=5,
        )


def _keep_inside(
    axes: Axes, point: NDArray[np.float64], offset: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Turn a label's offset inwards where the border of the picture is close."""
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    where = np.array([(point[0] - x0) / (x1 - x0), (point[1] - y0) / (y1 - y0)])
    outward = ((where < 0.04) & (offset < 0)) | ((where > 0.96) & (offset > 0))
    return np.where(outward, -offset, offset)


def _draw_key(figure: Figure, plumes: Sequence[Plume], colours: Mapping[str, str]) -> None:
    if not plumes:
        figure.supxlabel("no plume found", fontsize=TEXT_PT, color=FAINT)
        return
    marks = []
    for gas in dict.fromkeys(plume.gas for plume in plumes):
        unknown = gas == UNKNOWN_GAS
        marks.append(
            Line2D(
                [],
                [],
                color=colours[gas],
                linewidth=2.4,
                linestyle=(0, (3, 1.6)) if unknown else "solid",
                path_effects=halo(4.0),
                label="gas in no library" if unknown else gas,
            )
        )
    marks.append(
        Line2D(
            [],
            [],
            linestyle="none",
            marker="o",
            markersize=5,
            color=PAPER,
            markeredgecolor=INK,
            label="head: where the plume begins",
        )
    )
    figure.legend(
        handles=marks,
        loc="outside lower center",
        ncols=min(len(marks), 3),
        fontsize=SMALL_PT,
        frameon=False,
        labelcolor=INK,
    )
