"""Units of absorption: whatever a file holds becomes cm2 per molecule, natural logarithm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.units import BOLTZMANN_J_K

ATMOSPHERE_HPA = 1013.25
HPA_PER_TORR = ATMOSPHERE_HPA / 760.0
REFERENCE_TEMPERATURE_K = 296.0


def number_density_cm3(pressure_hpa: float, temperature_k: float) -> float:
    """Return molecules per cm3 of an ideal gas."""
    return pressure_hpa * 100.0 / (BOLTZMANN_J_K * temperature_k) * 1e-6


def molecules_cm2_per_ppm_m(
    pressure_hpa: float = ATMOSPHERE_HPA, temperature_k: float = REFERENCE_TEMPERATURE_K
) -> float:
    """Return molecules per cm2 in a column of 1 ppm m."""
    return number_density_cm3(pressure_hpa, temperature_k) * 1e-6 * 100.0


def cross_section_from_base10_per_ppm_m(
    absorption: NDArray[np.float64],
    pressure_hpa: float = ATMOSPHERE_HPA,
    temperature_k: float = REFERENCE_TEMPERATURE_K,
) -> NDArray[np.float64]:
    """Return cm2 per molecule from decadic absorbance per ppm m.

    Parameters
    ----------
    absorption : (wavenumber,) float64
        (umol/mol)-1 m-1, base 10.
    pressure_hpa, temperature_k : float
        The conditions that 1 ppm m is counted at in the file.
    """
    return np.asarray(
        absorption * np.log(10.0) / molecules_cm2_per_ppm_m(pressure_hpa, temperature_k)
    )


def cross_section_from_absorbance(
    absorbance: NDArray[np.float64], column_cm2: float
) -> NDArray[np.float64]:
    """Return cm2 per molecule from decadic absorbance and the column in molecules per cm2."""
    return np.asarray(absorbance * np.log(10.0) / column_cm2)


def cross_section_from_transmittance(
    transmittance: NDArray[np.float64], column_cm2: float, *, darkest: float = 0.03
) -> NDArray[np.float64]:
    """Return cm2 per molecule from transmittance and the column in molecules per cm2.

    Parameters
    ----------
    transmittance : (wavenumber,) float64
    column_cm2 : float
        Molecules per cm2.
    darkest : float
        Below this the line is saturated, and what it absorbs is unknown (NaN).
    """
    known = np.where(transmittance > darkest, transmittance, np.nan)
    return np.asarray(-np.log(known) / column_cm2)
