"""Made-up heights: a fractal surface with valleys, sampled on a grid."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from cathartes.simulate.campaign.ground.frame import MARGIN_M, Frame
from cathartes.simulate.surface.fields import gaussian_random_field

CELL_M = 60.0
MEAN_M, SPREAD_M, LEAST_M = 380.0, 70.0, 5.0
SLOPE = 3.4
"""Of the power spectrum: smooth hills."""
VALLEY_M = 90.0


@frozen(eq=False)
class Terrain:
    """Heights of the ground above mean sea level.

    Attributes
    ----------
    height_m : (row, column) float32
        Rows from north to south, centres of cells.
    affine : tuple of 6 float
        Cell corners to easting and northing: ``easting = a*column + c``, ``northing = e*row + f``.
    """

    height_m: NDArray[np.float32]
    affine: tuple[float, float, float, float, float, float]

    def at(self, easting_m: float, northing_m: float) -> float:
        """Return the height at a place, linear between cells."""
        a, _, c, _, e, f = self.affine
        where = np.array([[(northing_m - f) / e - 0.5], [(easting_m - c) / a - 0.5]])
        return float(map_coordinates(self.height_m, where, order=1, mode="nearest")[0])


def draw_terrain(rng: np.random.Generator, frame: Frame) -> Terrain:
    """Draw hills with two valleys through them; the same generator state gives the same ones."""
    reach = MARGIN_M + 2.0 * CELL_M
    columns = int(np.ceil((frame.width_m + 2.0 * reach) / CELL_M))
    rows = int(np.ceil((frame.height_m + 2.0 * reach) / CELL_M))
    hills = gaussian_random_field(rng, (rows, columns), 1200.0 / CELL_M, SLOPE)[0]
    height = MEAN_M + SPREAD_M * hills.astype(np.float64)
    across, along = np.meshgrid(np.arange(columns) * CELL_M, np.arange(rows) * CELL_M)
    for _ in range(2):
        # A valley is a winding line from north to south with shoulders of half a kilometre.
        middle = rng.uniform(0.2, 0.8) * columns * CELL_M
        bend = 300.0 * np.sin(along / rng.uniform(500.0, 1200.0) + rng.uniform(0.0, 6.3))
        away = (across - middle - bend) / 450.0
        height -= VALLEY_M * np.exp(-0.5 * away**2)
    north = frame.south_m + frame.height_m + reach
    affine = (CELL_M, 0.0, frame.west_m - reach, 0.0, -CELL_M, north)
    return Terrain(np.maximum(height, LEAST_M).astype(np.float32), affine)
