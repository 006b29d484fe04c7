"""The record of clear air that the radiance models take."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray


@frozen(eq=False)
class Atmosphere:
    """Clear air on a fine wavenumber grid, for a vertical path.

    Attributes
    ----------
    wavenumber_cm1 : (wavenumber,) float64
        Regular, ascending.
    optical_depth : (wavenumber,) float64
        Ground to sensor.
    path_radiance : (wavenumber,) float64
        Added between ground and sensor, W m-2 sr-1 um-1.
    sky_radiance : (wavenumber,) float64
        Mean radiance the sky sends down to a matt surface, W m-2 sr-1 um-1 (LWIR).
    sun_optical_depth : (wavenumber,) float64
        Whole atmosphere above the ground, vertical (SWIR).
    sun_irradiance : (wavenumber,) float64
        Above the atmosphere, normal to the beam, W m-2 um-1 (SWIR).
    """

    wavenumber_cm1: NDArray[np.float64]
    optical_depth: NDArray[np.float64]
    path_radiance: NDArray[np.float64]
    sky_radiance: NDArray[np.float64]
    sun_optical_depth: NDArray[np.float64]
    sun_irradiance: NDArray[np.float64]

    @property
    def wavelength_um(self) -> NDArray[np.float64]:
        """The grid as wavelength, descending."""
        return 1e4 / self.wavenumber_cm1

    def along(self, secant: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return transmittance and path radiance on a slanted path.

        Parameters
        ----------
        secant : float
            1 / cos(view zenith).

        Notes
        -----
        The air's mean source function is kept, so that the path radiance grows as the
        absorptance does: L_s = L_1 (1 - t^s) / (1 - t).
        """
        absorptance = -np.expm1(-self.optical_depth)
        slanted = -np.expm1(-secant * self.optical_depth)
        growth = np.divide(
            slanted, absorptance, out=np.full_like(slanted, secant), where=absorptance > 1e-9
        )
        return 1.0 - slanted, self.path_radiance * growth
