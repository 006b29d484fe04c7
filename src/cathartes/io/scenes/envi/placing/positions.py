"""Positions of each pixel (igm): degrees, or metres on a map whose system is known."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import SceneError
from cathartes.io.scenes.envi.placing.companion import read_bands
from cathartes.io.scenes.envi.placing.map_info import MapInfo, read_map_info
from cathartes.io.scenes.swath import swath_georeference
from cathartes.model import Georeference

ENDINGS = ("_igm", ".igm", "_IGM", "_loc", "_LOC")
LATITUDE_FIRST_ENDINGS = (".geo", "-geo", "_geo")
"""The geolocation file of HyTES (NAME.geo.dat): latitude, longitude, elevation."""


def place_by_positions(
    path: Path, shape: tuple[int, int], map_info: MapInfo | None
) -> tuple[Georeference | None, float | None, tuple[str, ...]]:
    """Read the positions.

    Parameters
    ----------
    path : Path
        The igm.
    shape : (line, sample)
        Of the image.
    map_info : MapInfo or None
        Of the image, whose system stands in where the igm names none.

    Raises
    ------
    SceneError
        If it belongs to another image or holds no positions.
    """
    header, (first, second) = read_bands(path, 2, shape)
    fill = (np.abs(first) > 1e8) | (np.abs(second) > 1e8) | ((first <= -9999) & (second <= -9999))
    fill |= (first == 0.0) & (second == 0.0)
    first[fill] = np.nan
    second[fill] = np.nan
    known = np.isfinite(first) & np.isfinite(second)
    if not known.any():
        return None, None, (f"{path.name} gives no position for any pixel.",)
    if np.abs(first[known]).max() <= 360.0 and np.abs(second[known]).max() <= 90.0:
        return swath_georeference(path, "longitude and latitude", first, second)
    own = read_map_info(header)
    wkt = (own and own.crs_wkt) or (map_info and map_info.crs_wkt) or None
    if wkt is None:
        remark = (
            f"{path.name} holds positions on a map that its header does not name; results "
            "are in pixel coordinates. A `coordinate system string` there would help."
        )
        return None, _step_m(first, second), (remark,)
    longitude, latitude = to_degrees(path, wkt, first, second)
    return swath_georeference(path, "easting and northing", longitude, latitude)


def place_by_latitudes(
    path: Path, shape: tuple[int, int], _: MapInfo | None
) -> tuple[Georeference | None, float | None, tuple[str, ...]]:
    """Read a file of positions whose first band is the latitude, as HyTES has it.

    Raises
    ------
    SceneError
        If it belongs to another image or holds no degrees.
    """
    latitude, longitude = read_bands(path, 2, shape)[1]
    fill = ((latitude == 0.0) & (longitude == 0.0)) | (latitude <= -999.0)
    latitude[fill], longitude[fill] = np.nan, np.nan
    return swath_georeference(path, "latitude and longitude", longitude, latitude)


def to_degrees(
    path: Path, wkt: str, easting: NDArray[np.float64], northing: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Convert map coordinates, NaN where they do not convert.

    Raises
    ------
    SceneError
        If the coordinate system does not convert at all.
    """
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    known = np.isfinite(easting) & np.isfinite(northing)
    longitude, latitude = np.full((2, *easting.shape), np.nan)
    try:
        transformer = Transformer.from_crs(wkt, "EPSG:4326", always_xy=True)
        longitude[known], latitude[known] = transformer.transform(easting[known], northing[known])
    except ProjError as error:
        raise SceneError.about(
            path,
            "coordinate system",
            found=str(error),
            expected="one that converts to longitude and latitude",
            remedy="Correct the coordinate system in the header, or remove the file.",
        ) from error
    outside = ~(np.isfinite(longitude) & np.isfinite(latitude))
    longitude[outside], latitude[outside] = np.nan, np.nan
    return longitude, latitude


def _step_m(easting: NDArray[np.float64], northing: NDArray[np.float64]) -> float | None:
    steps = []
    for axis in (0, 1):
        step = np.hypot(np.diff(easting, axis=axis), np.diff(northing, axis=axis))
        step = step[np.isfinite(step) & (step > 0.0)]
        if step.size:
            steps.append(float(np.median(step)))
    return math.sqrt(math.prod(steps)) if len(steps) == 2 else (steps[0] if steps else None)
