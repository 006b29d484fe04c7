"""From draws to a region: where the source is with nine chances in ten, and how large that is."""

from __future__ import annotations

from typing import Self

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

Float = NDArray[np.float64]
CELLS = 72
SMOOTHING = 0.7
"""Bandwidth over n_eff^(-1/6) standard deviations; 1 is right for a normal cloud, too wide for a
bent one."""
LEAST_STD_M = 0.3


@frozen(eq=False)
class PositionDensity:
    """Density of one source's position on a grid that lies along the cloud of draws.

    Attributes
    ----------
    centre_m : (2,) float64
    axes_m : (2, 2) float64
        Columns are the principal axes of the cloud, each as long as its standard deviation.
    reach : float
        The grid goes from -reach to reach along both axes.
    mass : (cell, cell) float64
        Sums to 1.
    """

    centre_m: Float
    axes_m: Float
    reach: float
    mass: Float

    @classmethod
    def of(cls, position_m: Float, weight: Float | None = None) -> Self:
        """Smooth weighted draws.

        Parameters
        ----------
        position_m : (draw, 2) float64
        weight : (draw,) float64, optional
            Sums to 1; equal when left out.
        """
        n = position_m.shape[0]
        w = np.full(n, 1.0 / n) if weight is None else weight
        centre = w @ position_m
        off = position_m - centre
        variance, vectors = np.linalg.eigh((off * w[:, None]).T @ off)
        axes = vectors * np.sqrt(np.maximum(variance, LEAST_STD_M**2))
        local = off @ np.linalg.inv(axes).T
        n_effective = 1.0 / float(w @ w)
        bandwidth = SMOOTHING * n_effective ** (-1.0 / 6.0)
        reach = float(min(np.abs(local[w > 0.0]).max(), 6.0)) + 3.0 * bandwidth
        edges = np.linspace(-reach, reach, CELLS + 1)
        inside = np.clip(local, -reach + 1e-9, reach - 1e-9)
        counts, _, _ = np.histogram2d(inside[:, 0], inside[:, 1], bins=(edges, edges), weights=w)
        cell = 2.0 * reach / CELLS
        mass = gaussian_filter(counts, bandwidth / cell, mode="constant")
        return cls(centre_m=centre, axes_m=axes, reach=reach, mass=mass / mass.sum())

    @property
    def cell_area_m2(self) -> float:
        """Area of one cell of the grid."""
        return float(abs(np.linalg.det(self.axes_m)) * (2.0 * self.reach / CELLS) ** 2)

    def _threshold(self, probability: float) -> tuple[float, float]:
        ranked = np.sort(self.mass, axis=None)[::-1]
        total = np.cumsum(ranked)
        last = min(int(np.searchsorted(total, probability)), ranked.size - 1)
        before = float(total[last - 1]) if last else 0.0
        # The last cell counts by the share of it that is needed.
        part = (probability - before) / max(float(ranked[last]), 1e-300)
        return float(ranked[last]), last + min(max(part, 0.0), 1.0)

    def region_area_m2(self, probability: float = 0.9) -> float:
        """Return the area of the smallest region that holds ``probability``."""
        return self._threshold(probability)[1] * self.cell_area_m2

    def holds(self, easting_m: float, northing_m: float, probability: float = 0.9) -> bool:
        """Say whether a place is inside the region."""
        local = np.linalg.solve(self.axes_m, np.array([easting_m, northing_m]) - self.centre_m)
        place = (local + self.reach) / (2.0 * self.reach / CELLS) - 0.5
        if np.any(np.abs(local) > self.reach):
            return False
        here = map_coordinates(self.mass, place[:, None], order=1, mode="nearest")[0]
        return bool(here >= self._threshold(probability)[0])
