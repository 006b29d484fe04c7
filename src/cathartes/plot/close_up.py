"""One plume from close by: the scene, the detection statistic, the column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from cathartes.io.paged_maps import page_out
from cathartes.model.plume import Detection, Plume
from cathartes.plot.picture import draw_heads, draw_outlines
from cathartes.plot.scene_frame import SceneFrame
from cathartes.plot.style import (
    INK,
    NO_DATA,
    SEQUENTIAL,
    SMALL_PT,
    WIDTH_IN,
    dress_axes,
    new_figure,
)

_LEAST_WINDOW = 24
_MARGIN = 0.35
_LEFT_IN, _DIGIT_IN, _GAP_IN, _ABOVE_IN, _BELOW_IN, _TALLEST_IN = 0.42, 0.075, 0.14, 0.26, 0.64, 3.4


def draw_close_up(detection: Detection, plume: Plume, colours: Mapping[str, str]) -> Figure:
    """Draw one plume's surroundings: picture, score map, and column map where one is stated."""
    window = window_around(plume, detection.shape)
    gas = _mapped_gas(detection, plume)
    panels: list[tuple[str, NDArray[np.float32], bool]] = [("scene", detection.picture, False)]
    if gas in detection.score:
        panels.append((f"score, {gas}", detection.score[gas], True))
    if gas in detection.column and plume.column_mean_ppm_m is not None:
        panels.append((f"column of {gas}, ppm m", detection.column[gas], True))
    (first_line, last_line), (first_sample, last_sample) = window
    aspect = (last_line - first_line) / (last_sample - first_sample)
    # Laid out by hand: panels of one size in one row, whether they have a colour bar or not.
    # Numbers of lines stand at the left: five digits of a long strip are wider than three.
    left_in = _LEFT_IN + _DIGIT_IN * max(0, len(str(last_line)) - 3)
    panel_width = (WIDTH_IN - left_in - _GAP_IN * len(panels)) / max(len(panels), 2)
    panel_height = min(panel_width * aspect, _TALLEST_IN)
    panel_width = panel_height / aspect
    width = left_in + len(panels) * (panel_width + _GAP_IN)
    height = panel_height + _ABOVE_IN + _BELOW_IN
    figure = new_figure(width, height)
    figure.set_layout_engine("none")
    frame = SceneFrame(detection.shape, turned=False, rows=((0, detection.shape[1]),))
    for index, (title, image, is_map) in enumerate(panels):
        left = left_in + index * (panel_width + _GAP_IN)

        def place(
            bottom: float, tall: float, left: float = left
        ) -> tuple[float, float, float, float]:
            return left / width, bottom / height, panel_width / width, tall / height

        axes = figure.add_axes(place(_BELOW_IN, panel_height))
        shown = _draw_panel(axes, image, window, is_map=is_map)
        if is_map:
            bar = figure.colorbar(
                shown, cax=figure.add_axes(place(0.24, 0.08)), orientation="horizontal"
            )
            bar.ax.tick_params(labelsize=SMALL_PT, length=2, width=0.5, labelcolor=INK)
            bar.ax.locator_params(nbins=4)
        axes.set_title(title, fontsize=SMALL_PT, color=INK)
        draw_outlines(axes, [plume], colours, frame, width=1.2)
        draw_heads(axes, [plume], frame, numbered=False)
        if index:
            axes.set_yticklabels([])
    return figure


def window_around(plume: Plume, shape: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return ((first line, last line), (first sample, last sample)) around one plume."""
    corners = np.asarray(plume.pixel_polygon, np.float64)
    head = np.array([[plume.head_sample, plume.head_line]])
    points = np.concatenate([corners, head])
    sides = []
    for axis, length in ((1, shape[0]), (0, shape[1])):
        least, most = float(points[:, axis].min()), float(points[:, axis].max())
        # No side is longer than twice the other: a thin sliver shows no surroundings.
        other = float(np.ptp(points[:, 1 - axis]))
        reach = max(most - least, other / 2, _LEAST_WINDOW / (1 + 2 * _MARGIN))
        middle, half = (least + most) / 2, reach * (0.5 + _MARGIN)
        first = int(np.clip(np.floor(middle - half), 0, max(length - 1, 0)))
        last = int(np.clip(np.ceil(middle + half), first + 1, max(length, first + 1)))
        sides.append((first, last))
    return sides[0], sides[1]


def _mapped_gas(detection: Detection, plume: Plume) -> str:
    """Return the gas whose maps show this plume: its own, else the surest that has a map."""
    by_probability = sorted(plume.gas_probabilities, key=lambda g: -plume.gas_probabilities[g])
    candidates = [plume.gas, *by_probability]
    return next((gas for gas in candidates if gas in detection.score), plume.gas)


def _draw_panel(
    axes: Axes,
    image: NDArray[np.float32],
    window: tuple[tuple[int, int], tuple[int, int]],
    *,
    is_map: bool,
) -> AxesImage:
    (first_line, last_line), (first_sample, last_sample) = window
    seen = np.array(image[first_line:last_line, first_sample:last_sample])
    page_out(image)
    how: dict[str, Any] = {
        "extent": (first_sample, last_sample, last_line, first_line),
        "interpolation": "nearest",
    }
    axes.set_facecolor(NO_DATA)
    if is_map:
        known = seen[np.isfinite(seen)]
        # Not below zero: what is less than nothing is noise, and would take half the colours.
        top = float(np.percentile(known, 98.0)) if known.size else 1.0
        how |= {"cmap": SEQUENTIAL, "vmin": 0.0, "vmax": max(top, 1e-6)}
        shown = axes.imshow(seen, **how)
    else:
        shown = axes.imshow(np.clip(seen, 0.0, 1.0), **how)
    dress_axes(axes)
    axes.set(xlim=(first_sample, last_sample), ylim=(last_line, first_line))
    axes.locator_params(nbins=4)
    return shown
