"""Scale bar, north and wind on a map picture."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea, HPacker
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Text
from numpy.typing import NDArray

from cathartes.io.georeference import bearing_in_pixels
from cathartes.model.scene import Scene
from cathartes.plot.scene_frame import SceneFrame
from cathartes.plot.style import INK, PAPER, SMALL_PT, halo

_ARROW_PT = 22.0


def draw_scale_bar(axes: Axes, frame: SceneFrame, pixel_size_m: float) -> None:
    """Draw a bar of a round length in the lower left corner of a scene."""
    first, last = frame.rows[0]
    scale_bar(axes, (last - first) * pixel_size_m)


def scale_bar(axes: Axes, width_m: float, ink: str = PAPER, rim: str = INK) -> None:
    """Draw a bar of a round length in the lower left corner.

    Parameters
    ----------
    axes : Axes
    width_m : float
        What the axes are wide.
    ink, rim : str
        Colours of the bar and of what sets it off; light on dark if not given.
    """
    power = 10.0 ** np.floor(np.log10(0.22 * width_m))
    length_m = max(step * power for step in (1, 2, 5) if step * power <= 0.22 * width_m)
    share = length_m / width_m
    axes.plot(
        [0.03, 0.03 + share],
        [0.045, 0.045],
        transform=axes.transAxes,
        color=ink,
        linewidth=2.6,
        solid_capstyle="butt",
        path_effects=halo(4.4, rim),
        zorder=9,
    )
    axes.annotate(
        f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m",
        (0.03 + share / 2, 0.045),
        xycoords="axes fraction",
        xytext=(0, 5),
        textcoords="offset points",
        ha="center",
        va="bottom",
        color=ink,
        fontsize=SMALL_PT,
        path_effects=halo(colour=rim),
        zorder=9,
    )


def draw_north_and_wind(axes: Axes, frame: SceneFrame, scene: Scene) -> None:
    """Draw an arrow to the north and one down the wind, where the scene knows them."""
    line, sample = ((length - 1) / 2.0 for length in frame.shape)

    def direction(bearing_deg: float) -> NDArray[np.float64] | None:
        found = bearing_in_pixels(scene.georeference, bearing_deg, sample, line)
        return None if found is None else frame.direction_on_paper(np.array(found))

    north = direction(0.0)
    if north is None:
        return
    arrows: list[Artist] = [_arrow(north, "N")]
    if scene.wind is not None:
        downwind = direction(scene.wind.from_direction_deg + 180.0)
        if downwind is not None:
            arrows.insert(0, _arrow(downwind, f"wind {scene.wind.speed_m_s:.2g} m/s"))
    box = AnchoredOffsetbox(
        loc="upper right",
        child=HPacker(children=arrows, align="center", pad=0, sep=4),
        pad=0.3,
        borderpad=0.2,
        frameon=False,
    )
    box.set_zorder(5)
    axes.add_artist(box)


def _arrow(direction: NDArray[np.float64], text: str) -> DrawingArea:
    width, height = max(30.0, 5.2 * len(text)), _ARROW_PT + 14.0
    area = DrawingArea(width, height)
    middle = np.array([width / 2, 12.0 + _ARROW_PT / 2])
    half = direction / np.linalg.norm(direction) * _ARROW_PT / 2
    area.add_artist(
        FancyArrowPatch(
            tuple(middle - half),
            tuple(middle + half),
            arrowstyle="-|>,head_length=5,head_width=2.6",
            color=PAPER,
            linewidth=1.8,
            shrinkA=0,
            shrinkB=0,
            path_effects=halo(3.4),
        )
    )
    area.add_artist(
        Text(
            width / 2,
            0.0,
            text,
            ha="center",
            va="bottom",
            color=PAPER,
            fontsize=SMALL_PT,
            fontweight="bold",
            path_effects=halo(),
        )
    )
    return area
