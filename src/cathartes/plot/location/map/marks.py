"""Scale bar, north and wind on a map in metres."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea, HPacker
from matplotlib.patches import FancyArrowPatch, Wedge
from matplotlib.text import Text
from numpy.typing import NDArray

from cathartes.plot.map_marks import scale_bar
from cathartes.plot.style import BAND, FAINT, INK, SMALL_PT

_ARROW_PT, _ROSE_PT = 24.0, 21.0
_SECTORS = 16
_FEWEST_FOR_A_ROSE = 8


def draw_scale_bar(axes: Axes) -> None:
    """Draw a bar of a round length in the lower left corner."""
    left, right = axes.get_xlim()
    scale_bar(axes, right - left, ink=INK, rim="#ffffff")


def draw_north_and_wind(
    axes: Axes, from_direction_deg: NDArray[np.float64], speed_m_s: float, *, corner: str
) -> None:
    """Draw north, and the wind: an arrow down it, or a rose where there are many rows.

    Parameters
    ----------
    axes : Axes
        Easting to the right, northing upwards.
    from_direction_deg : (row,) float64
        NaN where it is not known; empty for no wind at all.
    speed_m_s : float
        Mean speed, for the label.
    corner : str
        Of the map, in matplotlib's words.
    """
    known = from_direction_deg[np.isfinite(from_direction_deg)]
    marks: list[Artist] = []
    if known.size >= _FEWEST_FOR_A_ROSE:
        marks.append(_rose(known, f"wind from, {speed_m_s:.2g} m/s"))
    elif known.size:
        toward = np.radians(known + 180.0)
        mean = np.array([np.sin(toward).mean(), np.cos(toward).mean()])
        if np.hypot(*mean) > 1e-6:
            marks.append(_arrow(mean, f"wind {speed_m_s:.2g} m/s"))
    marks.append(_arrow(np.array([0.0, 1.0]), "N"))
    box = AnchoredOffsetbox(
        loc=corner,
        child=HPacker(children=marks, align="bottom", pad=2, sep=5),
        pad=0.15,
        borderpad=0.3,
        frameon=True,
    )
    box.patch.set(facecolor="#ffffff", alpha=0.8, edgecolor="none")
    box.set_zorder(9)
    axes.add_artist(box)


def _rose(from_direction_deg: NDArray[np.float64], text: str) -> DrawingArea:
    """Return petals that point to where the wind came from, their area as often."""
    width, height = max(2.0 * _ROSE_PT, 4.6 * len(text)), 2.0 * _ROSE_PT + 12.0
    area = DrawingArea(width, height)
    middle = (width / 2, 11.0 + _ROSE_PT)
    step = 360.0 / _SECTORS
    sector = np.floor(np.mod(from_direction_deg + step / 2, 360.0) / step).astype(int)
    count = np.bincount(sector % _SECTORS, minlength=_SECTORS)
    area.add_artist(Wedge(middle, _ROSE_PT, 0, 360, facecolor="none", edgecolor=BAND, lw=0.8))
    for index in np.flatnonzero(count):
        radius = _ROSE_PT * np.sqrt(count[index] / count.max())
        mathematical = 90.0 - index * step
        area.add_artist(
            Wedge(
                middle, radius, mathematical - step / 2, mathematical + step / 2,
                facecolor="#0072B2", edgecolor="white", lw=0.5,
            )
        )  # fmt: skip
    area.add_artist(_label(width, text))
    return area


def _arrow(direction: NDArray[np.float64], text: str) -> DrawingArea:
    width, height = max(14.0, 4.6 * len(text)), _ARROW_PT + 12.0
    area = DrawingArea(width, height)
    middle = np.array([width / 2, 11.0 + _ARROW_PT / 2])
    half = direction / np.linalg.norm(direction) * _ARROW_PT / 2
    area.add_artist(
        FancyArrowPatch(
            tuple(middle - half),
            tuple(middle + half),
            arrowstyle="-|>,head_length=5,head_width=2.6",
            color=FAINT if text == "N" else "#0072B2",
            linewidth=1.8,
            shrinkA=0,
            shrinkB=0,
        )
    )
    area.add_artist(_label(width, text))
    return area


def _label(width: float, text: str) -> Text:
    return Text(width / 2, 0.0, text, ha="center", va="bottom", color=INK, fontsize=SMALL_PT - 0.5)
