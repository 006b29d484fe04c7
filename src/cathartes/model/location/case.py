"""A case: everything a crew brings back from which a source may be located."""

from __future__ import annotations

from attrs import field, frozen

from cathartes.model.location.observations import GasOfCase, Observations
from cathartes.model.location.wind_series import WindSeries
from cathartes.model.provenance import InputFile

LOCAL_CRS = "local east-north metres"


@frozen(eq=False)
class SourceCase:
    """Observations, wind and what the crew knows.

    Attributes
    ----------
    name : str
    gases : tuple of GasOfCase
        At least one; ``Observations.gas`` counts in this order.
    observations : Observations
    wind : WindSeries
    search_area_m : (float, float, float, float)
        Easting and northing of the lower left, then of the upper right corner.
    crs : str
        A coordinate system pyproj understands (``"EPSG:32613"``), or ``LOCAL_CRS``.
    release_height_hint_m : float or None
        Height of release above ground, where the crew has an idea of it.
    terrain_slope : float or None
        Steepest slope over the area (0.1 = 10 %), where it is known.
    notes : str
    warnings : tuple of str
        What was noticed while reading, whole sentences.
    inputs : tuple of InputFile
    """

    name: str
    gases: tuple[GasOfCase, ...]
    observations: Observations
    wind: WindSeries
    search_area_m: tuple[float, float, float, float]
    crs: str = LOCAL_CRS
    release_height_hint_m: float | None = None
    terrain_slope: float | None = None
    notes: str = ""
    warnings: tuple[str, ...] = ()
    inputs: tuple[InputFile, ...] = field(default=())
