"""What each of several passes saw, side by side on the same ground."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from cathartes.model.location.source import SourceLocation
from cathartes.plot.location.map.ground_picture import GroundPicture
from cathartes.plot.style import INK, SMALL_PT, WIDTH_IN, dress_axes, halo, new_figure

MOST_PASSES, IN_A_ROW = 9, 3


def draw_passes(pictures: Sequence[GroundPicture], location: SourceLocation) -> Figure:
    """Draw passes, nine at most, each with its title, and the sources that all of them tell.

    Parameters
    ----------
    pictures : sequence of GroundPicture
        In the order of their times.
    location : SourceLocation
    """
    shown = list(pictures)[:MOST_PASSES]
    corners = np.concatenate([picture.corners_m() for picture in shown])
    places = [(one.easting_m, one.northing_m) for one in location.sources]
    if places:
        corners = np.concatenate([corners, np.array(places)])
    low, high = corners.min(axis=0), corners.max(axis=0)
    room = 0.05 * float((high - low).max())
    low, high = low - room, high + room
    aspect = float(np.clip((high[1] - low[1]) / (high[0] - low[0]), 0.4, 2.5))
    columns = IN_A_ROW if aspect > 1.0 else min(IN_A_ROW, len(shown))
    rows = -(-len(shown) // columns)
    figure = new_figure(WIDTH_IN, rows * (0.45 + WIDTH_IN / columns * aspect))
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.ravel()[len(shown) :]:
        axes.set_axis_off()
    for axes, picture in zip(grid.ravel(), shown, strict=False):
        picture.lay(axes)
        axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
        axes.set(xticks=[], yticks=[])
        axes.set_title(picture.title, fontsize=SMALL_PT, color=INK)
        for east, north in places:
            axes.plot(east, north, "+", color=INK, markersize=7, path_effects=halo(2.6, "#ffffff"))
        dress_axes(axes)
    return figure
