"""The map: where the source may be, and from what that follows."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from cathartes.model.location.case import SourceCase
from cathartes.model.location.source import SourceLocation
from cathartes.plot.location.map.enhancements import Enhancements, mean_enhancements
from cathartes.plot.location.map.ground_picture import GroundPicture
from cathartes.plot.location.map.marks import draw_north_and_wind, draw_scale_bar
from cathartes.plot.style import FAINT, INK, SMALL_PT, WIDTH_IN, dress_axes, halo, new_figure

Array = NDArray[np.float64]
REGION_COLOUR, SENSED = "#D55E00", "viridis_r"
_CELLS = 140
_TALLEST, _FLATTEST = 1.15, 0.42
SMALL_REGION = 0.18
"""Share of the map below which the regions get a map of their own."""


def region_corners(location: SourceLocation) -> Array:
    """Return all corners of the 90 % regions, (corner, 2); empty without a source."""
    rings = [np.asarray(ring) for one in location.sources for ring in one.region_90]
    points = [np.array([[one.easting_m, one.northing_m]]) for one in location.sources]
    return np.concatenate([*rings, *points]) if points else np.zeros((0, 2))


def needs_close_up(
    location: SourceLocation, case: SourceCase | None, picture: GroundPicture | None = None
) -> bool:
    """Return whether the regions are too small to be seen on the map of everything."""
    corners = region_corners(location)
    if len(corners) == 0:
        return False
    whole = np.ptp(_everything(location, case, picture), axis=0).max()
    return bool(np.ptp(corners, axis=0).max() < SMALL_REGION * whole)


def draw_region_map(
    location: SourceLocation,
    case: SourceCase | None = None,
    picture: GroundPicture | None = None,
    *,
    close_up: bool = False,
) -> Figure:
    """Draw the regions, the density of the draws, and what was sensed where.

    Parameters
    ----------
    location : SourceLocation
    case : SourceCase, optional
        For sensors, paths, search area and wind.
    picture : GroundPicture, optional
        What a camera saw.
    close_up : bool
        Only the regions and what is next to them.
    """
    corners = region_corners(location)
    shown = corners if close_up and len(corners) else _everything(location, case, picture)
    low, high = _limits(shown, pad=0.5 if close_up else 0.07)
    aspect = (high[1] - low[1]) / (high[0] - low[0])
    # A scale of colours beside the map takes its share of the width.
    share = 0.86 if picture is None else 0.73
    figure = new_figure(WIDTH_IN, 0.85 + share * WIDTH_IN * aspect)
    axes = figure.subplots()
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
    if picture is not None:
        bar = figure.colorbar(picture.lay(axes), ax=axes, shrink=0.6, pad=0.02)
        bar.set_label(picture.label, size=SMALL_PT)
        bar.ax.tick_params(labelsize=SMALL_PT)
        axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    _draw_density(axes, location, low, high, softness=3.0 if close_up else 1.3)
    if case is not None:
        _draw_search_area(axes, case)
        _draw_sensed(axes, mean_enhancements(case.observations, location.fit), close_up=close_up)
    _draw_sources(axes, location)
    draw_scale_bar(axes)
    draw_north_and_wind(axes, *_wind_of(location, case), corner=_emptiest_corner(shown, low, high))
    axes.set(xlabel="easting, m", ylabel="northing, m")
    axes.ticklabel_format(useOffset=False, style="plain")
    axes.tick_params(axis="y", rotation=90)
    dress_axes(axes)
    is_seen = case is not None and _shows_search_area(case, low, high)
    _legend(figure, location, with_search_area=is_seen)
    return figure


def _everything(
    location: SourceLocation, case: SourceCase | None, picture: GroundPicture | None
) -> Array:
    parts: list[Array] = [region_corners(location)]
    if case is not None:
        observations = case.observations
        begin, end = observations.begin_m[:, :2], observations.end_m[:, :2]
        parts += [begin + share * (end - begin) for share in (0.0, 0.5, 1.0)]
    if picture is not None:
        parts.append(picture.corners_m())
    together = np.concatenate(parts)
    if len(together) == 0:
        return np.array([[0.0, 0.0], [1.0, 1.0]])
    return together


def _limits(points: Array, *, pad: float) -> tuple[Array, Array]:
    """Return the corners of a map that is neither a tower nor a ribbon."""
    low, high = points.min(axis=0), points.max(axis=0)
    size = np.maximum(high - low, 1.0)
    room = pad * size.max()
    low, high = low - room, high + room
    width, height = high - low
    lacking = np.array([max(0.0, height / _TALLEST - width), max(0.0, _FLATTEST * width - height)])
    return low - lacking / 2, high + lacking / 2


def _emptiest_corner(points: Array, low: Array, high: Array) -> str:
    """Return the corner in which the marks hide least."""
    place = (points - low) / (high - low)
    right, left = place[:, 0] > 0.68, place[:, 0] < 0.32
    hidden = {
        "upper right": int((right & (place[:, 1] > 0.72)).sum()),
        "upper left": int((left & (place[:, 1] > 0.72)).sum()),
        "lower right": int((right & (place[:, 1] < 0.28)).sum()),
    }
    return min(hidden, key=hidden.__getitem__)


def _shows_search_area(case: SourceCase, low: Array, high: Array) -> bool:
    east, north, east_end, north_end = case.search_area_m
    return any(low[0] < one < high[0] for one in (east, east_end)) or any(
        low[1] < one < high[1] for one in (north, north_end)
    )


def _draw_density(
    axes: Axes, location: SourceLocation, low: Array, high: Array, *, softness: float
) -> None:
    posterior = location.posterior
    inside = np.isfinite(posterior.easting_m) & (posterior.emitter > 0)
    if not inside.any():
        return
    cells = [np.linspace(low[k], high[k], _CELLS + 1) for k in (0, 1)]
    density, _, _ = np.histogram2d(
        posterior.easting_m[inside], posterior.northing_m[inside], bins=(cells[0], cells[1])
    )
    density = gaussian_filter(density.T, softness)
    if density.max() <= 0.0:
        return
    axes.imshow(
        np.ma.masked_less(density / density.max(), 0.01),
        extent=(low[0], high[0], low[1], high[1]),
        origin="lower",
        cmap="Oranges",
        vmin=-0.15,
        vmax=1.1,
        alpha=0.75,
        interpolation="bilinear",
        zorder=1,
    )
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))


def _draw_search_area(axes: Axes, case: SourceCase) -> None:
    east, north, east_end, north_end = case.search_area_m
    axes.add_patch(
        Rectangle(
            (east, north), east_end - east, north_end - north,
            fill=False, edgecolor=FAINT, linestyle=(0, (5, 4)), linewidth=0.9, zorder=2,
        )
    )  # fmt: skip


def _draw_sensed(axes: Axes, seen: Enhancements, *, close_up: bool) -> None:
    paths = seen.is_path
    if paths.any():
        segments = np.stack([seen.begin_m[paths], seen.end_m[paths]], axis=1)
        axes.add_collection(
            LineCollection(
                list(segments), array=seen.mean[paths], cmap=SENSED, norm=_unit_norm(),
                linewidths=0.8 + 2.6 * seen.mean[paths], zorder=3,
            )
        )  # fmt: skip
    points = ~paths
    if points.any():
        largest = 30.0 if seen.moves else 110.0
        axes.scatter(
            seen.begin_m[points, 0], seen.begin_m[points, 1],
            s=(4.0 if seen.moves else 9.0) + largest * seen.mean[points],
            c=seen.mean[points], cmap=SENSED, vmin=0.0, vmax=1.0,
            edgecolors=INK, linewidths=0.25 if seen.moves else 0.5, zorder=4,
            alpha=0.6 if close_up else 1.0,
        )  # fmt: skip


def _unit_norm() -> object:
    from matplotlib.colors import Normalize

    return Normalize(0.0, 1.0)


def _draw_sources(axes: Axes, location: SourceLocation) -> None:
    seen: set[int] = set()
    for one in location.sources:
        if one.emitter in seen:
            continue
        seen.add(one.emitter)
        for rings, style, width in ((one.region_90, "solid", 1.3), (one.region_50, "dotted", 1.5)):
            for ring in rings:
                axes.add_patch(
                    Polygon(
                        np.asarray(ring), closed=True, fill=False, edgecolor=REGION_COLOUR,
                        linestyle=style, linewidth=width, zorder=6,
                    )
                )  # fmt: skip
        axes.plot(
            [one.easting_m], [one.northing_m], marker="+", color=INK, markersize=9,
            markeredgewidth=1.6, path_effects=halo(3.2, "#ffffff"), zorder=7,
        )  # fmt: skip
        axes.annotate(
            str(one.emitter), (one.easting_m, one.northing_m), xytext=(6, 5),
            textcoords="offset points", color=INK, fontsize=SMALL_PT + 1, fontweight="bold",
            path_effects=halo(2.6, "#ffffff"), zorder=8, annotation_clip=True,
        )  # fmt: skip


def _wind_of(location: SourceLocation, case: SourceCase | None) -> tuple[Array, float]:
    if case is not None:
        return case.wind.from_direction_deg, location.wind.given_speed_m_s
    # An image has one wind, and what its plume made of it is what the answer rests on.
    wind = location.wind
    from_deg = wind.given_from_direction_deg + wind.direction_offset_deg
    return np.array([from_deg]), wind.given_speed_m_s * wind.speed_factor


def _legend(figure: Figure, location: SourceLocation, *, with_search_area: bool) -> None:
    handles: list[object] = []
    if location.sources:
        handles += [
            Line2D([], [], marker="+", color=INK, linestyle="none", label="position"),
            Line2D([], [], color=REGION_COLOUR, linestyle="dotted", label="50 % region"),
            Line2D([], [], color=REGION_COLOUR, linestyle="solid", label="90 % region"),
        ]
    if with_search_area:
        handles.append(
            Line2D([], [], color=FAINT, linestyle="dashed", linewidth=0.9, label="search area")
        )
    _extend(figure, handles)


def _extend(figure: Figure, handles: Iterable[object]) -> None:
    listed = list(handles)
    if listed:
        figure.legend(
            handles=listed, loc="outside upper center", ncols=4, fontsize=SMALL_PT, frameon=False,
            labelcolor=INK,
        )  # fmt: skip
