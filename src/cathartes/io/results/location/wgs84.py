"""From a case's metres to longitude and latitude, where its coordinate system is known."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cathartes.errors import CaseError
from cathartes.model.location.case import LOCAL_CRS


def is_local(crs: str) -> bool:
    """Return whether these are metres whose place on the Earth nobody has told."""
    return crs.strip() in ("", LOCAL_CRS)


def to_wgs84(
    crs: str, easting_m: ArrayLike, northing_m: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude in degrees, NaN where the coordinates are local.

    Parameters
    ----------
    crs : str
        As in a case.
    easting_m, northing_m : (point,) array_like

    Raises
    ------
    CaseError
        If the coordinate system is not known to pyproj.
    """
    easting = np.atleast_1d(np.asarray(easting_m, np.float64))
    northing = np.atleast_1d(np.asarray(northing_m, np.float64))
    if is_local(crs):
        nowhere = np.full(easting.shape, np.nan)
        return nowhere, nowhere.copy()
    longitude, latitude = _transformer(crs).transform(easting, northing)
    known = np.isfinite(longitude) & np.isfinite(latitude)
    longitude = np.where(known, longitude, np.nan)
    return (longitude + 180.0) % 360.0 - 180.0, np.where(known, latitude, np.nan)


@lru_cache(maxsize=8)
def _transformer(crs: str) -> Any:
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except ProjError as error:
        raise CaseError.about(
            "the case",
            "crs",
            found=repr(crs),
            expected=f'a coordinate system pyproj understands ("EPSG:32613") or "{LOCAL_CRS}"',
            remedy="Correct crs in case.json, or give --crs.",
        ) from error
