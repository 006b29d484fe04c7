"""Reflected sunlight that crosses the air, and the plume, twice."""

from __future__ import annotations

import numpy as np
from attrs import define
from numpy.typing import NDArray

from cathartes.simulate.atmosphere.air import Atmosphere
from cathartes.simulate.radiance.optics import ColumnOptics
from cathartes.simulate.surface.ground import Ground

FINE_PIXELS = 128
"""Pixels held on the fine grid at once."""


@define(eq=False)
class SolarModel:
    """L = r E_0 cos(z) / pi t_sun t_a t_p^(1/cos z + 1/cos v) + L_path.

    Reflectance spectra are linear in the weights, so the clear scene is exact.
    """

    ground: Ground
    atmosphere: Atmosphere
    optics: ColumnOptics
    sun_zenith_deg: float
    least_contrast: float = 2.0

    @property
    def sun_secant(self) -> float:
        """1 / cos(sun zenith)."""
        return float(1.0 / np.cos(np.radians(self.sun_zenith_deg)))

    def _arriving(self, sample: int) -> NDArray[np.float64]:
        """Radiance of a white matt ground as the sensor sees it, (wavenumber,)."""
        air = self.atmosphere
        twice = np.exp(
            -self.sun_secant * air.sun_optical_depth
            - float(self.optics.secant[sample]) * air.optical_depth
        )
        return air.sun_irradiance / (self.sun_secant * np.pi) * twice

    def clear_radiance(self) -> NDArray[np.float32]:
        """Return the scene without any plume, (line, sample, channel)."""
        lines, samples, _ = self.ground.weights.shape
        radiance = np.empty((lines, samples, self.optics.instrument.wavelength_um.size), np.float32)
        for sample in range(samples):
            response = self.optics.responses(sample)
            weights = self.ground.weights[:, sample]
            used = np.flatnonzero(np.any(weights != 0.0, axis=0))
            path = self.atmosphere.along(float(self.optics.secant[sample]))[1]
            fine = np.vstack([self.ground.spectra[used] * self._arriving(sample), path[None]])
            channels = np.asarray(response @ fine.T, np.float32).T
            lit = self.ground.illumination[:, sample, None]
            radiance[:, sample] = lit * (weights[:, used] @ channels[:-1]) + channels[-1]
        return radiance

    def plume_difference(
        self,
        line: NDArray[np.intp],
        sample: NDArray[np.intp],
        depth_per_ppm_m: NDArray[np.float64],
        column_ppm_m: NDArray[np.float64],
        plume_temperature_k: NDArray[np.float64],
    ) -> NDArray[np.float32]:
        """Return plume minus clear radiance of chosen pixels; see :class:`RadianceModel`."""
        del plume_temperature_k  # the plume's own emission is nothing at 2.3 um
        depth = depth_per_ppm_m.astype(np.float32)
        spectra = self.ground.spectra.astype(np.float32)
        difference = np.empty((line.size, self.optics.instrument.wavelength_um.size), np.float32)
        for column in np.unique(sample):
            response = self.optics.responses(int(column)).T.astype(np.float32).tocsr()
            arriving = self._arriving(int(column)).astype(np.float32)
            secants = np.float32(self.sun_secant + float(self.optics.secant[column]))
            members = np.flatnonzero(sample == column)
            for first in range(0, members.size, FINE_PIXELS):
                chosen = members[first : first + FINE_PIXELS]
                at = line[chosen]
                reflected = self.ground.weights[at, column] @ spectra
                reflected *= self.ground.illumination[at, column, None] * arriving
                reflected *= np.expm1(-secants * (column_ppm_m[chosen].astype(np.float32) @ depth))
                difference[chosen] = reflected @ response
        return difference

    def thin_difference(
        self,
        clear: NDArray[np.float32],
        sample: NDArray[np.intp],
        plume_temperature_k: NDArray[np.float64],
    ) -> NDArray[np.float32]:
        """Return what optical depth 1 would add were it thin; see :class:`RadianceModel`."""
        del plume_temperature_k
        response = self.optics.responses(self.optics.secant.size // 2)
        path = np.asarray(response @ self.atmosphere.path_radiance, np.float32)
        secants = (self.sun_secant + self.optics.secant[sample]).astype(np.float32)
        return np.asarray(-secants[:, None] * (clear - path))
