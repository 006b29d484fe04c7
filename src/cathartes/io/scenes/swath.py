"""Longitudes and latitudes of pixel centres as files give them, checked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.model import Georeference

METRES_PER_DEGREE = 111_320.0
"""Of latitude, mean Earth; good to half a per cent, enough for a pixel size."""


def swath_georeference(
    path: Path,
    field: str,
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
) -> tuple[Georeference | None, float | None, tuple[str, ...]]:
    """Check pixel positions and work out the pixel size.

    Parameters
    ----------
    path, field
        Where they stand, for messages.
    longitude, latitude : (line, sample) float64
        WGS84 degrees, NaN where unknown; longitudes up to 360 are folded to +-180.

    Returns
    -------
    Georeference or None, float or None, tuple of str
        The positions, the mean ground sample distance in metres, and what had to be assumed.
        None where not one pixel has a position.

    Raises
    ------
    SceneError
        If the numbers cannot be degrees.
    """
    known = np.isfinite(longitude) & np.isfinite(latitude)
    if not known.any():
        return None, None, (f"{path.name} gives no position for any pixel.",)
    wrong = known & ((np.abs(latitude) > 90.0) | (longitude < -180.0) | (longitude > 360.0))
    if wrong.any():
        raise SceneError.about(
            path,
            field,
            found=f"longitude {longitude[wrong][0]:g}, latitude {latitude[wrong][0]:g}",
            expected="degrees, latitude within +-90 and longitude within +-180",
            remedy="The positions are in another unit or order, or damaged; ask the maker.",
        )
    longitude = np.where(known, (longitude + 180.0) % 360.0 - 180.0, np.nan)
    latitude = np.where(known, latitude, np.nan)
    georeference = Georeference(longitude=longitude, latitude=latitude)
    return georeference, ground_sample_distance_m(longitude, latitude), ()


def ground_sample_distance_m(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> float | None:
    """Return the mean of the median steps along line and along sample, metres.

    None where no two neighbouring pixels have positions.
    """
    steps = []
    for axis in (0, 1):
        # Long scenes are thinned: a median needs thousands of steps, not millions.
        thin = max(1, longitude.shape[1 - axis] // 200)
        lon = np.moveaxis(longitude, 1 - axis, 0)[::thin]
        lat = np.moveaxis(latitude, 1 - axis, 0)[::thin]
        east = (np.diff(lon, axis=1) + 180.0) % 360.0 - 180.0
        east = east * np.cos(np.radians(lat[:, 1:]))
        metres = METRES_PER_DEGREE * np.hypot(east, np.diff(lat, axis=1))
        metres = metres[np.isfinite(metres) & (metres > 0.0)]
        if metres.size:
            steps.append(float(np.median(metres)))
    return float(np.mean(steps)) if steps else None
