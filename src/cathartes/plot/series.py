"""A series of spectra: a scene too narrow for a picture, drawn as curves along its lines."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from cathartes.model.plume import Detection
from cathartes.plot.style import (
    BAND,
    HAIRLINE,
    INK,
    SMALL_PT,
    WIDTH_IN,
    dress_axes,
    gas_colours,
    halo,
    new_figure,
)

NARROWEST_PICTURE = 8
"""Scenes with fewer lines or samples than this are drawn as a series."""
_MOST_CURVES = 7


def is_series(shape: tuple[int, int]) -> bool:
    """Return whether a scene of this shape has too little of one side for a picture."""
    return min(shape) < NARROWEST_PICTURE


def draw_series(detection: Detection) -> Figure:
    """Draw the score of each gas along the longer side, and where plumes were found.

    Across the shorter side the strongest score counts.
    """
    lines, samples = detection.shape
    along, across = (0, 1) if lines >= samples else (1, 0)
    position = np.arange(detection.shape[along])
    figure = new_figure(WIDTH_IN, 2.9)
    axes = figure.subplots()
    inside = (np.asarray(detection.plume_id) > 0).any(axis=across)
    axes.fill_between(
        position,
        0.0,
        1.0,
        where=inside.tolist(),
        step="mid",
        transform=axes.get_xaxis_transform(),
        color=BAND,
        linewidth=0,
        label="plume",
    )
    first = [gas for plume in detection.plumes for gas in (plume.gas, *plume.spectrum.fitted)]
    shown = [g for g in dict.fromkeys([*first, *detection.score]) if g in detection.score]
    colours = gas_colours(shown)
    for gas in shown[:_MOST_CURVES]:
        score = np.asarray(detection.score[gas], np.float64)
        strongest = np.max(np.where(np.isfinite(score), score, -np.inf), axis=across)
        axes.plot(
            position,
            np.where(np.isfinite(strongest), strongest, np.nan),
            color=colours[gas],
            linewidth=1.5,
            path_effects=halo(2.3),
            label=gas,
        )
    axes.axhline(0.0, color=HAIRLINE, linewidth=0.8, zorder=0)
    axes.set(xlabel=("line", "sample")[along], ylabel="score", xlim=(-0.5, position.size - 0.5))
    dress_axes(axes)
    figure.legend(
        loc="outside upper center", ncols=4, fontsize=SMALL_PT, frameon=False, labelcolor=INK
    )
    return figure
