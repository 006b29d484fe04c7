"""A recorded track: where a platform was, and when, as far as its log tells."""

from __future__ import annotations

import math

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from cathartes.errors import TrackError
from cathartes.model.arrays import float64_array
from cathartes.model.flight.heights import HeightReference
from cathartes.model.provenance import InputFile

Array = NDArray[np.float64]


def _int64_array(values: ArrayLike) -> NDArray[np.int64]:
    array = np.array(values, dtype=np.int64, order="C")
    array.setflags(write=False)
    return array


def _optional(values: ArrayLike | None) -> Array | None:
    return None if values is None else float64_array(values)


@frozen(eq=False)
class Track:
    """Positions in the order of flight.

    Attributes
    ----------
    name : str
    format_name : str
        Of the file, for people.
    longitude, latitude : (point,) float64
        Degrees, WGS84.
    height_m : (point,) float64
        NaN where the log has none.
    height_reference : HeightReference
    time_utc_s : (point,) float64 or None
        POSIX seconds, never decreasing; None where the log tells no date.
    time_since_boot_s : (point,) float64 or None
        Seconds on the platform's own clock, for logs without a date.
    piece : (point,) int64
        Number of the unbroken recording a point is of: between two pieces nothing was recorded.
    heading_deg, roll_deg, pitch_deg : (point,) float64 or None
        Of the platform: clockwise from north, right wing down, nose up.
    speed_m_s : (point,) float64 or None
        Over ground, as recorded.
    take_off_height_m : float
        Height of the place of take-off above mean sea level; NaN where the log does not tell.
    clock_note : str
        Which clock the times are of.
    cautions : tuple of str
        What was dropped, mended or assumed while reading; whole sentences.
    inputs : tuple of InputFile
    is_simulated : bool
    """

    name: str
    format_name: str
    longitude: Array = field(converter=float64_array)
    latitude: Array = field(converter=float64_array)
    height_m: Array = field(converter=float64_array)
    height_reference: HeightReference
    time_utc_s: Array | None = field(default=None, converter=_optional)
    time_since_boot_s: Array | None = field(default=None, converter=_optional)
    piece: NDArray[np.int64] = field(converter=_int64_array)
    heading_deg: Array | None = field(default=None, converter=_optional)
    roll_deg: Array | None = field(default=None, converter=_optional)
    pitch_deg: Array | None = field(default=None, converter=_optional)
    speed_m_s: Array | None = field(default=None, converter=_optional)
    take_off_height_m: float = math.nan
    clock_note: str = ""
    cautions: tuple[str, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    is_simulated: bool = False

    @piece.default
    def _one_piece(self) -> NDArray[np.int64]:
        return np.zeros(len(self.longitude), np.int64)

    def __attrs_post_init__(self) -> None:
        n = len(self.longitude)
        for one in attrs.fields(Track):
            values = getattr(self, one.name)
            if isinstance(values, np.ndarray) and values.shape != (n,):
                raise TrackError.about(
                    self.name,
                    one.name,
                    found=f"an array of shape {values.shape}",
                    expected=f"one value for each of the {n} points",
                    remedy="Give arrays of one length.",
                )
        if not (np.all(np.abs(self.latitude) <= 90.0) and np.all(np.abs(self.longitude) <= 360.0)):
            raise TrackError.about(
                self.name,
                "longitude, latitude",
                found="positions that are not on the Earth",
                expected="degrees, latitude within 90 of the equator, and no gaps",
                remedy="Drop such points before making a track.",
            )

    @property
    def n_points(self) -> int:
        """Number of positions."""
        return len(self.longitude)

    @property
    def clock_s(self) -> Array | None:
        """UTC where it is known, else seconds since boot, else None."""
        return self.time_since_boot_s if self.time_utc_s is None else self.time_utc_s

    def height_above(
        self, reference: HeightReference, take_off_height_m: float = math.nan
    ) -> Array | None:
        """Return heights counted from elsewhere, or None where that cannot be known.

        Parameters
        ----------
        reference : HeightReference
        take_off_height_m : float
            Height of the take-off above mean sea level where the track itself does not tell it.
        """
        here, sea = HeightReference.TAKE_OFF, HeightReference.MEAN_SEA_LEVEL
        if HeightReference.NOT_STATED in (reference, self.height_reference):
            return None
        if reference == self.height_reference:
            return self.height_m
        base = self.take_off_height_m
        base = take_off_height_m if math.isnan(base) else base
        if math.isnan(base):
            return None
        if (self.height_reference, reference) == (sea, here):
            return self.height_m - base
        if (self.height_reference, reference) == (here, sea):
            return self.height_m + base
        return None
