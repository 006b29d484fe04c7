"""A scene: one radiance cube with its wavelengths, geometry and circumstances."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cathartes.model.arrays import bool_array
from cathartes.model.instrument import Instrument
from cathartes.model.provenance import InputFile
from cathartes.model.wind import Wind

Quantity = Literal["radiance", "single_beam"]
"""``single_beam`` is an uncalibrated spectrum: it can be identified, never given a column."""


class RadianceSource(Protocol):
    """Lines of a cube on demand; nothing else of the file is in memory."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """(line, sample, wavelength)."""
        ...

    def read(self, first_line: int, last_line: int) -> NDArray[np.float32]:
        """Return lines ``first_line:last_line``.

        Returns
        -------
        (line, sample, wavelength) float32, C order, in W m-2 sr-1 um-1 (or the arbitrary
        unit of a single beam). NaN where the file holds its fill value, NaN or Inf.
        The caller may overwrite the array.
        """
        ...


@frozen(eq=False)
class Georeference:
    """Where pixels lie on the Earth, in one of two ways.

    Attributes
    ----------
    crs_wkt : str or None
        Coordinate system of ``affine``; None when ``longitude``/``latitude`` are given.
    affine : tuple of 6 float or None
        ``easting = a*sample + b*line + c; northing = d*sample + e*line + f`` for pixel
        *corners* (rasterio's order a, b, c, d, e, f).
    longitude, latitude : (line, sample) float64 or None
        WGS84 degrees of pixel centres (an igm), NaN where unknown.
    """

    crs_wkt: str | None = None
    affine: tuple[float, float, float, float, float, float] | None = None
    longitude: NDArray[np.float64] | None = None
    latitude: NDArray[np.float64] | None = None


@frozen(eq=False)
class Scene:
    """One radiance cube and what is known of how it was taken.

    Attributes
    ----------
    name : str
        Short name, usable as a folder name; results go to ``DIR/<name>``.
    source : RadianceSource
        Lines on demand, canonical unit.
    instrument : Instrument
        Channels of ``source``, same order.
    good_bands : (wavelength,) bool
        False where the file itself calls a channel bad.
    quantity : {"radiance", "single_beam"}
        What the numbers are.
    file_format : str
        The reader that understood the file, for people.
    radiance_unit_in_file : str
        The unit as declared or worked out, before conversion.
    georeference : Georeference or None
        None: results are in pixel coordinates and say so.
    pixel_size_m : float or None
        Mean ground sample distance.
    acquired_at : datetime or None
        Start of acquisition, with time zone.
    platform_altitude_m, ground_elevation_m : float or None
        Above mean sea level.
    wind : Wind or None
        Near the ground at acquisition.
    air_temperature_k : float or None
        Near the ground at acquisition.
    inputs : tuple of InputFile
        Every file that was read to understand the scene (hash may be filled in later).
    input_paths : tuple of Path
        Where these files lie on this machine, in the order of ``inputs``; not for provenance.
    remarks : tuple of str
        What the reader had to assume, in whole sentences, shown by ``cathartes info``.
    is_simulated : bool
        Whether it was simulated, as far as its files say.
    """

    name: str
    source: RadianceSource
    instrument: Instrument
    good_bands: NDArray[np.bool_] = field(converter=bool_array)
    quantity: Quantity = "radiance"
    file_format: str = "memory"
    radiance_unit_in_file: str = "W m-2 sr-1 um-1"
    georeference: Georeference | None = None
    pixel_size_m: float | None = None
    acquired_at: datetime | None = None
    platform_altitude_m: float | None = None
    ground_elevation_m: float | None = None
    wind: Wind | None = None
    air_temperature_k: float | None = None
    inputs: tuple[InputFile, ...] = ()
    input_paths: tuple[Path, ...] = ()
    remarks: tuple[str, ...] = ()
    is_simulated: bool = False

    @property
    def shape(self) -> tuple[int, int, int]:
        """(line, sample, wavelength)."""
        return self.source.shape


@frozen(eq=False)
class ArraySource:
    """A cube that is in memory already (simulations, tests, small files).

    Attributes
    ----------
    radiance : (line, sample, wavelength) float32
        In W m-2 sr-1 um-1.
    """

    radiance: NDArray[np.float32]

    @property
    def shape(self) -> tuple[int, int, int]:
        """(line, sample, wavelength)."""
        lines, samples, channels = self.radiance.shape
        return lines, samples, channels

    def read(self, first_line: int, last_line: int) -> NDArray[np.float32]:
        """Return a copy of lines ``first_line:last_line``."""
        return np.array(self.radiance[first_line:last_line], dtype=np.float32, order="C")
