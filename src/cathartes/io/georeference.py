"""Sizes and directions on the ground from any kind of georeference."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from cathartes.io.results.placement import place_points
from cathartes.model import Georeference

_STEP_PIXELS = 0.5


def pixel_size_m(georeference: Georeference, shape: tuple[int, int]) -> float | None:
    """Return the mean ground sample distance.

    Parameters
    ----------
    georeference : Georeference
        Of the scene.
    shape : (line, sample)
        Of the scene.

    Returns
    -------
    float or None
        Square root of the median ground area of a pixel, metres; None where not one of the
        pixels that were looked at has neighbours with positions.
    """
    lines, samples = shape
    line, sample = np.meshgrid(
        np.unique(np.linspace(0, lines - 1, 15).round()),
        np.unique(np.linspace(0, samples - 1, 15).round()),
        indexing="ij",
    )
    along_line, along_sample = ground_steps_m(georeference, sample.ravel(), line.ravel())
    area = np.abs(along_line[:, 0] * along_sample[:, 1] - along_line[:, 1] * along_sample[:, 0])
    area = area[np.isfinite(area) & (area > 0.0)]
    return math.sqrt(float(np.median(area))) if area.size else None


def ground_steps_m(
    georeference: Georeference, sample: NDArray[np.float64], line: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far one line and one sample reach on the ground.

    Parameters
    ----------
    georeference : Georeference
        Of the scene.
    sample, line : (point,) float64
        Pixel-centre coordinates.

    Returns
    -------
    along_line, along_sample : (point, 2) float64
        East and north of true north, metres per pixel; NaN where the scene does not say.
    """
    along = []
    for d_sample, d_line in ((0.0, _STEP_PIXELS), (_STEP_PIXELS, 0.0)):
        start = place_points(georeference, sample - d_sample, line - d_line)
        end = place_points(georeference, sample + d_sample, line + d_line)
        along.append(_east_north_m(start, end))
    return along[0], along[1]


def bearing_in_pixels(
    georeference: Georeference | None,
    bearing_deg: float,
    sample: float,
    line: float,
) -> tuple[float, float] | None:
    """Return the direction in the image that a compass bearing has at one place.

    Parameters
    ----------
    georeference : Georeference or None
        Of the scene.
    bearing_deg : float
        Degrees clockwise from true north.
    sample, line : float
        The place, pixel-centre coordinates.

    Returns
    -------
    (d_sample, d_line) or None
        Unit vector in pixels; None where the scene does not say.

    Notes
    -----
    With ``J`` the (east, north) metres per (sample, line), the direction is
    ``J^-1 (sin bearing, cos bearing)``, normalised.
    """
    if georeference is None:
        return None
    along_line, along_sample = ground_steps_m(georeference, np.array([sample]), np.array([line]))
    jacobian = np.column_stack([along_sample[0], along_line[0]])
    bearing = math.radians(bearing_deg)
    scale = float(np.abs(jacobian).max())
    if not math.isfinite(scale) or abs(np.linalg.det(jacobian)) <= 1e-9 * scale**2:
        return None
    direction = np.linalg.solve(jacobian, [math.sin(bearing), math.cos(bearing)])
    direction /= np.hypot(*direction)
    return float(direction[0]), float(direction[1])


def _east_north_m(
    start: tuple[NDArray[np.float64], NDArray[np.float64]],
    end: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> NDArray[np.float64]:
    from pyproj import Geod

    known = np.isfinite(start[0] + start[1] + end[0] + end[1])
    steps = np.full((known.size, 2), np.nan)
    azimuth, _, distance = Geod(ellps="WGS84").inv(
        start[0][known], start[1][known], end[0][known], end[1][known]
    )
    azimuth = np.radians(azimuth)
    steps[known, 0] = distance * np.sin(azimuth)
    steps[known, 1] = distance * np.cos(azimuth)
    return steps
