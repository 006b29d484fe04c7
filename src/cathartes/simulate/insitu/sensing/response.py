"""Instruments that lag behind, and gas amounts in their units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

GAS_CONSTANT_J_MOL_K = 8.314462618


def lag(series: NDArray[np.float64], step_s: float, response_s: float) -> NDArray[np.float64]:
    """Return what an instrument of first-order response shows, along the first axis."""
    if response_s <= 0.0:
        return series
    keep = float(np.exp(-step_s / response_s))
    begin = keep * series[:1]
    shown, _ = lfilter([1.0 - keep], [1.0, -keep], series, axis=0, zi=begin)
    return np.asarray(shown)


def kg_m3_of_ppm(
    temperature_k: NDArray[np.float64], pressure_pa: float, molar_mass_g_per_mol: float
) -> NDArray[np.float64]:
    """Return what one ppm of a gas weighs in a cubic metre of air."""
    moles = pressure_pa / (GAS_CONSTANT_J_MOL_K * temperature_k)
    return np.asarray(1e-6 * moles * molar_mass_g_per_mol * 1e-3)
