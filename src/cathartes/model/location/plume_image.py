"""One picture of gas: columns of one gas on a grid, with their spread."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.model.location.case import LOCAL_CRS
from cathartes.units import AVOGADRO_PER_MOL, MOLECULES_CM2_PER_PPM_M

Affine = tuple[float, float, float, float, float, float]


def kg_m2_per_ppm_m(molar_mass_g_per_mol: float) -> float:
    """Return the mass over a square metre of a column of 1 ppm m."""
    per_m2 = MOLECULES_CM2_PER_PPM_M * 1e4 / AVOGADRO_PER_MOL
    return per_m2 * molar_mass_g_per_mol / 1000.0


@frozen(eq=False)
class PlumeImage:
    """Columns of one gas over one piece of ground at one moment.

    Attributes
    ----------
    name : str
        Of the scene or file.
    gas : str
    molar_mass_g_per_mol : float
    column_ppm_m : (line, sample) float64
        Enhancement over the background; NaN where it is not known.
    column_std_ppm_m : (line, sample) float64
        One standard deviation of a pixel's column.
    affine : tuple of 6 float
        ``easting = a*sample + b*line + c; northing = d*sample + e*line + f`` in metres, for pixel
        *corners*: (0, 0) is the outer corner of the first pixel.
    crs : str
        Coordinate system of the affine, or ``LOCAL_CRS``.
    time_s : float or None
        Seconds since 1970-01-01 UTC.
    instrument : str
    plume_label : (line, sample) int32 or None
        Which plume a pixel was found to be in, 0 for none. None: not known, plumes are looked
        for. Where labels are given, pixels of none hold no column.
    score : (line, sample) float64 or None
        Any statistic that grows with gas; shows a labelled plume's shape where it has no column.
    column_scale_log_std : float
        One standard deviation of the logarithm of a factor on all columns together.
    """

    name: str
    gas: str
    molar_mass_g_per_mol: float
    column_ppm_m: NDArray[np.float64]
    column_std_ppm_m: NDArray[np.float64]
    affine: Affine
    crs: str = LOCAL_CRS
    time_s: float | None = None
    instrument: str = ""
    plume_label: NDArray[np.int32] | None = None
    score: NDArray[np.float64] | None = None
    column_scale_log_std: float = 0.1

    @property
    def shape(self) -> tuple[int, int]:
        """Lines and samples."""
        lines, samples = self.column_ppm_m.shape
        return int(lines), int(samples)

    @property
    def pixel_axes_m(self) -> NDArray[np.float64]:
        """Ground vectors of one step along line and along sample, (2, 2): east and north rows.

        Column 0 is a step of one line, column 1 of one sample.
        """
        a, b, _, d, e, _ = self.affine
        return np.array([[b, a], [e, d]])

    @property
    def pixel_size_m(self) -> float:
        """Side of a square of a pixel's area."""
        return float(np.sqrt(abs(np.linalg.det(self.pixel_axes_m))))

    def ground(
        self, line: NDArray[np.float64], sample: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return easting and northing of pixel-centre coordinates."""
        a, b, c, d, e, f = self.affine
        column, row = np.asarray(sample) + 0.5, np.asarray(line) + 0.5
        return a * column + b * row + c, d * column + e * row + f

    def pixel(
        self, easting_m: NDArray[np.float64], northing_m: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return line and sample, pixel-centre coordinates, of places on the ground."""
        _, _, c, _, _, f = self.affine
        offset = np.stack([np.ravel(easting_m) - c, np.ravel(northing_m) - f])
        line, sample = np.linalg.solve(self.pixel_axes_m, offset) - 0.5
        return line, sample
