"""Where the simulated ground lies: a rectangle in a UTM zone, on the open sea."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

EPSG = 32611
WEST_LONGITUDE, SOUTH_LATITUDE = -118.2, 24.0
"""Corner of the invented island: some 500 km west of Baja California there is no land, so no
real roof is ever pointed at."""
MARGIN_M = 900.0
"""The area asked for reaches this far beyond the ground that is imaged."""


@frozen(slots=False)
class Frame:
    """A rectangle of ground.

    Attributes
    ----------
    west_m, south_m : float
        Easting and northing of its corner.
    width_m, height_m : float
    """

    west_m: float
    south_m: float
    width_m: float
    height_m: float

    @classmethod
    def of_size(cls, width_m: float, height_m: float) -> Frame:
        """Return a rectangle of a size, its corner on a whole kilometre."""
        from pyproj import Transformer

        project = Transformer.from_crs(4326, EPSG, always_xy=True)
        west, south = project.transform(WEST_LONGITUDE, SOUTH_LATITUDE)
        return cls(
            west_m=1000.0 * round(west / 1000.0),
            south_m=1000.0 * round(south / 1000.0),
            width_m=width_m,
            height_m=height_m,
        )

    @cached_property
    def crs_wkt(self) -> str:
        """The coordinate system."""
        from pyproj import CRS

        return str(CRS.from_epsg(EPSG).to_wkt())

    @property
    def centre_m(self) -> tuple[float, float]:
        """Easting and northing of the middle."""
        return self.west_m + 0.5 * self.width_m, self.south_m + 0.5 * self.height_m

    @property
    def outline(self) -> tuple[tuple[float, float], ...]:
        """Corners of the area asked for, (longitude, latitude), anticlockwise."""
        west, south = self.west_m - MARGIN_M, self.south_m - MARGIN_M
        east = self.west_m + self.width_m + MARGIN_M
        north = self.south_m + self.height_m + MARGIN_M
        corners = ((west, south), (east, south), (east, north), (west, north))
        return tuple(self.place(*corner) for corner in corners)

    def place(self, easting_m: float, northing_m: float) -> tuple[float, float]:
        """Return longitude and latitude, degrees to eight digits (a millimetre)."""
        longitude, latitude = self.places([easting_m], [northing_m])
        return float(longitude[0]), float(latitude[0])

    def places(
        self, easting_m: ArrayLike, northing_m: ArrayLike
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return longitudes and latitudes, each (point,)."""
        from pyproj import Transformer

        unproject = Transformer.from_crs(EPSG, 4326, always_xy=True)
        longitude, latitude = unproject.transform(
            np.asarray(easting_m, np.float64), np.asarray(northing_m, np.float64)
        )
        return np.round(longitude, 8), np.round(latitude, 8)
