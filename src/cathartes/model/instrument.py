"""The instrument: channel centres and widths, never a branch on a name."""

from __future__ import annotations

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cathartes.model.arrays import float64_array

FWHM_PER_SIGMA = 2.3548200450309493


@frozen(eq=False)
class Instrument:
    """An imaging spectrometer as the detector sees it.

    Attributes
    ----------
    name : str
        For people and for provenance only.
    wavelength_um : (wavelength,) float64
        Channel centres in the order of the file; may descend or overlap.
    fwhm_um : (wavelength,) float64
        Full width at half maximum of each (Gaussian) channel response.
    noise_radiance : (wavelength,) float64 or None
        Standard deviation of a single sample, W m-2 sr-1 um-1, where it is known.
    """

    name: str
    wavelength_um: NDArray[np.float64] = field(converter=float64_array)
    fwhm_um: NDArray[np.float64] = field(converter=float64_array)
    noise_radiance: NDArray[np.float64] | None = None

    @property
    def wavenumber_cm1(self) -> NDArray[np.float64]:
        """Channel centres as wavenumber, cm-1."""
        return 1e4 / self.wavelength_um

    @property
    def is_thermal(self) -> NDArray[np.bool_]:
        """(wavelength,) True where the surface's own emission dominates sunlight."""
        return self.wavelength_um > 5.5
