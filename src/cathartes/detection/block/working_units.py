"""Radiance to the units in which a plume adds to its background.

Thermal channels become brightness temperature (K): there a thin plume of column ``c`` and
temperature ``T_p`` adds ``A c (T_air + tau excess - y)`` to the background ``y``, and a change of
surface temperature adds ``tau`` times itself, so that clutter has few dimensions. Sunlit
channels become log radiance: there a plume adds ``-A c (air mass)`` whatever the albedo.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from cathartes.errors import StatisticsError
from cathartes.kernels.channel_polynomials import (
    apply_channel_polynomials,
    fit_channel_polynomials,
)
from cathartes.kernels.planck import brightness_temperature

Floats = NDArray[np.float32]
Regime = Literal["thermal", "solar"]
DARKEST_SHARE = 0.02
"""Sunlit radiance is floored at this share of its channel's median before the logarithm."""

USUAL_RANGE = (0.002, 0.998)
"""Polynomials are fitted to what most pixels span: one flare would bend them for all."""
CHANNELS_LOOKED_AT = 3
PIECE_NUMBERS = 2**19
"""Of float32, worked on at once: 2 MiB."""


@define(eq=False)
class Block:
    """Lines of a scene in memory, in working units.

    Attributes
    ----------
    rows : (pixel, wavelength) float32
        Working units; invalid pixels hold the mean row.
    shape : (line, sample)
    valid : (pixel,) bool
    wavelength_um, fwhm_um : (wavelength,) float64
    regime : {"thermal", "solar"}
    quality : (line, sample) uint8
    brightness : (pixel,) float32
        What a person sees and what contrast is measured against: window brightness temperature,
        K, or mean log radiance.
    beside : dict of int to (line, sample) float32
        Radiance of channels of the instrument that tell cloud and water and colour the picture.
    """

    rows: Floats
    shape: tuple[int, int]
    valid: NDArray[np.bool_]
    wavelength_um: NDArray[np.float64]
    fwhm_um: NDArray[np.float64]
    regime: Regime
    quality: NDArray[np.uint8]
    brightness: Floats
    beside: dict[int, Floats] = field(factory=dict)

    @property
    def columns(self) -> NDArray[np.intp]:
        """(pixel,) detector column of each row."""
        return np.tile(np.arange(self.shape[1]), self.shape[0])


def to_working_units(
    rows: Floats, valid: NDArray[np.bool_], wavelength_um: NDArray[np.float64], regime: Regime
) -> Floats:
    """Replace radiance by working units, in place, and return the same array.

    Parameters
    ----------
    rows : (pixel, wavelength) float32
        W m-2 sr-1 um-1; overwritten.
    valid : (pixel,) bool
        Invalid rows are filled with the mean valid row.

    Raises
    ------
    StatisticsError
        Where no pixel is valid.
    """
    if not valid.any():
        raise StatisticsError.about(
            "scene",
            "pixels",
            found="none with a usable spectrum",
            expected="radiance in at least some pixels",
            remedy="Look at the file with `cathartes info`.",
        )
    good = np.flatnonzero(valid)
    sample = rows[good[:: max(1, len(good) // 4000)]]
    if regime == "thermal":
        low, high = np.quantile(sample, USUAL_RANGE, axis=0).astype(np.float64)
        margin = 0.3 * (high - low) + 1e-3 * high
        low, high = np.maximum(low - margin, 0.05 * high), high + margin
        coefficients, _ = fit_channel_polynomials(
            lambda radiance: brightness_temperature(wavelength_um, radiance), low, high
        )
        watched = np.linspace(0, rows.shape[1] - 1, CHANNELS_LOOKED_AT).astype(np.intp)
        left = apply_channel_polynomials(rows, coefficients, watched)
        unusual = np.flatnonzero(left & valid)
        if len(unusual):
            radiance = np.where(rows[unusual] > 0.0, rows[unusual], low)
            rows[unusual] = brightness_temperature(wavelength_um, radiance)
    else:
        floor = (DARKEST_SHARE * np.median(sample, axis=0)).astype(np.float32)
        floor = np.maximum(floor, np.float32(1e-9))
        # Pieces that fit the cache: both steps then cost one trip to memory.
        size = max(1, PIECE_NUMBERS // rows.shape[1])
        for piece in (rows[start : start + size] for start in range(0, len(rows), size)):
            np.maximum(piece, floor, out=piece)
            np.log(piece, out=piece)
    if not valid.all():
        rows[~valid] = rows[good[:: max(1, len(good) // 20000)]].mean(0)
    return rows


def window_brightness(rows: Floats, regime: Regime) -> Floats:
    """Return one brightness a pixel: the warm end of its thermal window, or mean log radiance.

    Notes
    -----
    The mean of the warmest quarter of channels *of the scene mean*: clear window channels,
    the same for all pixels, so that it is linear in each pixel's spectrum.
    """
    if regime == "solar":
        weights = np.full(rows.shape[1], 1.0 / rows.shape[1], np.float32)
        return np.asarray(rows @ weights, dtype=np.float32)
    mean = rows[:: max(1, len(rows) // 20000)].mean(0)
    warmest = np.argsort(mean)[-max(3, len(mean) // 4) :]
    weights = np.zeros(len(mean), np.float32)
    weights[warmest] = 1.0 / len(warmest)
    return np.asarray(rows @ weights, dtype=np.float32)
