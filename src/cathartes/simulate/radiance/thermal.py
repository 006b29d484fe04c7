"""Three-layer thermal radiance, channel by channel from a fine grid."""

from __future__ import annotations

import numpy as np
from attrs import define, field
from numpy.polynomial import Chebyshev
from numpy.typing import NDArray

from cathartes.kernels.planck import planck_radiance
from cathartes.simulate.atmosphere.air import Atmosphere
from cathartes.simulate.radiance.optics import ColumnOptics
from cathartes.simulate.surface.ground import Ground

PLANCK_DEGREE = 6
"""Degree in temperature that keeps B(T) to 1e-5 over 150 K."""
FINE_PIXELS = 128
"""Pixels held on the fine grid at once: 128 x 6600 float32 is 3 MB, which fits a cache."""


@define(eq=False)
class PlanckPolynomials:
    """B(wavelength, T) as polynomials in T, so that a scene's emission is one matrix product."""

    low_k: float
    high_k: float
    coefficients: NDArray[np.float64]

    @classmethod
    def fit(
        cls, wavelength_um: NDArray[np.float64], low_k: float, high_k: float
    ) -> PlanckPolynomials:
        """Interpolate at Chebyshev nodes of [low_k, high_k]."""
        nodes = np.cos(np.pi * (np.arange(PLANCK_DEGREE + 1) + 0.5) / (PLANCK_DEGREE + 1))
        temperature = low_k + 0.5 * (nodes + 1.0) * (high_k - low_k)
        powers = np.stack([Chebyshev.basis(k)(nodes) for k in range(PLANCK_DEGREE + 1)], axis=1)
        values = planck_radiance(wavelength_um[None, :], temperature[:, None])
        coefficients = np.asarray(np.linalg.solve(powers, values), np.float64)
        return cls(low_k, high_k, coefficients)

    def powers(self, temperature_k: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return (pixel, degree + 1) factors of the coefficients."""
        where = 2.0 * (np.asarray(temperature_k, np.float64) - self.low_k)
        scaled = where / (self.high_k - self.low_k) - 1.0
        return np.stack(
            [Chebyshev.basis(k)(scaled) for k in range(PLANCK_DEGREE + 1)], axis=-1
        ).astype(np.float32)


@define(eq=False)
class ThermalModel:
    """L = t_a [e B(T_g) t_p + (1 - t_p) B(T_p) + (1 - e) L_down t_p] + L_path.

    Notes
    -----
    Without a plume all fine structure is the atmosphere's and the same for every pixel of a
    column, so the convolution is done once per column on products of atmosphere, Planck
    coefficients and emissivity spectra. The one thing left out is how the weighting of
    emissivity within a channel moves with temperature (below 1e-5 of the radiance; tested).
    With a plume every pixel is done on the fine grid, as the difference
    t_a (t_p - 1) (L_g - B(T_p)), which is zero where there is no gas or no contrast.
    """

    ground: Ground
    atmosphere: Atmosphere
    optics: ColumnOptics
    reference_k: float
    planck: PlanckPolynomials = field(init=False)
    # 3 % of the radiance is a contrast of about 2 K.
    least_contrast: float = 0.03

    def __attrs_post_init__(self) -> None:
        temperature = self.ground.temperature_k
        low = min(float(temperature.min()), self.reference_k) - 15.0
        high = max(float(temperature.max()), self.reference_k) + 60.0
        self.planck = PlanckPolynomials.fit(self.atmosphere.wavelength_um, low, high)

    def clear_radiance(self) -> NDArray[np.float32]:
        """Return the scene without any plume, (line, sample, channel)."""
        lines, samples, _ = self.ground.weights.shape
        spectra = self.ground.spectra
        emitted = planck_radiance(self.atmosphere.wavelength_um, self.reference_k)
        radiance = np.empty((lines, samples, self.optics.instrument.wavelength_um.size), np.float32)
        for sample in range(samples):
            response = self.optics.responses(sample)
            clear, path = self.atmosphere.along(float(self.optics.secant[sample]))
            weights = self.ground.weights[:, sample]
            used = np.flatnonzero(np.any(weights != 0.0, axis=0))
            sky = clear * self.atmosphere.sky_radiance
            fine = np.vstack(
                [
                    clear * self.planck.coefficients,
                    (clear * emitted) * spectra[used],
                    sky * spectra[used],
                    (clear * emitted)[None],
                    sky[None],
                    path[None],
                ]
            )
            channels = np.asarray(response @ fine.T).T
            degree, count = self.planck.coefficients.shape[0], used.size
            emission, reflection = np.split(channels[degree : degree + 2 * count], [count])
            whole, from_sky, from_path = channels[-3:]
            emissivity = weights[:, used] @ (emission / np.maximum(whole, 1e-12)).astype(np.float32)
            glow = self.planck.powers(self.ground.temperature_k[:, sample]) @ channels[
                :degree
            ].astype(np.float32)
            mirrored = weights[:, used] @ reflection.astype(np.float32)
            radiance[:, sample] = (
                emissivity * glow - mirrored + (from_sky + from_path).astype(np.float32)
            )
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
        depth = depth_per_ppm_m.astype(np.float32)
        spectra = self.ground.spectra.astype(np.float32)
        coefficients = self.planck.coefficients.astype(np.float32)
        sky = self.atmosphere.sky_radiance.astype(np.float32)
        channels = self.optics.instrument.wavelength_um.size
        difference = np.empty((line.size, channels), np.float32)
        for column in np.unique(sample):
            response = self.optics.responses(int(column)).T.astype(np.float32).tocsr()
            clear = self.atmosphere.along(float(self.optics.secant[column]))[0].astype(np.float32)
            members = np.flatnonzero(sample == column)
            for first in range(0, members.size, FINE_PIXELS):
                chosen = members[first : first + FINE_PIXELS]
                at = line[chosen]
                emissivity = self.ground.weights[at, column] @ spectra
                leaving = self.planck.powers(self.ground.temperature_k[at, column]) @ coefficients
                leaving -= sky
                leaving *= emissivity
                leaving += sky
                leaving -= self.planck.powers(plume_temperature_k[chosen]) @ coefficients
                leaving *= np.expm1(-(column_ppm_m[chosen].astype(np.float32) @ depth))
                leaving *= clear
                difference[chosen] = leaving @ response
        return difference

    def thin_difference(
        self,
        clear: NDArray[np.float32],
        sample: NDArray[np.intp],
        plume_temperature_k: NDArray[np.float64],
    ) -> NDArray[np.float32]:
        """Return what optical depth 1 would add were it thin; see :class:`RadianceModel`."""
        del sample  # nadir values are good enough to rank pixels
        response = self.optics.responses(self.optics.secant.size // 2)
        transmitted, path = self.atmosphere.along(1.0)
        glow = self.planck.powers(plume_temperature_k) @ np.asarray(
            response @ (transmitted * self.planck.coefficients).T
        ).T.astype(np.float32)
        return np.asarray(glow - (clear - np.asarray(response @ path, np.float32)))
