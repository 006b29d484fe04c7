"""What the scene builder asks of a radiance model, thermal or solar."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cathartes.simulate.radiance.optics import ColumnOptics


class RadianceModel(Protocol):
    """Radiance at the sensor without noise, with and without gas."""

    optics: ColumnOptics
    least_contrast: float
    """Share of the radiance that optical depth 1 changes at the least, to drop empty pixels."""

    def clear_radiance(self) -> NDArray[np.float32]:
        """Return the scene without any plume, (line, sample, channel)."""
        ...

    def plume_difference(
        self,
        line: NDArray[np.intp],
        sample: NDArray[np.intp],
        depth_per_ppm_m: NDArray[np.float64],
        column_ppm_m: NDArray[np.float64],
        plume_temperature_k: NDArray[np.float64],
    ) -> NDArray[np.float32]:
        """Return plume minus clear radiance of chosen pixels, on the fine grid throughout.

        Parameters
        ----------
        line, sample : (pixel,) int
        depth_per_ppm_m : (gas, wavenumber) float64
            Optical depth of 1 ppm m, one way.
        column_ppm_m : (pixel, gas) float64
        plume_temperature_k : (pixel,) float64

        Returns
        -------
        (pixel, channel) float32
        """
        ...

    def thin_difference(
        self,
        clear: NDArray[np.float32],
        sample: NDArray[np.intp],
        plume_temperature_k: NDArray[np.float64],
    ) -> NDArray[np.float32]:
        """Return what a plume of optical depth 1 would add were it thin, (pixel, channel).

        Parameters
        ----------
        clear : (pixel, channel) float32
            Clear radiance of the pixels.
        sample : (pixel,) int
        plume_temperature_k : (pixel,) float64
        """
        ...
