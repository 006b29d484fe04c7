"""What the observations ask of a wind."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cathartes.io.cases.tables.ground import coordinate_system, is_local
from cathartes.model.location.observations import Observations


@frozen
class WindNeed:
    """Time and place for which a wind is needed.

    Attributes
    ----------
    begin_s, end_s : float
        Seconds since 1970-01-01 UTC.
    easting_m, northing_m : float
        Middle of the sensors.
    crs : str
    longitude, latitude : float
        NaN where the case has local metres only.
    """

    begin_s: float
    end_s: float
    easting_m: float
    northing_m: float
    crs: str
    longitude: float = float("nan")
    latitude: float = float("nan")

    @property
    def has_place(self) -> bool:
        """Whether the place on the Earth is known."""
        return bool(np.isfinite(self.longitude) and np.isfinite(self.latitude))

    @property
    def middle_s(self) -> float:
        """Middle of the time."""
        return 0.5 * (self.begin_s + self.end_s)

    def metres_of(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return easting and northing of a place in the coordinates of the case, NaN if local."""
        if not self.has_place:
            return float("nan"), float("nan")
        from pyproj import Transformer

        project = Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)
        easting, northing = project.transform(longitude, latitude)
        return float(easting), float(northing)


def need_of(observations: Observations, crs: str) -> WindNeed:
    """Return what observations ask of a wind.

    Raises
    ------
    CaseError
        If the coordinate system is not known.
    """
    place = 0.5 * (observations.begin_m + observations.end_m)[:, :2].mean(axis=0)
    longitude = latitude = float("nan")
    if not is_local(crs):
        from pyproj import Transformer

        source = coordinate_system("the case", crs)
        to_degrees = Transformer.from_crs(source, "EPSG:4326", always_xy=True)
        longitude, latitude = map(float, to_degrees.transform(*place))
        if not (np.isfinite(longitude) and np.isfinite(latitude)):
            longitude = latitude = float("nan")
    return WindNeed(
        begin_s=float(observations.time_s[0]),
        end_s=float(np.max(observations.time_s + observations.averaging_s)),
        easting_m=float(place[0]),
        northing_m=float(place[1]),
        crs=crs,
        longitude=longitude,
        latitude=latitude,
    )
