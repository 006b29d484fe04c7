"""From pixel coordinates to longitude and latitude."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cathartes.model.scene import Georeference

_WGS84 = "EPSG:4326"
_NEIGHBOURHOOD = 2  # pixels to each side that may place a point whose own corners are unknown


def place_points(
    georeference: Georeference, sample: ArrayLike, line: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where points of the scene lie on the Earth.

    Parameters
    ----------
    georeference : Georeference
        Of the scene.
    sample, line : (point,) array_like
        Pixel-centre coordinates: (0, 0) is the middle of the first pixel. Corner
        coordinates, as in an outline, are 0.5 larger.

    Returns
    -------
    longitude, latitude : (point,) float64
        WGS84 degrees, longitude in [-180, 180); NaN where the scene does not say.
    """
    sample_at = np.atleast_1d(np.asarray(sample, dtype=np.float64))
    line_at = np.atleast_1d(np.asarray(line, dtype=np.float64))
    if georeference.affine is not None and georeference.crs_wkt:
        a, b, c, d, e, f = georeference.affine
        easting = a * (sample_at + 0.5) + b * (line_at + 0.5) + c
        northing = d * (sample_at + 0.5) + e * (line_at + 0.5) + f
        longitude, latitude = _to_wgs84(georeference.crs_wkt).transform(easting, northing)
    elif georeference.longitude is not None and georeference.latitude is not None:
        longitude, latitude = _place_by_lookup(
            georeference.longitude, georeference.latitude, sample_at, line_at
        )
    else:
        longitude, latitude = np.full((2, sample_at.size), np.nan)
    known = np.isfinite(longitude) & np.isfinite(latitude)
    longitude = np.where(known, longitude, np.nan)
    return (longitude + 180.0) % 360.0 - 180.0, np.where(known, latitude, np.nan)


@lru_cache(maxsize=8)
def _to_wgs84(crs_wkt: str) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(crs_wkt, _WGS84, always_xy=True)


def _place_by_lookup(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    sample: NDArray[np.float64],
    line: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Interpolate between pixel centres; extrapolate by the pixel next to the border."""
    lines, samples = longitude.shape
    known = np.flatnonzero(np.isfinite(longitude).ravel())
    if known.size == 0:
        return np.full(sample.shape, np.nan), np.full(sample.shape, np.nan)
    # Differences to one meridian keep a scene across the antimeridian in one piece.
    meridian = float(longitude.ravel()[known[0]])

    def unwrap(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        return (degrees - meridian + 180.0) % 360.0 - 180.0 + meridian

    first_line = np.clip(np.floor(line).astype(int), 0, max(lines - 2, 0))
    first_sample = np.clip(np.floor(sample).astype(int), 0, max(samples - 2, 0))
    next_line = np.minimum(first_line + 1, lines - 1)
    next_sample = np.minimum(first_sample + 1, samples - 1)
    down, right = line - first_line, sample - first_sample

    def interpolate(
        grid: NDArray[np.float64], prepare: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    ) -> NDArray[np.float64]:
        above = (1 - right) * prepare(grid[first_line, first_sample])
        above += right * prepare(grid[first_line, next_sample])
        below = (1 - right) * prepare(grid[next_line, first_sample])
        below += right * prepare(grid[next_line, next_sample])
        return np.asarray((1 - down) * above + down * below)

    placed_longitude = interpolate(longitude, unwrap)
    placed_latitude = interpolate(latitude, np.asarray)
    for point in np.flatnonzero(~np.isfinite(placed_longitude + placed_latitude)):
        at = float(sample[point]), float(line[point])
        placed_longitude[point] = _extrapolate(longitude, unwrap, *at)
        placed_latitude[point] = _extrapolate(latitude, np.asarray, *at)
    return placed_longitude, placed_latitude


def _extrapolate(
    grid: NDArray[np.float64],
    prepare: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    sample: float,
    line: float,
) -> float:
    """Fit a plane to the known pixels close by, as for a corner beside fill; NaN if none is."""
    first_row = max(round(line) - _NEIGHBOURHOOD, 0)
    first_column = max(round(sample) - _NEIGHBOURHOOD, 0)
    window = grid[
        first_row : round(line) + _NEIGHBOURHOOD + 1,
        first_column : round(sample) + _NEIGHBOURHOOD + 1,
    ]
    row, column = np.nonzero(np.isfinite(window))
    if row.size == 0:
        return float("nan")
    degrees = prepare(window[row, column])
    row, column = row + first_row, column + first_column
    # Least squares of minimum norm: in a direction with one known pixel the plane is level.
    design = np.stack([row - row.mean(), column - column.mean()], axis=1)
    slope = np.linalg.lstsq(design, degrees - degrees.mean(), rcond=None)[0]
    offset = np.array([line - row.mean(), sample - column.mean()])
    return float(degrees.mean() + offset @ slope)
